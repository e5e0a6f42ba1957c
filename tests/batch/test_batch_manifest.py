"""The manifest on disk: appended to, searched without being read, sorted anew at the end; half a line is no line."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planform.batch.plans._manifest import NAME, Entry, Manifest
from planform.errors import OutputError
from planform.files import Names

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
steps = st.lists(st.one_of(st.just("tidy"), st.dictionaries(names, st.integers(0, 9), max_size=5)), max_size=6)


def entry(n):
    return Entry(f"f{n}", plan=f"p{n}", row={"a.b": str(n)}, notebook="" if n % 2 else "x")


@settings(max_examples=60, deadline=None)
@given(steps=steps)
def test_it_is_a_mapping_that_survives(tmp_path_factory, steps):
    out, known = tmp_path_factory.mktemp("m"), {}
    manifest = Manifest(out)
    for step in steps:
        if step == "tidy":
            manifest.tidy()
        else:
            manifest.put({name: entry(n) for name, n in step.items()})
            known |= {name: entry(n) for name, n in step.items()}
        sought = Manifest(out)  # has no index: each is searched for
        assert {name: sought.get(name) for name in known} == known
        assert all(sought.get(name) is None for name in ("", "no such name") if name not in known)
        assert dict(Manifest(out).items()) == dict(manifest.items()) == known


def test_half_a_line_is_as_if_nobody_had_written_it(tmp_path):
    manifest = Manifest(tmp_path)
    manifest.put({f"K-{n}": entry(n) for n in range(50)})
    manifest.tidy()
    whole = manifest.path.read_bytes()
    manifest.put({"K-7": entry(8), "K-99": entry(9)})
    added = manifest.path.read_bytes()[len(whole) :]
    for end in range(len(added)):
        manifest.path.write_bytes(whole + added[:end])
        found = Manifest(tmp_path)
        assert found.get("K-7") in (entry(7), entry(8))
        assert found.get("K-99") in (None, entry(9))
        if end % 20 == 0:
            found.put({"K-98": entry(1)})
            again = Manifest(tmp_path)
            assert (again.get("K-98"), dict(again.items())["K-98"]) == (entry(1), entry(1))


def test_what_is_as_it_was_is_not_written(tmp_path):
    manifest = Manifest(tmp_path)
    manifest.put({"A": entry(1)})
    manifest.summary = "s"
    before = manifest.path.read_bytes()
    manifest.put({"A": entry(1)})
    manifest.summary = "s"
    assert manifest.path.read_bytes() == before
    assert list(manifest) == ["A"]


def test_a_lookup_costs_the_same_among_many(tmp_path):
    manifest = Manifest(tmp_path)
    manifest.put({f"K-{n}": entry(n) for n in range(20_000)})
    manifest.tidy()
    begin = time.perf_counter()
    for n in range(0, 20_000, 1000):
        assert Manifest(tmp_path).get(f"K-{n}") == entry(n)
    assert (time.perf_counter() - begin) / 20 < 0.01  # reading it all takes ten times as long


@pytest.mark.parametrize("text", ["", "{", "[]\n", '{"version":3,"sorted":1}\n', '{"version":"x","sorted":1}\n'])
def test_what_is_no_manifest_is_said(tmp_path, text):
    (tmp_path / NAME).write_text(text)
    with pytest.raises(OutputError, match=r"damaged|newer"):
        Manifest(tmp_path)


def test_names_of_files_are_given_once_and_quickly():
    given = Names(["same", "a/plan"])
    assert [given.give("{slug}", "", "Same", "t") for _ in range(3)] == ["Same-2", "Same-3", "Same-4"]
    assert given.give("{slug}/plan", "", "a", "t") == "a-2/plan"
    begin = time.perf_counter()
    found = {given.give("{slug}", "", "one", "t") for _ in range(5_000)}
    assert len(found) == 5_000
    assert time.perf_counter() - begin < 2
