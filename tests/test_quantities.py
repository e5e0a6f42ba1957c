"""Amounts of work, levels and probabilities: what people write, and what it means."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planform.errors import UnknownNameError
from planform.quantities import KINDS, Effort, Hours, Level, bare_unit, format_effort, probability, typically
from planform.settings import EffortSettings

DATA = Path(__file__).parent / "data"
REAL: list[dict[str, Any]] = [
    known
    for name in ("effort_strings", "effort_more", "effort_held")
    for known in json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
]
MADE: list[dict[str, Any]] = json.loads((DATA / "effort_made.json").read_text(encoding="utf-8"))
UNITS = ("min", "hour", "day", "week", "month", "year", "sprint", "points")


def meaning(effort: Effort) -> dict[str, Any]:
    """What an effort says, in the form of the data files: only what is known."""
    said: dict[str, Any] = {"text": effort.text, "kind": effort.kind}
    if effort.words:
        return {**said, "words": list(effort.words)}
    if any(effort.parts):
        low, likely, high = ([list(part) for part in end] for end in effort.parts)
        return {**said, "parts": likely} if not (low or high) else {**said, "parts": [low, likely, high]}
    numbers = {"unit": effort.unit, "low": effort.low, "likely": effort.likely, "high": effort.high}
    return said | {name: value for name, value in numbers.items() if value is not None}


def same(a: Effort, b: Effort) -> bool:
    return (a.kind, a.unit, a.low, a.likely, a.high, a.words) == (b.kind, b.unit, b.low, b.likely, b.high, b.words)


# What a person understands and the parser does not: it says so, and gives no number.
NOT_YET = {
    "MVP 8-12h（1-2 周）",
    "minor/S per the R5 sync assessment §7 item 5",
    "半日 / 1〜2 日 / 数日",
    "xxx (Platzhalter)",
    "1-2 niveles, aproximadamente 2½ años",
    "3–4 horas en 2 sesiones de 90 min.",
    "6 days, 3 sprints x 2 days (compressed schedule)",
    "Point 1-2",
    "{N} questões",
    "全ステップで約 30〜45 分（Stripe 審査完了後）",
}
# Whether what is added behind the words is in the amount or comes on top, only its author knows.
OTHERWISE = {"45–60 minutes active work + stakeholder validation": {"unit": "min", "low": 45, "high": 60}}


@pytest.mark.parametrize("known", REAL, ids=lambda k: k["text"][:40] or "empty")
def test_a_real_string_means_what_a_person_says_it_means(known: dict[str, Any]) -> None:
    effort = Effort.parse(known["text"])
    if known["text"] in NOT_YET:
        assert effort.kind in ("invalid", "none") and effort.kind != known["kind"]
    else:
        assert meaning(effort) == known | OTHERWISE.get(known["text"], {})


def test_nearly_all_real_strings_are_read() -> None:
    assert len(NOT_YET) + len(OTHERWISE) <= 0.02 * len(REAL)


@pytest.mark.parametrize("known", MADE, ids=lambda k: k["text"][:40])
def test_a_made_string_means_what_it_should(known: dict[str, Any]) -> None:
    assert meaning(Effort.parse(known["text"])) == known


@pytest.mark.parametrize("known", REAL + MADE, ids=lambda k: k["text"][:40] or "empty")
def test_what_is_written_again_means_the_same_and_says_how_it_was_read(known: dict[str, Any]) -> None:
    effort = Effort.parse(known["text"])
    assert same(effort, Effort.parse(str(effort)))
    assert effort.kind in KINDS
    assert effort.reason.endswith(".") and "\n" not in effort.reason
    assert effort.describe()


# Each of these is read wrong, or with too much trust, by one program or another: no number is right here.
@pytest.mark.parametrize(
    "text",
    [
        "2h/day", "4 hours a day", "2 hours each", "30 min per environment", "3 h par jour", "1 à 2 h par mois",
        "1,000 hours", "1.000 Stunden", "05 h", "1.2.3 days", "1e3 h5", "99999999999999 h",
        "-2h", "4h-2h", "30-1h", "2024-05-03", "3/4/2024", "3-5-8 days", "02:30",
        "2 days, 3 days if migration is needed", "2 hours or 3 days", "Phase 1: 2h, Phase 2: 3h",
        "1-2 hours for a simple one, 2-4 hours for a complex one", "2-3 hours, possibly 4", "was 4h, now 8h",
        "2 weeks for 3 developers", "3 days (2 devs)", "2 days + 20%", "3 days ± 1", "3 days plus or minus 1",
        "3M", "5 PT", "3 calendar weeks", "2 hours ago", "45'", "100%", "5 bananas", "2h 3 points",
        "1 day - 3 points", "5 min, 10 max", "not 2 hours", "1-2d 4h", "1d 3id", "~~4h~~",
        "half the team for 2 days", "5. Write tests",
        "best 3 days, worst 2 days, likely 1 day", "PERT 4/2/1 d", "best 2 d, best 3 d, worst 4 d", "< 20+ hours",
        "best 2h/day, worst 4h/day", "best 2 days, worst 9 days, or 6 if it rains",
        "2 weeks elapsed", "2 Wochen (Kalenderzeit)", "3 days after go-live", "36h (+8h closure)", "2 devs x 3d = 5d",
        "3 weeks = 15 points", "7h → 3h", "2 weeks or 1000 users", "FE: 3d, BE: 2d", "done (2h)", "not (2h)",
        "2 дня в неделю", "3天/人", "2024年5月", "5月3日", "10分で完了", "3 日本語", "2h dev, 3h dev",
    ],
)  # fmt: skip
def test_a_text_that_may_mean_something_else_gives_no_number(text: str) -> None:
    effort = Effort.parse(text)
    assert effort.kind == "invalid", effort
    assert (effort.low, effort.likely, effort.high) == (None, None, None)
    assert effort.hours() == Hours(None, None, None)
    assert effort.reason.startswith("Not understood: ")


@pytest.mark.parametrize("text", ["see PLAN-12", "v2", "Q3 2025", "a few hours", "Day 3", "Sprint: 3", "C++ work"])
def test_words_without_an_amount_are_no_estimate(text: str) -> None:
    assert Effort.parse(text).kind == "none"


@pytest.mark.parametrize(
    ("text", "unit", "kind", "read", "likely"),
    [
        ("5", "points", "points", "points", 5.0),
        ("5", "Hours", "time", "hour", 5.0),
        ("5", "unknown", "number", None, 5.0),
        ("5", None, "number", None, 5.0),
        ("28800", "seconds", "time", "min", 480.0),
        ("2 d", "hours", "time", "day", 2.0),
        ("5 (2 days)", "hours", "number", None, 5.0),
        ("0.5", "Tage", "time", "day", 0.5),
    ],
)
def test_a_bare_number_takes_the_unit_of_its_field(
    text: str, unit: str | None, kind: str, read: str | None, likely: float
) -> None:
    effort = Effort.parse(text, unit=unit)
    assert (effort.kind, effort.unit, effort.likely) == (kind, read, likely)


def test_a_range_of_bare_numbers_takes_the_unit_too() -> None:
    assert Effort.parse("2-3", unit="days").hours() == Hours(16, None, 24)


@pytest.mark.parametrize(
    ("named", "team", "unit"),
    [
        ("points", "hours", "points"), ("", "hours", "hours"), ("", "points", "points"), (None, "unknown", None),
        ("day", "unknown", "day"),
    ],
)  # fmt: skip
def test_the_words_of_a_field_come_before_the_team_s_habit(named: str | None, team: Any, unit: str | None) -> None:
    assert bare_unit(named, EffortSettings(bare_number=team)) == unit
    assert bare_unit(named) == (named or None)


@pytest.mark.parametrize(
    ("text", "unit", "read"), [("2 PT", "days", "day"), ("2 PT", "points", "points"), ("2 PT", "hours", None)]
)
def test_the_unit_of_a_field_settles_what_an_abbreviation_means(text: str, unit: str, read: str | None) -> None:
    assert Effort.parse(text, unit=unit).unit == read


def test_a_unit_that_is_none_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'hours'"):
        Effort.parse("5", unit="hourss")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2-4 hours", Hours(2, None, 4)),
        ("30 minutes", Hours(None, 0.5, None)),
        ("1d 4h", Hours(None, 12, None)),
        ("1 week", Hours(None, 40, None)),
        ("3 months", Hours(None, 520, None)),
        ("1 year", Hours(None, 2080, None)),
        ("< 1 day", Hours(None, None, 8)),
        ("2h/4h/8h", Hours(2, 4, 8)),
        ("1.5 days (optimistic 1, worst 4)", Hours(8, 12, 32)),
        ("30 minutes to 1 hour", Hours(0.5, None, 1)),
        ("1 day to 1 week", Hours(8, None, 40)),
        ("2 sprints", Hours()),
        ("3 pts", Hours()),
        ("5", Hours()),
        ("TBD", Hours()),
        ("12 GPU hours", Hours()),
    ],
)
def test_hours(text: str, hours: Hours) -> None:
    assert Effort.parse(text).hours() == pytest.approx(hours)


def test_hours_follow_the_settings_of_the_team() -> None:
    team = EffortSettings(hours_per_day=6, days_per_week=4)
    assert Effort.parse("1d 4h").hours(team).likely == 10
    assert Effort.parse("1-2 weeks").hours(team) == Hours(24, None, 48)
    assert Effort.parse("1 month").hours(team).likely == pytest.approx(104)


def test_without_settings_the_day_and_week_are_the_default_ones() -> None:
    for text in ("1d 4h", "1-2 weeks", "3 months"):
        assert Effort.parse(text).hours() == Effort.parse(text).hours(EffortSettings())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2-4 hours", "2 to 4 h, typically 2.8 h"),
        ("3 pts", "3 points"),
        ("1d 4h", "1 d 4 h"),
        ("1 day to 1 week", "1 d to 1 wk, typically 2.2 d"),
        ("2h/4h/8h", "4 h (best 2 h, worst 8 h)"),
        ("S (< 2h)", "at most 2 h"),
        ("20+ hours", "at least 20 h"),
        ("5", "5, without a unit"),
        ("S-M", "size S to M"),
        ("120.4 hours", "120 h"),
        ("TBD", "It says that there is no estimate yet."),
    ],
)
def test_describe(text: str, words: str) -> None:
    assert Effort.parse(text).describe() == words


def test_typically_is_the_median_of_the_lognormal() -> None:
    assert typically(2, 8) == pytest.approx(4)
    assert typically(0, 8) == 4  # no lognormal begins at zero
    # ln X ~ N(1, 0.5): the quantiles 5 % and 90 % stand 1.644854 below and 1.281552 above the median e
    low, high = math.exp(1 - 1.6448536 * 0.5), math.exp(1 + 1.2815516 * 0.5)
    assert typically(low, high, (0.05, 0.9)) == pytest.approx(math.e, rel=1e-6)


AMOUNTS = st.floats(0, 1e6, allow_nan=False) | st.integers(0, 500).map(float)


SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
LEVELS = ("low", "medium", "high")
COUNTS = ("task", "session", "story", "loc", "person", "gpu-hour", "file")


@st.composite
def measured(draw: st.DrawFn) -> Effort:
    ends = sorted(draw(st.lists(AMOUNTS, min_size=3, max_size=3)))
    known = draw(st.sampled_from([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (1, 1, 0), (0, 1, 1)]))
    low, likely, high = (end if is_known else None for end, is_known in zip(ends, known, strict=True))
    unit = draw(st.sampled_from([*UNITS, *COUNTS, None]))
    kind = "number" if unit is None else "points" if unit == "points" else "count" if unit in COUNTS else "time"
    return Effort("", kind, unit, low, likely, high)


@st.composite
def named(draw: st.DrawFn) -> Effort:
    kind, order = draw(st.sampled_from([("size", SIZES), ("level", LEVELS)]))
    ends = draw(st.lists(st.sampled_from(order), min_size=1, max_size=2, unique=True))
    return Effort("", kind, words=tuple(sorted(ends, key=order.index)))


@st.composite
def compounds(draw: st.DrawFn) -> Effort:
    """Days, hours and minutes of one amount, or of the ends of a range."""
    names = sorted(draw(st.lists(st.sampled_from(UNITS[:6]), min_size=2, max_size=3, unique=True)), key=UNITS.index)
    parts = tuple((float(draw(st.integers(1, 50))), name) for name in reversed(names))
    more = tuple((value * 2, name) for value, name in parts)
    low, likely, high = draw(st.sampled_from([((), parts, ()), (parts, (), more), (parts, (), ()), ((), (), more)]))
    one = Effort("", "time", parts=(low, likely, high)).hours()
    per = Effort("", "time", names[0], likely=1.0).hours().likely
    return Effort("", "time", names[0], *(None if v is None else v / per for v in one), parts=(low, likely, high))


def alike(a: Effort, b: Effort) -> bool:
    """The same meaning; sums of several units as nearly as floats can tell."""
    ends = [(a.low, b.low), (a.likely, b.likely), (a.high, b.high)]
    near = all(x == y if None in (x, y) else math.isclose(x or 0.0, y or 0.0, rel_tol=1e-9) for x, y in ends)
    return near and (a.kind, a.unit, a.words, a.parts) == (b.kind, b.unit, b.words, b.parts)


@given(measured() | named() | compounds())
@settings(max_examples=600, deadline=None)
def test_any_effort_can_be_written_and_read_again(effort: Effort) -> None:
    assert alike(effort, Effort.parse(format_effort(effort)))


@given(st.sampled_from([k["text"] for k in REAL + MADE if k["kind"] in ("placeholder", "invalid", "none")]))
def test_what_has_no_number_is_written_as_it_was_typed(text: str) -> None:
    assert same(Effort.parse(text), Effort.parse(format_effort(Effort.parse(text)))) and str(Effort.parse(text)) == text


JOINTS = (
    "2 0.5 1,5 ½ a two half h d days hours points - to / + x and ~ ~~ < ( ) : , ; per TBD S M high best worst likely "
    "= → -> dev review O P PT 人日 天 約 半 時間 以上 ч дня до от devs files or range GPU elapsed"
)
PIECES = st.sampled_from([*(str(known["text"]) for known in REAL + MADE), *JOINTS.split(), "min", "."])


@given(st.text(max_size=60) | st.lists(PIECES, max_size=8).map(" ".join) | st.lists(PIECES, max_size=8).map("".join))
@example("1" * 400)
@example("0" + "." * 50)
@settings(max_examples=800, deadline=None)
def test_any_text_is_read_and_what_is_written_again_means_the_same(text: str) -> None:
    effort = Effort.parse(text)
    assert effort.text == text and effort.kind in KINDS and effort.reason
    numbers = [n for n in (effort.low, effort.likely, effort.high) if n is not None]
    assert all(0 <= n < math.inf for n in numbers)
    assert numbers == sorted(numbers)
    assert bool(numbers) == (effort.kind in ("time", "points", "count", "number"))
    assert same(effort, Effort.parse(str(effort)))
    for said in (effort.reason, effort.describe()):
        assert said.strip() and "\n" not in said and len(said) < 300
    assert effort.reason[0].isupper() and effort.reason.endswith(".")
    assert effort.reason.count(". ") <= text.count(". ")  # one sentence, but for what it quotes
    Level.parse(text)
    assert probability(text) is None or 0 <= (probability(text) or 0) <= 1


HOSTILE = [
    "1", "1-", "(", "<", "2x", "1h ", "a ", "1,", "-", "P1", "1/", "dev ", "½", "+1h", "best 1h,", "[", "\n", "~~",
    "~~1h~~", "日", "約", "人日", "日x", "1日", "=1h", "1h=", "1h dev/", "(1h", "1 file,", "→", "1h (",
    "1h dev/1h test/", "o 1 m 1 p 1 ", "until ", "~", "X", "ſ", "İ", "①", "٣",
]  # fmt: skip


def seconds(text: str) -> float:
    """The quickest of three readings by the thread's own clock; a blank more each time, so that none is remembered."""
    taken = []
    for n in range(3):
        begin = time.thread_time()
        Effort.parse(text + " " * n)
        Level.parse(text)
        probability(text)
        taken.append(time.thread_time() - begin)
    return min(taken)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_cost_no_more_than_their_length(piece: str) -> None:
    short, long = (piece * (length // len(piece)) for length in (200, 1_980))
    assert seconds(long) < 30 * seconds(short) + 0.01  # ten times as long; a square would be a hundred times


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_text_too_long_to_be_an_amount_is_said_to_be(piece: str) -> None:
    begin = time.thread_time()
    effort = Effort.parse(piece * (1_000_000 // len(piece)))
    assert time.thread_time() - begin < 0.5
    assert (effort.kind, "longer than 2,000 characters" in effort.reason) == ("invalid", True)


def test_levels_have_an_order() -> None:
    assert sorted([Level.HIGH, Level.LOW, Level.MEDIUM]) == [Level.LOW, Level.MEDIUM, Level.HIGH]
    assert [level.value for level in Level] == ["low", "medium", "high"]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("H", "high"), ("m", "medium"), ("L", "low"), ("High", "high"), ("MEDIUM", "medium"), ("med", "medium"),
        ("critical", "high"), ("minor", "low"), ("Very low", "low"), ("**High**", "high"), ("🔴 High", "high"),
        ("🟡", "medium"),
        ("High (three teams)", "high"), ("High - because of the migration", "high"), ("medium.", "medium"),
        ("high risk", "high"), ("unlikely", "low"), ("almost certain", "high"), ("4/5", "high"), ("2 of 5", "low"),
        ("2/3", "medium"), ("hoch", "high"), ("mittel", "medium"), ("niedrig", "low"), ("élevé", "high"),
        ("moyenne", "medium"), ("faible", "low"), ("alta", "high"), ("media", "medium"), ("bajo", "low"),
        ("", None), ("TBD", None), ("3", None), ("P1", None), ("H/M/L", None), ("Med-High", None),
        ("Low to High", None), ("not high", None), ("high-level overview", None), ("highway", None),
        ("9/5", None), ("[High/Medium/Low]", None),
    ],
)  # fmt: skip
def test_level(text: str, level: str | None) -> None:
    found = Level.parse(text)
    assert (found.value if found else None) == level


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("30%", 0.3), ("30 %", 0.3), ("~30% chance", 0.3), ("0.3", 0.3), ("0,3", 0.3), (".3", 0.3), ("12.5%", 0.125),
        ("20-40 %", 0.3), ("20% to 40%", 0.3), ("1 in 10", 0.1), ("1/4", 0.25), ("100%", 1.0), ("0", 0.0),
        ("30% (a guess)", 0.3), ("", None), ("/", None), ("30", None), ("130%", None), ("high", None), ("<5%", None),
        ("30% or 50%", None), ("-0.3", None), ("1/0", None), ("40-20%", None), ("nan", None), ("1,000%", None),
    ],
)  # fmt: skip
def test_probability(text: str, share: float | None) -> None:
    assert probability(text) == (pytest.approx(share) if share is not None else None)


def test_quantities_need_nothing_but_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import planform.quantities as q; q.Effort.parse('1d 4h').hours();"
        "print([m for m in {n.split('.')[0] for n in set(sys.modules) - before}"
        " if m not in sys.stdlib_module_names and m != 'planform'])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
