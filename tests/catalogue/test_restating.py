"""An edition that repeats an entry writes nothing, and the record answers as if all had been screened afresh."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.catalogue import EntryDefinition
from riskreg.catalogue.definitions import Limits
from riskreg.catalogue.lineage import lineage
from riskreg.catalogue.listed import with_listed
from riskreg.database import Actor, Database
from riskreg.errors import Conflict
from riskreg.operations import activating, deciding, importing, screening, setting_up
from riskreg.operations.activating import Confirmed, ListsActivated
from riskreg.operations.asking import show
from riskreg.operations.office import Office
from riskreg.register import (
    Asset,
    Change,
    Decision,
    Identification,
    KeyVerdict,
    ListEdition,
    ListEntry,
    Regime,
    TraceKey,
)
from riskreg.review import flag_states
from riskreg.rules.obligations import Goods
from riskreg.rules.terms import AdoptionBasis, DecisionOutcome, OrganisationKind, Verdict
from riskreg.screening import Screener
from riskreg.screening.judge import Judge
from riskreg.screening.judging import circumstances_of, ground_digest, judged_signals
from riskreg.screening.screener import _trace
from riskreg.settings import Settings

TODAY = date(2026, 11, 22)
COUNCIL = "Alder Council"
MAKES = {"A": "Example Optics", "B": "Lens", "C": "Prism", "D": "Nobody Knows"}
DRONES = Limits(goods=(Goods.UNCREWED_AIRCRAFT,))
Said = dict[tuple[int, str], tuple[Verdict, str]]
"""Trace key and regime → verdict and digest of its ground."""


def entry(vendor: str, **said: object) -> EntryDefinition:
    base = EntryDefinition(vendor, f"{vendor.title()} Ltd", vendor, None, None, False, "")
    return replace(base, **said)  # type: ignore[arg-type]


VARIANTS: dict[str, Callable[[str], EntryDefinition]] = {
    "plain": entry,
    "again": entry,
    "with affiliates": lambda vendor: entry(vendor, includes_affiliates=True),
    "other words": lambda vendor: entry(vendor, scope="cameras"),
    "limited": lambda vendor: entry(vendor, limits=DRONES),
    "dated": lambda vendor: entry(vendor, from_on=date(2021, 6, 1)),
    "coming": lambda vendor: entry(vendor, from_on=date(2027, 1, 1)),
    "other name": lambda vendor: entry(vendor, names=("Another Name",)),
}
BY_NAME: dict[str, Callable[[str], EntryDefinition]] = {
    "by name": lambda key: EntryDefinition(key, "Nobody Knows Ltd", None, None, None, False, "", by_name=True),
    "by another": lambda key: EntryDefinition(
        *(key, "Else & Else", None, None, None, False, ""),
        names=("Nobody Knows GmbH", "Someone Else"),
        country="DE",
        by_name=True,
    ),
}
"""A company without a file of its own: what is told by its name changes with the edition."""
LATER = (",M2,Lens Ltd", "Nobody Knows (UK) Ltd,M3,", "Else and Else,M4,Someone Else")


class Desk:
    """A council with four devices, at a regime whose editions a test makes up."""

    def __init__(self, url: str, folder: Path, tmp_path: Path) -> None:
        chosen = Settings(database_url=url, vendor_lists=folder, lists_folder=tmp_path / "own")
        self.place = Office(settings=chosen, actor=Actor("Olive Officer"), today=TODAY)
        self.number = self.lists_brought = 0
        lists = self.place.catalogue
        self.said, self.knowledge = lists.regimes, lists.knowledge

    def open(self, tmp_path: Path) -> None:
        activating.activate_lists(self.place, apply=True, on=date(2026, 1, 1))
        setting_up.add_organisation(self.place, COUNCIL, OrganisationKind.COUNCIL, parent=None, from_on=None)
        path = tmp_path / "list.csv"
        rows = "".join(f"Alder,{tag},{make},M1\n" for tag, make in MAKES.items())
        path.write_text(f"Site code,Asset tag,Make,Model\n{rows}", encoding="utf-8")
        importing.apply_import(self.place, importing.Request(path=path, organisation=COUNCIL, dated=date(2026, 2, 1)))
        setting_up.adopt_regime(self.place, None, "listed", basis=AdoptionBasis.MANDATORY, from_on=date(2021, 1, 1))

    def issue(self, *entries: EntryDefinition, complete: bool = True) -> ListsActivated:
        """Put a new edition of the list in use."""
        self.number += 1
        lists = self.place.catalogue
        regime = self.said["listed"]
        newest = regime.latest
        edition = replace(
            newest,
            label=f"edition {self.number}",
            legal_on=newest.legal_on + timedelta(30),
            checksum="",
            is_complete=complete,
            entries=entries,
        )
        self.said = {**self.said, "listed": replace(regime, editions=(*regime.editions, edition))}
        known = with_listed(self.knowledge, self.said, lists.traps, frozenset())
        editions = [each for regime in known.regimes.values() for each in regime.editions]
        listed = frozenset(each.vendor for edition in editions for each in edition.entries if each.vendor is not None)
        self.place.__dict__["catalogue"] = replace(
            lists,
            knowledge=replace(known.knowledge, listed=listed),
            regimes=known.regimes,
            listed=known.listed,
            checksum=sha256(f"{self.number} of {lists.checksum}".encode()).hexdigest(),
        )
        self.place.__dict__.pop("identifier", None)
        lost = tuple(each.name for each in newest.entries)
        return activating.activate_lists(self.place, apply=True, confirmed=Confirmed(lost, size=True))

    def dismiss(self, reason: str) -> None:
        deciding.decide_flags(self.place, ["A"], DecisionOutcome.DISMISSED, reason=reason, on=TODAY)

    def bring(self, folder: Path) -> None:
        """Import a list of devices, of which one is new each time."""
        self.lists_brought += 1
        path = folder / f"list {self.lists_brought}.csv"
        rows = [f"Alder,L{number},{said}" for number, said in enumerate(LATER[: self.lists_brought])]
        path.write_text("\n".join(["Site code,Asset tag,Make,Model,Supplier", *rows]), encoding="utf-8")
        on = date(2026, 2, 1) + timedelta(self.lists_brought)
        importing.apply_import(self.place, importing.Request(path=path, organisation=COUNCIL, dated=on))

    def rows(self) -> dict[str, int]:
        """How many rows the record of findings has."""
        with self.place.reading() as session:
            return {
                model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
                for model in (Identification, KeyVerdict, Decision)
            }

    def sequence(self) -> int:
        with self.place.reading() as session:
            return session.scalar(select(func.max(Change.sequence))) or 0


@pytest.fixture(scope="module")
def opened(migrated_sqlite: Path, small_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("restating")
    path = Path(shutil.copyfile(migrated_sqlite, folder / "register.sqlite"))
    desk = Desk(f"sqlite:///{path}", small_folder, folder)
    desk.open(folder)
    desk.place.close()
    return path


@pytest.fixture
def desks(opened: Path, small_folder: Path, tmp_path: Path) -> Callable[[], Desk]:
    made: list[Desk] = []

    def make() -> Desk:
        path = shutil.copyfile(opened, tmp_path / f"{len(made)}.sqlite")
        made.append(Desk(f"sqlite:///{path}", small_folder, tmp_path))
        return made[-1]

    return make


def recorded(session: Session, as_known: int) -> Said:
    """What the record says of each key, as known at a change: the newest row of each key and regime."""
    rows = session.execute(
        select(KeyVerdict.trace_key_id, Regime.slug, KeyVerdict.verdict, KeyVerdict.ground_sha256)
        .join(Change, Change.id == KeyVerdict.change_id)
        .join(Regime, Regime.id == KeyVerdict.regime_id)
        .where(Change.sequence <= as_known)
        .order_by(KeyVerdict.from_on, KeyVerdict.id)
    )
    return {(key, regime): (verdict, digest or "") for key, regime, verdict, digest in rows}


def afresh(session: Session, desk: Desk, before: Said) -> Said:
    """What screening says of each key with nothing noted; of a part of a list, what it says more than before."""
    screener = Screener(session, desk.place.catalogue, desk.place.identifier)
    judge = Judge(screener.regimes, screener.edition.activated_on)
    found: Said = {}
    for key, text in session.execute(select(TraceKey.id, TraceKey.traces)):
        trace = _trace(text)
        finding = desk.place.identifier.identify(trace)
        for regime, said in judge.of(finding, circumstances_of(trace, desk.place.identifier.made_by(trace))):
            if regime.is_complete or said.verdict.is_flagged or (key, regime.slug) in before:
                digest = ground_digest(
                    key, said.verdict.value, said.vendor, said.basis, judged_signals(finding), said.entry,
                    said.ground.determination_id,
                )  # fmt: skip
                found[key, regime.slug] = (said.verdict, digest)
    return found


def flagged(session: Session, as_known: int) -> set[int]:
    """Assets of which a flag stands."""
    states = flag_states(session, as_at=date(2030, 1, 1), as_known=as_known)
    return {state.flag.asset_id for state in states if state.is_live}


def is_flagged(desk: Desk, tag: str) -> bool:
    with desk.place.reading() as session:
        asset = session.scalars(select(Asset.id).where(Asset.tag_key == tag)).one()
        return any(state.is_live for state in flag_states(session, asset_ids=[asset], as_at=TODAY))


def test_an_edition_that_repeats_every_entry_writes_no_finding(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    desk = Desk(database.url, folder, tmp_path)
    desk.place.__dict__["database"] = database
    desk.open(tmp_path)
    desk.issue(entry("optics"), entry("lens"))
    before = desk.rows()
    done = desk.issue(entry("lens"), entry("optics"))
    assert desk.rows() == before
    assert (done.verdicts_changed, done.screened.changed, done.restated) == (0, 0, 2)
    with desk.place.reading() as session:
        rows = session.scalars(select(KeyVerdict.list_entry_id))
        found = [lineage(session, row) for row in rows if row is not None]
        stands = {(each.made_under.label, each.stands_under.label) for each in found if each.stands_under}
        assert ("edition 1", "edition 2") in stands
    told = str(show(desk.place, "A"))
    assert "Entry “Optics Ltd” of edition edition 1" in told
    assert "the newest here, repeats it word for word" in told


def test_one_changed_entry_writes_one_verdict(desks: Callable[[], Desk]) -> None:
    desk = desks()
    desk.issue(entry("optics"), entry("lens"))
    before = desk.rows()
    done = desk.issue(entry("optics"), entry("lens", scope="cameras"))
    assert desk.rows() == {**before, "key_verdict": before["key_verdict"] + 1}
    assert (done.verdicts_changed, done.screened.changed, done.restated) == (1, 1, 1)


def test_there_is_nothing_to_decide_of_a_device_whose_flags_have_lapsed(desks: Callable[[], Desk]) -> None:
    desk = desks()
    desk.issue(entry("optics"))
    desk.issue(entry("lens"))
    with pytest.raises(Conflict, match="No flag of A stands on 22 November 2026"):
        desk.dismiss("Looked at")
    assert desk.rows()["decision"] == 0


EDITIONS = st.lists(
    st.tuples(
        st.fixed_dictionaries(
            {},
            optional={vendor: st.sampled_from(sorted(VARIANTS)) for vendor in ("optics", "lens", "prism")}
            | {"nobody": st.sampled_from(sorted(BY_NAME))},
        ),
        st.booleans(),
        st.sampled_from(["", "dismiss", "screen", "import", "import"]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(editions=EDITIONS)
def test_after_any_editions_the_record_says_what_screening_afresh_would(
    desks: Callable[[], Desk], editions: list[tuple[dict[str, str], bool, str]], tmp_path: Path
) -> None:
    desk = desks()
    told: dict[int, tuple[Said, set[int]]] = {}
    decisions = 0
    with desk.place.reading() as session:
        said = recorded(session, desk.sequence())
    for variants, complete, act in editions:
        done = desk.issue(*((VARIANTS | BY_NAME)[how](vendor) for vendor, how in variants.items()), complete=complete)
        with desk.place.reading() as session:
            now = afresh(session, desk, said)
            assert recorded(session, desk.sequence()) == now
            assert done.verdicts_changed == sum(said.get(key) != each for key, each in now.items())
            expected = {key for (key, regime), (verdict, _) in now.items() if regime == "listed" and verdict.is_flagged}
            told[desk.sequence()] = (now, expected)
            _check_lineage(session)
            said = now
        if act == "dismiss" and is_flagged(desk, "A"):
            decisions += 1
            desk.dismiss(f"Looked at for the {decisions}. time")
        elif act == "screen":
            assert screening.screen_register(desk.place).verdicts == 0
        elif act == "import":
            desk.bring(tmp_path)
            with desk.place.reading() as session:
                said = recorded(session, desk.sequence())
        assert desk.rows()["decision"] == decisions
    with desk.place.reading() as session:
        keys = dict(session.execute(select(TraceKey.id, TraceKey.make)).all())
        for known, (now, expected) in told.items():
            assert recorded(session, known) == now
            assert len(flagged(session, known)) == len(expected), {keys[key] for key in expected}
    desk.place.close()


def _check_lineage(session: Session) -> None:
    """Every standing verdict that rests on an entry stands under the newest edition, which holds the same entry."""
    newest = session.scalars(
        select(ListEdition)
        .join(Regime, Regime.id == ListEdition.regime_id)
        .where(Regime.slug == "listed")
        .order_by(ListEdition.legal_on.desc(), ListEdition.id.desc())
        .limit(1)
    ).one()
    rows = session.scalars(
        select(KeyVerdict)
        .join(Regime, Regime.id == KeyVerdict.regime_id)
        .where(Regime.slug == "listed")
        .order_by(KeyVerdict.from_on, KeyVerdict.id)
    )
    standing = {row.trace_key_id: row for row in rows}
    for row in standing.values():
        if row.list_entry_id is not None:
            found = lineage(session, row.list_entry_id)
            assert found.stands_under is newest
            assert session.get_one(ListEntry, row.list_entry_id).list_edition_id == found.made_under.id
