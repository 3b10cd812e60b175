"""Foreign lists from the file to the flag, on both engines: import, preview, the gate, activation, and asking back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from riskreg.catalogue import load_catalogue
from riskreg.catalogue.layers import own_layers
from riskreg.database import Actor, Database
from riskreg.errors import Conflict, FileRejected, ListRejected, NotFound, NotPermitted, UsageError
from riskreg.operations import activating, editions, importing, lists, screening, setting_up, vendors
from riskreg.operations.activating import Confirmed, ListsActivated
from riskreg.operations.office import Office
from riskreg.reporting import Filters, ask
from riskreg.rules.terms import AdoptionBasis, OrganisationKind
from riskreg.settings import Settings
from tests.catalogue.lists import company, csl, written

TODAY = date(2026, 11, 22)
FIRST, SECOND = date(2026, 10, 1), date(2026, 11, 1)
LINDEN = company("Zhuhai Linden Optics Co., Ltd.", addresses="1 Road, Zhuhai, CN")
VOLGA = company("Volga Pribor LLC", addresses="2 Road, Samara, RU")
KAMA = company("Kama Radio Works JSC", addresses="3 Road, Perm, RU")


class Desk:
    """An officer with a small catalogue, own lists and a register with two councils."""

    def __init__(self, database: Database, folder: Path, tmp_path: Path) -> None:
        settings = Settings(database_url=database.url, vendor_lists=folder, lists_folder=tmp_path / "own")
        self.place = Office(settings=settings, actor=Actor("Olive Officer"), today=TODAY)
        self.place.__dict__["database"] = database
        self.tmp_path = tmp_path

    def open(self) -> Desk:
        """Lists in use, two councils, and their devices."""
        activating.activate_lists(self.place, apply=True, on=date(2026, 1, 1))
        for name in ("Alder Council", "Birch Council"):
            setting_up.add_organisation(self.place, name, OrganisationKind.COUNCIL, parent=None, from_on=None)
        self.assets("Alder Council", ["Linden Optics", "Zhuhai Linden Optics", "Volga Pribor", "Example Optics"])
        self.assets("Birch Council", ["ZHUHAI LINDEN OPTICS LTD", "Lens"])
        return self

    def assets(self, organisation: str, makes: list[str]) -> None:
        name = organisation.partition(" ")[0]
        path = self.tmp_path / f"{name}.csv"
        rows = [f"{name},{name}-{number},{make},M1" for number, make in enumerate(makes)]
        path.write_text("\n".join(["Site code,Asset tag,Make,Model", *rows]) + "\n", encoding="utf-8")
        importing.apply_import(self.place, importing.Request(path=path, organisation=organisation, dated=FIRST))

    def bring(self, *rows: dict[str, str], dated: date = FIRST, regime: str = "foreign", **more: object) -> str:
        """Import a list; gives the name under which it waits."""
        path = written(self.tmp_path, csl(*rows), f"{regime}-{dated}.csv")
        known = regime in self.place.catalogue.regimes
        new = None if known else lists.NewRegime("The Foreign List", "A bureau", "US", "those who adopt it")
        request = lists.ListRequest(path=path, regime=regime, dated=dated, lists=("all",), new_regime=new, **more)  # type: ignore[arg-type]
        return lists.import_list(self.place, request).name

    def use(self, *names: str, confirmed: Confirmed | None = None) -> ListsActivated:
        return activating.activate_lists(self.place, apply=True, editions=names, confirmed=confirmed)

    def preview(self, *names: str) -> ListsActivated:
        return activating.activate_lists(self.place, apply=False, editions=names)

    def adopted(self) -> None:
        """The first edition is in use, and counts for everybody."""
        self.use(self.bring(LINDEN, VOLGA))
        setting_up.adopt_regime(self.place, None, "foreign", basis=AdoptionBasis.MANDATORY, from_on=FIRST)

    def sequence(self) -> int | None:
        return editions.kept_editions(self.place, "foreign").editions[-1].change


@pytest.fixture
def desk(database: Database, folder: Path, tmp_path: Path) -> Desk:
    return Desk(database, folder, tmp_path).open()


@pytest.fixture(scope="module")
def opened(migrated_sqlite: Path, small_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register on SQLite with the councils; copied, never written."""
    folder = tmp_path_factory.mktemp("opened")
    path = Path(shutil.copyfile(migrated_sqlite, folder / "register.sqlite"))
    desk = Desk(Database(f"sqlite:///{path}"), small_folder, folder).open()
    desk.place.close()
    return path


@pytest.fixture
def local(opened: Path, folder: Path, tmp_path: Path) -> Iterator[Desk]:
    """The same on SQLite alone, for what does not depend on the engine."""
    database = Database(f"sqlite:///{shutil.copyfile(opened, tmp_path / 'register.sqlite')}")
    yield Desk(database, folder, tmp_path)
    database.close()


def test_a_new_edition_is_previewed_by_organisation_and_then_does_what_the_preview_said(desk: Desk) -> None:
    desk.adopted()
    name = desk.bring(LINDEN, VOLGA, KAMA, company("Linden Optics"), dated=SECOND)
    told = desk.preview(name)
    counts = {o.organisation: (o.raised, o.changed, o.lapsed) for o in told.screened.by_organisation}
    assert counts == {"Alder Council": (1, 0, 0)}
    assert told.restated == 2, "the entries that the new edition repeats word for word change nothing"
    (turned,) = told.turned
    assert turned.turn == "newly flagged"
    assert (turned.organisation, turned.make, turned.lines, turned.regime) == (
        "Alder Council",
        "Linden Optics",
        1,
        "foreign",
    )
    assert turned.example.startswith("ASSET-")
    assert "Linden Optics" in turned.reason
    (change,) = told.changes
    assert ({e.name for e in change.difference.added}, change.difference.removed) == (
        {"Kama Radio Works JSC", "Linden Optics"},
        (),
    )
    assert desk.preview(name) == told, "a preview leaves nothing behind"
    done = desk.use(name)
    assert (done.screened, done.turned) == (told.screened, told.turned)
    assert desk.preview().activated.is_empty, "the lists at hand are those in use"


def test_what_waits_is_not_in_use_and_stops_nobody_from_working(local: Desk) -> None:
    before = local.place.catalogue.checksum
    name = local.bring(LINDEN)
    assert lists.waiting_lists(local.place) == (name,)
    assert load_catalogue(local.place.settings.vendor_lists, own_layers(local.place.lists_folder)).checksum == before
    local.assets("Birch Council", ["Lens", "Volga Pribor"])
    assert local.preview().activated.is_empty


def test_a_list_that_loses_a_company_is_stopped_until_the_loss_is_confirmed_by_name(local: Desk) -> None:
    desk = local
    desk.adopted()
    name = desk.bring(VOLGA, dated=SECOND)
    told = desk.preview(name)
    assert [stop.confirm for stop in told.stops] == ["Zhuhai Linden Optics Co., Ltd."]
    assert {(o.organisation, o.lapsed) for o in told.screened.by_organisation} == {
        ("Alder Council", 1),
        ("Birch Council", 1),
    }
    for wrong in (None, Confirmed(("Volga Pribor LLC",)), Confirmed(size=True)):
        with pytest.raises(ListRejected) as refused:
            desk.use(name, confirmed=wrong)
        assert refused.value.code == "gate-stopped"
    assert lists.waiting_lists(desk.place) == (name,), "a refusal leaves it waiting"
    assert desk.preview().activated.is_empty, "and nothing was written"
    done = desk.use(name, confirmed=Confirmed(("ZHUHAI LINDEN OPTICS",)))
    assert done.screened.lapsed == 2
    assert lists.waiting_lists(desk.place) == ()


def test_the_edition_before_can_still_be_asked_about_for_any_date(local: Desk) -> None:
    desk = local
    desk.adopted()
    first = desk.sequence()
    desk.use(desk.bring(VOLGA, KAMA, dated=SECOND), confirmed=Confirmed(("Zhuhai Linden Optics Co., Ltd.",)))
    now = editions.kept_editions(desk.place, "foreign")
    assert (now.edition, {e.name for e in now.entries}) == ("2026-11-01", {"Volga Pribor LLC", "Kama Radio Works JSC"})
    assert [e.activated_by for e in now.editions] == ["Olive Officer", "Olive Officer"]
    october = editions.kept_editions(desk.place, "foreign", as_at=date(2026, 10, 31))
    assert (october.edition, {e.name for e in october.entries}) == (
        "2026-10-01",
        {"Volga Pribor LLC", "Zhuhai Linden Optics Co., Ltd."},
    )
    known = editions.kept_editions(desk.place, "foreign", as_known=first)
    assert (known.edition, len(known.editions)) == ("2026-10-01", 1)
    assert editions.kept_editions(desk.place, "foreign", as_at=date(2026, 9, 1)).edition is None


def test_an_older_list_never_takes_the_place_of_a_newer_one(local: Desk) -> None:
    local.use(local.bring(LINDEN, VOLGA, dated=SECOND))
    name = local.bring(LINDEN, VOLGA, KAMA, dated=FIRST)
    (stop,) = local.preview(name).stops
    assert (stop.code, stop.confirm) == ("edition-older", None)
    with pytest.raises(ListRejected):
        local.use(name, confirmed=Confirmed(size=True))


def test_a_regime_that_counts_here_is_not_lost_with_the_folder_of_own_lists(local: Desk) -> None:
    local.adopted()
    folder = local.place.lists_folder
    shutil.move(folder, folder.with_name("elsewhere"))
    local.place.__dict__.pop("catalogue")
    local.place.__dict__.pop("identifier", None)
    (stop,) = local.preview().stops
    assert (stop.code, stop.confirm) == ("edition-missing", None)
    assert "The Foreign List" in stop.message
    with pytest.raises(ListRejected) as refused:
        local.use()
    assert "Foreign List" in str(refused.value)


def test_an_entry_that_begins_after_the_activation_flags_from_its_own_day(local: Desk) -> None:
    later = {**LINDEN, "start_date": "2026-11-10"}
    name = local.bring(later, VOLGA)
    activating.activate_lists(local.place, apply=True, editions=[name], on=FIRST)
    setting_up.adopt_regime(local.place, None, "foreign", basis=AdoptionBasis.MANDATORY, from_on=FIRST)
    with local.place.reading() as session:
        for on, makes in ((date(2026, 11, 9), {"Volga Pribor"}), (TODAY, {"Volga Pribor", "Zhuhai Linden Optics"})):
            rows = ask(session, "flagged-assets", Filters(), on=on).rows
            assert makes == {make for row in rows for make in row if make in ("Volga Pribor", "Zhuhai Linden Optics")}
    assert screening.screen_register(local.place).verdicts == 0


def test_a_list_that_shrinks_or_grows_beyond_belief_is_stopped(local: Desk) -> None:
    many = [company(f"Kama{number} Radio Works JSC") for number in range(40)]
    local.use(local.bring(*many))
    grown = local.bring(*many, *[company(f"Volga{number} Pribor LLC") for number in range(30)], dated=SECOND)
    assert [stop.code for stop in local.preview(grown).stops] == ["edition-size"]
    shrunk = local.bring(*many[:30], dated=date(2026, 11, 2))
    codes = [stop.code for stop in local.preview(shrunk).stops]
    assert codes == ["edition-size", *["edition-loses-company"] * 10]
    assert local.use(grown, confirmed=Confirmed(size=True)).waiting == (grown,)


def test_a_list_is_refused_whose_checksum_is_another(local: Desk) -> None:
    with pytest.raises(FileRejected) as refused:
        local.bring(LINDEN, sha256="0" * 64)
    assert refused.value.code == "list-checksum-differs"
    assert lists.waiting_lists(local.place) == ()


def test_an_import_needs_a_person_a_date_and_a_known_regime(local: Desk) -> None:
    path = written(local.tmp_path, csl(LINDEN))
    with pytest.raises(UsageError, match="does not say of which day"):
        lists.import_list(local.place, lists.ListRequest(path, "listed", lists=("all",)))
    with pytest.raises(UsageError, match="lies in the future"):
        lists.import_list(local.place, lists.ListRequest(path, "listed", date(2030, 1, 1), lists=("all",)))
    with pytest.raises(NotFound, match="no regime “nowhere”"):
        lists.import_list(local.place, lists.ListRequest(path, "nowhere", FIRST, lists=("all",)))
    with pytest.raises(UsageError, match="sets a criterion"):
        lists.import_list(local.place, lists.ListRequest(path, "asked", FIRST, lists=("all",)))
    local.place.actor = None
    with pytest.raises(NotPermitted):
        lists.import_list(local.place, lists.ListRequest(path, "listed", FIRST, lists=("all",)))


def test_the_same_file_or_label_does_not_come_twice(local: Desk) -> None:
    name = local.bring(LINDEN)
    with pytest.raises(Conflict, match="among the own lists already"):
        lists.import_list(local.place, lists.ListRequest(local.tmp_path / f"foreign-{FIRST}.csv", "foreign", FIRST))
    local.use(name)
    with pytest.raises(Conflict, match="in use already"):
        lists.import_list(
            local.place, lists.ListRequest(local.tmp_path / f"foreign-{FIRST}.csv", "foreign", SECOND, lists=("all",))
        )


def test_an_import_tells_what_was_matched_doubted_and_lost(local: Desk) -> None:
    path = written(local.tmp_path, csl(company("Example Optics Ltd"), company("Prism"), VOLGA))
    told = lists.import_list(local.place, lists.ListRequest(path, "listed", FIRST, lists=("all",)))
    assert [(each.name, each.makers) for each in told.matched] == [("Example Optics Ltd", ("Example Optics",))]
    assert [(each.name, each.makers) for each in told.doubtful] == [("Prism", ("Prism",))]
    assert (told.companies, told.by_name, told.lost) == (3, 1, ())
    again = written(local.tmp_path, csl(VOLGA), "later.csv")
    later = lists.import_list(local.place, lists.ListRequest(again, "listed", SECOND, lists=("all",)))
    assert later.lost == ("Example Optics Ltd",)


def test_an_entry_keeps_the_reach_that_the_edition_before_gives_its_maker(local: Desk) -> None:
    path = written(local.tmp_path, csl(company("Example Optics Ltd"), VOLGA))
    name = lists.import_list(local.place, lists.ListRequest(path, "listed", FIRST, lists=("all",))).name
    told = local.preview(name)
    assert not told.stops
    reached = {e.name: e.includes_affiliates for e in told.changes[0].difference.added}
    assert reached == {"Volga Pribor LLC": False}
    assert not told.changes[0].difference.removed
    assert not any("affiliates" in sentence for each in told.changes[0].difference.changed for sentence in each.changes)


def test_discarding_takes_away_what_waits_and_nothing_else(local: Desk) -> None:
    local.use(local.bring(LINDEN))
    first, second = local.bring(LINDEN, VOLGA, dated=SECOND), local.bring(KAMA, regime="other")
    assert lists.discard_waiting(local.place, (first,)) == (
        "editions/foreign/2026-11-01.csv",
        "editions/foreign/2026-11-01.yaml",
    )
    assert lists.waiting_lists(local.place) == (second,)
    with pytest.raises(NotFound, match="Nothing waits"):
        lists.discard_waiting(local.place, (first,))
    assert "foreign" in local.place.lists_with().regimes


def test_editions_are_compared_by_label_date_waiting_name_and_file(local: Desk) -> None:
    local.use(local.bring(LINDEN, VOLGA))
    name = local.bring(LINDEN, KAMA, dated=SECOND)
    file = written(local.tmp_path, csl(KAMA, VOLGA), "some.csv")
    for first in ("foreign:2026-10-01", "2026-10-01", "15 October 2026"):
        found = editions.compare_editions(local.place, first, name, regime="foreign").difference
        assert [e.name for e in found.added] == ["Kama Radio Works JSC"]
        assert [e.name for e in found.lost] == ["Volga Pribor LLC"]
    by_file = editions.compare_editions(local.place, name, str(file)).difference
    assert [e.name for e in by_file.added] == ["Volga Pribor LLC"]
    with pytest.raises(NotFound, match="no edition “nonsense”"):
        editions.compare_editions(local.place, "nonsense", name)
    with pytest.raises(UsageError, match="Several regimes"):
        editions.compare_editions(local.place, "first", name)


def test_makes_that_nobody_can_tell_are_listed_with_the_most_devices_first(local: Desk) -> None:
    path = local.tmp_path / "more.csv"
    path.write_text(
        "Site code,Asset tag,Make,Model,MAC address,Quantity\n"
        "Cedar,1,Zkvision,ZK-1001A,AA:BB:CC:00:00:01,3\nCedar,2,ZKVISION,ZK-1002A,,2\nCedar,3,unknown,X,,9\n",
        encoding="utf-8",
    )
    importing.apply_import(local.place, importing.Request(path=path, organisation="Birch Council", dated=FIRST))
    first, *others = vendors.unknown_makes(local.place)
    assert (first.make, first.spellings, first.devices, first.lines) == ("Zkvision", ("ZKVISION",), 5, 2)
    assert first.families == (("ZK-#A", 5),)
    assert first.registrants == (), "AA is an address that somebody set by hand, whatever the table says"
    assert first.example.startswith("ASSET-")
    assert "unknown" not in {each.make for each in others}
    assert [each.devices for each in others] == sorted((each.devices for each in others), reverse=True)
