"""Tables: every format gives the same rows, as they were typed; what is broken says where."""

import json
import subprocess
import sys

import pandas as pd
import pytest

from planform.batch import read_table
from planform.errors import InvalidTableError, NotFoundError

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
    ("t.csv", "a,b,a\n1,2,3\n", "twice: 'a'"),
    ("t.csv", 'a,b\n1,"2\n', ":2: is not well formed"),
    ("t.csv", b"a\nfine\nGr\xf6\xdfe\n", ":3: is not UTF-8"),
    ("t.json", "{", ":1: is not JSON"),
    ("t.json", '[{"a": 1, "a": 2}]', "twice: 'a'"),
    ("t.json", '"text"', "neither a list"),
    ("t.json", "[" * 100_000, "nested deeper"),
    ("t.jsonl", '{"a": 1}\n{\n', ":2: is not JSON"),
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
