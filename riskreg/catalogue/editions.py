"""Editions in files of their own: written as they are read, set aside to wait, and put in use."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import yaml

from riskreg.catalogue.definitions import EntryDefinition
from riskreg.catalogue.foreign.company import ForeignCompany, ForeignList
from riskreg.catalogue.foreign.matching import Matched
from riskreg.catalogue.layers import WAITING
from riskreg.catalogue.reading import ENTRY_COLUMNS, JOINT, entry_values
from riskreg.errors import Conflict, NotFound


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition to be written.

    Attributes:
        regime: Slug.
        label: Told apart by it from the regime's other editions.
        legal_on: From which date it holds in law.
        source: As an auditor cites it.
        url: Where the list is published.
        is_complete: Whether all entries of the list are in it.
        lists: Of a file that holds several lists, those that were taken.
        found: The list as read.
        matches: For each company, what it is in the catalogue.
        imported_on: When.
        by: Who.
        includes_affiliates: The whole list reaches affiliates.
        described: Vendor → its entry in the edition before, whose limits and reach the file does not tell and which are
            taken over.
    """

    regime: str
    label: str
    legal_on: date
    source: str
    url: str
    is_complete: bool
    lists: tuple[str, ...]
    found: ForeignList
    matches: Sequence[Matched]
    imported_on: date
    by: str
    includes_affiliates: bool = False
    described: Mapping[str, EntryDefinition] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """Name of its files, without ending."""
        return re.sub(r"[^A-Za-z0-9._-]+", "-", self.label).strip("-.") or "edition"

    def is_described(self, matched: Matched) -> bool:
        """Whether the edition before says of the vendor what no foreign list tells: limits, or reach to affiliates."""
        before = self.described.get(matched.vendor or "")
        return before is not None and (before.includes_affiliates or before.limits is not None)


def edition_files(edition: NewEdition) -> dict[str, str]:
    """Path inside a folder of lists → text, for the edition and its table of entries."""
    head: dict[str, Any] = {
        "label": edition.label,
        "legal_on": edition.legal_on,
        "complete": edition.is_complete,
        "source": edition.source,
        "url": edition.url,
        "entries_from": f"{edition.stem}.csv",
        "imported": {
            "file": edition.found.file,
            "sha256": edition.found.sha256,
            "format": edition.found.format.value,
            "lists": list(edition.lists),
            "on": edition.imported_on,
            "by": edition.by,
            "left_out": dict(sorted(edition.found.left_out.items())),
        },
    }
    detailed = [_detailed(edition, *each) for each in _pairs(edition) if edition.is_described(each[1])]
    if detailed:
        head["entries"] = detailed
    text = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=200)
    note = "# Written by riskreg lists import. The entries stand in the table beside it.\n"
    folder = f"editions/{edition.regime}"
    return {f"{folder}/{edition.stem}.yaml": note + text, f"{folder}/{edition.stem}.csv": _table(edition)}


def _pairs(edition: NewEdition) -> Iterator[tuple[ForeignCompany, Matched]]:
    return zip(edition.found.companies, edition.matches, strict=True)


def _detailed(edition: NewEdition, company: ForeignCompany, matched: Matched) -> dict[str, Any]:
    """An entry with the limits and the reach that the edition before gives its vendor."""
    before = edition.described[matched.vendor or ""]
    row = _row(company, matched, reaches=edition.includes_affiliates or before.includes_affiliates)
    values = entry_values(dict(zip(ENTRY_COLUMNS, row, strict=True)))
    values.pop("by_name")
    values["includes_affiliates"] = values.get("includes_affiliates") == "true"
    values["scope"] = before.scope or values.get("scope")
    if before.limits is not None:
        values["limits"] = orjson.loads(before.limits.as_json())
    return {name: value for name, value in values.items() if value}


def _table(edition: NewEdition) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(ENTRY_COLUMNS)
    for company, matched in _pairs(edition):
        if edition.is_described(matched):
            continue
        writer.writerow(_row(company, matched, reaches=edition.includes_affiliates or company.includes_affiliates))
    return out.getvalue()


def _row(company: ForeignCompany, matched: Matched, *, reaches: bool) -> list[str]:
    debarment = company.debarment
    values = {
        "key": company.key,
        "name": company.name,
        "names": JOINT.join(name.replace("|", "/") for name in company.names),
        "vendor": matched.vendor or "",
        "may_be": JOINT.join(matched.may_be),
        "country": company.country or "",
        "from": company.from_on.isoformat() if company.from_on else "",
        "to": company.to_on.isoformat() if company.to_on else "",
        "includes_affiliates": "true" if reaches else "",
        "scope": company.scope,
        "ground": debarment.ground if debarment else "",
        "mandatory": ("true" if debarment.is_mandatory else "false") if debarment else "",
        "contracts": (debarment.contracts or "") if debarment else "",
        "ends": debarment.ends_on.isoformat() if debarment and debarment.ends_on else "",
        "source": company.reference,
        "note": matched.note,
    }
    return [values[column] for column in ENTRY_COLUMNS]


def regime_file(slug: str, *, title: str, authority: str, jurisdiction: str, bound: str, kind: str, url: str) -> str:
    """The file of a regime that did not come with the program, without editions and obligations."""
    head = {
        "slug": slug,
        "title": title,
        "kind": kind,
        "authority": authority,
        "jurisdiction": jurisdiction,
        "bound_bodies": bound,
        "source": authority,
        "url": url,
        "obligations": [],
    }
    note = (
        "# A regime of this ministry's own. Its editions stand in editions/. Write what it asks under obligations:,\n"
        "# as the README of the vendor lists shows; without obligations it flags and sets no dates.\n"
    )
    return note + yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=200)


def set_aside(own: Path, files: Mapping[str, str], *, replacing: bool = False) -> None:
    """Write files into the waiting folder of the own lists, whole or not at all.

    Args:
        own: The ministry's folder.
        files: Path inside it → text.
        replacing: Files of these names may be there: they will give way.

    Raises:
        Conflict: One of them waits already.
    """
    place = own / WAITING
    for path in files:
        if not replacing and ((place / path).exists() or (own / path).exists()):
            raise Conflict(
                f"“{path}” is among the own lists already.",
                "Give the edition another --label, or put the waiting one away with: riskreg lists discard",
            )
    for path, text in files.items():
        target = place / path
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.part")
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(target)


def waiting(own: Path) -> dict[str, frozenset[str]]:
    """What waits: `regime:edition`, or `oui` for an address table → the paths that belong to it.

    A regime that is not in use yet comes with each of its waiting editions.
    """
    place = own / WAITING
    found: dict[str, frozenset[str]] = {}
    for path in sorted(place.glob("editions/*/*.yaml")) if place.is_dir() else []:
        regime, stem = path.parent.name, path.stem
        paths = {f"editions/{regime}/{stem}.yaml", f"editions/{regime}/{stem}.csv", f"regimes/{regime}.yaml"}
        found[f"{regime}:{stem}"] = frozenset(each for each in paths if (place / each).is_file())
    if (place / "oui.tsv").is_file():
        found["oui"] = frozenset({"oui.tsv"})
    return found


def chosen(own: Path, names: Sequence[str]) -> frozenset[str]:
    """The paths of what waits under these names: `regime:edition`, an edition or a regime alone if it is clear, `oui`.

    Raises:
        NotFound: Nothing, or more than one thing, waits under a name.
    """
    known = waiting(own)
    paths: set[str] = set()
    for name in names:
        plain = name.strip().removesuffix(".yaml")
        met = [each for each in known if plain in (each, *each.split(":"))]
        if len(met) != 1:
            what = "Nothing waits" if not met else "Several editions wait"
            held = ", ".join(known) or "nothing"
            raise NotFound(f"{what} under the name “{name}”.", f"Waiting: {held}.")
        paths |= known[met[0]]
    return frozenset(paths)


@contextmanager
def put_in_use(own: Path, paths: frozenset[str]) -> Iterator[None]:
    """Move waiting files among those in use; an error inside takes the move back.

    Args:
        own: The ministry's folder.
        paths: Inside its waiting folder.
    """
    moved: list[tuple[Path, Path, Path | None]] = []
    try:
        for path in sorted(paths):
            source, target = own / WAITING / path, own / path
            target.parent.mkdir(parents=True, exist_ok=True)
            kept = target.with_name(f".{target.name}.before") if target.exists() else None
            if kept is not None:
                target.replace(kept)
            source.replace(target)
            moved.append((source, target, kept))
        yield
    except BaseException:
        for source, target, kept in reversed(moved):
            target.replace(source)
            if kept is not None:
                kept.replace(target)
        raise
    for _, _, kept in moved:
        if kept is not None:
            kept.unlink()


def discard(own: Path, paths: frozenset[str]) -> None:
    """Remove waiting files."""
    for path in sorted(paths):
        (own / WAITING / path).unlink()
