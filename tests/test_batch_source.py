"""Tables: every format gives the same rows, as they were typed; what is broken says where."""

import io
import json
import subprocess
import sys
import time
import zipfile

import pandas as pd
import pytest

from planform.batch import read_table
from planform.batch.tables._inputs import guess
from planform.batch.tables._source import spelt, unspelt
from planform.errors import InvalidTableError, NotFoundError

from .commands import run

ROWS = [
    {"Key": "A-1", "Title": "Größe, „quoted“", "Estimate": "3.10", "Note": "NA"},
    {"Key": "007", "Title": "Second\nline two", "Note": "None"},
]


def cells(source):
    return [row.cells for row in read_table(source).rows]


def write_csv(path, separator=",", encoding="utf-8"):
    quoted = "\n".join(separator.join('"' + r.get(c, "") + '"' for c in ROWS[0]) for r in ROWS)
    path.write_bytes(f"{separator.join(ROWS[0])}\n{quoted}\n".encode(encoding))
    return path


def test_every_format_gives_the_same_rows(tmp_path):
    frame = pd.DataFrame(ROWS)
    (tmp_path / "t.json").write_text(json.dumps(ROWS))
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    (tmp_path / "t.yaml").write_text("".join(f"- {json.dumps(r)}\n" for r in ROWS))
    frame.to_excel(tmp_path / "t.xlsx", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    write_csv(tmp_path / "t.csv")
    write_csv(tmp_path / "t.tsv", "\t")
    found = {p.suffix: cells(p) for p in sorted(tmp_path.iterdir())}
    assert found == dict.fromkeys(found, ROWS)
    assert len(found) == 7
    assert cells(frame) == ROWS
    assert cells(ROWS) == ROWS


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_of_spreadsheets_are_no_text(tmp_path, encoding):
    assert cells(write_csv(tmp_path / "t.csv", encoding=encoding)) == ROWS


def test_semicolons_of_european_spreadsheets(tmp_path):
    assert cells(write_csv(tmp_path / "t.csv", ";")) == ROWS


def test_numbers_dates_and_flags_stay_as_typed(tmp_path):
    (tmp_path / "t.yaml").write_text(
        "- {id: 012, v: 3.10, day: 2026-01-02, land: no, ok: true, none: null, list: [1, 2.50]}\n"
    )
    (tmp_path / "t.json").write_text('[{"id": 12345678901234567890123, "v": 3.10, "ok": true}]')
    assert cells(tmp_path / "t.yaml") == [
        {"id": "012", "v": "3.10", "day": "2026-01-02", "land": "no", "ok": True, "list": ["1", "2.50"]}
    ]
    assert cells(tmp_path / "t.json") == [{"id": "12345678901234567890123", "v": "3.10", "ok": True}]
    frame = pd.DataFrame({"n": [1.0, None], "d": pd.to_datetime(["2026-01-02", None]), "x": ["a", "b"]})
    assert cells(frame) == [{"n": "1", "d": "2026-01-02", "x": "a"}, {"x": "b"}]


def test_yaml_is_one_task_or_many_or_many_files(tmp_path):
    (tmp_path / "one.yaml").write_text("TASK_NAME: first\nSTEPS:\n- a\n- b\n")
    (tmp_path / "two.yaml").write_text("tasks:\n- {TASK_NAME: second}\n---\nTASK_NAME: third\n")
    assert cells([tmp_path / "one.yaml", tmp_path / "two.yaml"]) == [
        {"TASK_NAME": "first", "STEPS": ["a", "b"]},
        {"TASK_NAME": "second"},
        {"TASK_NAME": "third"},
    ]


def test_rows_know_their_line(tmp_path):
    table = read_table(write_csv(tmp_path / "t.csv"))
    assert [row.where.rpartition("/")[2] for row in table.rows] == ["t.csv:2", "t.csv:3"]
    assert [row.number for row in table.rows] == [1, 2]


def test_a_row_that_is_too_wide_is_that_rows_problem(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n1,2,3\n")
    rows = read_table(tmp_path / "t.csv").rows
    assert [bool(r.problem) for r in rows] == [False, True]
    assert "quotes" in rows[1].problem


BROKEN = [
    ("t.csv", "", "empty"),
    ("t.csv", "a,b\n", "no row"),
    ("t.csv", 'a,b\n1,"2\n', ":2: is not well formed"),
    ("t.csv", b"a\nfine\nGr\xf6\xdfe\n", ":3: is not UTF-8"),
    ("t.json", "{", ":1: is not JSON"),
    ("t.json", '[{"a": 1, "a": 2}]', "twice: 'a'"),
    ("t.json", '"text"', "neither a list"),
    ("t.json", "[" * 100_000, "nested deeper"),
    ("t.jsonl", '{"a": 1}\n{\n', ":2: is not JSON"),
    ("t.jsonl", b'{"a": 1}\n{"a": "\xf6"}\n', ":2: is not UTF-8"),
    ("t.yaml", "a: [1, 2", "is not YAML"),
    ("t.yaml", "a: 1\na: 2\n", "'a' stands twice"),
    ("t.yaml", "a: &x 1\nb: *x\n", ":2: is not YAML that can be read: aliases"),
    ("t.yaml", "a: !!python/object/apply:os.system [ls]\n", "is not YAML"),
    ("t.yaml", "[" * 5000, "nested deeper"),
    ("t.xlsx", "no workbook", "workbook"),
    ("t.parquet", "no parquet", "Parquet"),
    ("t.docx", "x", "what kind of table"),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN)
def test_a_broken_table_says_where_and_what(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidTableError) as error:
        read_table(path)
    assert message in str(error.value)
    assert name in str(error.value)


def test_a_column_that_stands_several_times_holds_a_list(tmp_path):
    (tmp_path / "t.csv").write_text("Key,Labels,Labels,Labels,Sprint,Sprint,,\nA,x,,y,,S1,stray,\nB,,,,,,,\n")
    wanted = [{"Key": "A", "Labels": ["x", "y"], "Sprint": ["S1"], "column 7": "stray"}, {"Key": "B"}]
    assert cells(tmp_path / "t.csv") == wanted
    frame = pd.read_csv(tmp_path / "t.csv", usecols=range(6))  # pandas calls them Labels.1, Labels.2
    assert cells(frame) == [{k: v for k, v in wanted[0].items() if k != "column 7"}, {"Key": "B"}]


def test_several_files_and_patterns(tmp_path):
    for n in (1, 2, 3):
        (tmp_path / f"w{n}.csv").write_text(f"Key\nA-{n}\n")
    (tmp_path / "odd[1].csv").write_text("Key\nodd\n")
    assert [c["Key"] for c in cells(str(tmp_path / "w*.csv"))] == ["A-1", "A-2", "A-3"]
    assert [c["Key"] for c in cells([tmp_path / "w[23].csv", str(tmp_path / "odd[1].csv")])] == ["A-2", "A-3", "odd"]
    with pytest.raises(NotFoundError, match=r"x\*.csv: no file answers"):
        read_table(tmp_path / "x*.csv")


STREAMS = {
    "csv": "Key,Title\nA,one\n",
    "tsv": "Key\tTitle\nA\tone, more\n",
    "json": '[{"Key": "A"}]',
    "jsonl": '{"Key": "A"}\n{"Key": "B"}\n',
    "yaml": "# tasks\n- Key: A\n",
}


@pytest.mark.parametrize("form", STREAMS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_comes_through_a_pipe_is_read_by_what_it_looks_like(form, encoding):
    assert guess(STREAMS[form].encode(encoding), "-") == form
    assert cells(io.BytesIO(STREAMS[form].encode(encoding)))[0]["Key"] == "A"


def test_standard_input_also_of_workbooks_and_with_its_form_said(tmp_path, monkeypatch):
    frame = pd.DataFrame(ROWS)
    frame.to_excel(tmp_path / "t.xlsx", index=False)
    frame.to_parquet(tmp_path / "t.parquet")
    for path in (tmp_path / "t.xlsx", tmp_path / "t.parquet"):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
        assert cells("-") == ROWS
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Note: x\nNote: y\n")))
    found = read_table("-", form="csv")
    assert (found.columns, found.rows[0].where) == (("Note: x",), "standard input:2")
    with pytest.raises(InvalidTableError, match="did you mean 'xlsx'"):
        read_table(tmp_path / "t.xlsx", form="xslx")
    with pytest.raises(InvalidTableError, match="is empty"):
        read_table(io.BytesIO(b" "))


def test_the_command_line_takes_patterns_and_pipes(tmp_path, monkeypatch):
    for n in (1, 2):
        (tmp_path / f"w{n}.csv").write_text(f"Key,Title\nA-{n},Task {n}\n")
    asked = ("--template", "implementation-task")
    assert "2 of 2 rows can become plans" in run("check", "w*.csv", *asked, cwd=tmp_path).stdout
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"Key": "B-1", "Title": "piped"}')))
    assert "standard input" not in (done := run("check", "-", *asked, cwd=tmp_path)).stderr
    assert "1 of 1 rows can become plans" in done.stdout
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Key\tTitle\nC-1\tsaid\n")))
    made = run("batch", "-", *asked, "--format", "tsv", "--render-only", "--out", "o", "--store", "p.db", cwd=tmp_path)
    assert (made.returncode, [p.name for p in (tmp_path / "o").glob("*.md")]) == (0, ["C-1-said.md"]), made.stderr
    missing = run("check", "x*.csv", *asked, cwd=tmp_path)
    assert (missing.returncode, "no file answers to this pattern" in missing.stderr) == (2, True)


def test_a_table_is_a_table():
    table = read_table(ROWS)
    assert read_table(table) is table


NESTED = [[], {}, ["a", {"b": "c"}], {"a": ["b"]}, '["a"]', '{"a": 1}', "[Draft] x", '"["', "[", "- [ ] x", "", "x"]


@pytest.mark.parametrize("cell", NESTED)
def test_what_failures_csv_spells_is_read_as_it_was(cell):
    assert unspelt(spelt(cell)) == cell


def test_a_missing_table_and_a_folder(tmp_path):
    with pytest.raises(NotFoundError, match="no such file"):
        read_table(tmp_path / "absent.csv")
    with pytest.raises(InvalidTableError, match="folder"):
        read_table(tmp_path)


def test_a_billion_laughs_are_not_laughed(tmp_path):
    text = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (tmp_path / "t.yaml").write_text(text)
    with pytest.raises(InvalidTableError, match="aliases"):
        read_table(tmp_path / "t.yaml")


def workbook(path, sheet, **members):
    """An .xlsx with this sheet, and other members."""
    pd.DataFrame({"Key": ["A"]}).to_excel(path, index=False)
    with zipfile.ZipFile(path) as old:
        kept = {n: old.read(n) for n in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**kept, "xl/worksheets/sheet1.xml": sheet, **members}.items():
            new.writestr(name, data)
    return path


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


def sheet(rows, dimension="A1", before=""):
    lines = "".join(f'<row r="{n}">{"".join(CELL.format(*c) for c in found)}</row>' for n, found in rows)
    top = f'<?xml version="1.0"?>{before}<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>'
    return f"{top}<sheetData>{lines}</sheetData></worksheet>"


@pytest.mark.parametrize("declared", ["A1:XFD1048576", "A1"])
def test_a_workbook_is_read_by_what_it_has_whatever_it_declares(tmp_path, declared):
    rows = [(1, [("A1", "Key")]), (2, [("A2", "A")]), (1_048_576, [("A1048576", "B"), ("XFD1048576", "far")])]
    begun = time.process_time()
    assert cells(workbook(tmp_path / "t.xlsx", sheet(rows, declared))) == [{"Key": "A"}, {"Key": "B"}]
    assert time.process_time() - begun < 10


LAUGHS = "<!DOCTYPE x [" + '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip
BOMBS = {
    "unpacks to more than 200 MB": (sheet([(1, [("A1", "Key")])]), {"xl/media/zeros": b"0" * 30_000_000}),
    "more than 2,000 columns": (sheet([(1, [("A1", "a"), ("XFD1", "b")]), (2, [("A2", "x")])]), {}),
    "not a workbook that can be read": (sheet([(1, [("A1", "&j;")]), (2, [("A2", "&j;")])], before=LAUGHS), {}),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_workbook_that_would_blow_up_is_refused(tmp_path, bomb):
    text, members = BOMBS[bomb]
    begun = time.process_time()
    with pytest.raises(InvalidTableError, match=bomb) as error:
        read_table(workbook(tmp_path / "t.xlsx", text, **members))
    assert len(error.value.diagnostics) == 1
    assert len(str(error.value)) < 300
    assert time.process_time() - begun < 5


def test_a_gigabyte_of_csv_is_refused_unread(tmp_path):
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.write(b"Key\nA\n")
        file.truncate(1_000_000_000)  # a hole: nothing is written
    begun = time.process_time()
    with pytest.raises(InvalidTableError, match="larger than 200 MB; split it"):
        read_table(path)
    with path.open("rb") as file, pytest.raises(InvalidTableError, match="larger than 200 MB; split it"):
        read_table(file)
    assert time.process_time() - begun < 5


def test_a_small_file_that_stands_for_gigabytes_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("planform.batch.tables._limits.MAX_TOTAL", 10_000_000)
    pd.DataFrame({"Key": ["x" * 100_000] * 1_000}).to_parquet(tmp_path / "t.parquet")
    assert (tmp_path / "t.parquet").stat().st_size < 1_000_000
    with pytest.raises(InvalidTableError, match="MB of text; split it"):
        read_table(tmp_path / "t.parquet")


def test_json_that_has_to_be_read_whole_is_smaller_than_lines_of_it(tmp_path, monkeypatch):
    monkeypatch.setattr("planform.batch.tables._readers.MAX_JSON", 100)
    (tmp_path / "t.jsonl").write_text('{"Key": "A"}\n' * 50)
    (tmp_path / "t.json").write_text(f"[{','.join(['{}'] * 50)}]")
    assert len(cells(tmp_path / "t.jsonl")) == 50
    with pytest.raises(InvalidTableError, match="of JSON; use JSON lines or CSV"):
        read_table(tmp_path / "t.json")


def test_a_megabyte_in_one_cell_is_a_value_and_more_is_told(tmp_path):
    (tmp_path / "t.csv").write_text(f'Key,Note\nA,"{"y" * 1_048_576}"\n')
    assert len(cells(tmp_path / "t.csv")[0]["Note"]) == 1_048_576
    (tmp_path / "t.csv").write_text(f'Key,Note\nA,"{"y" * 2_100_000}"\n')
    with pytest.raises(InvalidTableError, match="field larger than field limit"):
        read_table(tmp_path / "t.csv")
    found = read_table([{"Note": "y" * 2_100_000}, {"Note": "fine"}])
    assert [bool(r.problem) for r in found.rows] == [True, False]


def test_deep_values_are_one_rows_problem():
    value = "x"
    for _ in range(40):
        value = [value]
    table = read_table([{"a": "fine"}, {"a": value}])
    assert [bool(r.problem) for r in table.rows] == [False, True]


def test_reading_a_csv_is_light(tmp_path):
    path = write_csv(tmp_path / "t.csv")
    heavy = "{'pandas', 'openpyxl', 'papermill'} & set(sys.modules)"
    code = f"import sys; from planform.batch import read_table; read_table({str(path)!r}); sys.exit(bool({heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
