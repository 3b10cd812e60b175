"""A preview as a page for any browser: what deserves a look first, then every difference, issue and column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from riskreg.intake import codes
from riskreg.intake.preview import Difference, Preview, Subject
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Disposition, Severity
from riskreg.settings import data_folder

_KINDS: Final = {
    Subject.ASSET: ReferenceKind.ASSET,
    Subject.SITE: ReferenceKind.SITE,
    Subject.ORGANISATION: ReferenceKind.ORGANISATION,
}
_MAKER: Final = frozenset({"make", "model", "make_and_model", "producer"})
_PLACES_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Look:
    """One thing of a preview that deserves a look.

    Attributes:
        title: What it is, with its number.
        why: Why it matters, in a sentence.
        items: The first of them.
    """

    title: str
    why: str
    items: tuple[str, ...]


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
            looks=what_deserves_a_look(preview, code),
            differences=[(_name(each, code), each) for each in preview.differences],
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


def what_deserves_a_look(preview: Preview, code: str) -> list[Look]:
    """What a person should look at before the list is written, the gravest first.

    Args:
        preview: What importing would do.
        code: Code of the register, for references.
    """
    looks: list[Look] = []
    if preview.reappeared:
        names = [reference(ReferenceKind.ASSET, code, key) for key in preview.reappeared]
        looks.append(_look("device", "that was recorded as removed is in service again", "", names, len(names)))
    left = preview.counts.get(Disposition.REJECTED, 0) + preview.counts.get(Disposition.CONFLICTING, 0)
    if left:
        errors = [issue for issue in preview.issues if issue.severity is Severity.ERROR]
        places = [f"{issue.place}: {issue.message}" for issue in errors]
        looks.append(_look("row", "of the list is not taken", "They are not in any figure.", places, left))
    ending = [each for each in preview.differences if each.is_flagged and each.field in _MAKER]
    if ending:
        told = [f"{_name(each, code)}: {each.field} “{each.before}” → “{each.after}”" for each in ending]
        why = "A flag rests on make and model: it may end although the device is the same."
        looks.append(_look("flagged device", "gets another make or model", why, told, len(ending)))
    if preview.sites.emptied_total:
        why = "All that was known there counts as not seen."
        looks.append(_look("site", "is emptied", why, preview.sites.emptied, preview.sites.emptied_total))
    missing = preview.counts.get(Disposition.NOT_SEEN, 0)
    if missing:
        names = [f"{reference(ReferenceKind.ASSET, code, each.asset_id)} at {each.site}" for each in preview.not_seen]
        many = preview.issue_totals.get(codes.MANY_NOT_SEEN, 0)
        why = "That is most of what is known there: is the list only a part?" if many else "Not seen is not removed."
        looks.append(_look("known asset", "is not in the list", why, names, missing))
    if preview.sites.new_total:
        why = "Is each of them really a new place?"
        looks.append(_look("site", "is new", why, preview.sites.new, preview.sites.new_total))
    return looks


def _look(noun: str, what: str, why: str, items: tuple[str, ...] | list[str], count: int) -> Look:
    plural = {"is ": "are ", "gets ": "get ", "that was ": "that were "}
    said = what
    if count != 1:
        for one, many in plural.items():
            said = said.replace(one, many)
    more = (f"… and {count - _PLACES_SHOWN:,} more",) if count > _PLACES_SHOWN else ()
    return Look(f"{count:,} {noun}{'s' * (count != 1)} {said}", why, (*items[:_PLACES_SHOWN], *more))


def _name(difference: Difference, code: str) -> str:
    return reference(_KINDS[difference.subject], code, difference.key)


def _alike(preview: Preview) -> list[Alike]:
    groups: dict[tuple[Severity, str, str, str], list[str]] = {}
    for issue in preview.issues:
        groups.setdefault((issue.severity, issue.code, issue.message, issue.cure), []).append(issue.place)
    order = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
    return sorted(
        (Alike(*said, tuple(filter(None, places[:_PLACES_SHOWN])), len(places)) for said, places in groups.items()),
        key=lambda alike: (order[alike.severity], -alike.count),
    )
