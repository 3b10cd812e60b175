"""Editions set side by side, written and read again, and own lists over the bundled ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskreg.catalogue import EntryDefinition, Layer, load_catalogue, own_layers
from riskreg.catalogue.compare import compare
from riskreg.catalogue.editions import NewEdition, chosen, edition_files, put_in_use, set_aside, waiting
from riskreg.catalogue.foreign import ForeignCompany, ForeignFormat, ForeignList
from riskreg.catalogue.foreign.matching import Matched
from riskreg.errors import Conflict, ListRejected, NotFound

NAMES = st.sampled_from(["Alder Ltd", "Birch GmbH", "Cedar", "Cedar Works", "Elm AG", "Fir SA", "Gorse"])
ENTRIES = st.lists(
    st.builds(
        lambda key, name, vendor, ends: EntryDefinition(
            key, name, vendor, None, date(2020, 1, 1) if ends else None, False, ""
        ),
        st.sampled_from("abcdefghij"),
        NAMES,
        st.sampled_from([None, "alder", "birch"]),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda entry: entry.key,
)


@given(ENTRIES)
def test_an_edition_differs_in_nothing_from_itself(entries: list[EntryDefinition]) -> None:
    found = compare(entries, entries)
    assert (found.added, found.removed, found.changed, found.lost, found.same) == ((), (), (), (), len(entries))


@given(ENTRIES, ENTRIES)
def test_what_one_side_adds_the_other_drops(first: list[EntryDefinition], second: list[EntryDefinition]) -> None:
    there, back = compare(first, second), compare(second, first)
    assert len(there.added) - len(there.removed) == len(second) - len(first)
    assert (len(there.added), len(there.removed)) == (len(back.removed), len(back.added))
    assert there.same + len(there.changed) + len(there.added) == len(second)
    gone = {each.name for each in there.removed} | {each.before.name for each in there.changed}
    assert {each.name for each in there.lost} <= gone


@given(ENTRIES, ENTRIES)
def test_no_company_is_lost_without_being_told(first: list[EntryDefinition], second: list[EntryDefinition]) -> None:
    on = date(2026, 11, 22)
    told = {each.vendor or each.name for each in compare(first, second, on).lost}
    kept = {each.vendor for each in second if each.is_in_force(on)} - {None}
    for entry in first:
        if entry.vendor is not None and entry.is_in_force(on) and entry.vendor not in kept:
            assert entry.vendor in told


def test_an_entry_is_known_again_by_another_key_name_or_maker() -> None:
    before = [
        EntryDefinition("1", "Alder Ltd", "alder", None, None, True, ""),
        EntryDefinition("2", "Birch GmbH", None, None, None, False, ""),
    ]
    after = [
        EntryDefinition("x", "Alder Holding", "alder", None, None, False, ""),
        EntryDefinition("y", "Elm", None, None, None, False, "", names=("BIRCH",)),
    ]
    found = compare(before, after)
    assert (found.added, found.removed, found.lost) == ((), (), ())
    assert [each.changes for each in found.changed] == [
        ("now called “Alder Holding”", "no longer reaches affiliates"),
        ("now called “Elm”",),
    ]


def new_edition(companies: list[ForeignCompany]) -> NewEdition:
    found = ForeignList(ForeignFormat.SHEET, "typed.csv", "a" * 64, companies)
    return NewEdition(
        regime="listed",
        label="2026/10 (draft)",
        legal_on=date(2026, 10, 1),
        source="a test: “quoted”",
        url="none",
        is_complete=True,
        lists=(),
        found=found,
        matches=[Matched()] * len(companies),
        imported_on=date(2026, 11, 22),
        by="Olive Officer",
    )


@settings(max_examples=40)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="|"), min_size=2, max_size=20),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
def test_what_is_written_is_what_is_read(
    small_folder: Path, tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    own = tmp_path_factory.mktemp("own")
    companies = [ForeignCompany(f"k{number}", f"Co {name}", (name,)) for number, name in enumerate(names)]
    for path, text in edition_files(new_edition(companies)).items():
        (own / path).parent.mkdir(parents=True, exist_ok=True)
        (own / path).write_text(text, encoding="utf-8", newline="\n")
    edition = load_catalogue(small_folder, (Layer(own),)).regimes["listed"].latest
    assert edition.label == "2026/10 (draft)"
    assert [(entry.name, entry.names) for entry in edition.entries] == [(f"Co {name}", (name,)) for name in names]


def test_moving_what_waits_into_use_changes_nothing_of_what_was_seen(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    set_aside(own, edition_files(new_edition([ForeignCompany("k", "Linden Optics Ltd")])))
    (name,) = waiting(own)
    paths = chosen(own, [name])
    seen = load_catalogue(folder, own_layers(own, paths))
    assert seen.checksum != load_catalogue(folder, own_layers(own)).checksum
    with put_in_use(own, paths):
        assert load_catalogue(folder, own_layers(own)).checksum == seen.checksum
    assert waiting(own) == {}


def test_an_error_takes_the_move_back(tmp_path: Path) -> None:
    own = tmp_path / "own"
    set_aside(own, {"oui.tsv": "old"})
    with put_in_use(own, frozenset({"oui.tsv"})):
        pass
    set_aside(own, {"oui.tsv": "new"}, replacing=True)
    with pytest.raises(RuntimeError), put_in_use(own, frozenset({"oui.tsv"})):
        raise RuntimeError
    assert (own / "oui.tsv").read_text(encoding="utf-8") == "old"
    assert (own / "waiting" / "oui.tsv").read_text(encoding="utf-8") == "new"
    with pytest.raises(Conflict):
        set_aside(own, {"oui.tsv": "again"})
    with pytest.raises(NotFound, match="Nothing waits"):
        chosen(own, ["nothing"])


def edition(own: Path, head: str, *rows: str, regime: str = "listed") -> None:
    place = own / "editions" / regime
    place.mkdir(parents=True, exist_ok=True)
    columns = "key,name,names,vendor,may_be,country,from,to,includes_affiliates,scope,ground,mandatory,contracts,ends"
    (place / "e.yaml").write_text(head, encoding="utf-8")
    (place / "e.csv").write_text("\n".join([f"{columns},source,note", *rows]) + "\n", encoding="utf-8")


HEAD = "label: own\nlegal_on: 2026-10-01\nsource: REG\nurl: none\nentries_from: e.csv\n"


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda own: (own / "notes.md").write_text("x"), "own/notes.md, line 1: riskreg does not know what this file"),
        (lambda own: edition(own, HEAD, "k,Name,,nobody" + "," * 12), "own/editions/listed/e.csv, line 2: there is no"),
        (lambda own: edition(own, HEAD, "k,,,," + "," * 11), "own/editions/listed/e.csv, line 2: “name”"),
        (lambda own: edition(own, HEAD, "k,N,,,,China" + "," * 10), "own/editions/listed/e.csv, line 2: “country”"),
        (lambda own: edition(own, HEAD, *["k,N" + "," * 14] * 2), "e.csv, line 3: the entry “k” is listed twice"),
        (lambda own: edition(own, HEAD, "k,N"), "e.csv, line 2: the row has 2 cells instead of 16"),
        (lambda own: edition(own, HEAD.replace("own", "first")), "the edition “first” is listed twice"),
        (lambda own: edition(own, HEAD, regime="nowhere"), "there is no regime “nowhere”"),
        (lambda own: edition(own, HEAD + "colour: red\n"), "own/editions/listed/e.yaml, line 6: “colour”"),
    ],
)
def test_a_fault_among_own_lists_is_told_with_its_file_and_line(
    folder: Path, tmp_path: Path, spoil: Callable[[Path], object], told: str
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    spoil(own)
    with pytest.raises(ListRejected) as rejected:
        load_catalogue(folder, (Layer(own),))
    assert told in " ".join(issue.message for issue in rejected.value.issues)


def test_own_files_add_to_the_bundled_ones_or_take_their_place(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "vendors").mkdir(parents=True)
    (own / "sources.yaml").write_text("sources:\n  OURS: {text: our files, confidence: high}\n", encoding="utf-8")
    vendor = "slug: kama\nname: Kama\nrole: maker\nbasis: text\nkinds: [cameras]\nnames:\n"
    vendor += "  - {kind: legal, value: Kama Ltd, source: OURS, confidence: high}\n"
    (own / "vendors" / "kama.yaml").write_text(vendor, encoding="utf-8")
    (own / "oui.tsv").write_text("AABBCC\tEXAMPLE OPTICS\nAABBCF\tSOMEBODY\n", encoding="utf-8")
    columns = "make,model,mac,serial,description,vendor,certainty,reason"
    (own / "canaries.csv").write_text(f"{columns}\nKama,K1,,,,kama,identified,ours\n", encoding="utf-8")
    found = load_catalogue(folder, (Layer(own),))
    assert {"kama", "optics"} <= found.knowledge.vendors.keys()
    assert found.knowledge.prefixes == {"AABBCC": "optics"}
    assert [probe.vendor for probe in found.canaries] == ["optics", "kama"]
