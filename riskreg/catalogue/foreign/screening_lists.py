"""The United States Consolidated Screening List, and simplified targets: one company a row, several lists a file."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable

from riskreg.catalogue.foreign.company import (
    ForeignCompany,
    ForeignList,
    Gathered,
    clean_names,
    day,
    only_country,
    spaced,
)
from riskreg.catalogue.foreign.rows import Header
from riskreg.identification.names import normalise_name

CSL = frozenset({"source", "entity_number", "name", "alt_names", "federal_register_notice"})
"""Headers that tell the format; some editions begin with `_id`, so that columns are found by name."""
TARGETS = frozenset({"id", "schema", "name", "aliases", "dataset"})

COMPANY_SCHEMATA = frozenset({"Company", "Organization", "LegalEntity", "PublicBody"})
"""**Source**: FollowTheMoney model: the schemata that stand for companies and bodies."""
SCHEMA_WORDS = {
    "Person": "persons",
    "Vessel": "vessels",
    "Airplane": "aircraft",
    "Vehicle": "vehicles",
    "CryptoWallet": "electronic wallets",
    "Security": "securities",
    "Address": "addresses",
}
_TYPE_WORDS = {"individual": "persons", "vessel": "vessels", "aircraft": "aircraft"}
_ADDRESS_COUNTRY = re.compile(r",\s*([A-Z]{2})\s*(?:;|$)")
_LOST = re.compile(r"\?{2,}|\w\?\w|\ufffd")


def read_csl(header: Header, rows: Iterable[tuple[int, list[str]]], into: ForeignList) -> None:
    """Companies of the Consolidated Screening List.

    Its lists of the Bureau of Industry and Security state no type: all of their rows are taken, which is said. A
    company with several addresses has a row for each.
    """
    at = header.columns
    source, kind, name, others = at["source"], at.get("type"), at["name"], at["alt_names"]
    addresses, number = at.get("addresses"), at["entity_number"]
    start, end, notice = at.get("start_date"), at.get("end_date"), at["federal_register_notice"]
    gathered, untyped, lost = Gathered(), 0, 0
    for _line, row in rows:
        into.rows += 1
        typed = row[kind].strip().lower() if kind is not None else ""
        if typed in _TYPE_WORDS:
            into.left_out[_TYPE_WORDS[typed]] += 1
            continue
        listed = spaced(row[source]).partition(" - ")[0]
        if not into.takes((listed,)):
            continue
        names = clean_names(row[name])
        if not names:
            into.left_out["rows without a name"] += 1
            continue
        untyped += not typed
        lost += _LOST.search(row[name]) is not None
        also = [each for text in row[others].split(";") for each in clean_names(text)]
        gathered.add(
            ForeignCompany(
                key=_mark(row[number], listed, names[0]),
                name=names[0],
                names=tuple(dict.fromkeys(each for each in (*names[1:], *also) if each != names[0])),
                country=only_country(_ADDRESS_COUNTRY.findall(row[addresses])) if addresses is not None else None,
                from_on=day(row[start]) if start is not None else None,
                to_on=day(row[end]) if end is not None else None,
                lists=(listed,),
                reference=spaced(row[notice])[:200],
            )
        )
    into.companies = list(gathered)
    if gathered.repeated:
        into.left_out["further rows of a company, joined"] += gathered.repeated
    if untyped:
        into.notes.append(
            f"{untyped:,} rows do not say whether they are companies or persons; they are taken as companies."
        )
    if lost:
        into.notes.append(f"{lost:,} names hold characters that were lost (“?”); they can match nothing.")


def _mark(number: str, listed: str, name: str) -> str:
    """A key that stays the same from one edition of the list to the next."""
    short = re.search(r"\(([A-Z]+)\)", listed)
    prefix = (short[1] if short else listed[:8]).lower()
    plain = number.strip()
    return f"{prefix}-{plain or hashlib.sha256(normalise_name(name).encode()).hexdigest()[:12]}"


def read_targets(header: Header, rows: Iterable[tuple[int, list[str]]], into: ForeignList) -> None:
    """Companies of targets.simple.csv. Several names in one cell are joined by `;`, quoted as in a CSV file."""
    at = header.columns
    key, schema, name, aliases, dataset = at["id"], at["schema"], at["name"], at["aliases"], at["dataset"]
    countries, sanctions, programs = at.get("countries"), at.get("sanctions"), at.get("program_ids")
    gathered = Gathered()
    for _line, row in rows:
        into.rows += 1
        if row[schema] not in COMPANY_SCHEMATA:
            into.left_out[SCHEMA_WORDS.get(row[schema], f"“{row[schema]}”")] += 1
            continue
        programmes = split_cell(row[programs]) if programs is not None else []
        lists = tuple(dict.fromkeys((*split_cell(row[dataset]), *programmes)))
        if not into.takes(lists):
            continue
        names = clean_names(row[name])
        if not names:
            into.left_out["rows without a name"] += 1
            continue
        others = [each for text in split_cell(row[aliases]) for each in clean_names(text)]
        gathered.add(
            ForeignCompany(
                key=row[key].strip(),
                name=names[0],
                names=tuple(dict.fromkeys(each for each in (*names[1:], *others) if each != names[0])),
                country=only_country(split_cell(row[countries])) if countries is not None else None,
                lists=lists,
                reference=spaced(row[sanctions])[:200] if sanctions is not None else "",
            )
        )
    into.companies = list(gathered)
    if gathered.repeated:
        into.left_out["further rows of a company, joined"] += gathered.repeated


def split_cell(cell: str) -> list[str]:
    """The values of a cell that holds several, joined by `;` and quoted where one holds a `;` itself."""
    if ";" not in cell and '"' not in cell:
        return [cell.strip()] if cell.strip() else []
    found = next(csv.reader([cell.replace("\n", " ").replace("\r", " ")], delimiter=";"), [])
    return [value.strip() for value in found if value.strip()]
