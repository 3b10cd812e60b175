"""Candidate replacements in the register: as at a date and as known, and what a list of them would change."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import OutcomeDiffers
from riskreg.identification import Trace
from riskreg.identification.telling import trace_of_fields
from riskreg.planning import codes
from riskreg.planning.product_lists import ProductsRead
from riskreg.planning.product_rows import ProductRow
from riskreg.register import Change, Product, ProductList, ProductProfile, ProductVersion
from riskreg.register.recording import BulkValue, bulk_insert, reserve_keys
from riskreg.rules.candidates import Candidate, ProfileClaim
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Disposition, Severity, Verdict

ProductJudge = Callable[[Trace], tuple[Verdict, str]]
"""Says what the lists make of a candidate's traces, and why."""

_LISTS = ("codecs", "vms_drivers", "mounts", "analytics")
_PLAIN = tuple(each.name for each in fields(Candidate) if each.name not in ("profiles", *_LISTS))
_BEFORE = ("id", "product_id", "product_list_id", "described_on", "sheet", "row", "trace_key_id", "verdict")


@dataclass(frozen=True, slots=True)
class ProductKnown:
    """A product as the register knows it at a point."""

    version: ProductVersion
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class ProductOutcome:
    """What becomes of a line.

    Attributes:
        row: The line; its candidate is None where it names no product.
        disposition: What the import does with it.
        verdict: What is said of the product as it is known after the import; None where the line is rejected.
        reason: Why.
        writes: The versions that are written, each with its date. A list that is older than what is known but tells
            what was not known gives two: one for its own date, and one that fills the gaps of the newest.
    """

    row: ProductRow
    disposition: Disposition
    verdict: Verdict | None = None
    reason: str = ""
    writes: tuple[tuple[date, Candidate], ...] = ()


@dataclass(frozen=True)
class ProductPreview:
    """What importing a list of products would do.

    Attributes:
        read: The list.
        described_on: The date that it describes.
        counts: Lines by disposition.
        outcomes: What becomes of each line.
        issues: Everything that must be said.
        outcome_sha256: Digest of what would happen; applying stops where it differs.
    """

    read: ProductsRead
    described_on: date
    counts: Mapping[Disposition, int]
    outcomes: tuple[ProductOutcome, ...] = field(repr=False)
    issues: tuple[Issue, ...]
    outcome_sha256: str

    @property
    def changes_anything(self) -> bool:
        """Whether applying would write anything."""
        return bool(self.written)

    @property
    def written(self) -> tuple[tuple[ProductRow, date, Candidate], ...]:
        """The versions that applying writes: line, date and product."""
        return tuple((each.row, on, candidate) for each in self.outcomes for on, candidate in each.writes)


def trace_of(candidate: Candidate) -> Trace:
    """What screening looks at: label, maker, model, chip and country, as it looks at an asset."""
    told = {
        "make": candidate.vendor,
        "producer": candidate.producer,
        "model": candidate.model,
        "part_number": candidate.part_number,
        "component": candidate.chip,
        "made_in": candidate.made_in,
        "notes": candidate.note,
    }
    return trace_of_fields(told.get, None, candidate.kind)


def products_in_force(
    session: Session, as_at: date, as_known: int | None = None, product_ids: Collection[int] | None = None
) -> dict[int, ProductKnown]:
    """Product → its newest version described by a date, in the order of their names.

    Args:
        session: Any session.
        as_at: The date in the world.
        as_known: Sequence of the last change taken into account, or None for all.
        product_ids: Only these; None for all.
    """
    query = select(ProductVersion).where(ProductVersion.described_on <= as_at)
    if as_known is not None:
        query = query.join(Change, Change.id == ProductVersion.change_id).where(Change.sequence <= as_known)
    if product_ids is not None:
        query = query.where(ProductVersion.product_id.in_(product_ids))
    versions = {
        each.product_id: each
        for each in session.scalars(query.order_by(ProductVersion.described_on, ProductVersion.id))
    }
    claims: dict[int, list[ProfileClaim]] = {}
    for each in session.scalars(select(ProductProfile).order_by(ProductProfile.id)):
        claims.setdefault(each.product_version_id, []).append(ProfileClaim(each.profile, each.firmware))
    known = (
        (key, ProductKnown(version, _candidate(version, claims.get(version.id, []))))
        for key, version in versions.items()
    )
    return dict(sorted(known, key=lambda each: (each[1].candidate.name.casefold(), each[0])))


def _candidate(version: ProductVersion, claims: list[ProfileClaim]) -> Candidate:
    told: dict[str, Any] = {name: getattr(version, name) for name in _PLAIN}
    told |= {name: tuple(orjson.loads(getattr(version, name))) for name in _LISTS}
    return Candidate(**told, profiles=tuple(claims))


def preview_products(session: Session, read: ProductsRead, described_on: date, judge: ProductJudge) -> ProductPreview:
    """Say what importing a list of products would do. Nothing is written.

    Args:
        session: Any session.
        read: The list.
        described_on: The date that it describes.
        judge: Says what the lists make of each candidate.
    """
    ids = dict(session.execute(select(Product.name_key, Product.id)).all())
    then = products_in_force(session, described_on)
    now = products_in_force(session, date.max)
    issues = list(read.issues)
    seen: dict[str, ProductRow] = {}
    outcomes = []
    for row in read.rows:
        if row.candidate is None:
            outcomes.append(ProductOutcome(row, Disposition.REJECTED))
            continue
        key = row.candidate.key
        if key in seen:
            text = f"{row.candidate.name} stands in row {seen[key].number} already; this line is not taken."
            issues.append(row.said(codes.PRODUCT_TWICE, Severity.WARNING, text, "Keep one of the two lines."))
            outcomes.append(ProductOutcome(row, Disposition.REJECTED))
            continue
        seen[key] = row
        product_id = ids.get(key, 0)
        becomes, writes, known = _becomes(row.candidate, then.get(product_id), now.get(product_id), described_on)
        verdict, reason = judge(trace_of(known))
        if verdict.is_flagged:
            issues.append(_caught(row, known, verdict, reason))
        if becomes is Disposition.OLDER:
            text = f"A newer description of {known.name} is known; this one goes into its history and fills its gaps."
            issues.append(row.said(codes.PRODUCT_OLDER, Severity.NOTE, text, ""))
        outcomes.append(ProductOutcome(row, becomes, verdict, reason, writes))
    counts = dict(Counter(each.disposition for each in outcomes))
    return ProductPreview(read, described_on, counts, tuple(outcomes), tuple(issues), _digest(outcomes, described_on))


def _becomes(
    candidate: Candidate, then: ProductKnown | None, now: ProductKnown | None, described_on: date
) -> tuple[Disposition, tuple[tuple[date, Candidate], ...], Candidate]:
    """What becomes of a line, the versions that it writes, and the product as it is known afterwards."""
    whole = candidate.filled(then.candidate) if then is not None else candidate
    if now is None:
        return Disposition.NEW, ((described_on, whole),), whole
    if then is not None and then.candidate == whole:
        return Disposition.UNCHANGED, (), now.candidate
    if now.version.described_on <= described_on:
        return Disposition.CHANGED, ((described_on, whole),), whole
    later = now.candidate.filled(whole)
    more = ((now.version.described_on, later),) if later != now.candidate else ()
    return Disposition.OLDER, ((described_on, whole), *more), later


def _caught(row: ProductRow, candidate: Candidate, verdict: Verdict, reason: str) -> Issue:
    text = f"{candidate.name} is {verdict.value}: {reason}"
    cure = "It is kept, and no plan should contain it before its maker and parts are settled."
    return row.said(codes.PRODUCT_RESTRICTED, Severity.WARNING, text, cure)


def _digest(outcomes: list[ProductOutcome], described_on: date) -> str:
    """SHA-256 of what would happen: each line with its disposition and what it says."""
    whole = hashlib.sha256(described_on.isoformat().encode())
    for each in outcomes:
        written = [(on.isoformat(), asdict(candidate)) for on, candidate in each.writes]
        whole.update(orjson.dumps([each.row.sheet, each.row.number, each.disposition.value, written]))
    return whole.hexdigest()


def apply_products(
    session: Session, seen: ProductPreview, expect: str | None, screened: Mapping[Candidate, tuple[int, Verdict]]
) -> int | None:
    """Write what a preview said.

    Args:
        session: A writing session.
        seen: The preview, made in the same session.
        expect: Digest of the preview that a person saw, or None.
        screened: Candidate → its trace key and the gravest verdict on it.

    Returns:
        Key of the list; None where the register already held all of it and nothing was written.

    Raises:
        OutcomeDiffers: Something else would happen than was seen.
    """
    if expect is not None and expect != seen.outcome_sha256:
        raise OutcomeDiffers(
            "The import would now do something else than the preview that you saw.",
            "Somebody changed the register, or the file is another. Look at the preview again.",
        )
    if not seen.changes_anything:
        return None
    read = seen.read
    batch = ProductList(
        file_name=read.file_name,
        file_sha256=read.file_sha256,
        file_bytes=read.file_bytes,
        described_on=seen.described_on,
        outcome_sha256=seen.outcome_sha256,
    )
    session.add(batch)
    session.flush()
    ids = _products(session, [candidate.key for _, _, candidate in seen.written])
    numbers = reserve_keys(session, ProductVersion, len(seen.written))
    versions: list[tuple[BulkValue, ...]] = []
    claims: list[tuple[BulkValue, ...]] = []
    for number, (row, on, candidate) in zip(numbers, seen.written, strict=True):
        trace_key, verdict = screened[candidate]
        before = (number, ids[candidate.key], batch.id, on.isoformat(), row.sheet, row.number)
        plain = (_value(getattr(candidate, name)) for name in _PLAIN)
        lists = (orjson.dumps(getattr(candidate, name)).decode() for name in _LISTS)
        versions.append((*before, trace_key, verdict.value, *plain, *lists))
        claims.extend((number, claim.profile, claim.firmware) for claim in candidate.profiles)
    bulk_insert(session, ProductVersion, (*_BEFORE, *_PLAIN, *_LISTS), versions)
    keys = reserve_keys(session, ProductProfile, len(claims))
    columns = ("id", "product_version_id", "profile", "firmware")
    bulk_insert(session, ProductProfile, columns, [(key, *claim) for key, claim in zip(keys, claims, strict=True)])
    return batch.id


def _products(session: Session, wanted: list[str]) -> dict[str, int]:
    """Key of a candidate → its product, made where it is new."""
    known = dict(session.execute(select(Product.name_key, Product.id)).all())
    fresh = [key for key in dict.fromkeys(wanted) if key not in known]
    numbers = reserve_keys(session, Product, len(fresh))
    bulk_insert(session, Product, ("id", "name_key"), list(zip(numbers, fresh, strict=True)))
    return {**known, **dict(zip(fresh, numbers, strict=True))}


def _value(value: Any) -> BulkValue:
    return value.isoformat() if isinstance(value, date) else getattr(value, "value", value)
