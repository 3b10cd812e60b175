"""Which organisation and site each row of a list is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import NamedTuple

from riskreg.intake import codes
from riskreg.intake.names import name_key, resembling
from riskreg.intake.places import Places, Said
from riskreg.rules.terms import Severity
from riskreg.tables import Cell, Stretch, TableFound, TableRow, as_text, is_blank
from riskreg.tables.values import parse_postcode, parse_uprn

_FIELDS = ("organisation", "site_code", "site_name", "postcode", "uprn")
_CACHE_LIMIT = 200_000
_ROWS_LOOKED_AT = 200


class Place(NamedTuple):
    """The site slot of a row, or -1; what must be said of every such row, and of the first one only."""

    site: int
    always: tuple[Said, ...] = ()
    once: tuple[Said, ...] = ()


@dataclass
class Whereabouts:
    """Tells the site of each row, once per distinct text.

    Attributes:
        places: The sites.
        organisation_id: The organisation given for the whole list, or None.
        organisations: Key → name of every organisation.
        named: Keys of the organisations that rows belong to.
    """

    places: Places
    organisation_id: int | None
    organisations: Mapping[int, str]
    named: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._by_name = {name_key(name): key for key, name in self.organisations.items()}

    def of_table(self, table: TableFound) -> TableWhereabouts:
        """The same for the rows of one table."""
        return TableWhereabouts(self, table)

    def organisation(self, text: str | None) -> tuple[int | None, Said | None]:
        """The organisation that a row names, else the one given for the list."""
        key = self._by_name.get(name_key(text)) if text else None
        if key is not None:
            return key, None
        if not text:
            if self.organisation_id is not None:
                return self.organisation_id, None
            return None, Said(
                codes.ORGANISATION_MISSING,
                Severity.ERROR,
                "This row does not say to which organisation it belongs.",
                "Fill in its organisation, or import with --organisation NAME.",
            )
        if self.organisation_id is not None:
            return self.organisation_id, Said(
                codes.ORGANISATION_COLUMN_NOT_USED,
                Severity.NOTE,
                f"“{text}” is no organisation of the register; the row was taken for "
                f"{self.organisations[self.organisation_id]}.",
                "",
            )
        near = resembling(text, self.organisations.values())
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        return None, Said(
            codes.ORGANISATION_UNKNOWN,
            Severity.ERROR,
            f"“{text}” is no organisation of the register.{meant}",
            "Correct the name, import an estate list that names it, or give --organisation NAME for the whole list.",
        )


class TableWhereabouts:
    """Tells the site of each row of one table.

    Args:
        whole: The same for the whole list.
        table: The table.
    """

    def __init__(self, whole: Whereabouts, table: TableFound) -> None:
        self._whole = whole
        self._table = table
        self._hints: dict[int, str | None] = {}
        columns = [(name, table.column(name)) for name in _FIELDS]
        self._columns = [(name, column.index) for name, column in columns if column is not None]
        self._indexes = [index for _, index in self._columns]
        self._known: dict[tuple[object, ...], Place] = {}

    def of(self, row: TableRow) -> Place:
        """The place of a row; with what is said once only at its first mention."""
        cells = row.cells
        key: tuple[object, ...] = tuple([cells[index] for index in self._indexes])
        if row.filled:
            key += tuple([(name, filled.value) for name, filled in row.filled.items()])
        place = self._known.get(key)
        if place is not None:
            return place
        if len(self._known) > _CACHE_LIMIT:
            self._known.clear()
        found = self._resolve(row)
        self._known[key] = found._replace(once=())
        return found

    def of_all(self, stretch: Stretch, without: Collection[int]) -> list[Place | None]:
        """The places of a stretch of rows, in their order.

        Args:
            stretch: The rows.
            without: Those, from 0, that are not taken: what they name brings no site.
        """
        more = tuple([(name, filled.value) for name, filled in stretch.filled.items()])
        cells = [stretch.columns[index] for index in self._indexes]
        keys = zip(*cells, strict=True) if cells else repeat((), len(stretch.numbers))
        found: list[Place | None] = []
        for n, key in enumerate(keys):
            if n in without:
                found.append(None)
                continue
            place = self._known.get((*key, *more) if more else key)
            found.append(self.of(stretch.row(n)) if place is None else place)
        return found

    def _resolve(self, row: TableRow) -> Place:
        said: dict[str, str] = {name: filled.value for name, filled in row.filled.items()}
        raw: dict[str, Cell] = {}
        for name, index in self._columns:
            if not is_blank(row.cells[index]):
                said[name] = as_text(row.cells[index])
                raw[name] = row.cells[index]
        organisation, about = self._whole.organisation(said.get("organisation"))
        once: tuple[Said, ...] = (about,) if about is not None else ()
        if organisation is None:
            return Place(-1, once)
        postcode, _ = parse_postcode(raw.get("postcode", said.get("postcode")))
        uprn, _ = parse_uprn(raw.get("uprn", said.get("uprn")))
        before = len(self._whole.places.sites)
        resolved = self._whole.places.resolve(
            organisation, said.get("site_code"), said.get("site_name"), postcode, uprn
        )
        if resolved.slot < 0:
            return Place(-1, (self._with_hint(resolved.said, organisation),) if resolved.said is not None else (), once)
        self._whole.named.add(organisation)
        if resolved.said is not None:
            once += (resolved.said,)
        if len(self._whole.places.sites) > before:
            site = self._whole.places.sites[resolved.slot]
            once += (
                Said(
                    codes.SITE_UNLISTED,
                    Severity.NOTE,
                    f"“{site.name}” is a site that no estate list names; it comes into the register as unlisted.",
                    "Import an estate list that names it.",
                ),
            )
        return Place(resolved.slot, (), once)

    def _with_hint(self, said: Said, organisation: int) -> Said:
        """The same; where no row says its site and a column holds names of known ones, with that column."""
        if said.code != codes.SITE_MISSING:
            return said
        if organisation not in self._hints:
            self._hints[organisation] = self._column_of_sites(organisation)
        header = self._hints[organisation]
        if header is None:
            return said
        return said._replace(
            cure=f"Column “{header}” holds names of known sites. If they are meant, import again with "
            f'--map "{header}=site_name"; else fill in the site of each row.'
        )

    def _column_of_sites(self, organisation: int) -> str | None:
        if len(self._columns) > sum(1 for name, _ in self._columns if name == "organisation"):
            return None  # the list has a column of sites, which is blank here
        rows = list(islice(self._table.rows(), _ROWS_LOOKED_AT))
        for column in self._table.columns:
            texts = [as_text(row.cells[column.index]) for row in rows if not is_blank(row.cells[column.index])]
            known = sum(1 for text in texts if self._whole.places.is_known(organisation, text))
            if column.header and not column.is_credential and known and known * 2 >= len(texts):
                return column.header
        return None
