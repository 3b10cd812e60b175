"""Search: by reference, number, code or name, straight to the thing where only one can be meant. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from riskreg.database import register_code
from riskreg.errors import NotFound, UsageError
from riskreg.intake.numbers import NUMBER_WORDS, number_key
from riskreg.operations.office import Office
from riskreg.operations.references import referred, refuse_mistyped
from riskreg.register import Asset, AssetVersion, ImportBatch, Organisation, Site, TraceKey, Vendor, VendorName
from riskreg.reporting import Point
from riskreg.reporting.points import known, trail_at
from riskreg.rules.countries import country_name
from riskreg.rules.dates import long_date
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, parse_reference, reference

MOST = 20
"""Hits of a group that are shown."""
_SHORTEST = 2
_COLUMNS = (Asset.serial_key, Asset.mac_key, Asset.hardware_key, Asset.tag_key)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that is found.

    Attributes:
        reference: Reference, or short name of a vendor; "" where `words` is set.
        title: What it is called.
        detail: What tells it from others.
        words: Words of make and model, where a whole list of equipment is meant.
    """

    reference: str
    title: str
    detail: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class HitGroup:
    """Hits of one kind; `is_more` says that only the first are here."""

    title: str
    hits: tuple[Hit, ...]
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search gives.

    Attributes:
        only: The one thing that can be meant; None where there are none or several.
        groups: Everything that is found, the surest first.
        tried: What was looked for, in words.
        said: What is wrong with the text, such as a mistyped reference; "" where nothing is.
    """

    only: str | None
    groups: tuple[HitGroup, ...]
    tried: tuple[str, ...]
    said: str = ""


_TRIED = (
    "references of this register",
    "serial numbers, MAC addresses in any notation, hardware ids and asset tags, whole",
    "codes, names and postcodes of sites",
    "names of organisations and vendors, with their brands and other spellings",
    "makes and models as lists give them",
    "names of imported files",
)


@dataclass(frozen=True, slots=True)
class _Then:
    """What may be found: what the register had been told of by a change, and equipment that a list names by a day."""

    limit: int | None = None
    on: date | None = None

    def told(self, table: Any) -> ColumnElement[bool]:
        return known(table, self.limit)

    @property
    def has_asset(self) -> ColumnElement[bool]:
        if self.limit is None and self.on is None:
            return true()
        said = aliased(AssetVersion)
        named = select(said.id).where(said.asset_id == Asset.id, self.told(said)).correlate(Asset)
        return (named.where(said.described_on <= self.on) if self.on is not None else named).exists()


def search(office: Office, text: str, point: Point | None = None) -> SearchResult:
    """What a text may mean.

    Args:
        office: Where.
        text: As typed or pasted.
        point: Only what the register held then, by the names and numbers of today; all of it where None.

    Raises:
        NotFound: The trail has no such change.
    """
    plain = " ".join(text.split())
    if len(plain) < _SHORTEST:
        return SearchResult(None, (), ())
    with office.reading() as session:
        code = register_code(session)
        then = _Then(trail_at(session, point.as_known).limit, point.as_at) if point is not None else _Then()
        try:
            refuse_mistyped(plain)
            if parse_reference(plain) is not None:
                return SearchResult(referred(session, plain), (), _TRIED)
        except (UsageError, NotFound) as error:
            return SearchResult(None, (), _TRIED[:1], str(error))
        numbered = _numbered(session, plain, code, then)
        coded = _coded(session, plain, code, then)
        exact = [*numbered, *coded]
        if len(exact) == 1:
            return SearchResult(exact[0].reference, (), _TRIED)
        groups = (
            _group("Equipment with this number", numbered),
            _group("Sites with this code", coded),
            _group("Sites", _sites(session, plain, code, then)),
            _group("Organisations", _organisations(session, plain, code, then)),
            _group("Vendors", _vendors(session, plain, then)),
            _group("Equipment by make and model", _equipment(session, plain, then)),
            _group("Imported files", _files(session, plain, code, then)),
        )
        return SearchResult(None, tuple(group for group in groups if group.hits), _TRIED)


def _group(title: str, hits: list[Hit]) -> HitGroup:
    return HitGroup(title, tuple(hits[:MOST]), len(hits) > MOST)


def _numbered(session: Session, text: str, code: str, then: _Then) -> list[Hit]:
    found: dict[int, Hit] = {}
    for kind, column in enumerate(_COLUMNS):
        key = number_key(text, kind)
        if key is None:
            continue
        query = (
            select(Asset.id, AssetVersion.make, AssetVersion.model, Site.name)
            .join(AssetVersion, AssetVersion.id == Asset.version_id)
            .join(Site, Site.id == Asset.site_id)
            .where(column == key, then.has_asset)
            .order_by(Asset.id)
            .limit(MOST + 1)
        )
        for asset, make, model, site in session.execute(query):
            named = " ".join(each for each in (make, model) if each) or "make not known"
            ref = reference(ReferenceKind.ASSET, code, asset)
            found.setdefault(asset, Hit(ref, named, f"{NUMBER_WORDS[kind]}; {site}"))
    return list(found.values())


def _site_hits(session: Session, condition: ColumnElement[bool], code: str) -> Iterator[Hit]:
    query = (
        select(Site.id, Site.name, Site.code, Site.postcode, Organisation.name)
        .join(Organisation, Organisation.id == Site.organisation_id)
        .where(condition)
        .order_by(Site.name_key, Site.id)
        .limit(MOST + 1)
    )
    for key, name, site_code, postcode, body in session.execute(query):
        detail = ", ".join(each for each in (site_code, postcode, body) if each)
        yield Hit(reference(ReferenceKind.SITE, code, key), name, detail)


def _coded(session: Session, text: str, code: str, then: _Then) -> list[Hit]:
    return list(_site_hits(session, and_(func.lower(Site.code) == text.lower(), then.told(Site)), code))


def _sites(session: Session, text: str, code: str, then: _Then) -> list[Hit]:
    folded = fold(text)
    if not folded:
        return []
    postcode = func.replace(func.lower(Site.postcode), " ", "")
    named = Site.name_key.contains(folded, autoescape=True)
    called = or_(named, postcode.startswith(folded, autoescape=True))
    return list(_site_hits(session, and_(called, then.told(Site)), code))


def _organisations(session: Session, text: str, code: str, then: _Then) -> list[Hit]:
    folded = fold(text)
    if not folded:
        return []
    named = Organisation.name_key.contains(folded, autoescape=True)
    query = select(Organisation).where(named, then.told(Organisation))
    return [
        Hit(reference(ReferenceKind.ORGANISATION, code, each.id), each.name, each.kind.value.replace("_", " "))
        for each in session.scalars(query.order_by(Organisation.name_key).limit(MOST + 1))
    ]


def _vendors(session: Session, text: str, then: _Then) -> list[Hit]:
    named = select(VendorName.vendor_id).where(VendorName.value.icontains(text, autoescape=True))
    query = select(Vendor).where(
        or_(
            Vendor.name.icontains(text, autoescape=True),
            Vendor.slug.icontains(text, autoescape=True),
            Vendor.id.in_(named),
        ),
        then.told(Vendor),
    )
    return [
        Hit(each.slug, each.name, country_name(each.headquarters) or "headquarters not known")
        for each in session.scalars(query.order_by(Vendor.name, Vendor.id).limit(MOST + 1))
    ]


def _equipment(session: Session, text: str, then: _Then) -> list[Hit]:
    label = func.coalesce(TraceKey.make, "") + " " + func.coalesce(TraceKey.model, "")
    words = and_(*(label.icontains(word, autoescape=True) for word in text.split()))
    example = session.execute(select(TraceKey.make, TraceKey.model).where(words, then.told(TraceKey)).limit(1)).first()
    if example is None:
        return []
    named = " ".join(each for each in example if each)
    return [Hit("", f"Equipment called “{text}”", f"such as {named}", text)]


def _files(session: Session, text: str, code: str, then: _Then) -> list[Hit]:
    named = ImportBatch.file_name.icontains(text, autoescape=True)
    query = select(ImportBatch).where(named, then.told(ImportBatch))
    if then.on is not None:
        query = query.where(ImportBatch.described_on <= then.on)
    return [
        Hit(reference(ReferenceKind.IMPORT, code, each.id), each.file_name, f"describes {long_date(each.described_on)}")
        for each in session.scalars(query.order_by(ImportBatch.id.desc()).limit(MOST + 1))
    ]
