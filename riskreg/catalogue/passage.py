"""What stops an edition at the gate besides canaries and traps: companies lost, a size that cannot be, an older date.

A person may let an edition pass a stop that has a name to confirm; nobody can let it pass the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from riskreg.catalogue.compare import Difference, compare
from riskreg.catalogue.definitions import EditionDefinition, EntryDefinition, RegimeDefinition
from riskreg.identification.names import normalise_name
from riskreg.rules.dates import long_date

LEAST_SHARE = 0.9
"""Lists lose a few entries in a hundred between two editions; a tenth fewer is how a cut or wrong file looks."""
MOST_SHARE = 1.5
"""Half as many again is how another list, or another choice of lists, looks."""
SMALL_LIST = 20
"""Below so many entries a single company is a large share: only losses by name count."""
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Stop:
    """A reason for which an edition does not pass.

    Attributes:
        code: `edition-loses-company`, `edition-size`, `edition-older` or `edition-missing`.
        message: What is wrong.
        cure: What to do.
        confirm: What a person confirms to let it pass; None where nothing can.
    """

    code: str
    message: str
    cure: str
    confirm: str | None


@dataclass(frozen=True, slots=True)
class InUse:
    """The edition of a regime that the register works with.

    Attributes:
        entries: Its entries.
        is_complete: Whether it holds the whole list, as far as known.
    """

    label: str
    legal_on: date
    entries: Sequence[EntryDefinition]
    is_complete: bool


def stops(
    title: str,
    before: InUse,
    after: EditionDefinition,
    confirmed: Collection[str],
    *,
    size_confirmed: bool = False,
) -> tuple[Difference, tuple[Stop, ...]]:
    """What changes between the edition in use and one that would take its place, and what stops it.

    Args:
        title: Of the regime.
        before: The edition in use.
        after: The one that would take its place.
        confirmed: Names of companies whose loss a person has confirmed.
        size_confirmed: Whether a person has confirmed the change in size.
    """
    difference = compare(before.entries, after.entries, after.legal_on)
    found = [*_older(title, before, after), *_size(title, before, after, size_confirmed)]
    return difference, (*found, *_losses(title, difference, {normalise_name(each) for each in confirmed}))


def missing(title: str, before: InUse, regime: RegimeDefinition | None) -> Stop | None:
    """What stops lists that lack an edition in use under a regime that counts for somebody; None where it is at hand.

    Nothing could be judged under that regime any more, so restricted equipment would come out as not known.

    Args:
        title: Of the regime.
        before: The edition in use.
        regime: As it stands in the lists at hand; None where it does not.
    """
    if regime is not None and regime.edition(before.label) is not None:
        return None
    return Stop(
        "edition-missing",
        f"{title} counts for organisations here, and its edition in use ({before.label}) is not among the lists at "
        "hand: nothing could be judged under it.",
        "Put the files of your own lists back; they are read from the folder that RISKREG_LISTS_FOLDER names.",
        None,
    )


def _older(title: str, before: InUse, after: EditionDefinition) -> Iterator[Stop]:
    if after.legal_on < before.legal_on:
        yield Stop(
            "edition-older",
            f"The edition {after.label} of {title} is dated {long_date(after.legal_on)}, before the edition in use "
            f"({before.label}, {long_date(before.legal_on)}).",
            "Bring the newest edition; an older one never takes the place of a newer.",
            None,
        )


def _size(title: str, before: InUse, after: EditionDefinition, is_confirmed: bool) -> Iterator[Stop]:
    was, now = len(before.entries), len(after.entries)
    if is_confirmed or was < SMALL_LIST:
        return
    shrinks = now < was * LEAST_SHARE
    grows = before.is_complete and now > was * MOST_SHARE
    if shrinks or grows:
        yield Stop(
            "edition-size",
            f"The edition {after.label} of {title} has {now:,} entries, and the one in use has {was:,}: "
            f"{'so many do not leave' if shrinks else 'so many do not join'} a list at once.",
            "Compare the file with the publisher's; if it is right, add --confirm-size.",
            "--confirm-size",
        )


def _losses(title: str, difference: Difference, confirmed: Collection[str]) -> Iterator[Stop]:
    for entry in difference.lost:
        if normalise_name(entry.name) in confirmed or (entry.vendor is not None and entry.vendor in confirmed):
            continue
        yield Stop(
            "edition-loses-company",
            f"“{entry.name}” is on the edition of {title} in use, and not on the new one.",
            f'If it has really left the list, confirm it by name: --confirm-loss "{entry.name}"',
            entry.name,
        )
