"""What is said of rows whose numbers leave open which device they are. Pure."""

from __future__ import annotations

from riskreg.intake import codes
from riskreg.intake.asked import about
from riskreg.intake.numbers import NUMBER_WORDS, Keys
from riskreg.intake.places import Said
from riskreg.rules.terms import Severity


def twice(row: str, other: str, shared: tuple[int, str] | None, *, is_at_two_sites: bool) -> Said:
    """Two rows that cannot be one device give the same number."""
    place = "at another site" if is_at_two_sites else "with other details"
    return Said(
        codes.NUMBER_TWICE,
        Severity.ERROR,
        f"Two rows give the same number {place}: {row} and {other}.",
        "Correct the row that is wrong, and import the list again; neither row was taken.",
        about(kind=shared[0], number=shared[1]) if shared is not None else None,
    )


def contradicted(one: str, other: str, keys: Keys, assets: tuple[int, int]) -> Said:
    """The numbers of a row belong to two assets."""
    return Said(
        codes.NUMBERS_CONTRADICT,
        Severity.ERROR,
        f"The numbers of this row belong to two assets: {one} and {other}.",
        "Correct the number that is wrong. If both are the same device, merge the two records "
        "(riskreg asset merge) and import the list again.",
        about(keys=keys, assets=assets),
    )


def differs(name: str, kind: int, found_by: int, keys: Keys, asset: int) -> Said:
    """One number of a row differs from that of its asset, and the others agree."""
    return Said(
        codes.NUMBER_DIFFERS,
        Severity.WARNING,
        f"The {NUMBER_WORDS[found_by]} is that of {name}, whose {NUMBER_WORDS[kind]} differs; "
        "taken as the same device.",
        f"Check the {NUMBER_WORDS[kind]}.",
        about(asset=asset, kind=kind, number=keys[kind], found_by=found_by, keys=keys) if asset else None,
    )


def tag_shared(where: str, tag: str | None) -> Said:
    """An asset tag stands on two devices of the list."""
    return Said(
        codes.NUMBER_SHARED,
        Severity.WARNING,
        f"This asset tag is also on another device, in {where}; it does not tell them apart.",
        "Give each device a tag of its own.",
        about(tag=tag),
    )


def on_another(name: str, kind: int, keys: Keys, asset: int) -> Said:
    """A number of an asset stands beside a stronger number that is not the asset's."""
    return Said(
        codes.NUMBER_MOVED_ON,
        Severity.ERROR,
        f"The {NUMBER_WORDS[kind]} is that of {name}, but a stronger number differs.",
        "If the device was exchanged, give the new one a tag of its own and record the old one's removal. "
        "If it is the same device, put its reference into a column “riskreg reference”.",
        about(asset=asset, kind=kind, keys=keys) if asset else None,
    )
