"""Risks as people write them: a text with likelihood and impact behind it, or points, rows, paragraphs of prose."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..quantities import Effort, Level, probability
from ._prose import Entry, entries, labelled, part, says_nothing

NAMES = {
    "likelihood": "likelihood",
    "chance": "likelihood",
    "probability": "probability",
    "prob": "probability",
    "impact": "impact",
    "consequence": "impact",
    "effect": "impact",
    "wahrscheinlichkeit": "likelihood",
    "eintrittswahrscheinlichkeit": "likelihood",
    "auswirkung": "impact",
    "probabilité": "likelihood",
    "vraisemblance": "likelihood",
    "conséquence": "impact",
    "probabilidad": "likelihood",
    "impacto": "impact",
    "consecuencia": "impact",
}
PARTS = {  # parameter of `risk` -> words of the label that gives it
    "likelihood": "likelihood|chance|likely",
    "impact": "impact|consequence|effect|severity",
    "chance": "probability|prob",
    "mitigation": "mitigations?|mitigate|response|countermeasures?",
    "contingency": "contingency|fallback|backup|plan b",
    "owner": "owner|who",
}
AMOUNTS = frozenset({"time", "points", "size"})  # kinds of effort that say how much
TAIL_PART = re.compile(
    rf"(?P<name>{'|'.join(NAMES)})(?:\s*[:=]\s*|\s+)(?P<value>\S.*)|(?P<first>\S.*?)\s+(?P<last>{'|'.join(NAMES)})",
    re.I,
)
INLINE = re.compile(
    r"(?:^|(?<=[.;,–—-])\s+)(?P<label>mitigation|contingency|likelihood|probability|impact|owner)\s*:\s*", re.I
)


class RiskText(NamedTuple):
    """A risk in the words of its writer; ``""`` is unknown.

    Attributes:
        text: what may happen.
        likelihood: ``low``, ``medium``, ``high``, or other words.
        impact: a level or an amount of work, as written.
        probability: between 0 and 1, or None.
        mitigation: what makes it less likely.
        contingency: what is done when it happens.
        owner: who watches it.
    """

    text: str
    likelihood: str = ""
    impact: str = ""
    probability: float | None = None
    mitigation: str = ""
    contingency: str = ""
    owner: str = ""


def split_tail(text: str) -> tuple[str, dict[str, str]]:
    """``Slow API (likelihood high, impact 2-3 d)`` -> (text before the tail, what the tail says, as written).

    The names of its parts are likelihood, probability and impact.
    Brackets of which any part is something else belong to the text.
    """
    words = text.rstrip().rstrip(".")
    start = words.rfind("(")
    if start < 0 or not words.endswith(")"):
        return text.strip(), {}
    inside = " ".join(words[start + 1 : -1].split())
    found = [_tail_part(p) for p in re.split(r" ?[;,] ", inside)]
    if not found or None in found:
        return text.strip(), {}
    return words[:start].rstrip(), dict(p for p in found if p)


def _tail_part(text: str) -> tuple[str, str] | None:
    hit = TAIL_PART.fullmatch(text.strip()[:200])
    if not hit:
        return None
    name, value = NAMES[(hit["name"] or hit["last"]).lower()], (hit["value"] or hit["first"]).strip()
    return (name, value) if _measures(name, value) else None


def _measures(name: str, value: str) -> bool:
    """Whether the words say how likely or how bad; "impact on other teams" does not."""
    if says_nothing(value) or Level.parse(value):
        return True
    return Effort.parse(value).kind in AMOUNTS if name == "impact" else probability(value) is not None


def risk(
    text: str,
    likelihood: str = "",
    impact: str = "",
    chance: str = "",
    mitigation: str = "",
    contingency: str = "",
    owner: str = "",
) -> RiskText:
    """One risk from its text and what fields of its own say; what they leave open, the tail of the text may say."""
    own, tail = split_tail(text)
    likelihood = likelihood or tail.get("likelihood", "")
    chance = chance or tail.get("probability", "")
    number = next((p for p in (probability(chance), _share(likelihood)) if p is not None), None)
    said = next((t for t, share in ((likelihood, _share), (chance, probability)) if t and share(t) is None), "")
    return RiskText(
        own,
        level(said),
        level(impact or tail.get("impact", "")),
        number,
        _said(mitigation),
        _said(contingency),
        _said(owner),
    )


def _share(text: str) -> float | None:
    """A likelihood as a probability: "1" is a score and "4/5" a level, nobody means certainty by them."""
    return None if text.strip().isdigit() or Level.parse(text) else probability(text)


def level(text: str) -> str:
    """``low``, ``medium`` or ``high`` where a text says so, else the text."""
    known = Level.parse(text)
    return str(known.value) if known else _said(text)


def risks_of_prose(text: str) -> list[RiskText]:
    """A risk for each point or row of a text; without any, one for each paragraph."""
    return [found for entry in entries(text) if (found := _of_entry(entry)).text]


def _of_entry(entry: Entry) -> RiskText:
    said = part(entry.parts, "risks?|blockers?|threats?|what") if entry.form == "row" else ""
    text, tail = split_tail(said or entry.text)
    pieces = INLINE.split(text)
    inline = {label: value.strip(" .;,–—-") for label, value in zip(pieces[1::2], pieces[2::2], strict=True)}
    own = re.sub(r"^(?:risk|blocker)\s*\d*\s*:\s*", "", pieces[0].rstrip(" ;,–—-"), flags=re.I)
    if (lead := labelled(own)) and says_nothing(lead[0]):
        own = ""
    parts = {**entry.parts, **inline, **tail}
    return risk(own, **{name: part(parts, label) for name, label in PARTS.items()})


def _said(text: str) -> str:
    return "" if says_nothing(text) else text.strip()
