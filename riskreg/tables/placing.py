"""Where a table says no site: the name of its sheet, or a site that a person names."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.fields import SITE_FIELDS
from riskreg.tables.found import Filled, TableFound, TableRow, Understanding
from riskreg.tables.walking import is_site_code
from riskreg.tables.wording import plain, word_set

# Names that say nothing of a place: a sheet called so is not a site.
_GENERAL = word_set(
    "sheet tabelle feuil feuille hoja foglio arkusz taflen data list lists asset assets camera cameras cctv inventory",
    " register equipment devices device export report summary table estate sites all master main copy of final draft",
    " new old total nvr nvrs dvr recorders servers raw results page notes readme cover contents the and for cameras2 v",
    " removed removals decommissioned disposed disposals archive archived history replaced faulty spare spares stock",
    " stores unknown other misc miscellaneous test backup working lookup lookups validation",
)


def sites_from_sheets(tables: list[TableFound]) -> tuple[list[TableFound], list[Issue]]:
    """One sheet per site: several sheets with tables, none of which says its site, named like places."""
    without = [t for t in tables if not SITE_FIELDS & (set(t.fields) | set(t.site)) and not _has_sites_inside(t)]
    names = {table.sheet for table in without if not _is_general(table.sheet)}
    if len(names) < 2 or len({t.sheet for t in tables}) < 2:
        return tables, []
    issues = [
        Issue(codes.SITE_FROM_SHEET, Severity.NOTE, f"No row of sheet “{name}” says its site; its name was taken.",
              "If the sheet's name is not a site, add a column with the site.", sheet=name, value=name)
        for name in sorted(names)
    ]  # fmt: skip
    return [
        replace(t, site={**t.site, "site_name": Filled(t.sheet.strip(), None)})
        if t in without and t.sheet in names
        else t
        for t in tables
    ], issues


def placed(understanding: Understanding, site: str) -> Understanding:
    """The same with a site that a person names, for every table that says none; exports of video systems have no sites.

    Args:
        understanding: As found.
        site: Name or code of the site.
    """
    field = "site_code" if is_site_code(site) else "site_name"
    tables = tuple(
        replace(t, site={**t.site, field: Filled(site, None)})
        if not SITE_FIELDS & (set(t.fields) | set(t.site)) and not _has_sites_inside(t)
        else t
        for t in understanding.tables
    )
    return replace(understanding, tables=tables)


def _has_sites_inside(table: TableFound) -> bool:
    rows = islice(table.rows(), 200)
    return any(isinstance(row, TableRow) and SITE_FIELDS & set(row.filled) for row in rows)


def _is_general(name: str) -> bool:
    parts = plain(name).split()
    return all(part.rstrip("0123456789") in _GENERAL or part.isdigit() for part in parts)
