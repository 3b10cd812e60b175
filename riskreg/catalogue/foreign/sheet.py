"""A table that somebody typed or saved from a page: debarment entries, or names with dates, in any spreadsheet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from riskreg.catalogue.definitions import Debarment
from riskreg.catalogue.foreign.company import (
    ForeignCompany,
    ForeignFormat,
    ForeignList,
    Gathered,
    clean_names,
    country_code,
    refused,
    spaced,
)
from riskreg.errors import FileRejected
from riskreg.identification.names import normalise_name
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import (
    FieldSet,
    TableFound,
    TableRow,
    Understanding,
    Workbook,
    as_text,
    codes,
    find_tables,
    read_workbook,
)
from riskreg.tables.fields import Synonym
from riskreg.tables.values import parse_date
from riskreg.tables.wording import compact, words

_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "name": "supplier name|supplier|name of supplier|company|company name|entity|entity name|listed name",
        "names": "other names|aliases|alias|also known as|aka|trading name|trading names|trades as|former names",
        "country": "country of registration|seat|country of incorporation|jurisdiction",
        "number": "reference|entry|entry number|list reference|id|unique reference|debarment reference",
        "registration": "company number|company no|companies house number|registration number|registered number|duns",
        "from_on": "start|start date|date added|added|listed on|date of entry|entry date|date entered|debarred from|"
        "date of debarment|debarment date|date of listing|listing date|date listed|from date|date from|effective date|"
        "effective from|valid from|date of designation|designation date",
        "to_on": "end|end date|removed|removed on|date removed|removal date|until|date to|to date|effective to|"
        "valid to|valid until|expiry|expiry date|end of debarment",
        "ground": "exclusion ground|debarment ground|grounds|exclusion grounds|reason",
        "mandatory": "mandatory or discretionary|mandatory discretionary|exclusion type|ground type",
        "contracts": "contracts covered|description of contracts|contract description|covered contracts",
        "ends_on": "expected end date|date ground expected to cease|ground expected to cease|expected to cease|expires",
        "scope": "goods|equipment|limited to|covered equipment or services",
        "affiliates": "includes affiliates|with affiliates|subsidiaries and affiliates|affiliates included",
        "vendor": "riskreg vendor|vendor slug|maker slug",
    }
)
"""Field → other spellings of its header, in the order in which they are preferred."""

_NOT_USED = frozenset({"registration"})
"""Known, so that nothing else takes the column; an entry holds no number of a register of companies."""


def _fields() -> FieldSet:
    exact: dict[str, Synonym] = {}
    rank = 0
    for field, spellings in _HEADERS.items():
        for text in (field.replace("_on", " date").replace("_", " "), *spellings.split("|")):
            exact.setdefault(compact(text), Synonym(field, text, "en", words(text), rank))
            rank += 1
    return FieldSet(
        "listed",
        "list of companies",
        tuple(_HEADERS),
        frozenset({"name"}),
        ("Supplier name", "Other names", "Exclusion ground", "Mandatory or discretionary", "Expected end date"),
        MappingProxyType(exact),
    )


LISTED_FIELDS = _fields()
"""The fields of a table of listed companies. **Source**: Procurement Act 2023, section 62(4)."""

_CURES: Mapping[str, str] = MappingProxyType(
    {codes.COLUMN_DUPLICATE: "If it is the other way round, change the headers and bring the table again."}
)
"""What to do here where the cure for a list of assets is an option that only its import has."""

_YES = frozenset({"yes", "y", "true", "1", "mandatory", "ja", "x"})
_NO = frozenset({"no", "n", "false", "0", "discretionary", "", "nein"})


def read_sheet(path: Path) -> ForeignList:
    """Companies of a table with headers.

    Raises:
        FileRejected: There is no column of names, or a cell cannot be understood; every fault is told at once.
    """
    with read_workbook(path) as workbook:
        understanding = _understood(workbook)
        into = ForeignList(ForeignFormat.SHEET, path.name, workbook.sha256)
        faults: list[Issue] = []
        gathered = Gathered()
        for table in understanding.tables:
            for row in table.rows():
                into.rows += 1
                company = _company(table, row, faults)
                if company is None:
                    into.left_out["rows without a name"] += 1
                else:
                    gathered.add(company)
        if faults:
            raise FileRejected(
                f"“{path.name}” is not taken: {len(faults):,} cells cannot be understood.",
                "Correct the cells named, and bring the table again.",
                faults,
                code="list-cells-not-understood",
            )
        into.companies = list(gathered)
        if gathered.repeated:
            into.left_out["further rows of a company, joined"] += gathered.repeated
        columns = [c for table in understanding.tables for c in table.columns if c.header]
        unused = [c.header for c in columns if c.is_other or c.field in _NOT_USED]
        if unused:
            into.notes.append(f"Columns that are not used: {', '.join(dict.fromkeys(unused))}.")
        into.notes += [
            f"{issue.message} {_CURES.get(issue.code, issue.cure)}".strip()
            for issue in understanding.issues
            if issue.code not in (codes.COLUMN_UNKNOWN, codes.COLUMN_WITHOUT_HEADER)
        ]
        return into


def _understood(workbook: Workbook) -> Understanding:
    try:
        return find_tables(workbook, LISTED_FIELDS)
    except FileRejected as error:
        if error.code != codes.NO_TABLE_FOUND:
            raise
        known = "; ".join(each.words for each in ForeignFormat)
        raise refused(
            workbook.path.name,
            f"It is none of the lists that riskreg reads ({known}).",
            "For a list of your own, give the columns headers such as Name, Other names, Start date, Country.",
            code="list-format-unknown",
        ) from error


def _company(table: TableFound, row: TableRow, faults: list[Issue]) -> ForeignCompany | None:
    def text(field: str) -> str:
        return spaced(as_text(table.value(row, field)))

    def dated(field: str) -> date | None:
        found, code = parse_date(table.value(row, field))
        if found is None and code is not None:
            faults.append(_fault(table, row, field, "is no date", "Write a date such as 31 January 2026."))
        return found

    names = clean_names(text("name"))
    if not names:
        return None
    others = [each for part in text("names").replace("\n", ";").split(";") for each in clean_names(part)]
    country = text("country")
    if country and country_code(country) is None:
        faults.append(_fault(table, row, "country", "is no country", "Write its English name or its two letters."))
    is_mandatory = _yes(text("mandatory"))
    if is_mandatory is None:
        faults.append(
            _fault(table, row, "mandatory", "says neither mandatory nor discretionary", "Write one of the two words.")
        )
    affiliates = _yes(text("affiliates"))
    if affiliates is None:
        faults.append(_fault(table, row, "affiliates", "is neither yes nor no", "Write yes or no."))
    ends_on, ground = dated("ends_on"), text("ground")
    debarment = Debarment(ground, bool(is_mandatory), text("contracts") or None, ends_on) if ground else None
    return ForeignCompany(
        key=text("number") or hashlib.sha256(normalise_name(names[0]).encode()).hexdigest()[:12],
        name=names[0],
        names=tuple(dict.fromkeys(each for each in (*names[1:], *others) if each != names[0])),
        country=country_code(country),
        from_on=dated("from_on"),
        to_on=dated("to_on"),
        scope=text("scope"),
        includes_affiliates=bool(affiliates),
        debarment=debarment,
        vendor=text("vendor") or None,
    )


def _yes(text: str) -> bool | None:
    plain = text.strip().lower()
    if plain in _YES or plain.startswith("mandatory"):
        return True
    return False if plain in _NO or plain.startswith("discretionary") else None


def _fault(table: TableFound, row: TableRow, field: str, what: str, cure: str) -> Issue:
    value = as_text(table.value(row, field))
    return Issue(
        "list-cell-not-understood",
        Severity.ERROR,
        f"“{value[:60]}” {what}.",
        cure,
        sheet=row.sheet,
        cell=table.cell_of(row, field),
        value=value[:120],
    )
