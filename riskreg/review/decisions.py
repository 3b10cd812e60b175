"""Decisions on flags: confirmed, dismissed or unsure, each bound to the ground that was judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.register import Asset, Change, Decision, Flag, FlagBasis, KeyVerdict, Regime
from riskreg.review.determinations import require_evidence, require_past
from riskreg.rules.dates import long_date
from riskreg.rules.decisions import Ground, still_judged
from riskreg.rules.terms import BasisState, DecisionOutcome, Verdict


@dataclass(frozen=True, slots=True)
class FlagState:
    """A flag with what counts for it at one point.

    Attributes:
        flag: The flag.
        regime: The regime under which the asset is flagged.
        basis: The ground that counts; None where none had come yet.
        decision: The newest decision; None where nobody decided.
        holds: Whether what the decision judged is what is known: a clearance never hides a new hit.
    """

    flag: Flag
    regime: Regime
    basis: FlagBasis | None
    decision: Decision | None
    holds: bool = True

    @property
    def is_live(self) -> bool:
        """Whether the ground stands."""
        return self.basis is not None and self.basis.state is BasisState.LIVE

    @property
    def is_open(self) -> bool:
        """Whether the ground stands and nobody dismissed it."""
        return self.is_live and not self.is_dismissed

    @property
    def is_dismissed(self) -> bool:
        """Whether the newest decision dismissed the flag, and still holds."""
        return self.holds and self.decision is not None and self.decision.outcome is DecisionOutcome.DISMISSED

    @property
    def is_waiting(self) -> bool:
        """Whether a person must still decide: nobody did, or what was judged is no longer what is known."""
        return self.is_live and (self.decision is None or not self.holds)


def decide(
    session: Session,
    flag: Flag,
    outcome: DecisionOutcome,
    reason: str,
    decided_on: date,
    evidence_id: int | None = None,
    *,
    today: date | None = None,
) -> Decision:
    """Record what a person decided of a flag, bound to the ground that stood on that date.

    The decision is appended; the newest counts, and a dismissed flag is no longer open. A decision of a day on which
    something else was known is kept, and does not hold of what is known now: the flag goes on waiting.

    Args:
        session: A writing session.
        flag: The flag.
        outcome: Confirmed, dismissed or unsure.
        reason: Why, in the person's words.
        decided_on: The date of the decision, today or earlier.
        evidence_id: The evidence file that was judged.
        today: The date of today; the machine's where None.

    Raises:
        UsageError: The date lies ahead or before the flag, or the reason is missing.
        NotFound: There is no evidence by that number.
        Conflict: The ground of the flag has lapsed, or the same was recorded before.
    """
    reason = reason.strip()
    require_past(decided_on, "decision", today)
    if not reason:
        raise UsageError("A decision needs its reason.", "Say in a sentence what was seen and why it was decided so.")
    require_evidence(session, evidence_id)
    today = today or datetime.now().astimezone().date()
    (now,) = flag_states(session, flag_ids=[flag.id], as_at=today)
    (then,) = flag_states(session, flag_ids=[flag.id], as_at=decided_on)
    if now.basis is None or not now.is_live:
        since = f" since {long_date(now.basis.from_on)}" if now.basis is not None else ""
        raise Conflict(
            f"The ground of this flag has lapsed{since}, so there is nothing to decide.",
            "Nothing need be done; should a ground come again, the flag will be open again.",
        )
    if then.basis is None or not then.is_live:
        raise UsageError(
            f"On {long_date(decided_on)} this asset was not flagged; its ground stands since "
            f"{long_date(now.basis.from_on)}.",
            "Give the date on which the flag was looked at.",
        )
    last = now.decision
    if last is not None and (last.outcome, last.decided_on, last.reason, last.evidence_id, last.flag_basis_id) == (
        outcome,
        decided_on,
        reason,
        evidence_id,
        then.basis.id,
    ):
        raise Conflict(f"This decision of {long_date(decided_on)} is already recorded.")
    decision = Decision(
        flag_id=flag.id,
        flag_basis_id=then.basis.id,
        outcome=outcome,
        decided_on=decided_on,
        reason=reason,
        evidence_id=evidence_id,
    )
    session.add(decision)
    session.flush()
    return decision


def flag_states(
    session: Session,
    *,
    asset_ids: Collection[int] | None = None,
    flag_ids: Collection[int] | None = None,
    as_at: date,
    as_known: int | None = None,
) -> tuple[FlagState, ...]:
    """Flags with the ground and the decision that count for each.

    Args:
        session: Any session.
        asset_ids: Only flags of these assets.
        flag_ids: Only these flags.
        as_at: The date in the world.
        as_known: Sequence of the last change taken into account, or None for all.

    Returns:
        In the order of asset and regime.
    """
    wanted = select(Flag.id)
    if asset_ids is not None:
        wanted = wanted.where(Flag.asset_id.in_(asset_ids))
    if flag_ids is not None:
        wanted = wanted.where(Flag.id.in_(flag_ids))
    flags = (
        select(Flag, Regime)
        .join(Regime, Regime.id == Flag.regime_id)
        .where(Flag.id.in_(wanted))
        .order_by(Flag.asset_id, Flag.regime_id)
    )
    bases = (
        select(FlagBasis)
        .where(FlagBasis.flag_id.in_(wanted), FlagBasis.from_on <= as_at)
        .order_by(FlagBasis.from_on, FlagBasis.id)
    )
    decisions = (
        select(Decision)
        .where(Decision.flag_id.in_(wanted), Decision.decided_on <= as_at)
        .order_by(Decision.decided_on, Decision.id)
    )
    if as_known is not None:
        flags = flags.join(Change, Change.id == Flag.change_id).where(Change.sequence <= as_known)
        bases = bases.join(Change, Change.id == FlagBasis.change_id).where(Change.sequence <= as_known)
        decisions = decisions.join(Change, Change.id == Decision.change_id).where(Change.sequence <= as_known)
    every = {basis.id: basis for basis in session.scalars(bases)}
    basis_of = {basis.flag_id: basis for basis in every.values()}
    decision_of = {decision.flag_id: decision for decision in session.scalars(decisions)}
    found = []
    for flag, regime in session.execute(flags):
        basis, decision = basis_of.get(flag.id), decision_of.get(flag.id)
        holds = True
        if basis is not None and decision is not None:
            seen = every.get(decision.flag_basis_id) or session.get_one(FlagBasis, decision.flag_basis_id)
            judged, stands = grounds_of(session, [seen, basis])
            holds = still_judged(judged, stands)
        found.append(FlagState(flag, regime, basis, decision, holds))
    return tuple(found)


def grounds_of(session: Session, bases: Sequence[FlagBasis]) -> list[Ground]:
    """What there is to judge of each ground."""
    keys = [basis.key_verdict_id for basis in bases if basis.key_verdict_id is not None]
    digests = dict(
        session.execute(select(KeyVerdict.id, KeyVerdict.ground_sha256).where(KeyVerdict.id.in_(keys))).all()
    )
    return [Ground(basis.verdict, digests.get(basis.key_verdict_id or 0)) for basis in bases]


def find_flag(session: Session, asset: Asset, regime: Regime | None = None) -> Flag:
    """The flag of an asset that a person means: under the regime named, else the only one whose ground stands.

    Raises:
        NotFound: The asset is not flagged so.
        UsageError: It is flagged under several regimes, and none was named.
    """
    states = flag_states(session, asset_ids=[asset.id], as_at=datetime.now().astimezone().date())
    if regime is not None:
        states = tuple(state for state in states if state.regime.id == regime.id)
    elif any(state.is_live for state in states):
        states = tuple(state for state in states if state.is_live)
    if not states:
        under = f" under “{regime.title}”" if regime is not None else ""
        raise NotFound(f"This asset is not flagged{under}.", _why_not(asset.verdict))
    if len(states) > 1:
        names = ", ".join(state.regime.slug for state in states)
        raise UsageError("This asset is flagged under several regimes.", f"Name one of them: {names}.")
    return states[0].flag


def _why_not(verdict: Verdict) -> str:
    if verdict is Verdict.UNKNOWN:
        return "Its maker is not known; a list that tells the make or model would settle it."
    return "Look at the asset to see what was found of it."


def decision_history(session: Session, flag_id: int, as_known: int | None = None) -> Sequence[Decision]:
    """Every decision on a flag, in the order in which they count."""
    query = select(Decision).where(Decision.flag_id == flag_id).order_by(Decision.decided_on, Decision.id)
    if as_known is not None:
        query = query.join(Change, Change.id == Decision.change_id).where(Change.sequence <= as_known)
    return session.scalars(query).all()


def basis_history(session: Session, flag_id: int, as_known: int | None = None) -> Sequence[FlagBasis]:
    """Every coming, changing and lapsing of a flag's ground, in the order in which they count."""
    query = select(FlagBasis).where(FlagBasis.flag_id == flag_id).order_by(FlagBasis.from_on, FlagBasis.id)
    if as_known is not None:
        query = query.join(Change, Change.id == FlagBasis.change_id).where(Change.sequence <= as_known)
    return session.scalars(query).all()
