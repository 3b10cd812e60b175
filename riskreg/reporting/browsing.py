"""Lists that pages show, by rows of one page: assets and flags of today. Reads only what the page needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import Asset, Decision, Flag, FlagBasis
from riskreg.reporting.answers import said
from riskreg.reporting.loading import NOT_KNOWN_MAKER
from riskreg.reporting.progress import Column, Scalar
from riskreg.reporting.state import EstateState, FlaggedAsset, with_assets
from riskreg.reporting.walking import FEW, Position, Walk
from riskreg.reporting.wanted import Deciding, Wanted
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import DecisionOutcome

ASSETS = (
    Column("reference", "Reference"),
    Column("verdict", "Verdict"),
    Column("maker", "Maker"),
    Column("given", "Make and model as given"),
    Column("kind", "Kind"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("installed_on", "Installed", "date"),
    Column("devices", "Devices", "devices"),
)
FLAGS = (
    Column("reference", "Reference"),
    Column("verdict", "Verdict"),
    Column("maker", "Maker"),
    Column("given", "Make and model as given"),
    Column("regime", "Regime"),
    Column("site", "Site"),
    Column("organisation", "Organisation"),
    Column("from_on", "Flagged from", "date"),
    Column("decision", "Decision"),
)
WAITING = "waits for a decision"
GONE = "none needed: verified as removed"
_CHUNK = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list.

    Attributes:
        cells: As the columns say.
        links: Code of a column → reference, or name of a vendor, of what its cell names.
        position: Where it stands in the order, as a value that JSON can hold.
    """

    cells: tuple[Scalar, ...]
    links: Mapping[str, str] = field(default_factory=dict)
    position: Sequence[object] = ()


def asset_rows(walk: Walk, after: Position | None = None) -> Iterator[Row]:
    """Asset lines in order, read piece by piece.

    Args:
        walk: Which, in which order.
        after: Position of the last line that was shown.
    """
    positions = walk.after(after)
    while chunk := list(islice(positions, _CHUNK)):
        yield from _assets(walk, chunk)


def _assets(walk: Walk, chunk: Sequence[Position]) -> Iterator[Row]:
    state = walk.state
    found = walk.details([key for _, key in chunk])
    for group, key in chunk:
        row = found[key]
        body = state.places.organisation_of(row.site_id, state.point.as_at)
        maker = state.makers.get(row.trace_key_id, NOT_KNOWN_MAKER)
        ref = state.asset_reference(key)
        cells = (
            ref,
            row.verdict.value,
            maker.name,
            given(row.make, row.model),
            said(row.kind.value),
            state.places.site(row.site_id, state.point.as_at).name,
            state.organisation_name(body),
            row.installed_on,
            row.quantity,
        )
        yield Row(cells, _links(state, ref, row.site_id, body, maker.slug), [list(group), key])


def _links(state: EstateState, ref: str, site: int, body: int, maker: str | None) -> dict[str, str]:
    links = {
        "reference": ref,
        "site": state.site_reference(site),
        "organisation": reference(ReferenceKind.ORGANISATION, state.code, body),
    }
    return {**links, "maker": maker} if maker is not None else links


def given(make: str | None, model: str | None) -> str | None:
    """Make and model as a list gave them; None where it gave neither."""
    return " ".join(each for each in (make, model) if each) or None


def flag_rows(walk: Walk, after: tuple[Position, int] | None = None) -> Iterator[Row]:
    """Flags whose ground stands, in the order of their assets, read piece by piece.

    Args:
        walk: Their assets.
        after: Position of the asset of the last flag that was shown, and the flag's key.
    """
    positions = _from(walk, after[0] if after is not None else None)
    while chunk := list(islice(positions, _CHUNK)):
        keys = [key for _, key in chunk]
        state = with_assets(walk.session, walk.state, select(Asset.id).where(Asset.id.in_(keys)))
        for group, key in chunk:
            asset = state.by_id.get(key)
            if asset is None:
                continue
            for flag, row in rows_of_flags(state, asset, walk.wanted):
                if after is None or key != after[0][1] or flag > after[1]:
                    yield Row(row.cells, row.links, [list(group), key, flag])


def _from(walk: Walk, position: Position | None) -> Iterator[Position]:
    """Positions from one on, that one with them: its asset may have further flags."""
    if position is not None:
        yield position
    yield from walk.after(position)


def rows_of_flags(state: EstateState, asset: FlaggedAsset, wanted: Wanted) -> Iterator[tuple[int, Row]]:
    """The standing flags of an asset that are wanted, each with its key."""
    place, on = asset.standing.place, state.point.as_at
    for flag in asset.standing.flags:
        slug, _ = state.regimes.get(flag.regime_id, ("", ""))
        if not flag.basis.is_live or asset.standing.version is None or wanted.regime not in (None, slug):
            continue
        if wanted.said is not None and flag.basis.verdict not in wanted.said.verdicts:
            continue
        # Where a second person has verified every removal, a decision would change nothing.
        decided = Deciding.WAITING if asset.standing.remaining else None
        if flag.is_decided and flag.decision is not None:
            decided = Deciding(flag.decision.outcome.value)
        if wanted.raised_with is not None and not any(
            basis.change_id == wanted.raised_with
            for each in asset.history.flags
            if each.id == flag.id
            for basis in each.bases
        ):
            continue
        if wanted.decision not in (None, decided):
            continue
        since = min(basis.on for each in asset.history.flags if each.id == flag.id for basis in each.bases)
        ref = reference(ReferenceKind.FLAG, state.code, flag.id)
        cells = (
            ref,
            flag.basis.verdict.value,
            asset.maker.name,
            given(place.make, place.model),
            slug,
            state.places.site(asset.site_id, on).name,
            state.organisation_name(asset.organisation_id),
            since,
            GONE if decided is None else WAITING if decided is Deciding.WAITING else decided.value,
        )
        links = _links(state, ref, asset.site_id, asset.organisation_id, asset.maker.slug)
        yield flag.id, Row(cells, {**links, "given": state.asset_reference(asset.id), "regime": slug})


def assets_decided_so(session: Session, decision: Deciding | None) -> frozenset[int] | None:
    """The few assets among which all flags that stand so with persons are; None where they are not few.

    Args:
        session: A session that may read.
        decision: How the flags stand.
    """
    if decision is None:
        return None
    if decision is not Deciding.WAITING:
        outcome = DecisionOutcome(decision.value)
        query = select(Flag.asset_id).join(Decision, Decision.flag_id == Flag.id).where(Decision.outcome == outcome)
        return _few(session.scalars(query.limit(FEW + 1)))
    nobody = select(Flag.asset_id).where(~select(Decision.id).where(Decision.flag_id == Flag.id).exists())
    first = _few(session.scalars(nobody.limit(FEW + 1)))
    if first is None:
        return None
    later = select(FlagBasis.id).where(FlagBasis.flag_id == Flag.id, FlagBasis.id > Decision.flag_basis_id)
    judged = select(Flag.asset_id).join(Decision, Decision.flag_id == Flag.id).where(later.exists())
    second = _few(session.scalars(judged.limit(FEW + 1)))
    return None if second is None else _few([*first, *second])


def _few(keys: Iterable[int]) -> frozenset[int] | None:
    found = frozenset(keys)
    return found if len(found) <= FEW else None
