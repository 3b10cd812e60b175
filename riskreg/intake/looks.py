"""What deserves a look before a list is written, the gravest first: the same on screen, on the page and in JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from riskreg.intake import codes
from riskreg.intake.preview import Difference, Fewer, Look, Preview, Released, Subject
from riskreg.rules.counting import counted
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Disposition, Severity

ITEMS_SHOWN: Final = 12
_KINDS: Final = {
    Subject.ASSET: ReferenceKind.ASSET,
    Subject.SITE: ReferenceKind.SITE,
    Subject.ORGANISATION: ReferenceKind.ORGANISATION,
}
_MAKER: Final = frozenset({"make", "model", "make_and_model", "producer"})
_MANY_NEW: Final = 10
"""New rows from which a mostly new list deserves a look."""


def what_deserves_a_look(
    preview: Preview,
    code: str,
    *,
    released: tuple[Sequence[Released], int] = ((), 0),
    fewer: Sequence[Fewer] = (),
    left_out: Sequence[str] = (),
    aside: Sequence[str] = (),
    known: int = 0,
    newly_missing: int = 0,
) -> tuple[Look, ...]:
    """What a person should look at before the list is written, the gravest first.

    Args:
        preview: What importing would do.
        code: Code of the register, for references.
        released: Assets that would no longer be restricted or suspected, the first ones, and how many.
        fewer: Sites with fewer restricted or suspected devices than before.
        left_out: Lines that were not taken as devices, and name what is flagged.
        aside: Columns that name what is flagged beside devices that are not.
        known: Assets seen so far at the sites that the list names.
        newly_missing: Assets seen so far that the list does not name.
    """
    looks: list[Look] = []
    if preview.reappeared:
        names = [reference(ReferenceKind.ASSET, code, key) for key in preview.reappeared]
        why = "Alarm: the device is back, another one stands in its place, or the list is out of date. Look there."
        what = "recorded as removed and in service again", "recorded as removed and in service again"
        looks.append(_look("back-after-removal", "device", what, why, names))
    first, total = released
    if total:
        told = [_released(each, code) for each in first]
        why = "Nothing was removed: what the list says of the make or model ends a flag. Is it the same device?"
        what = "would no longer be restricted or suspected", "would no longer be restricted or suspected"
        looks.append(_look("no-longer-restricted", "asset", what, why, told, total))
    looks += _makers(preview, code, {each.asset_id for each in first})
    if fewer:
        told = [f"{each.site}: {each.before:,} before, {each.after:,} by this list" for each in fewer]
        why = "Missing from a list is not removed. Has somebody taken them down, or does the list leave them out?"
        what = "has fewer restricted or suspected devices", "have fewer restricted or suspected devices"
        looks.append(_look("fewer-restricted", "site", what, why, told))
    if left_out:
        why = "If it is a device and no heading or note, write its make and model into their columns and read it again."
        what = (
            "that is not taken as a device names what is flagged",
            "that are not taken as devices name what is flagged",
        )
        looks.append(_look("left-out-flagged", "line", what, why, left_out))
    if aside:
        why = "If it is a device of its own, such as a recorder, give it a row of its own: none counts it now."
        what = "names what is flagged beside devices that are not", "name what is flagged beside devices that are not"
        looks.append(_look("aside-flagged", "column", what, why, aside))
    if preview.sites.emptied_total:
        of_emptied = (
            "The list covers it, and names nothing of what was known there: all of it counts as not seen.",
            "The list covers them, and names nothing of what was known there: all of it counts as not seen.",
        )
        looks.append(
            _look("site-emptied", "site", ("is emptied", "are emptied"), of_emptied, preview.sites.emptied,
                  preview.sites.emptied_total)
        )  # fmt: skip
    looks += _missing(preview, code, newly_missing)
    left = preview.counts.get(Disposition.REJECTED, 0) + preview.counts.get(Disposition.CONFLICTING, 0)
    if left:
        errors = [issue for issue in preview.issues if issue.severity is Severity.ERROR]
        places = [f"{issue.place}: {issue.message}" for issue in errors]
        what = "of the list is not taken", "of the list are not taken"
        looks.append(
            _look(
                "rows-not-taken", "row", what, ("It is not in any figure.", "They are not in any figure."), places, left
            )
        )
    new = preview.counts.get(Disposition.NEW, 0)
    if known and new >= _MANY_NEW and new * 2 > preview.rows:
        share = f"{new:,} of {preview.rows:,} rows, although {known:,} assets are known at the sites of the list"
        why = "Are serial numbers or tags written in another way than before, or left out? Then devices count twice."
        looks.append(Look("mostly-new", "Most of the list is new", why, (share,), new))
    if preview.sites.new_total:
        of_new = "Is it really a new place?", "Is each of them really a new place?"
        looks.append(
            _look("site-new", "site", ("is new", "are new"), of_new, preview.sites.new, preview.sites.new_total)
        )
    return tuple(looks)


def _missing(preview: Preview, code: str, missing: int) -> list[Look]:
    if not missing:
        return []
    names = [
        f"{reference(ReferenceKind.ASSET, code, each.asset_id)} at {each.site}"
        for each in preview.not_seen
        if each.was_seen
    ]
    many = "That is most of what is known there. If the list is only a part, add --covers part."
    grave, why = "many-not-seen", (many, many)
    if not preview.issue_totals.get(codes.MANY_NOT_SEEN, 0):
        grave, why = (
            "not-seen",
            ("Not seen is not removed: it stays, marked as not seen.",
             "Not seen is not removed: they stay, marked as not seen."),
        )  # fmt: skip
    what = "known so far is not in the list", "known so far are not in the list"
    return [_look(grave, "asset", what, why, names, missing)]


def _makers(preview: Preview, code: str, told: set[int]) -> list[Look]:
    changing = [d for d in preview.differences if d.is_flagged and d.field in _MAKER and d.key not in told]
    if not changing:
        return []
    items = [f"{name_of(each, code)}, {change_of(each)}" for each in changing]
    why = (
        "A flag rests on make and model. It stays flagged, but is it the same device?",
        "A flag rests on make and model. They stay flagged, but are they the same devices?",
    )
    assets = len({each.key for each in changing})
    what = "restricted or suspected gets another make or model", "restricted or suspected get another make or model"
    return [_look("maker-changes", "asset", what, why, items, assets)]


def _released(each: Released, code: str) -> str:
    changes = "; ".join(change_of(difference) for difference in each.differences)
    name = reference(ReferenceKind.ASSET, code, each.asset_id)
    return f"{name}: {each.before.value} → {each.after.value}. {changes}"


def change_of(difference: Difference) -> str:
    """One difference as a sentence part: where, what, before and after."""
    before, after = difference.before or "(blank)", difference.after or "(blank)"
    return f"{difference.place}: {difference.field.replace('_', ' ')} “{before}” → “{after}”"


def name_of(difference: Difference, code: str) -> str:
    """Reference of what a difference is about."""
    return reference(_KINDS[difference.subject], code, difference.key)


def _look(
    code: str,
    noun: str,
    what: tuple[str, str],
    why: str | tuple[str, str],
    items: Sequence[str],
    total: int | None = None,
) -> Look:
    count = len(items) if total is None else total
    more = (f"… and {count - ITEMS_SHOWN:,} more",) if count > ITEMS_SHOWN else ()
    why = why if isinstance(why, str) else why[count != 1]
    return Look(
        code, counted(count, f"{noun} {what[0]}", f"{noun}s {what[1]}"), why, (*items[:ITEMS_SHOWN], *more), count
    )
