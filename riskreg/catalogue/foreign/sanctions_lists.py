"""The UK Sanctions List and the EU consolidated list: one row a name or address, grouped by the entry's own number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

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

UK = frozenset({"unique id", "name 6", "name type", "designation type"})
"""Headers that tell the format. **Source**: UK Sanctions List, CSV as published since 28 January 2026."""
UK_FORMER = frozenset({"group id", "name 6", "group type", "regime"})
"""Headers of the former consolidated list of OFSI, which closed on 28 January 2026."""
EU = frozenset({"entity_logicalid", "entity_subjecttype", "namealias_wholename"})

_UK_KINDS = {"individual": "persons", "ship": "vessels"}
_WEAK = ("low", "weak")


def read_uk(header: Header, rows: Iterable[tuple[int, list[str]]], into: ForeignList) -> None:
    """Companies of the UK Sanctions List.

    One row a name: the primary name comes first, whatever the order of the rows; a name of low quality is left out, for
    it is the publisher's own warning that it may be somebody else's.
    """
    at = header.columns
    unique, kind, form, strength = at["unique id"], at["designation type"], at["name type"], at.get("alias strength")
    parts = [at[column] for column in ("name 1", "name 2", "name 3", "name 4", "name 5", "name 6") if column in at]
    native, regime = at.get("name non-latin script"), at.get("regime name")
    country, designated, sanctions = at.get("address country"), at.get("date designated"), at.get("sanctions imposed")
    into.dated_on = next((found for line in header.above if (found := _dated(line))), None)
    primary, others = Gathered(), Gathered()
    left_keys: set[tuple[str, str]] = set()
    for _line, row in rows:
        into.rows += 1
        kind_of = row[kind].strip().lower()
        if kind_of in _UK_KINDS:
            left_keys.add((_UK_KINDS[kind_of], row[unique]))
            continue
        names = clean_names(" ".join(row[part].strip() for part in parts if row[part].strip()))
        if strength is not None and row[strength].strip().lower().startswith(_WEAK):
            into.left_out["names of low quality"] += 1
            continue
        scripts = clean_names(row[native]) if native is not None else ()
        if not names and not scripts:
            into.left_out["rows without a name"] += 1
            continue
        company = ForeignCompany(
            key=row[unique].strip(),
            name=(*names, *scripts)[0],
            names=(*names, *scripts)[1:],
            country=only_country([row[country]]) if country is not None else None,
            from_on=day(row[designated]) if designated is not None else None,
            lists=(spaced(row[regime]),) if regime is not None and row[regime].strip() else (),
            reference=spaced(row[sanctions].replace("|", "; "))[:200] if sanctions is not None else "",
        )
        (primary if row[form].strip().lower() == "primary name" else others).add(company)
    for what, _key in left_keys:
        into.left_out[what] += 1
    into.companies = _first_names_first(primary, others)


def _first_names_first(primary: Gathered, others: Gathered) -> list[ForeignCompany]:
    joined = Gathered()
    for each in (*primary, *others):
        joined.add(each)
    return list(joined)


def read_eu(header: Header, rows: Iterable[tuple[int, list[str]]], into: ForeignList) -> None:
    """Companies of the EU consolidated list: a row for each name, address or number of an entry."""
    at = header.columns
    number, kind = at["entity_logicalid"], at["entity_subjecttype"]
    reference, classified = at.get("entity_eu_referencenumber"), at.get("entity_subjecttype_classificationcode")
    whole = at["namealias_wholename"]
    parts = [at[c] for c in ("namealias_firstname", "namealias_middlename", "namealias_lastname") if c in at]
    generated, programme = at.get("filegenerationdate"), at.get("entity_regulation_programme")
    dates = [at[c] for c in ("entity_designationdate", "entity_regulation_publicationdate") if c in at]
    countries = [at[c] for c in ("address_countryiso2code", "address_countrydescription") if c in at]
    into.dated_on = next((found for line in header.above if (found := _dated(line))), None)
    gathered = Gathered()
    left_keys: set[str] = set()
    references: dict[str, str] = {}
    for _line, row in rows:
        into.rows += 1
        if generated is not None and into.dated_on is None:
            into.dated_on = day(row[generated])
        key = row[number].strip()
        if not key:
            into.left_out["rows without a number"] += 1
            continue
        kinds = {row[kind].strip().lower(), row[classified].strip().lower() if classified is not None else ""}
        if kinds & {"p", "person"}:
            left_keys.add(key)
            continue
        text = row[whole] if row[whole].strip() else " ".join(row[part].strip() for part in parts)
        names = clean_names(text)
        if reference is not None and row[reference].strip():
            references.setdefault(key, row[reference].strip())
        if not names:
            # Rows of addresses and numbers repeat the entry without a name.
            into.left_out["rows that bear no name"] += 1
            continue
        listed = spaced(row[programme]) if programme is not None else ""
        gathered.add(
            ForeignCompany(
                key=references.get(key, key),
                name=names[0],
                names=names[1:],
                country=only_country([row[each] for each in countries]),
                from_on=next((found for each in dates if (found := day(row[each]))), None),
                lists=(listed,) if listed else (),
            )
        )
    into.left_out["persons"] += len(left_keys)
    into.companies = list(gathered)


def _dated(line: str) -> date | None:
    """The date in a line above the headers, such as `Report Date: 24-Jun-2026` or `fileGenerationDate;2026-09-29`."""
    for part in line.replace(";", ",").replace(": ", ",").split(","):
        found = day(part.strip(' "'))
        if found is not None:
            return found
    return None
