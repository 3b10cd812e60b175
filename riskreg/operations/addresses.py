"""Refresh the table of address prefixes: read, compared by maker, and set aside among the own lists to wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from riskreg.catalogue import own_layers
from riskreg.catalogue.editions import set_aside
from riskreg.catalogue.files import Faults
from riskreg.catalogue.load import read_lists
from riskreg.catalogue.oui import Moved, VendorPrefixes, refresh
from riskreg.errors import ListRejected, UsageError
from riskreg.operations.office import Office
from riskreg.rules.dates import long_date


@dataclass(frozen=True, slots=True)
class AddressesRefreshed:
    """What a refreshed table brings.

    Attributes:
        place: The file that was written.
        name: Under which it waits; None where it was written elsewhere.
        before: Prefixes in the table at hand.
        after: Prefixes in the new one.
        kept: Sizes of prefix that the files do not hold.
        left_out: What was left out → how many.
        vendors: Makers whose prefixes change, watched ones first.
        moved: Prefixes that went from one maker to another.
        missing: Registrants of the catalogue that the registry no longer has.
    """

    place: Path
    name: str | None
    before: int
    after: int
    kept: tuple[str, ...]
    left_out: Mapping[str, int]
    vendors: tuple[VendorPrefixes, ...]
    moved: tuple[Moved, ...]
    missing: tuple[str, ...]


def refresh_addresses(
    office: Office,
    files: tuple[Path, ...],
    *,
    dated: date | None,
    output: Path | None = None,
    confirmed: tuple[str, ...] = (),
) -> AddressesRefreshed:
    """Read registry files of the IEEE or Wireshark into a new table.

    Args:
        office: Where and who.
        files: oui.csv, mam.csv, oui36.csv, or manuf.
        dated: The day of which the registry is.
        output: Where to write the table; among the own lists, to wait, where None.
        confirmed: Slugs of vendors whose loss of prefixes has been looked at.

    Raises:
        FileRejected: A file is no registry, not whole, or loses what cannot be lost.
        UsageError: No date is given.
    """
    who = office.named.name
    if dated is None:
        raise UsageError(
            "The registry does not say of which day it is.", "Say it with --dated: the day of the download."
        )
    if dated > office.today:
        raise UsageError(f"{long_date(dated)} lies in the future.", "Give the day of the download.")
    faults = Faults()
    whole, _ = read_lists(office.settings.vendor_lists, own_layers(office.lists_folder), faults)
    if whole is None or faults.issues:
        raise ListRejected("The lists at hand cannot be read.", "Mend them first.", faults.issues)
    brought = f"brought on {long_date(office.today)} by {who}"
    found = refresh(files, whole, dated, brought, confirmed)
    if output is not None:
        output.write_text(found.text, encoding="utf-8", newline="\n")
    else:
        set_aside(office.lists_folder, {"oui.tsv": found.text}, replacing=True)
    return AddressesRefreshed(
        place=output or office.lists_folder / "waiting" / "oui.tsv",
        name=None if output is not None else "oui",
        before=found.before,
        after=len(found.table),
        kept=found.kept,
        left_out=found.left_out,
        vendors=found.vendors,
        moved=found.moved,
        missing=found.missing,
    )
