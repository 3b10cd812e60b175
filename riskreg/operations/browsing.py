"""Browse: lists of sites, assets, flags, vendors, plans and products, by page or whole as a file. Reads only."""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import NotFound, RiskregError, UsageError
from riskreg.operations.asking import format_of, organisation_key
from riskreg.operations.deciding import find_vendor
from riskreg.operations.office import Office
from riskreg.operations.plans_listing import PLAN_ORDERS, PLANS, PRODUCT_ORDERS, PRODUCTS, plan_rows, product_rows
from riskreg.operations.references import resolve, resolve_site
from riskreg.operations.setting_up import find_regime
from riskreg.register import ImportBatch, Organisation, Regime, Vendor
from riskreg.reporting import Point as Point
from riskreg.reporting import write_table
from riskreg.reporting.browsing import ASSETS, FLAGS, asset_rows, assets_decided_so, flag_rows
from riskreg.reporting.browsing import Row as Row
from riskreg.reporting.browsing_places import SITE_ORDERS, SITES, VENDOR_ORDERS, VENDORS, site_rows, vendor_rows
from riskreg.reporting.progress import Column as Column
from riskreg.reporting.remembered import state_of
from riskreg.reporting.walking import FEW as FEW
from riskreg.reporting.walking import ORDERS, ORDERS_OF_FEW, Walk
from riskreg.reporting.walking_past import PastWalk
from riskreg.reporting.wanted import Deciding as Deciding
from riskreg.reporting.wanted import Equipment as Equipment
from riskreg.reporting.wanted import Listing as Listing
from riskreg.reporting.wanted import Order as Order
from riskreg.reporting.wanted import Said as Said
from riskreg.reporting.wanted import Wanted as Wanted
from riskreg.reporting.wanted import sentence
from riskreg.rules.dates import long_date, parse_typed_date
from riskreg.rules.plan_states import PlanState
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Control, Sensitivity

COLUMNS = {
    Listing.SITES: SITES,
    Listing.ASSETS: ASSETS,
    Listing.FLAGS: FLAGS,
    Listing.VENDORS: VENDORS,
    Listing.PLANS: PLANS,
    Listing.PRODUCTS: PRODUCTS,
}
FIRST_ORDER = {
    Listing.SITES: Order("site"),
    Listing.ASSETS: Order("site"),
    Listing.FLAGS: Order("site"),
    Listing.VENDORS: Order("devices", is_reversed=True),
    Listing.PLANS: Order("site"),
    Listing.PRODUCTS: Order("product"),
}
_ALWAYS = {
    Listing.SITES: SITE_ORDERS,
    Listing.ASSETS: ORDERS,
    Listing.FLAGS: ORDERS,
    Listing.VENDORS: VENDOR_ORDERS,
    Listing.PLANS: PLAN_ORDERS,
    Listing.PRODUCTS: PRODUCT_ORDERS,
}


@dataclass(frozen=True)
class ListPage:
    """A page of a list.

    Attributes:
        sentence: What is listed.
        columns: As the rows' cells stand.
        rows: In order.
        order: The order.
        orders: Codes of the columns by which it can be put in order.
        after: Where the next page begins; None on the last.
        total: Number of rows, of asset lines for flags; None where telling would mean reading very many.
    """

    listing: Listing
    sentence: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    order: Order
    orders: frozenset[str]
    after: str | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters of lists can be set to: reference or short name → name."""

    organisations: tuple[tuple[str, str], ...]
    regimes: tuple[tuple[str, str], ...]


def browse(
    office: Office,
    listing: Listing,
    wanted: Wanted,
    *,
    order: Order | None = None,
    after: str | None = None,
    most: int = 50,
    point: Point | None = None,
) -> ListPage:
    """A page of a list.

    Args:
        office: Where.
        listing: What is listed.
        wanted: Its filters.
        order: By which column; the list's own order where None, or where it cannot be given.
        after: `after` of the page before; None for the first page.
        most: Rows on a page.
        point: As at, as known; today, as known now, where None.

    Raises:
        NotFound: There is no such organisation, site or change.
        UsageError: The next page is asked for in a way that no page gave.
    """
    with office.reading() as session:
        asked = _Asked(session, office, listing, wanted, order, point)
        try:
            rows = list(islice(asked.rows(_position(after)), most + 1))
        except (TypeError, IndexError, ValueError) as error:
            if after is None:
                raise
            raise _lost() from error
        more = len(rows) > most
        return ListPage(
            listing,
            asked.sentence,
            COLUMNS[listing],
            tuple(rows[:most]),
            asked.order,
            asked.orders,
            _token(rows[most - 1].position) if more else None,
            asked.total if after is not None or more or asked.total is not None else len(rows),
        )


def write_list(
    office: Office,
    listing: Listing,
    wanted: Wanted,
    path: Path,
    *,
    order: Order | None = None,
    point: Point | None = None,
) -> None:
    """Write every row of a list, with the columns and in the order of its pages.

    Args:
        office: Where.
        listing: What is listed.
        wanted: Its filters.
        path: Where to; its ending says whether as CSV, workbook or JSON.
        order: By which column.
        point: As at, as known.

    Raises:
        UsageError: A workbook was asked for, and there are more rows than a sheet holds.
    """
    form = format_of(path)
    with office.reading() as session:
        asked = _Asked(session, office, listing, wanted, order, point)
        state = asked.state
        meta = {
            "marking": office.settings.marking,
            "title": asked.sentence,
            "as_at": long_date(state.point.as_at),
            "as_known": f"change {state.trail.sequence}",
            "register": state.code,
        }
        write_table(COLUMNS[listing], (row.cells for row in asked.rows(None)), path, format=form, meta=meta)


def wanted_from(office: Office, given: Mapping[str, str]) -> tuple[Wanted, dict[str, str]]:
    """Filters from the words of an address or a form, and what is wrong with them.

    Args:
        office: Where.
        given: Filter → value; blank values do not filter.

    Returns:
        The filters that are understood, and field → what is wrong and what to do.
    """
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    with office.reading() as session:
        for name, text in given.items():
            if not text.strip():
                continue
            if name not in _READERS:
                faults[name] = f"“{name}” is no filter of these lists. Choose among those of the page."
                continue
            try:
                values[_NAMES.get(name, name)] = _READERS[name](session, text.strip())
            except ValueError:
                faults[name] = f"“{text}” cannot be chosen here. Choose one of the values offered."
            except RiskregError as error:
                faults[name] = str(error)
    return Wanted(**values), faults


def _day(_session: Session, text: str) -> date:
    """A day as typed; a year stands for its first day."""
    return date(int(text), 1, 1) if re.fullmatch(r"[12]\d{3}", text) else parse_typed_date(text)


def _maker(session: Session, text: str) -> str:
    if text == "none":
        return text
    found = session.scalar(select(Vendor.slug).where(Vendor.slug == text))
    return found or find_vendor(session, text).slug


def _change_of_import(session: Session, text: str) -> int:
    """The change that an import made, by the import's reference."""
    key = resolve(session, text, (ReferenceKind.IMPORT,))[1]
    return session.scalars(select(ImportBatch.change_id).where(ImportBatch.id == key)).one()


_READERS: Mapping[str, Callable[[Session, str], Any]] = {
    "said": lambda _, text: Said(text),
    "equipment": lambda _, text: Equipment(text),
    "sensitivity": lambda _, text: Sensitivity(text),
    "control": lambda _, text: Control(text),
    "organisation": organisation_key,
    "site": resolve_site,
    "maker": _maker,
    "words": lambda _, text: text,
    "since": _day,
    "before": _day,
    "unseen": lambda _, text: text == "yes",
    "regime": lambda session, text: find_regime(session, text).slug,
    "decision": lambda _, text: Deciding(text),
    "imported": _change_of_import,
    "named": lambda _, text: text == "yes",
    "here": lambda _, text: text == "yes",
    "plan": lambda _, text: PlanState(text),
}


_NAMES = {"imported": "raised_with"}
"""Filters of an address that a list calls otherwise."""


def order_from(text: str) -> Order | None:
    """An order as an address spells it: `site`, or `-site` for the reverse; None where it says nothing."""
    return Order(text.lstrip("-"), text.startswith("-")) if text else None


def choices(office: Office) -> Choices:
    """What the filters of lists can be set to."""
    with office.reading() as session:
        code = register_code(session)
        bodies = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name)).all()
        regimes = session.execute(select(Regime.slug, Regime.title).order_by(Regime.title)).all()
        return Choices(
            tuple((reference(ReferenceKind.ORGANISATION, code, key), name) for key, name in bodies),
            tuple((slug, title) for slug, title in regimes),
        )


class _Asked:
    """A list that is asked for, in a session."""

    def __init__(
        self,
        session: Session,
        office: Office,
        listing: Listing,
        wanted: Wanted,
        order: Order | None,
        point: Point | None,
    ) -> None:
        self.session, self.listing, self.wanted = session, listing, wanted
        is_now = point is None or (point.as_at == office.today and point.as_known is None)
        self.state = state_of(session, point or Point(office.today))
        self.is_past = not is_now
        self.order = order or FIRST_ORDER[listing]
        maker = PastWalk if self.is_past else Walk
        if listing is Listing.FLAGS:
            # An asset that is restricted under one regime may be suspected under another.
            decided = None if self.is_past else assets_decided_so(session, wanted.decision)
            self.walk = maker(session, self.state, replace(wanted, said=Said.FLAGGED), self.order, decided)
        else:
            self.walk = maker(session, self.state, wanted, self.order)
        if self.order.column not in self.orders:
            self.order = FIRST_ORDER[listing]
            self.walk = replace(self.walk, order=self.order)
        self.total: int | None = None

    @property
    def orders(self) -> frozenset[str]:
        """Columns by which the list can be put in order."""
        always = frozenset(_ALWAYS[self.listing])
        if self.listing is Listing.ASSETS and self.walk.is_few:
            return always | frozenset(ORDERS_OF_FEW)
        return always

    @property
    def sentence(self) -> str:
        """What is listed."""
        wanted, state = self.wanted, self.state
        organisation = state.organisation_name(wanted.organisation) if wanted.organisation is not None else ""
        site = ""
        if wanted.site is not None:
            if wanted.site not in state.places.site_ids:
                raise NotFound("There is no such site in this register.", "Copy the reference whole.")
            site = state.places.site(wanted.site, state.point.as_at).name
        maker = "a maker that is not known" if wanted.maker == "none" else wanted.maker or ""
        if wanted.maker not in (None, "none"):
            maker = self.session.scalar(select(Vendor.name).where(Vendor.slug == wanted.maker)) or maker
        regime = self.session.scalar(select(Regime.title).where(Regime.slug == wanted.regime)) if wanted.regime else ""
        return sentence(self.listing, wanted, organisation=organisation, site=site, maker=maker, regime=regime or "")

    def rows(self, after: Any) -> Iterator[Row]:
        """Rows in order, from the one after a position on."""
        if self.listing is Listing.SITES:
            self.total, rows = site_rows(self.walk, self.is_past, tuple(after) if after is not None else None)
            return rows
        if self.listing is Listing.VENDORS:
            group = tuple(after) if after is not None else None
            self.total, rows = vendor_rows(self.session, self.state, self.wanted, self.order, group)
            return rows
        if self.listing in (Listing.PLANS, Listing.PRODUCTS):
            group = tuple(after) if after is not None else None
            if self.listing is Listing.PLANS:
                self.total, rows = plan_rows(self.walk, group)
            else:
                self.total, rows = product_rows(self.session, self.state, self.wanted, self.order, group)
            return rows
        self.total = self.walk.lines
        position = (tuple(after[0]), int(after[1])) if after is not None else None
        if self.listing is Listing.ASSETS:
            return asset_rows(self.walk, position)
        if self.wanted.decision is not None or self.wanted.regime is not None or self.wanted.said is not Said.FLAGGED:
            self.total = None
        return flag_rows(self.walk, (position, int(after[2])) if position is not None else None)


def _token(position: Any) -> str:
    return urlsafe_b64encode(orjson.dumps(position)).decode().rstrip("=")


def _position(token: str | None) -> Any:
    if not token:
        return None
    try:
        return orjson.loads(urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError) as error:
        raise _lost() from error


def _lost() -> UsageError:
    return UsageError("The address of this page is not whole.", "Begin at the first page of the list.")
