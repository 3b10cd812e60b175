"""A preview as a page for any browser: what deserves a look first, then every difference, issue and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from riskreg.intake.looks import ITEMS_SHOWN, name_of
from riskreg.intake.preview import Preview
from riskreg.rules.dates import long_date
from riskreg.rules.terms import Severity
from riskreg.settings import data_folder


@dataclass(frozen=True, slots=True)
class Alike:
    """Issues that say the same of several places."""

    severity: Severity
    code: str
    message: str
    cure: str
    places: tuple[str, ...]
    count: int


def preview_page(preview: Preview, *, code: str, marking: str) -> str:
    """The page, as HTML without scripts.

    Args:
        preview: What importing would do.
        code: Code of the register, for references.
        marking: Protective marking.
    """
    return (
        _templates()
        .get_template("import_preview.html.j2")
        .render(
            preview=preview,
            marking=marking,
            css=_style(marking),
            looks=preview.looks,
            differences=[(name_of(each, code), each) for each in preview.differences],
            issues=_alike(preview),
        )
    )


@cache
def _templates() -> Environment:
    folder = data_folder("reports")
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["words"] = lambda value: str(value).replace("_", " ")
    environment.filters["long_date"] = long_date
    environment.filters["number"] = lambda value: f"{value:,}"
    return environment


def _style(marking: str) -> Markup:
    """The style sheet, which is ours, with the marking for printed pages as letters, digits and hyphens alone."""
    css = (data_folder("reports") / "page.css").read_text(encoding="utf-8")
    return Markup(css.replace("%MARKING%", re.sub(r"[^A-Za-z0-9 \-]+", " ", marking)))  # noqa: S704


def _alike(preview: Preview) -> list[Alike]:
    groups: dict[tuple[Severity, str, str, str], list[str]] = {}
    for issue in preview.issues:
        groups.setdefault((issue.severity, issue.code, issue.message, issue.cure), []).append(issue.place)
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return sorted(
        (Alike(*said, tuple(filter(None, places[:ITEMS_SHOWN])), len(places)) for said, places in groups.items()),
        key=lambda alike: (order[alike.severity], -alike.count),
    )
