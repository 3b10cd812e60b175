"""Exempt: let restricted equipment stay for a time, with reason, approver and last day; and end that early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.operations.office import Office
from riskreg.operations.references import resolve
from riskreg.operations.setting_up import find_organisation, find_regime
from riskreg.register import Exemption
from riskreg.register.merges import merges
from riskreg.removal import store_evidence
from riskreg.review import Exempted, end_exemption, exempt
from riskreg.rules.dates import long_date
from riskreg.rules.obligations import ExemptionGround
from riskreg.rules.references import ReferenceKind, parse_reference, reference
from riskreg.rules.terms import RegimeKind


@dataclass(frozen=True, slots=True)
class ExemptionRecorded:
    """An exemption as recorded.

    Attributes:
        reference: `EXM-…`.
        what: What it is for, as the person named it.
        said: What the person must know.
    """

    reference: str
    what: str
    regime: str
    from_on: date
    until_on: date
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause by which a regime itself exempts something."""

    key: str
    text: str
    until: date | None
    confidence: str
    source: str


def clauses(office: Office, regime: str) -> tuple[Clause, ...]:
    """The exemptions that a regime itself grants, as the lists at hand have them.

    Raises:
        NotFound: There is no such regime.
    """
    definition = office.catalogue.regimes.get(regime)
    if definition is None:
        raise NotFound(f"There is no regime “{regime}”.", f"Known are: {', '.join(sorted(office.catalogue.regimes))}.")
    return tuple(
        Clause(each.key, each.text, each.to_on, each.confidence, each.source) for each in definition.exemptions
    )


def record_exemption(
    office: Office,
    what: str,
    regime: str,
    *,
    until_on: date,
    approver: str,
    reason: str,
    from_on: date | None = None,
    clause: str | None = None,
    control: str | None = None,
    evidence: Path | None = None,
) -> ExemptionRecorded:
    """Let an asset, a site or an organisation be exempt from a regime for a time.

    Args:
        office: Where and who.
        what: Reference or number of an asset, reference or code of a site, or name of an organisation.
        regime: Short name of the regime.
        until_on: Last day.
        approver: Who approved it; another person than the one acting.
        reason: Why.
        from_on: First day; today where None.
        clause: Key of a clause of the regime (see `clauses`), for a statutory exemption; a waiver where None.
        control: What keeps the risk down meanwhile; a waiver must say it.
        evidence: The approval as a file.

    Raises:
        NotFound: What is named, the regime or the clause is unknown.
        NotPermitted: The approver is the one who asks, or nobody acts.
        UsageError: Something is missing, or the dates cannot be.
        Conflict: The same is exempt already.
    """
    from_on = from_on or office.today
    said: list[str] = []
    with office.acting("exempt", reason or "Exemption recorded.") as session:
        row = find_regime(session, regime)
        if row.kind is RegimeKind.INDICATOR:
            raise UsageError(f"“{row.title}” never flags, so nothing need be exempt from it.")
        text = None
        if clause is not None:
            found = next((each for each in clauses(office, regime) if each.key == clause), None)
            if found is None:
                raise NotFound(
                    f"“{row.title}” has no clause “{clause}” in the lists at hand.",
                    f"See them with: riskreg exempt clauses {regime}",
                )
            text = f"{found.text} ({found.source})"
            if found.confidence in ("low", "unverified"):
                said.append("The clause was not read in the official text: check it before you rely on it.")
            if found.until is not None and until_on > found.until:
                raise UsageError(
                    f"That clause holds until {long_date(found.until)}.", f"Give --until {found.until} or earlier."
                )
        file = store_evidence(session, evidence, None, office.evidence_folder) if evidence else None
        made = exempt(
            session,
            _exempted(session, what),
            regime_id=row.id,
            ground=ExemptionGround.STATUTORY if clause is not None else ExemptionGround.WAIVER,
            clause=text,
            from_on=from_on,
            until_on=until_on,
            reason=reason,
            control=control,
            requested_by=office.actor.name.strip() if office.actor is not None else "",
            approver=approver,
            evidence_id=file.id if file is not None else None,
        )
        if until_on < office.today:
            said.append("That exemption lies in the past: it counts for reports of that time only.")
        ref = reference(ReferenceKind.EXEMPTION, register_code(session), made.id)
        return ExemptionRecorded(ref, what, row.slug, from_on, until_on, tuple(said))


def _exempted(session: Session, text: str) -> Exempted:
    parsed = parse_reference(text)
    kinds = (ReferenceKind.ASSET, ReferenceKind.SITE, ReferenceKind.ORGANISATION)
    try:
        kind, key = resolve(session, text, kinds if parsed is not None else kinds[:2])
    except NotFound as missing:
        if parsed is not None or "more than one" in missing.message:
            raise
        return Exempted(organisation_id=find_organisation(session, text).id)
    if kind is ReferenceKind.ASSET:
        into = merges(session).get(key)
        if into is not None:
            there = reference(ReferenceKind.ASSET, register_code(session), into)
            raise Conflict(f"{text} is merged into {there}, which stands for the device.", f"Name {there} instead.")
        return Exempted(asset_id=key)
    return Exempted(site_id=key) if kind is ReferenceKind.SITE else Exempted(organisation_id=key)


def end(office: Office, text: str, *, reason: str, on: date | None = None) -> date:
    """End an exemption before its last day. Returns the day from which it no longer holds.

    Raises:
        NotFound: There is none by that reference.
        UsageError: The reason is missing or the date cannot be.
        Conflict: It was ended before.
    """
    ended_on = on or office.today
    with office.acting("end exemption", reason or "Exemption ended.") as session:
        _, key = resolve(session, text, (ReferenceKind.EXEMPTION,))
        made = session.get_one(Exemption, key)
        end_exemption(session, made, ended_on=ended_on, reason=reason, today=office.today)
    return ended_on
