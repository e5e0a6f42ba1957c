"""Out and in: the whole store as lines, copies between the engines, frames as files, forecasts, facts told anew."""

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text as sql

import planform as pf
from planform.errors import InvalidDocumentError, InvalidValueError, NotFoundError, StoreError
from planform.settings import Settings
from planform.store import read_frame, rescue, write_frame
from planform.store._tabular import guarded, unguarded


@pytest.fixture
def filled(store, task):
    one = store.save(
        task.plan(title="Retry", key="P-1", status="Todo", tags=["a"], effort="2-4 d", owner="Zoë"), by="ann"
    )
    store.save(one.with_values(status="Done", summary="\0 \ud800 =1+1 ü"), by="bo")
    store.save(pf.read_plan(task.plan(title="Read", key="P-2").to_markdown(), task).plan)
    own = pf.Template.from_markdown(
        "# [Title]\n\n**Mood**: [Good | Bad]\n", name="mood", overrides="fields: {mood: {required: true}}\n"
    )
    store.save(own.plan(title="Own", mood="Good", key="M"))
    store.save(task.plan(title="Gone", key="P-3"))
    store.delete("P-3", by="bo")
    store.save_forecast(pf.forecast(store.efforts(), start="2026-11-23"), by="ann")
    return store


def same(a, b):
    """Two stores hold the same, and show the same."""
    assert list(a.export_lines()) == list(b.export_lines())
    for name in ("plans", "efforts", "risks", "checks", "dependencies", "forecasts"):
        pd.testing.assert_frame_equal(getattr(a, name)(), getattr(b, name)())
    assert a.search("retry")["key"].tolist() == b.search("retry")["key"].tolist() == ["P-1"]
    return True


def test_the_whole_store_goes_out_and_comes_back_equal(filled, tmp_path):
    path = filled.export_jsonl(tmp_path / "out" / "all.jsonl")
    with pf.PlanStore(tmp_path / "new.db", Settings()) as new:
        assert new.import_jsonl(path) == 4 and same(filled, new)
        assert new.export_jsonl(tmp_path / "again.jsonl").read_bytes() == path.read_bytes()
        assert new.import_jsonl(path) == 0 and same(filled, new)
        assert new.restore("P-3").title == "Gone" and new.get("P-1", 1)["status"] == "Todo"
        assert new.get("M").template.field("mood").required
    assert list(tmp_path.glob("out/.*")) == []


def test_a_copy_to_the_other_engine_and_back_changes_nothing(filled, tmp_path, request):
    other = str(tmp_path / "other.db") if "://" in filled.url and "sqlite" not in filled.url else None
    other = other or request.getfixturevalue("empty_postgres")
    with pf.PlanStore(other, Settings()) as there, pf.PlanStore(tmp_path / "back.db", Settings()) as back:
        assert filled.copy_to(there) == 4 and same(filled, there)
        assert there.copy_to(back) == 4 and same(filled, back)


def test_later_revisions_come_behind_and_another_history_is_refused(filled, tmp_path):
    path = filled.export_jsonl(tmp_path / "all.jsonl")
    with pf.PlanStore(tmp_path / "new.db", Settings()) as new:
        new.import_jsonl(path)
        filled.save(filled.get("P-1").with_values(title="Newer"))
        assert new.import_jsonl(filled.export_jsonl(path)) == 1 and new.get("P-1").title == "Newer" and same_title(new)
        new.save(new.get("P-2").with_values(title="Here"))
        filled.save(filled.get("P-2").with_values(title="There"))
        filled.save(filled.get("M").with_values(mood="Bad"))
        with pytest.raises(StoreError, match="has another history here; nothing was brought in"):
            new.import_jsonl(filled.export_jsonl(path))
        assert (new.get("P-2").title, new.get("M")["mood"]) == ("Here", "Good")


def same_title(store):
    return "Newer" in store.plans()["title"].tolist() and len(store.search("newer")) == 1


@pytest.mark.parametrize(
    "text, line",
    [
        ("", 1),
        ("not json", 1),
        ('{"a": 1}', 1),
        ('{"kind": "planform store", "format": 99}', 1),
        ("[1]", 1),
        ('{"kind": "planform store", "format": 1}\n{"plan": "x y", "revisions": []}', 2),
        ('{"kind": "planform store", "format": 1}\n{"plan": "x", "revisions": [{"revision": 7}]}', 2),
        ('{"kind": "planform store", "format": 1}\n{"plan": "x", "revisions": 3}', 2),
        ('{"kind": "planform store", "format": 1}\n{"other": 1}', 2),
    ],
)
def test_lines_that_are_none_are_refused_with_their_place(store, tmp_path, text, line):
    (tmp_path / "x.jsonl").write_text(text)
    with pytest.raises(InvalidDocumentError, match=f"x.jsonl:{line}: ") as caught:
        store.import_jsonl(tmp_path / "x.jsonl")
    assert "\n" not in str(caught.value) and len(store) == 0
    with pytest.raises(NotFoundError):
        store.import_jsonl(tmp_path / "none.jsonl")


def test_a_plan_that_is_twice_is_told_as_such_and_a_byte_order_mark_is_no_matter(filled, tmp_path):
    lines = list(filled.export_lines())
    twice = next(line for line in lines if '"plan"' in line)
    (tmp_path / "x.jsonl").write_text("\n".join([*lines, twice]), encoding="utf-8-sig")
    with pf.PlanStore(tmp_path / "other.db") as other:
        with pytest.raises(InvalidDocumentError, match=f"x.jsonl:{len(lines) + 1}: .* is twice"):
            other.import_jsonl(tmp_path / "x.jsonl")
        assert len(other) == 0
        (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8-sig")
        assert other.import_jsonl(tmp_path / "x.jsonl") > 0
        assert list(other.export_lines()) == lines


# --- frames as files --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("name", ["plans", "efforts", "risks", "checks", "dependencies", "forecasts"])
def test_frames_come_back_from_files(filled, task, tmp_path, suffix, name):
    filled.save(
        task.plan(
            title="=HYPERLINK(1)",
            key="-1",
            owner="@x",
            sprint="'+1",
            acceptance_criteria=["\t=2", "NA", "", 'a,"b"\nc'],
            risks=[{"risk": "+1", "likelihood": "H", "impact": "2 d", "mitigation": "''=x"}],
            steps=[{"step": "S", "estimated_time": "1 h"}],
            depends_on=["=A1"],
        )
    )
    frame = getattr(filled, name)()
    pd.testing.assert_frame_equal(read_frame(write_frame(frame, tmp_path / f"x.{suffix}")), frame)
    empty = frame.iloc[:0]
    pd.testing.assert_frame_equal(read_frame(write_frame(empty, tmp_path / f"y.{suffix}")), empty)


def test_no_cell_of_a_csv_is_a_formula(filled, task, tmp_path):
    filled.save(task.plan(title="=HYPERLINK(1)", key="+1", owner="-x", sprint="@a"))
    raw = pd.read_csv(write_frame(filled.plans(), tmp_path / "x.csv"), dtype=str)
    cells = [cell for cell in raw.to_numpy().ravel() if isinstance(cell, str)]
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r"] and "'=HYPERLINK(1)" in cells


@given(st.text(alphabet="'=+-@\t\ra1 ", max_size=6) | st.text())
def test_every_cell_comes_back(text):
    assert unguarded(guarded(text)) == text and guarded(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}


def test_files_that_are_none_are_told(filled, tmp_path):
    with pytest.raises(InvalidValueError, match="no format 'xlsx'; there are csv, parquet"):
        write_frame(filled.plans(), tmp_path / "x.xlsx")
    (tmp_path / "x.parquet").write_text("no")
    with pytest.raises(InvalidValueError, match="cannot be read as a table"):
        read_frame(tmp_path / "x.parquet")
    with pytest.raises(NotFoundError):
        read_frame(tmp_path / "none.csv")


# --- forecasts, facts told anew, damaged files ------------------------------------------------------------------------


def test_forecasts_are_kept_as_they_were_said(store, task):
    assert store.forecasts().empty and store.forecasts(items=True).empty
    store.save(task.plan(title="A", key="A", effort="2-4 d"))
    forecast = pf.forecast(store.efforts(), start="2026-11-23")
    name = store.save_forecast(forecast, by="ann")
    row = store.forecasts().iloc[0]
    assert (row["forecast_id"], row["by"], row["headline"]) == (name, "ann", forecast.headline)
    assert row["effort_p80"] == pytest.approx(forecast.quantile(0.8)) and row["finish_p80"] >= row["finish_p50"]
    assert row["finish_date_p80"] == pd.Timestamp(forecast.quantiles("finish").set_index("quantile").loc["P80", "date"])
    items = store.forecasts(items=True)
    assert items["key"].tolist() == ["A"] and items["p90"][0] == pytest.approx(forecast.tasks["p90"][0])
    store.save(task.plan(title="B"))
    store.save_forecast(pf.forecast(store.efforts().iloc[:0]))
    assert store.forecasts()["effort_p50"].isna().tolist() == [False, True]
    with pytest.raises(InvalidValueError, match="DataFrame is no forecast"):
        store.save_forecast(store.plans())


def test_facts_are_told_anew_after_the_parser_learned(filled):
    before = {name: getattr(filled, name)() for name in ("plans", "efforts", "checks", "risks")}
    history = filled.history("P-1")
    with filled._writing() as connection:  # as a parser of another day left them
        connection.execute(sql("UPDATE plans SET parser = 0, effort_low = 99, title = 'Old' WHERE key = 'P-1'"))
        connection.execute(sql("UPDATE efforts SET low = 77"))
    assert filled.plans()["effort_low"].max() > 99
    assert filled.reproject() == 1 and filled.reproject() == 0
    with filled._writing() as connection:
        connection.execute(sql("UPDATE plans SET parser = 0"))
    filled.reproject()
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(filled, name)(), frame)
    pd.testing.assert_frame_equal(filled.history("P-1"), history)
    assert len(filled.search("retry")) == 1


def test_what_can_be_read_of_a_damaged_file_comes_out(tmp_path, task):
    path = tmp_path / "plans.db"
    with pf.PlanStore(path, Settings()) as store:
        store.save_many(task.plan(title=f"T{n}", key=f"K{n}", summary="x" * 2_000) for n in range(200))
        whole = {plan.key: plan for plan in store.each()}
    data = bytearray(path.read_bytes())
    page = 4096
    with pf.PlanStore(path, Settings()) as store, store._reading() as connection:
        pages = connection.exec_driver_sql("SELECT pageno FROM dbstat WHERE name='revisions' AND pagetype='leaf'")
        for number in [n for (n,) in pages][20:25]:
            data[(number - 1) * page : number * page] = b"\xff" * page
    path.write_bytes(data)
    for beside in tmp_path.glob("plans.db-*"):
        beside.unlink()
    with pytest.raises(StoreError, match=r"is damaged.*rescue"), pf.PlanStore(path, Settings()) as store:
        list(store.each())
    found = rescue(path, tmp_path / "new.db", Settings())
    assert 150 <= found.plans < 200 and found.revisions == found.plans and found.lost > 0
    assert path.read_bytes() == bytes(data)
    with pf.PlanStore(tmp_path / "new.db", Settings()) as store:
        assert len(store) == found.plans and all(whole[plan.key] == plan for plan in store.each())
        with pytest.raises(StoreError, match="has plans already"):
            rescue(path, store)


def test_lines_are_json_for_everybody(filled):
    lines = [json.loads(line) for line in filled.export_lines()]
    assert [next(iter(line)) for line in lines] == ["format", "template", "template", *["plan"] * 4, "forecast"]
