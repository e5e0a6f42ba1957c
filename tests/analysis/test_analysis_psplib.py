"""Networks in the format of PSPLIB: read, forecast, refused. The file is our own, in the manner of the library."""

import pytest

import planform as pf
from planform.errors import InvalidTableError

STARS = "*" * 72
BAR = f"""{STARS}
file with basedata            : own.bas
initial value random generator: 1
{STARS}
projects                      :  1
jobs (incl. supersource/sink ):  7
horizon                       :  21
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  0   N
  - doubly constrained        :  0   D
{STARS}
PROJECT INFORMATION:
pronr.  #jobs rel.date duedate tardcost  MPM-Time
    1      5      0       14        3       14
{STARS}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          2           4   5
   3        1          1           5
   4        1          1           6
   5        1          1           6
   6        1          1           7
   7        1          0
{STARS}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
{"-" * 72}
  1      1     0       0    0
  2      1     4       2    0
  3      1     6       0   12
  4      1     3       1    0
  5      1     5       0    1
  6      1     3       1    1
  7      1     0       0    0
{STARS}
RESOURCEAVAILABILITIES:
  R 1  R 2
    3   12
{STARS}
"""
SPELLINGS = {
    "as published": BAR,
    "Windows": BAR.replace("\n", "\r\n"),
    "old Macintosh": BAR.replace("\n", "\r"),
    "marked": "\ufeff" + BAR,
    "tabs": BAR.replace("  ", "\t"),
    "spaces behind": BAR.replace("\n", "   \n"),
    "empty lines": BAR.replace("\n", "\n\n"),
    "no end": BAR.rstrip("\n*"),
}


def read(tmp_path, text):
    path = tmp_path / "own.sm"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return pf.read_psplib(path)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_critical_path_is_the_published_one(tmp_path, spelling):
    efforts, dependencies = read(tmp_path, SPELLINGS[spelling])
    assert efforts.attrs == {"name": "own", "horizon": 21, "capacity": {"R1": 3, "R2": 12}, "mpm_time": 14}
    assert efforts["likely"].tolist() == [0, 4, 6, 3, 5, 3, 0]
    assert efforts[["R1", "R2"]].to_numpy().tolist() == [[0, 0], [2, 0], [0, 12], [1, 0], [0, 1], [1, 1], [0, 0]]
    assert len(dependencies) == 8
    fc = pf.forecast(efforts, dependencies, trials=100)
    assert fc.tasks["ef"].max() == efforts.attrs["mpm_time"]
    assert set(fc.finish) == {14.0} and set(fc.effort) == {21.0}  # exact: no spread
    assert fc.tasks["total_float"].tolist() == [0, 2, 0, 4, 0, 0, 0]
    assert fc.tasks["criticality"].tolist() == [1, 0, 1, 0, 1, 1, 1]
    assert not fc.unknown_targets and not fc.cycles and not fc.problems


ROW, NEED = "   3        1          1           5", "  4      1     3       1    0\n"
WRONG = [
    (BAR.replace("PRECEDENCE RELATIONS:", ""), "no part 'PRECEDENCE RELATIONS'"),
    (BAR.replace(ROW, "3 1 2 5"), r"own\.sm:21: job 3 should have 2"),
    (BAR.replace(ROW, "3 1 1 x"), r"own\.sm:21: '3 1 1 x' is no row"),
    (BAR.replace(ROW, "3 1 1 3"), "job 3 follows itself"),
    (BAR.replace(ROW, "3 1 1 9"), "successor 9 that is no job"),
    (BAR.replace(ROW, "3 2 1 5"), "job 3 has 2 modes"),
    (BAR.replace(NEED, "3 1 3 1 0\n"), "job 3 stands there twice"),
    (BAR.replace(NEED, ""), "job 4 has a duration or successors, but not both"),
    (BAR.replace(NEED, "4 1 3 1\n"), "job 4 should need 2 resources and names 1"),
    (BAR.replace(NEED, "4 1 -3 1 0\n"), "is no row"),
    ("", "no part"),
    (b"\xff\xfe\x00PK\x03\x04" * 50, "no part"),
    ("just text\n" * 50, "no part"),
]


@pytest.mark.parametrize(("text", "words"), WRONG)
def test_a_malformed_file_is_told_in_one_line(tmp_path, text, words):
    with pytest.raises(InvalidTableError, match=words) as error:
        read(tmp_path, text)
    assert "own.sm" in str(error.value) and "\n" not in str(error.value)


def test_no_file_and_a_folder(tmp_path):
    for place in (tmp_path / "none.sm", tmp_path):
        with pytest.raises(InvalidTableError, match="cannot be read"):
            pf.read_psplib(place)
