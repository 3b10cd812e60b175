"""What an appraisal is about: the flagged asset lines of a site or system, and what is known of any line."""

from __future__ import annotations

from collections.abc import Collection

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.planning.equipment import Equipment
from riskreg.register import Asset, AssetVersion, RegisterIdentity, System
from riskreg.register.merges import merges
from riskreg.rules.appraisal_figures import AssetFact
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import Step

_GONE = frozenset(list(Step)[list(Step).index(Step.PHYSICALLY_REMOVED) :])
_CHUNK = 5_000


def flagged_lines(session: Session, site_id: int, system_id: int | None = None) -> tuple[int, ...]:
    """The asset lines of a site, or of one system there, that are flagged, not dismissed, not merged and not taken out.

    Args:
        session: Any session.
        site_id: The site.
        system_id: Only this system, or None for all.
    """
    code = session.scalars(select(RegisterIdentity.code)).one()
    still_open = {each.id for each in Equipment(session, [site_id], code).known.values() if each.is_open}
    query = (
        select(Asset.id, Asset.step)
        .join(AssetVersion, AssetVersion.id == Asset.version_id)
        .where(Asset.site_id == site_id)
        .order_by(Asset.id)
    )
    if system_id is not None:
        query = query.where(AssetVersion.system_id == system_id)
    elsewhere = merges(session)
    rows = session.execute(query)
    return tuple(key for key, step in rows if key in still_open and step not in _GONE and key not in elsewhere)


def system_named(session: Session, site_id: int, name: str) -> int | None:
    """The system of a site by its name; None where there is none."""
    names = dict(session.execute(select(System.name, System.id).where(System.site_id == site_id)).all())
    return next((key for told, key in names.items() if fold(told) == fold(name)), None)


def asset_facts(session: Session, asset_ids: Collection[int]) -> dict[int, AssetFact]:
    """Asset → what is known of it now, in the order of the keys.

    Args:
        session: Any session.
        asset_ids: Which; those that no list describes any more are left out.
    """
    code = session.scalars(select(RegisterIdentity.code)).one()
    wanted = sorted(asset_ids)
    found: dict[int, AssetFact] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = session.execute(
            select(Asset, AssetVersion)
            .join(AssetVersion, AssetVersion.id == Asset.version_id)
            .where(Asset.id.in_(wanted[start : start + _CHUNK]))
            .order_by(Asset.id)
        )
        for asset, version in rows:
            found[asset.id] = _fact(reference(ReferenceKind.ASSET, code, asset.id), asset, version)
    return found


def lines_at(session: Session, site_id: int) -> dict[int, AssetFact]:
    """Every asset line of a site → what is known of it now."""
    return asset_facts(session, session.scalars(select(Asset.id).where(Asset.site_id == site_id)).all())


def _fact(ref: str, asset: Asset, version: AssetVersion) -> AssetFact:
    model = " ".join(filter(None, (version.make, version.model))) or version.description or version.name or "not told"
    other = orjson.loads(version.other) if version.other else {}
    installed = version.installed_on or version.purchased_on
    return AssetFact(
        reference=ref,
        name=", ".join(filter(None, (model, version.location, version.asset_tag))),
        quantity=asset.quantity,
        kind=version.kind,
        verdict=asset.verdict,
        model=model,
        installed_year=installed.year if installed is not None else None,
        resolution=other.get("resolution"),
    )
