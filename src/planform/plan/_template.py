"""The public template: compiled once, then a maker of plans."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..document import Lens
from ..errors import InvalidValueError, PlanformError, UnknownNameError
from ..settings import Settings
from ..template import COMMON, Catalog, CompiledTemplate, Entry, Field, Names, compile_text, flatten
from ._coerce import coerce, common_value, put
from ._model import model_of
from ._names import INDEX, depends_on, fold, item_of
from ._plan import Plan
from ._report import Report

if TYPE_CHECKING:
    import pandas as pd

LISTED = ("name", "title", "sections", "fields", "source")
FIELD_COLUMNS = ("path", "label", "kind", "group", "role", "options", "required", "hint", "line")


class Template:
    """A Markdown template and what it asks for.

    Attributes:
        compiled: the pattern tree and the fields, as `planform.template` made them.
    """

    def __init__(self, compiled: CompiledTemplate) -> None:
        """Use `Template.load` or `Template.from_markdown`."""
        self.compiled = compiled

    @classmethod
    def load(cls, name: str | Path, settings: Settings | None = None) -> Template:
        """A template by its name (the team's folder first, then the bundled ones) or its path.

        Raises:
            UnknownNameError: nothing has that name; the nearest is offered.
            NotFoundError: no such file.
            InvalidTemplateError: the file is no template.
        """
        return _made(Catalog.of(settings).load(name))

    @classmethod
    def from_markdown(cls, text: str, name: str = "template", source: str = "", overrides: str = "") -> Template:
        """Compile a text.

        Args:
            text: the Markdown.
            name: what a person calls it.
            source: file it came from, or "".
            overrides: YAML that says of fields what inference would say otherwise, as in ``NAME.planform.yaml``.

        Raises:
            InvalidTemplateError: it cannot be a template, or the overrides make no sense.
        """
        return _compiled(text, name, source, overrides)

    def __repr__(self) -> str:
        """Name and number of fields."""
        return f"<Template {self.name}: {len(flatten(self.tree))} fields>"

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.compiled.name

    @property
    def title(self) -> str:
        """The words of its heading."""
        return self.compiled.title

    @property
    def text(self) -> str:
        """The exact Markdown."""
        return self.compiled.text

    @property
    def source(self) -> str:
        """The file it came from, or ""."""
        return self.compiled.source

    @property
    def overrides(self) -> str:
        """What the file of overrides beside it says, or ""."""
        return self.compiled.overrides

    @cached_property
    def hash(self) -> str:
        """Content hash of the exact text and its overrides."""
        return self.compiled.hash

    def is_state(self, of: object) -> bool:
        """Whether a hash is this template's, whatever its line ends were when the hash was taken."""
        return self.compiled.is_state(of)

    @property
    def tree(self) -> tuple[Field, ...]:
        """The fields in the order of the template; a group holds its columns."""
        return self.compiled.fields

    @property
    def fields(self) -> pd.DataFrame:
        """One row a field, groups followed by their columns; the columns of the frame are `FIELD_COLUMNS`."""
        import pandas as pd

        rows = [{**{n: getattr(f, n) for n in FIELD_COLUMNS}, "kind": f.shown_kind} for f in flatten(self.tree)]
        return pd.DataFrame(rows, columns=list(FIELD_COLUMNS))

    def report(self) -> Report:
        """What was inferred and why, what was taken as it stands, and what is doubtful, each with its line."""
        return Report(self)

    @cached_property
    def lens(self) -> Lens:
        """The two directions between values and text."""
        return Lens(self.compiled)

    @cached_property
    def common(self) -> dict[str, Field | None]:
        """The common fields of every plan -> this template's own field, or None."""
        own = {
            f.role: f
            for f in reversed(self.tree)
            if f.role in COMMON and f.kind not in ("rows", "checklist", "prose", "code")
        }
        waits = depends_on(self.tree)
        return {name: own.get(name) or (waits if name == "depends_on" else None) for name in COMMON}

    @cached_property
    def in_front(self) -> frozenset[str]:
        """What a plan says in its document's front matter: itself, and common fields without a place in the text."""
        return frozenset({"planform", *(name for name, field in self.common.items() if field is None)})

    @cached_property
    def names(self) -> Names:
        """By what names the fields answer."""
        return Names(self.tree, f"template {self.name!r}")

    def find(self, name: str) -> Field | None:
        """The field of that name (path, tail, label, role, common name), or None."""
        if exact := self.names.exact(name):
            return exact
        common = common_name(name)
        return self.common[common] if common else self.names.find(name)

    def field(self, name: str) -> Field:
        """The field of that name; a column reads ``group[].column``.

        Raises:
            UnknownNameError: nothing, or more than one field, has that name.
        """
        group, inside, column = name.partition("[].")
        if inside:
            return _column(self.field(group), column)
        own = self.find(name)
        if own is None and common_name(name):
            raise UnknownNameError(
                f"template {self.name!r} has no field for {name}: the plan keeps it in its front matter"
            )
        return own or self.names.get(name, also=COMMON)

    @cached_property
    def blank_values(self) -> dict[str, Any]:
        """The template's own default items; everything else empty."""
        return self.lens.blank()

    def blank(self) -> Plan:
        """A plan with nothing filled in."""
        return Plan(self, dict(self.blank_values))

    def plan(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> Plan:
        """A plan with these values; fields are named by path, unique tail, label, role or common name.

        Args:
            values: name -> value; nested mappings and ``steps[0].step`` are understood.
            more: the same, as keywords.

        Raises:
            UnknownNameError: a name that nothing has, or that several have; the nearest is offered.
            InvalidValueError: a value of a shape that its field cannot hold.
        """
        return self.blank().with_values(values, **more)

    def coerce(
        self, given: Mapping[str, Any], base: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What a person gave, as canonical values by field key, and the common fields that have no field here.

        Raises:
            UnknownNameError: names that nothing has, all told at once.
            InvalidValueError: values of a shape that their fields cannot hold.
        """
        raw: dict[str, Any] = {}
        common: dict[str, Any] = {}
        found: list[PlanformError] = []
        for name, value in given.items():
            try:
                self._take(str(name), value, raw, common, base or {})
            except PlanformError as error:
                found.append(error)
        _raise(found)
        fields = {f.key: f for f in self.tree}
        return {key: coerce(fields[key], value) for key, value in raw.items()}, common

    def _take(
        self, name: str, value: Any, raw: dict[str, Any], common: dict[str, Any], base: Mapping[str, Any]
    ) -> None:
        field = self.find(name)
        m = INDEX.fullmatch(name) if field is None else None
        if field is not None:
            if field.key in raw and raw[field.key] != value:
                raise InvalidValueError(f"{field.label} is given twice, under two names", path=field.path)
            raw[field.key] = value
        elif known := common_name(name):
            common[known] = common_value(known, value)
        elif item := item_of(self.tree, name):
            self._put(raw, base, item[0], item[1], None, value)
        elif m:
            self._put(raw, base, self.field(m[1]), int(m[2]), m[3], value)
        elif isinstance(value, Mapping) and self._is_section(name):
            for inner, v in value.items():
                self._take(f"{name}.{inner}", v, raw, common, base)
        else:
            self.field(name)  # says what is nearest

    def _put(
        self, raw: dict[str, Any], base: Mapping[str, Any], group: Field, n: int, rest: str | None, value: Any
    ) -> None:
        raw.setdefault(group.key, list(base.get(group.key) or []))
        put(raw, group, n, rest, value)

    def _is_section(self, name: str) -> bool:
        prefix = fold(name)
        return any(f".{fold(f.key)}".find(f".{prefix}.") >= 0 for f in self.tree)

    @cached_property
    def model(self) -> type[Any]:
        """The pydantic class of this template's values, built on first use."""
        return model_of(self.name, self.tree)

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema 2020-12 of the values."""
        schema: dict[str, Any] = self.model.model_json_schema(by_alias=True)
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def common_name(name: str) -> str:
    """The common field that a name means, whatever its case (`Depends on`), or ""."""
    folded = fold(name)
    return folded if folded in COMMON else ""


def _column(group: Field, name: str) -> Field:
    outer, inside, rest = name.partition("[].")
    column = Names(group.columns, group.label).get(outer)
    return _column(column, rest) if inside else column


def _raise(found: list[PlanformError]) -> None:
    if len(found) == 1:
        raise found[0]
    if found:
        kind = UnknownNameError if all(isinstance(e, UnknownNameError) for e in found) else InvalidValueError
        raise kind(diagnostics=[d for e in found for d in e.diagnostics])


@lru_cache(maxsize=256)
def _compiled(text: str, name: str, source: str, overrides: str) -> Template:
    return Template(compile_text(text, name, source, overrides))


def _made(compiled: CompiledTemplate) -> Template:
    return _compiled(compiled.text, compiled.name, compiled.source, compiled.overrides)


def templates(settings: Settings | None = None) -> pd.DataFrame:
    """All templates that can be called by name; a broken one says why in its title.

    Returns:
        name, title, sections, fields (columns of groups counted), source; one row a template.
    """
    import pandas as pd

    return pd.DataFrame(map(_listed, Catalog.of(settings).entries()), columns=list(LISTED))


def _listed(entry: Entry) -> tuple[str, str, int, int, str]:
    if isinstance(entry.found, PlanformError):
        return entry.name, str(entry.found), 0, 0, str(entry.path)
    fields = flatten(entry.found.fields)
    sections = len({f.headings[:1] for f in fields if f.headings})
    return entry.name, entry.found.title, sections, len(fields), str(entry.path)
