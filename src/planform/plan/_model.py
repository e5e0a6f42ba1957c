"""The typed class of a template's values (pydantic), and what the values of a plan have wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from ..template import KINDS, Field


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that its field refuses.

    Attributes:
        path: the field's path.
        label: its words.
        message: what is wrong, and what to write.
        value: the text as it is.
        row: index of the row of a group, None at the top.
    """

    path: str
    label: str
    message: str
    value: str
    row: int | None = None

    def __str__(self) -> str:
        where = f"{self.label}, row {self.row + 1}" if self.row is not None else self.label
        return f"{where}: {self.message}"


def problems(fields: Iterable[Field], values: Mapping[str, Any], row: int | None = None) -> Iterator[Problem]:
    """All refused values, in the order of the template."""
    for field in fields:
        value = values.get(field.key)
        if field.kind == "rows":
            for n, inner in enumerate(value or []):
                yield from problems(field.columns, inner, n)
        elif isinstance(value, str) and value and (message := KINDS[field.kind].refuse(value, field.options)):
            yield Problem(field.path, field.label, message, value, row)


def model_of(name: str, fields: tuple[Field, ...]) -> type[Any]:
    """A pydantic class with one attribute a field; the aliases are the fields' keys."""
    from pydantic import ConfigDict, create_model
    from pydantic import Field as Attribute

    attributes: dict[str, Any] = {}
    for field in fields:
        kind = _type(field)
        description = field.hint.split("\n")[0] or field.label
        attributes[attribute(field.key)] = (
            kind,
            Attribute(
                default_factory=KINDS[field.kind].empty, alias=field.key, title=field.label, description=description
            ),
        )
    config = ConfigDict(extra="forbid", populate_by_name=True, title=name)
    made: type[Any] = create_model(_class_name(name), __config__=config, **attributes)
    return made


def attribute(key: str) -> str:
    """A key as a Python name."""
    name = "".join(c if c.isalnum() else "_" for c in key)
    return f"f_{name}" if not name or not name[0].isalpha() or name.startswith("model_") else name


def _class_name(name: str) -> str:
    return "".join(part.capitalize() for part in attribute(name).split("_")) or "Values"


def _type(field: Field) -> Any:
    from pydantic import AfterValidator, WithJsonSchema

    if field.kind == "flag":
        return bool
    if field.kind == "list":
        return list[str]
    if field.kind == "checklist":
        return list[_ticked()]  # type: ignore[misc]
    if field.kind == "rows":
        return list[model_of(field.key, field.columns)]  # type: ignore[misc]
    schema: dict[str, Any] = dict(KINDS[field.kind].schema)
    if field.options and field.kind == "choice":
        schema = {"enum": ["", *field.options]}
    return Annotated[str, AfterValidator(_refusing(field)), WithJsonSchema(schema)]


def _ticked() -> type[Any]:
    from pydantic import create_model

    return create_model("Ticked", text=(str, ...), done=(bool, False))


def _refusing(field: Field) -> Any:
    def check(value: str) -> str:
        if value and (message := KINDS[field.kind].refuse(value, field.options)):
            raise ValueError(message)
        return value

    return check
