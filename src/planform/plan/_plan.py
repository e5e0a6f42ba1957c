"""A plan: a template and the values that somebody filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..errors import UnknownNameError
from ..template import COMMON
from . import _front
from ._coerce import LISTS, common_value
from ._model import Problem, problems
from ._names import fold

if TYPE_CHECKING:
    from ._template import Template


@dataclass(frozen=True, eq=False)
class Plan:
    """A filled template. Plans do not change: `with_values` gives another.

    Attributes:
        template: what it was made from.
        values: field key -> canonical value; every field of the template has one.
        common: the common fields that the template has no field for; tags and depends_on are lists.
        id: the store's name for it, None before it is saved.
        revision: how often it was saved, None before.
        document: the text it was read from, None where there was none.
    """

    template: Template
    values: Mapping[str, Any]
    common: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None
    revision: int | None = None
    document: str | None = field(default=None, repr=False)

    def __eq__(self, other: object) -> bool:
        """Two plans are equal when template and values are."""
        if not isinstance(other, Plan):
            return NotImplemented
        return (self.template.hash, dict(self.values), self._told) == (
            other.template.hash,
            dict(other.values),
            other._told,
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Title, template and completeness."""
        return f"<Plan {self.key or self.title!r} of {self.template.name}, {self.completeness:.0%} filled>"

    @property
    def _told(self) -> dict[str, Any]:
        return {k: v for k, v in self.common.items() if v}

    def __getitem__(self, name: str) -> Any:
        """The value of a field by path, tail, label, role or common name."""
        own = self.template.find(name)
        if own is not None:
            return self.values[own.key]
        if (name := fold(name)) in COMMON:
            return self.common.get(name, [] if name in LISTS else "")
        self.template.field(name)  # says what is nearest
        raise UnknownNameError(f"no field {name!r}")

    @property
    def key(self) -> str:
        """The team's own key, or ""."""
        return str(self["key"])

    @property
    def title(self) -> str:
        """What the plan is called, or ""."""
        return str(self["title"])

    @property
    def said(self) -> dict[str, Any]:
        """All that the plan says by one name each: the template's fields by path, common fields by their names."""
        return {**self.values, **self.common}

    def with_values(self, values: Mapping[str, Any] | None = None, /, **more: Any) -> Plan:
        """A copy in which these fields have these values; names as in `Template.plan`."""
        given, common = self.template.coerce({**(values or {}), **more}, base=self.values)
        values = self.template.lens.canonical({**self.values, **given})
        return replace(self, values=values, common={**self.common, **common})

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Values that their fields refuse; a draft may have some, nothing is dropped."""
        return tuple(problems(self.template.tree, self.values))

    @property
    def missing(self) -> tuple[str, ...]:
        """Paths of required fields that are empty."""
        return tuple(f.path for f in self.template.tree if f.required and not self.values[f.key])

    @property
    def completeness(self) -> float:
        """Share of the fields that a person has filled, 0 to 1; parts marked optional count only where filled."""
        blank = self.template.blank_values
        filled = [bool(self.values[f.key]) and self.values[f.key] != blank[f.key] for f in self.template.tree]
        counted = [done for f, done in zip(self.template.tree, filled, strict=True) if done or not f.optional]
        return sum(counted) / len(counted) if counted else 1.0

    def to_markdown(self, fresh: bool = False, blanks: bool = True) -> str:
        """The document with its front matter: as it was read, changed fields rewritten, else the template filled in.

        Args:
            fresh: fill in the template though there is a document.
            blanks: also show what is not filled in yet; without, the document is for showing, and may not read back.

        Raises:
            InvalidDocumentError: a value cannot be written so that it reads back.
        """
        lens, known = self.template.lens, None if fresh else self.document
        text = lens.render(self.values) if known is None else lens.update(known, self.values)
        return with_front(text if blanks else lens.without_blanks(text), self)

    def to_dict(self) -> dict[str, Any]:
        """Plain data: template, hash, id, values, common."""
        return {
            "template": self.template.name,
            "hash": self.template.hash,
            "id": self.id,
            "values": dict(self.values),
            "common": self._told,
        }

    def _repr_markdown_(self) -> str:
        return self.template.lens.render(self.values)


def said_in_front(text: str, template: Template) -> dict[str, Any]:
    """What a document's front matter says of planform, and of the common fields that the template has no place for.

    Raises:
        InvalidDocumentError: one of these entries is no YAML.
    """
    found = _front.read(text, template.in_front)
    return {k: v if k == "planform" else common_value(k, v) for k, v in found.items()}


def with_front(text: str, plan: Plan) -> str:
    """The text with the plan's front matter; what else stands there stays as it is.

    Of a document that did not change, what it says of the template stays too: another state of it, or none.
    """
    own = {"template": plan.template.name, "hash": plan.template.hash}
    common = {k: plan.common[k] for k in COMMON if plan.common.get(k)}
    wanted = {"planform": {"id": plan.id, **own} if plan.id else own, **common}
    said = said_in_front(text, plan.template)
    same = _but_for_the_template(said) == _but_for_the_template(wanted)
    if said == wanted or (same and "planform" in said and text == plan.document):
        return text
    return _front.write(text, plan.template.in_front, wanted)


def _but_for_the_template(said: dict[str, Any]) -> dict[str, Any]:
    own = said.get("planform")
    return {**said, "planform": own.get("id") if isinstance(own, dict) else own}
