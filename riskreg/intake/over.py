"""When a question of identity waits no longer although nobody answered it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.intake import loading
from riskreg.intake.asked import RowAsking
from riskreg.intake.numbers import number_key
from riskreg.register import Asset, AssetVersion, IdentityAnswer, ImportBatch, ImportedRow, RemovalStep, Site
from riskreg.register.merges import merges, survivors
from riskreg.rules.conflicts import Question
from riskreg.rules.terms import Covers, Disposition, ImportKind, Step

_UNTIL_ANSWERED = (Question.BACK, Question.DIFFERS, Question.MOVED)
"""What a later list that says the same does not settle: it was taken so, and only a person can say that it is right."""
_NUMBER_FIELDS = ("serial_number", "mac_address", "hardware_id", "asset_tag")

Waiting = Mapping[str, tuple[Question, Sequence[RowAsking]]]
"""Subject → question, and the rows of the newest list that raised it."""


def over(session: Session, waiting: Waiting) -> dict[str, str]:
    """Subject → why it waits no longer; those that still wait are left out."""
    found: dict[str, str] = {}
    found.update(_by_newer_lists(session, waiting))
    found.update(_back_and_gone(session, waiting))
    found.update(_as_it_stands(session, waiting))
    survivor_of = survivors(merges(session))
    for subject, (question, rows) in waiting.items():
        assets = rows[0].facts.get("assets", ())
        if question is Question.CONTRADICTION and len({survivor_of.get(each, each) for each in assets}) == 1:
            found[subject] = "The two records are merged."
    return found


def _by_newer_lists(session: Session, waiting: Waiting) -> dict[str, str]:
    sites = {s: rows[0].site_id or _first(rows[0].facts.get("near", ())) for s, (_, rows) in waiting.items()}
    newest = newest_covering(session, {site for site in sites.values() if site is not None})
    reopened = {
        subject: change
        for subject, change in session.execute(
            select(IdentityAnswer.subject, IdentityAnswer.change_id).order_by(IdentityAnswer.id)
        )
        if subject in waiting
    }
    found = {}
    for subject, (question, rows) in waiting.items():
        site = sites[subject]
        if question in _UNTIL_ANSWERED or site is None:
            continue
        on, batch_id, change_id = newest.get(site, (date.min, 0, 0))
        # A list that was matched by an answer that is taken back since settles nothing.
        if (on, batch_id) > (rows[0].described_on, rows[0].batch_id) and change_id > reopened.get(subject, 0):
            found[subject] = "A newer list that covers the place no longer raises it."
    return found


def _first(values: Sequence[int]) -> int | None:
    return values[0] if values else None


def newest_covering(session: Session, site_ids: Collection[int]) -> dict[int, tuple[date, int, int]]:
    """Site → date, key and change of the newest standing asset list that covers it whole."""
    found: dict[int, tuple[date, int, int]] = {}
    whole: dict[int, int] = {}
    owners: dict[int, int] = dict(session.execute(select(Site.id, Site.organisation_id)).all()) if site_ids else {}
    batches = session.execute(
        select(
            ImportBatch.id,
            ImportBatch.described_on,
            ImportBatch.covers,
            ImportBatch.organisation_id,
            ImportBatch.change_id,
        )
        .where(
            ImportBatch.kind == ImportKind.ASSETS,
            ImportBatch.covers != Covers.PART,
            ~loading.is_withdrawn(ImportBatch.id),
        )
        .order_by(ImportBatch.described_on.desc(), ImportBatch.id.desc())
    ).all()
    left = set(site_ids)
    for batch_id, on, covers, organisation_id, change_id in batches:
        if not left:
            break
        named = set(
            session.scalars(
                select(ImportedRow.site_id)
                .where(
                    ImportedRow.import_batch_id == batch_id,
                    ImportedRow.disposition != Disposition.REJECTED,
                    ImportedRow.site_id.is_not(None),
                )
                .distinct()
            )
        )
        if covers is Covers.ORGANISATION:
            for organisation in (organisation_id, *(owners.get(site or 0) for site in named)):
                if organisation is not None:
                    whole.setdefault(organisation, batch_id)
        for site in list(left):
            if site in named or whole.get(owners.get(site, 0)) == batch_id:
                found[site] = (on, batch_id, change_id)
                left.discard(site)
    return found


def _back_and_gone(session: Session, waiting: Waiting) -> dict[str, str]:
    """Alarms of devices whose removal was verified anew."""
    alarms = {
        subject: (int(rows[0].facts["asset"]), date.fromisoformat(rows[0].facts["on"]))
        for subject, (question, rows) in waiting.items()
        if question is Question.BACK
    }
    gone: dict[int, date] = {}
    for piece in loading.chunked(sorted({asset for asset, _ in alarms.values()})):
        for asset, on in session.execute(
            select(RemovalStep.asset_id, RemovalStep.happened_on).where(
                RemovalStep.asset_id.in_(piece), RemovalStep.step == Step.VERIFIED
            )
        ):
            gone[asset] = max(gone.get(asset, on), on)
    text = "Its removal was verified anew."
    return {subject: text for subject, (asset, on) in alarms.items() if gone.get(asset, date.min) >= on}


def _as_it_stands(session: Session, waiting: Waiting) -> dict[str, str]:
    """Numbers and moves that later facts have overtaken."""
    asked = {
        subject: (question, rows[0])
        for subject, (question, rows) in waiting.items()
        if question in (Question.DIFFERS, Question.MOVED)
    }
    assets: dict[int, Asset] = {}
    known: dict[int, list[AssetVersion]] = defaultdict(list)
    for piece in loading.chunked(sorted({int(row.facts["asset"]) for _, row in asked.values()})):
        assets.update((asset.id, asset) for asset in session.scalars(select(Asset).where(Asset.id.in_(piece))))
        versions = select(AssetVersion).where(
            AssetVersion.asset_id.in_(piece), ~loading.is_withdrawn(AssetVersion.import_batch_id)
        )
        for version in session.scalars(versions.order_by(AssetVersion.id)):
            known[version.asset_id].append(version)
    found = {}
    for subject, (question, row) in asked.items():
        asset = assets[int(row.facts["asset"])]
        if question is Question.MOVED:
            if asset.site_id != row.site_id:
                found[subject] = "It stands at another site again."
            continue
        kind, number = int(row.facts["kind"]), row.facts["number"]
        if (asset.serial_key, asset.mac_key, asset.hardware_key, asset.tag_key)[kind] != number:
            found[subject] = "A newer list gives another number."
            continue
        earlier = (each for each in known[asset.id] if each.imported_row_id < row.id)
        if any(number_key(getattr(each, _NUMBER_FIELDS[kind]), kind) == number for each in earlier):
            found[subject] = "The list gives the number that was known before."
    return found
