"""A council with four cameras: what people do there, and what the facts say of each camera."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from riskreg.catalogue import EntryDefinition
from riskreg.operations import activating, deciding, importing, imports, removing, screening, setting_up
from riskreg.operations.office import Actor, Office
from riskreg.register import Adoption, Asset, AssetVersion, Flag, FlagBasis, KeyVerdict, Regime
from riskreg.removal import steps_in_force
from riskreg.removal.order import Taken, furthest
from riskreg.reporting.state import Point, estate_state
from riskreg.review import flag_states
from riskreg.rules.terms import (
    AdoptionBasis,
    BasisState,
    Covers,
    DecisionOutcome,
    DeterminationOutcome,
    OrganisationKind,
    RegimeKind,
    Step,
    Verdict,
)
from riskreg.screening import Screened
from riskreg.settings import Settings
from tests.journeys.desk import bundled_lists, compiled

COUNCIL = "Marram Borough Council"
UK, US = "uk_nil_2022", "us_889"
TODAY = date(2026, 11, 22)


def office_at(url: str, folder: Path) -> Office:
    """An office at a register; lists are read once for all."""
    settings = Settings(database_url=url, evidence_folder=folder / "evidence")
    place = Office(settings=settings, actor=Actor("Olive Officer"), today=TODAY)
    place.__dict__["catalogue"] = bundled_lists(None)
    place.__dict__["identifier"] = compiled(place.catalogue.knowledge)
    return place


def found(url: str, folder: Path) -> None:
    """Put the lists in use and add the council."""
    place = office_at(url, folder)
    activating.activate_lists(place, apply=True, on=date(2025, 12, 1))
    setting_up.add_organisation(place, COUNCIL, OrganisationKind.COUNCIL, parent=None, from_on=date(2000, 1, 1))
    place.close()  # the last connection that closes brings the write-ahead log into the file


class Council:
    """What people do at the council."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        self.place = office_at(url or f"sqlite:///{folder / 'register.sqlite'}", folder)
        self.imports: list[str] = []
        self._files = 0

    def list(
        self,
        makes: Mapping[str, tuple[str, str]],
        on: date,
        covers: Covers = Covers.SITES,
        more: Mapping[str, Mapping[str, str]] | None = None,
        organisation: str = COUNCIL,
        site: str = "M1",
    ) -> str | None:
        """Import a list: tag → make and model; `more` is header → tag → cell. Gives the reference of the import."""
        further = more or {}
        self._files += 1
        path = self.folder / f"list{self._files}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("Site code", "Asset tag", "Make", "Model", *further))
            writer.writerows(
                (site, tag, make, model, *(cells.get(tag, "") for cells in further.values()))
                for tag, (make, model) in makes.items()
            )
        done = importing.apply_import(
            self.place, importing.Request(path=path, organisation=organisation, dated=on, covers=covers)
        )
        if done.reference is not None:
            self.imports.append(done.reference)
        return done.reference

    def undo(self) -> None:
        """Take the newest import back."""
        if self.imports:
            imports.undo_import(self.place, self.imports.pop(), "a test")

    def adopt(self, regime: str, on: date = date(2022, 11, 24)) -> None:
        """Let a regime count."""
        setting_up.adopt_regime(self.place, COUNCIL, regime, basis=AdoptionBasis.VOLUNTARY, from_on=on)

    def determine(self, vendor: str, outcome: DeterminationOutcome, on: date, *, review: date | None = None) -> None:
        """Decide whether a vendor meets the criterion."""
        proof = self.folder / "minute.pdf"
        proof.write_bytes(b"%PDF-1.4 a minute of the board")
        deciding.determine_vendor(
            self.place, vendor, regime=UK, outcome=outcome, reason="Board paper", evidence=proof, on=on,
            review_on=review,
        )  # fmt: skip

    def decide(self, tag: str, outcome: DecisionOutcome, on: date) -> None:
        """Decide the flags of an asset."""
        deciding.decide_flags(self.place, [tag], outcome, reason="Looked at", on=on)

    def step(self, tag: str, step: Step, on: date) -> None:
        """Record a step of a removal."""
        photo = self.folder / "photo.jpg"
        photo.write_bytes(b"\xff\xd8\xff\xe0" + bytes(400))
        removing.record_removal(
            self.place, [tag], step, on, remover="Rob Remover",
            verifier="Vera Verifier" if step is Step.VERIFIED else None,
            evidence=photo if step is Step.VERIFIED else None,
        )  # fmt: skip

    def reissue(self, label: str, slug: str, change: Callable[[EntryDefinition], EntryDefinition]) -> Screened:
        """Put a new edition of a regime's list in use, its entries changed."""
        lists = self.place.catalogue
        regime = lists.regimes[slug]
        newest = regime.latest
        edition = replace(
            newest,
            label=label,
            legal_on=newest.legal_on + timedelta(1),
            checksum="",
            entries=tuple(change(each) for each in newest.entries),
        )
        regimes = {**lists.regimes, slug: replace(regime, editions=(*regime.editions, edition))}
        checksum = sha256(f"{label} of {lists.checksum}".encode()).hexdigest()
        changed = replace(lists, regimes=regimes, checksum=checksum)
        self.place.__dict__["catalogue"] = changed
        return activating.activate_lists(self.place, apply=True).screened

    def open_tags(self) -> set[str]:
        """Tags of the assets with an open flag, as reports count them; the review says the same of every flag."""
        with self.place.reading() as session:
            state = estate_state(session, Point(TODAY, None))
            rows = session.execute(select(AssetVersion.asset_id, AssetVersion.asset_tag))
            tags = {asset: str(tag) for asset, tag in rows}
            found = {tags[asset.id] for asset in state.open_assets}
            reviewed = {tags[each.flag.asset_id] for each in flag_states(session, as_at=TODAY) if each.is_open}
            assert found == reviewed
            return found

    def screen(self) -> screening.RegisterScreened:
        """Judge everything again."""
        return screening.screen_register(self.place)

    def sequence(self) -> int:
        """The newest change."""
        with self.place.reading() as session:
            return int(session.execute(text("SELECT sequence FROM trail_head")).scalar_one())

    def verdicts(self) -> dict[str, Verdict]:
        """Tag → verdict as kept on the asset."""
        query = "SELECT v.asset_tag, a.verdict FROM asset a JOIN asset_version v ON v.id = a.version_id"
        with self.place.reading() as session:
            return {tag: Verdict(verdict) for tag, verdict in session.execute(text(query))}

    def flags(self) -> dict[tuple[str, str], tuple[BasisState, Verdict]]:
        """Tag and regime → state and verdict of every flag ever raised."""
        query = text(
            "SELECT v.asset_tag, r.slug, f.id FROM flag f JOIN asset a ON a.id = f.asset_id "
            "JOIN regime r ON r.id = f.regime_id JOIN asset_version v ON v.asset_id = a.id"
        )
        with self.place.reading() as session:
            newest = newest_bases(session)
            return {(tag, slug): newest[flag] for tag, slug, flag in session.execute(query)}

    def check_mirrors(self) -> None:
        """What is kept on each asset for quick reading is what the facts say, and every flag stands as they say."""
        with self.place.reading() as session:
            expected = verdicts_by_regime(session)
            assets = session.scalars(select(Asset).order_by(Asset.id)).all()
            live = {
                (flag.asset_id, flag.regime_id): newest_bases(session)[flag.id]
                for flag in session.scalars(select(Flag).order_by(Flag.id))
            }
            for asset in assets:
                of_regimes = expected[asset.id]
                gravest = max(of_regimes.values(), key=lambda each: each.gravity, default=Verdict.UNKNOWN)
                assert asset.verdict is gravest, (asset.id, of_regimes)
                steps = steps_in_force(session, [asset.id])
                taken = [Taken(step.step, step.happened_on, step.devices) for step in steps]
                assert asset.step is furthest(taken), (asset.id, taken)
                flagged = {
                    r: verdict for r, verdict in of_regimes.items() if verdict.is_flagged and asset.version_id > 0
                }
                standing = {
                    regime: verdict
                    for (key, regime), (state, verdict) in live.items()
                    if key == asset.id and state is BasisState.LIVE
                }
                assert standing == flagged, asset.id


def newest_bases(session: Session) -> dict[int, tuple[BasisState, Verdict]]:
    """Flag → state and verdict of its newest ground."""
    rows = session.execute(
        select(FlagBasis.flag_id, FlagBasis.state, FlagBasis.verdict).order_by(FlagBasis.from_on, FlagBasis.id)
    )
    return {flag: (state, verdict) for flag, state, verdict in rows}


def verdicts_by_regime(session: Session) -> dict[int, dict[int, Verdict]]:
    """Asset → adopted regime → verdict, from the facts alone."""
    said: dict[tuple[int, int], Verdict] = {}
    for key, regime, verdict in session.execute(
        select(KeyVerdict.trace_key_id, KeyVerdict.regime_id, KeyVerdict.verdict).order_by(
            KeyVerdict.from_on, KeyVerdict.id
        )
    ):
        said[key, regime] = verdict  # a council's use is known, so no verdict turns on it
    adopted: dict[int, set[int]] = defaultdict(set)
    for organisation, regime, is_ended in session.execute(
        select(Adoption.organisation_id, Adoption.regime_id, Adoption.is_ended)
        .join(Regime, Regime.id == Adoption.regime_id)
        .where(Regime.kind != RegimeKind.INDICATOR)
        .order_by(Adoption.from_on, Adoption.id)
    ):
        (adopted[organisation].discard if is_ended else adopted[organisation].add)(regime)
    return {
        asset.id: {
            regime: said[asset.trace_key_id, regime]
            for regime in adopted[asset.organisation_id]
            if (asset.trace_key_id, regime) in said
        }
        for asset in session.scalars(select(Asset))
    }
