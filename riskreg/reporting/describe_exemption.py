"""An exemption: what may stay, why, who approved it, and until when; and what exempts an asset."""

from __future__ import annotations

from sqlalchemy.orm import Session

from riskreg.errors import NotFound
from riskreg.register import Evidence, Exemption, Regime
from riskreg.reporting.breakdowns import words
from riskreg.reporting.description import Description, Section, columns, missing
from riskreg.reporting.duties import Duties
from riskreg.reporting.exemptions import exemptions_of
from riskreg.reporting.findings import exempted
from riskreg.reporting.points import code_of_register
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import change_of, who
from riskreg.reporting.remembered import state_of
from riskreg.reporting.state import EstateState, FlaggedAsset, Point
from riskreg.rules.dates import long_date
from riskreg.rules.obligations import After
from riskreg.rules.references import ReferenceKind, reference


def describe_exemption(session: Session, key: int, point: Point) -> Description:
    """An exemption with its regime, persons and dates.

    Raises:
        NotFound: There is none in this register.
    """
    row = session.get(Exemption, key)
    if row is None:
        raise missing("exemption")
    state = state_of(session, point)
    found = next((each for each in exemptions_of(session, state).all if each.id == key), None)
    if found is None:
        raise NotFound("The list that this exemption is from was not in use here then.", "Look at a later date.")
    regime = session.get_one(Regime, row.regime_id)
    evidence = session.get(Evidence, row.evidence_id) if row.evidence_id is not None else None
    change = change_of(session, row.change_id)
    ref = reference(ReferenceKind.EXEMPTION, code_of_register(session), key)
    rows: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("State", words(found.standing(point.as_at).value)),
        ("Exempt", exempted(state, found)),
        ("From the regime", regime.title),
        ("Ground", words(row.ground.value)),
        ("Clause", row.clause),
        ("First day", row.from_on),
        ("Last day", row.until_on),
        ("Ended early from", found.ended_on),
        ("Ended because", found.ended_because),
        ("Reason", row.reason),
        ("What keeps the risk down", row.control),
        ("Asked for by", row.requested_by),
        ("Approved by", row.approver),
        ("Evidence", f"{evidence.file_name} (SHA-256 {evidence.sha256})" if evidence is not None else None),
        ("Recorded by", who(change)),
        ("Change", change.sequence),
    )
    shown = tuple(row for row in rows if row[1] is not None)
    return Description(f"Exemption {ref}", ref, (Section("Summary", shown),))


def bans_and_exemptions(state: EstateState, duties: Duties, asset: FlaggedAsset) -> tuple[Section, ...]:
    """Whether an asset came after a ban, or why that cannot be tested; and what lets it stay for a time."""
    said = {After.YES: "came after it", After.NO: "stood before it", After.NO_DATE: "cannot be tested: no date"}
    bans = tuple(
        (
            each.duty.name,
            words(each.duty.act.value),
            each.begun,
            said[each.came_after(asset)]
            if each.is_certain
            else "cannot be tested: whether it reaches the asset is open",
            each.duty.confidence,
            each.duty.source,
        )
        for each in duties.prohibitions(asset)
    )
    titles = columns("Obligation", "Act", "Forbidden from (date)", "The asset", "Confidence", "Source")
    sections = [Section("Prohibitions of new equipment", (), titles, bans)]
    rows = tuple(
        (
            reference(ReferenceKind.FLAG, state.code, flag.id),
            reference(ReferenceKind.EXEMPTION, state.code, each.id),
            words(each.standing(state.point.as_at).value),
            f"{long_date(each.from_on)} to {long_date(each.until_on)}",
            exempted(state, each),
            each.reason,
            each.approver,
        )
        for flag in asset.standing.flags
        for each in duties.exemptions.of_flag(asset, flag)
    )
    titles = columns("Flag", "Exemption", "State", "Days", "Exempt", "Reason", "Approved by")
    return (*sections, Section("Exemptions", (), titles, rows))
