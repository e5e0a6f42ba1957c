"""The filters that list, forecast, report and export share: which plans of the store."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

Several = list[str] | None
OPTIONS: dict[str, tuple[str, Any, str]] = {  # option -> the store's name for it, its type, what it does
    "status": ("status", Several, "Only plans of this status; may be given again."),
    "owner": ("owner", Several, "Only plans of this owner."),
    "template": ("template", Several, "Only plans of this template."),
    "tag": ("tag", Several, "Only plans with this tag."),
    "sprint": ("sprint", Several, "Only plans of this sprint."),
    "since": ("updated_since", str | None, "Only plans saved on this day or later."),
}


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the filter options; it receives those that a person gave as its argument `chosen`."""
    own = inspect.signature(command, eval_str=True)
    parameters = [p for p in own.parameters.values() if p.name != "chosen"]

    @wraps(command)
    def run(**given: Any) -> None:
        asked = {name: given.pop(name) for name in OPTIONS}
        command(chosen={OPTIONS[name][0]: value for name, value in asked.items() if value}, **given)

    run.__signature__ = own.replace(parameters=[*parameters, *map(_option, OPTIONS)])  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in run.__signature__.parameters.values()}  # type: ignore[attr-defined]
    return run


def _option(name: str) -> inspect.Parameter:
    kind: Any
    _, kind, said = OPTIONS[name]
    option: Any = Annotated[kind, typer.Option(f"--{name}", help=said)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
