"""Which assets of a site a line of a plan replaces: by number, by make and model as listed, or all that is flagged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.planning import codes
from riskreg.planning.lines import PlanRow
from riskreg.register import Asset, AssetVersion, Decision, Flag, FlagBasis, KeyVerdict
from riskreg.rules.decisions import Ground, still_judged
from riskreg.rules.issues import Issue
from riskreg.rules.references import ReferenceKind, parse_reference
from riskreg.rules.terms import BasisState, DecisionOutcome, Severity, Verdict
from riskreg.tables.wording import compact, plain

_ALL = frozenset(
    {"all", "all flagged", "all restricted", "everything", "everything flagged", "all affected", "whole site"}
    | {f"all {state}{what}" for state in ("", "flagged ", "restricted ") for what in ("devices", "equipment", "assets")}
)
"""What stands for every flagged asset of the site."""
_GENERIC = frozenset(
    {"camera", "cameras", "recorder", "recorders", "device", "devices", "unit", "units"}
    | {"equipment", "kit", "system", "systems"}
)
_COUNT = re.compile(
    r"^\s*\d+\s*(?:x|×|no\.?|nr\.?|off|of)?\s+|\s*[(\[]\s*\d+\s*(?:x|no\.?|nr\.?|off)?\s*[)\]]\s*$", re.I
)
_BETWEEN = re.compile(r"[,;\n/+&]|\band\b", re.I)
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class AssetKnown:
    """An asset line as a plan may name it. `is_open` says whether it is flagged and nobody dismissed that."""

    id: int
    site_id: int
    quantity: int
    is_open: bool
    make: str
    model: str
    tag: str
    serial: str


class Equipment:
    """The assets of some sites, as plans may name them.

    Args:
        session: Any session.
        site_ids: The sites.
        register_code: The code inside references.
    """

    def __init__(self, session: Session, site_ids: Collection[int], register_code: str) -> None:
        self._register_code = register_code
        self.known: dict[int, AssetKnown] = {}
        self._at: defaultdict[int, list[AssetKnown]] = defaultdict(list)
        ids = sorted(site_ids)
        for start in range(0, len(ids), _CHUNK):
            for asset in _assets(session, ids[start : start + _CHUNK]):
                self.known[asset.id] = asset
                self._at[asset.site_id].append(asset)

    def resolve(self, row: PlanRow, site_id: int) -> tuple[tuple[int, ...], list[Issue]]:
        """The assets that a line replaces, in order of their keys, and what must be said of it."""
        issues: list[Issue] = []
        found: set[int] = set()
        missed: list[str] = []
        for text in row.references:
            self._gather(text, site_id, self._by_number, found, missed)
        if not found and row.replaces:
            missed = []
            self._gather(row.replaces, site_id, self._by_words, found, missed)
        for part in missed:
            issues.append(self._missed(row, part, has_others=bool(found)))
        devices = sum(self.known[asset_id].quantity for asset_id in found)
        if found and row.quantity is not None and row.quantity != devices:
            issues.append(
                row.said(
                    codes.QUANTITY_DIFFERS,
                    Severity.NOTE,
                    f"{row.quantity} new for {devices} that they replace.",
                    "",
                    None,
                )
            )
        return tuple(sorted(found)), issues

    def _by_number(self, text: str, site_id: int) -> set[int]:
        parsed = parse_reference(text)
        if parsed is not None and parsed[0] is ReferenceKind.ASSET and parsed[1] == self._register_code:
            return {parsed[2]} if any(asset.id == parsed[2] for asset in self._at[site_id]) else set()
        key = compact(text)
        return {asset.id for asset in self._at[site_id] if key and key in (asset.tag, asset.serial)}

    def _by_words(self, text: str, site_id: int) -> set[int]:
        here = self._at[site_id]
        if plain(_COUNT.sub("", text)) in _ALL:
            return {asset.id for asset in here if asset.is_open}
        found = self._by_number(text, site_id)
        for spoken in (text, _COUNT.sub("", text)):  # a model may itself begin with a number
            if found:
                break
            words = plain(spoken).removeprefix("all ").split()
            while len(words) > 1 and words[-1] in _GENERIC:
                words.pop()
            key = "".join(words)
            found = {asset.id for asset in here if key and key in (asset.make + asset.model, asset.model, asset.make)}
        return found

    def _gather(
        self, text: str, site_id: int, find: Callable[[str, int], set[int]], found: set[int], missed: list[str]
    ) -> None:
        """Find what a text names as a whole, else what its parts name; parts that name nothing are kept to be said."""
        whole = find(text, site_id)
        parts = [text] if whole else [part.strip() for part in _BETWEEN.split(text) if part.strip()]
        named = [whole] if whole else [find(part, site_id) for part in parts]
        if not any(named):
            missed.append(text)
            return
        missed.extend(part for part, assets in zip(parts, named, strict=True) if not assets)
        found.update(*named)

    def _missed(self, row: PlanRow, text: str, *, has_others: bool) -> Issue:
        parsed = parse_reference(text)
        if parsed is not None and parsed[0] is ReferenceKind.ASSET:
            return row.said(
                codes.ASSET_ELSEWHERE,
                Severity.WARNING,
                f"{text} is not an asset of this site, so it does not count as planned by this line.",
                "Correct the reference or the site.",
                row.replaces_cell,
                text,
            )
        rest = "; the rest of the line is matched." if has_others else ", so no device counts as planned by this line."
        return row.said(
            codes.NOTHING_MATCHED,
            Severity.WARNING,
            f"Nothing at this site answers to “{text}”{rest}",
            "Name the asset tag, serial number or reference, the make and model as listed, or “all flagged”.",
            row.replaces_cell,
            text,
        )


def _assets(session: Session, site_ids: list[int]) -> Iterable[AssetKnown]:
    dismissed = _not_open(session, site_ids)
    rows = session.execute(
        select(
            Asset.id,
            Asset.site_id,
            Asset.quantity,
            Asset.verdict,
            AssetVersion.make,
            AssetVersion.model,
            AssetVersion.asset_tag,
            AssetVersion.serial_number,
        )
        .join(AssetVersion, AssetVersion.id == Asset.version_id)
        .where(Asset.site_id.in_(site_ids))
        .order_by(Asset.id)
    )
    for asset_id, site_id, quantity, verdict, make, model, tag, serial in rows:
        is_open = verdict.is_flagged and asset_id not in dismissed
        yield AssetKnown(asset_id, site_id, quantity, is_open, _key(make), _key(model), _key(tag), _key(serial))


def _key(text: str | None) -> str:
    return compact(text) if text else ""


def _not_open(session: Session, site_ids: list[int]) -> set[int]:
    """Assets all of whose live flags somebody dismissed."""
    flags = (
        select(Flag.id, Flag.asset_id)
        .join(Asset, Asset.id == Flag.asset_id)
        .where(Asset.site_id.in_(site_ids), Asset.verdict.in_([Verdict.RESTRICTED, Verdict.SUSPECTED]))
    )
    asset_of = dict(session.execute(flags).all())
    wanted = flags.with_only_columns(Flag.id)
    bases = (
        select(FlagBasis.id, FlagBasis.flag_id, FlagBasis.state, FlagBasis.verdict, KeyVerdict.ground_sha256)
        .outerjoin(KeyVerdict, KeyVerdict.id == FlagBasis.key_verdict_id)
        .where(FlagBasis.flag_id.in_(wanted))
        .order_by(FlagBasis.from_on, FlagBasis.id)
    )
    decisions = (
        select(Decision.flag_id, Decision.flag_basis_id, Decision.outcome)
        .where(Decision.flag_id.in_(wanted))
        .order_by(Decision.decided_on, Decision.id)
    )
    ground_of: dict[int, Ground] = {}
    now: dict[int, tuple[BasisState, Ground]] = {}
    for basis, flag, state, verdict, digest in session.execute(bases):
        ground_of[basis] = Ground(verdict, digest)
        now[flag] = (state, ground_of[basis])
    decided = {flag: (basis, outcome) for flag, basis, outcome in session.execute(decisions)}
    live = {flag for flag in asset_of if flag in now and now[flag][0] is BasisState.LIVE}

    def is_dismissed(flag: int) -> bool:
        if flag not in decided:
            return False
        judged, outcome = decided[flag]
        return outcome is DecisionOutcome.DISMISSED and still_judged(ground_of[judged], now[flag][1])

    still_open = {asset_of[flag] for flag in live if not is_dismissed(flag)}
    return {asset_of[flag] for flag in live} - still_open
