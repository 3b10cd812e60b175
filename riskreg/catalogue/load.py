"""Loads the vendor and regime lists: every file read, every fault told at once, nothing half loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from riskreg.catalogue import check
from riskreg.catalogue.definitions import Catalogue
from riskreg.catalogue.files import Faults
from riskreg.catalogue.kept import digest_of_lists, keep_catalogue, kept_catalogue
from riskreg.catalogue.knowledge import build_knowledge, evidence_of
from riskreg.catalogue.layers import Layer
from riskreg.catalogue.listed import with_listed
from riskreg.catalogue.place import vendor_lists_folder
from riskreg.catalogue.reading import Reader
from riskreg.catalogue.regime_schema import EditionPart
from riskreg.catalogue.regimes import build_proposals, build_regime
from riskreg.catalogue.uncollected import uncollected
from riskreg.catalogue.whole import Whole
from riskreg.errors import ListRejected, NotFound
from riskreg.rules.terms import RegimeKind

_SHOWN = 5


def load_catalogue(
    folder: Path | None = None, layers: Sequence[Layer] = (), *, kept_in: Path | None = None
) -> Catalogue:
    """The catalogue of a folder of lists, or of the bundled lists.

    Args:
        folder: A folder laid out as `vendor_lists/`; None for the bundled one.
        layers: A ministry's own lists over it, the later over the earlier.
        kept_in: Where a catalogue that was loaded is kept for the next time; nowhere where None.

    Raises:
        NotFound: There is no such folder.
        ListRejected: A file is at fault; the message names file and line, `issues` holds every fault.
    """
    with uncollected():
        if kept_in is None:
            return _load(folder, layers)
        place = _place(folder)
        digest = digest_of_lists(place, layers)
        found = kept_catalogue(kept_in, digest)
        if found is None:
            found = _load(folder, layers)
            if digest_of_lists(place, layers) == digest:  # nobody wrote to the lists meanwhile
                keep_catalogue(kept_in, digest, found)
        return found


def _load(folder: Path | None, layers: Sequence[Layer]) -> Catalogue:
    faults = Faults()
    whole, checksum = read_lists(folder, layers, faults)
    if whole is None or faults.issues:
        raise _rejected(faults)
    check.whole(whole, faults)
    if faults.issues:
        raise _rejected(faults)
    more: dict[str, list[EditionPart]] = defaultdict(list)
    for own in whole.editions:
        more[own.regime].append(own.part)
    regimes = {file.part.slug: build_regime(file.part, whole.cite, more[file.part.slug]) for file in whole.regimes}
    common = frozenset(whole.common.part.words)
    known = with_listed(build_knowledge(whole), regimes, whole.traps, common)
    listed = frozenset(
        entry.vendor
        for regime in known.regimes.values()
        if regime.kind is not RegimeKind.INDICATOR
        for edition in regime.editions
        for entry in edition.entries
        if entry.vendor is not None
    )
    return Catalogue(
        edition=whole.edition.part.label,
        as_of=whole.edition.part.as_of,
        checksum=checksum,
        knowledge=replace(known.knowledge, listed=listed),
        regimes=dict(sorted(known.regimes.items())),
        proposals=tuple(each for file in whole.proposals for each in build_proposals(file.part, whole.cite)),
        canaries=whole.canaries,
        traps=whole.traps,
        evidence=evidence_of(whole),
        listed=known.listed,
        withheld=known.withheld,
    )


def read_lists(folder: Path | None, layers: Sequence[Layer], faults: Faults) -> tuple[Whole | None, str]:
    """All files, read and shaped but not yet checked against each other, and their checksum.

    Raises:
        NotFound: There is no such folder.
    """
    reader = Reader(_place(folder), layers, faults)
    whole = reader.everything()
    return whole, reader.checksum()


def _place(folder: Path | None) -> Path:
    place = folder if folder is not None else vendor_lists_folder()
    if not place.is_dir():
        raise NotFound(
            f"There is no folder “{place}”.", "Name the folder that holds vendors, regimes and sources.yaml."
        )
    return place


def _rejected(faults: Faults) -> ListRejected:
    """The one error for all faults of a folder."""
    issues = sorted(faults.issues, key=lambda issue: (issue.sheet or "", int(issue.cell or 0)))
    shown = " ".join(issue.message for issue in issues[:_SHOWN])
    rest = f" And {len(issues) - _SHOWN} more." if len(issues) > _SHOWN else ""
    return ListRejected(
        f"The vendor lists cannot be used. {shown}{rest}", "Correct the lines named.", issues, code="list-rejected"
    )
