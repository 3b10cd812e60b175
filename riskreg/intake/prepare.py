"""Preview of an import: the kind of list, the date that it describes, and what it would do. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import UsageError
from riskreg.intake import codes, loading
from riskreg.intake.ahead import Ahead
from riskreg.intake.aside import named_aside
from riskreg.intake.assets import AssetPlan
from riskreg.intake.beginning import begin
from riskreg.intake.compare import DISPOSITIONS, Found, compare, covered_sites
from riskreg.intake.estate import read_estate
from riskreg.intake.estate_plan import EstatePlan
from riskreg.intake.foreseen import Judge, NobodyJudges
from riskreg.intake.looks import what_deserves_a_look
from riskreg.intake.preview import NAMES_KEPT, Issues, NotSeen, Preview, SitesTouched
from riskreg.intake.row_state import MATCHED_BY, State
from riskreg.intake.tying import read_assets
from riskreg.register import Organisation
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Covers, Disposition, ImportKind, MatchedBy, Severity
from riskreg.tables import Understanding, Workbook


def prepare(
    session: Session,
    workbook: Workbook,
    *,
    kind: ImportKind | None = None,
    organisation_id: int | None = None,
    described_on: date | None = None,
    covers: Covers = Covers.SITES,
    overrides: Mapping[str, str] | None = None,
    site_overrides: Mapping[str, int | None] | None = None,
    today: date | None = None,
    said: Sequence[Issue] = (),
    site: str | None = None,
    judge: Judge | None = None,
    ahead: Ahead | None = None,
) -> Preview:
    """What an import would do; nothing is written.

    Args:
        session: A reading or writing session.
        workbook: The file as read.
        kind: What the list holds; None: told from its headers.
        organisation_id: The organisation of the whole list, where no column names it.
        described_on: The date that the list describes; None: as the file's name or a line above a table states it.
        covers: What the list covers; an asset missing from it is *not seen* only inside this cover.
        overrides: Header → field, where the understanding of a column must be corrected.
        site_overrides: Site as written in the list → key of the site that is meant, or None: really a new site.
        today: Today; None: by the clock of this machine, in UTC.
        said: What is to be said of the list beyond what this finds.
        site: Name or code of the site of all rows, for tables that say none.
        judge: Says the verdict of what the list would change; None: nothing is foreseen of it.
        ahead: What was worked out while the file was being read; it is used where it rests on the very same.

    Raises:
        FileRejected: No table of the kind was found.
        UsageError: The date or the organisation is missing, or the date lies ahead; or the list is a replacement plan.
    """
    issues = Issues()
    for issue in said:
        issues.add(issue)
    begun = begin(
        session, workbook, kind=kind, organisation_id=organisation_id, described_on=described_on,
        overrides=overrides or {}, today=today or datetime.now(UTC).date(), site=site, issues=issues,
    )  # fmt: skip
    understanding = begun.understanding
    if begun.kind is ImportKind.ESTATE:
        return _estate_preview(
            session,
            workbook,
            understanding,
            read_estate(
                session, understanding, organisation_id=organisation_id, described_on=begun.described_on,
                covers=covers, site_overrides=site_overrides or {}, overrides=begun.overrides, issues=issues,
            ),
        )  # fmt: skip
    if organisation_id is None and all(table.column("organisation") is None for table in understanding.tables):
        names = session.scalars(select(Organisation.name).order_by(Organisation.name).limit(6)).all()
        known = f" The register knows {', '.join(names[:5])}{' and others' if len(names) > 5 else ''}." if names else ""
        raise UsageError(
            f"The list does not say to which organisation its devices belong.{known}",
            "Give it with --organisation NAME; an organisation comes into the register with an estate list.",
            about="organisation",
        )
    plan = ahead.plan(session, workbook, begun, covers, site_overrides or {}, issues) if ahead is not None else None
    plan = plan or read_assets(
        session, understanding, organisation_id=organisation_id, described_on=begun.described_on, covers=covers,
        site_overrides=site_overrides or {}, overrides=begun.overrides, issues=issues,
    )  # fmt: skip
    found = compare(session, plan, judge or NobodyJudges())
    return _assets_preview(session, workbook, understanding, plan, found)


def _assets_preview(
    session: Session, workbook: Workbook, understanding: Understanding, plan: AssetPlan, found: Found
) -> Preview:
    counts: Counter[Disposition] = Counter({DISPOSITIONS[n]: count for n, count in Counter(plan.disposition).items()})
    devices: Counter[Disposition] = Counter()
    matched: Counter[MatchedBy] = Counter()
    matcher = plan.matcher
    for disposition, quantity, by, state in zip(
        plan.disposition, plan.quantities, matcher.by, matcher.state, strict=True
    ):
        if state == State.OWNER:
            matched[MATCHED_BY[by]] += 1
        if state != State.FOLLOWER:
            devices[DISPOSITIONS[disposition]] += quantity
    counts[Disposition.NOT_SEEN] = len(plan.not_seen)
    devices[Disposition.NOT_SEEN] = sum(plan.known.quantities[slot] for slot in plan.not_seen)
    counts = Counter({disposition: counts[disposition] for disposition in Disposition if counts[disposition]})
    _doubt_cover(plan)
    taken = counts[Disposition.NEW] + counts[Disposition.CHANGED] + counts[Disposition.OLDER]
    changes_nothing = (
        taken == 0
        and plan.newly_not_seen == 0
        and not plan.reappeared
        and (
            # An export of the register that comes back as it went out tells nothing new, of whatever date it is.
            all(table.is_own_export for table in plan.tables)
            or loading.same_list_applied(session, ImportKind.ASSETS, plan.described_on, plan.covers, plan.rows_sha256)
        )
    )
    fewer = found.foreseen.fewer()
    shown = plan.not_seen[:NAMES_KEPT]
    not_seen = tuple(
        NotSeen(plan.ledger.ids[slot], plan.places.sites[plan.ledger.sites[slot]].name, bool(plan.known.is_seen[slot]))
        for slot in shown
    )
    preview = Preview(
        kind=ImportKind.ASSETS,
        file_name=workbook.path.name,
        file_sha256=workbook.sha256,
        file_bytes=workbook.size,
        organisation_id=plan.organisation_id,
        described_on=plan.described_on,
        covers=plan.covers,
        sheets=tuple(plan.sheets),
        left_out=understanding.sheets_left_out,
        counts=counts,
        devices={key: value for key, value in devices.items() if value},
        matched_by=matched,
        issues=plan.issues.kept(),
        issue_totals=dict(plan.issues.totals),
        differences=found.most_important(),
        differences_total=found.total,
        changed_fields=dict(found.fields.most_common()),
        sites=_sites_touched(plan),
        not_seen=not_seen,
        reappeared=tuple(sorted(plan.ledger.ids[slot] for slot in plan.reappeared)),
        outcome_sha256=plan.outcome_sha256,
        changes_nothing=changes_nothing,
        plan=plan,
    )
    released = found.foreseen.released, found.foreseen.released_total
    code = loading.register_code(session)
    looks = what_deserves_a_look(
        preview,
        code,
        released=released,
        fewer=fewer,
        left_out=found.foreseen.left_out(),
        aside=() if changes_nothing else named_aside(plan, found.foreseen.judge),
        known=_seen_at_named_sites(plan),
        newly_missing=plan.newly_not_seen,
    )
    return replace(preview, looks=looks)


def _seen_at_named_sites(plan: AssetPlan) -> int:
    matcher, known = plan.matcher, plan.known
    named = {site for site, state in zip(matcher.site, matcher.state, strict=True) if state == State.OWNER}
    return sum(1 for slot in range(plan.ledger.known) if plan.ledger.sites[slot] in named and known.is_seen[slot])


def _doubt_cover(plan: AssetPlan) -> None:
    """Most of what is known not being named is more often a partial list than an empty building."""
    covered = covered_sites(plan)
    there = sum(
        1 for slot in range(plan.ledger.known) if plan.ledger.sites[slot] in covered and plan.known.is_seen[slot]
    )
    if plan.newly_not_seen >= 10 and plan.newly_not_seen * 2 > there:
        plan.issues.add(
            Issue(
                codes.MANY_NOT_SEEN,
                Severity.WARNING,
                f"The list does not name {plan.newly_not_seen} of the {there} assets known at the places it covers.",
                "If the list is only a part of what is there, import it with --covers part.",
            )
        )


def _sites_touched(plan: AssetPlan) -> SitesTouched:
    matcher, ledger, places = plan.matcher, plan.ledger, plan.places
    taken = {site for site, state in zip(matcher.site, matcher.state, strict=True) if state == State.OWNER}
    new = [places.sites[site].name for site in sorted(taken) if site >= places.known_count]
    with_assets = {ledger.sites[slot] for slot in plan.not_seen if plan.known.is_seen[slot]}
    named = {ledger.sites[slot] for slot in range(ledger.known) if ledger.owner[slot] >= 0 or ledger.is_contested[slot]}
    emptied = [places.sites[site].name for site in sorted(with_assets - named)]
    return SitesTouched(
        known=sum(1 for site in taken if site < places.known_count),
        new=tuple(new[:NAMES_KEPT]),
        new_total=len(new),
        emptied=tuple(emptied[:NAMES_KEPT]),
        emptied_total=len(emptied),
    )


def _estate_preview(session: Session, workbook: Workbook, understanding: Understanding, plan: EstatePlan) -> Preview:
    preview = Preview(
        kind=ImportKind.ESTATE,
        file_name=workbook.path.name,
        file_sha256=workbook.sha256,
        file_bytes=workbook.size,
        organisation_id=plan.organisation_id,
        described_on=plan.described_on,
        covers=plan.covers,
        sheets=tuple(plan.sheets),
        left_out=understanding.sheets_left_out,
        counts=plan.counts,
        devices={},
        matched_by={},
        issues=plan.issues.kept(),
        issue_totals=dict(plan.issues.totals),
        differences=plan.differences,
        differences_total=plan.differences_total,
        changed_fields=plan.changed_fields,
        sites=plan.touched,
        not_seen=(),
        reappeared=(),
        outcome_sha256=plan.outcome_sha256,
        changes_nothing=plan.changes_nothing,
        plan=plan,
    )
    return replace(preview, looks=what_deserves_a_look(preview, loading.register_code(session)))
