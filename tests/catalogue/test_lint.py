"""Looking the lists over: faults by file and line, patterns against every labelled model, and skeletons that load."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from riskreg.catalogue import Catalogue, Layer, load_catalogue
from riskreg.catalogue.lint import Labelled, collisions, lint
from riskreg.operations.vendors import UnknownMake, family_of, skeleton
from riskreg.rules.terms import Severity

TIED = "value: XO, source: GK"
LENS = "  - {vendor: lens, kind: subsidiary, source: REG, confidence: high, from: '2020', to: 2022-04}\n"
CASES = Path(__file__).parents[1] / "cases"
LABELLED = ("identification.csv", "evaluation_development.csv")
"""Cases that rule writers may see one by one."""
HELD_OUT = (
    "identification_held_out.csv",
    "evaluation_held_out.csv",
    "evaluation_second.csv",
    "evaluation_third.csv",
    "evaluation_fourth.csv",
    "evaluation_fifth.csv",
)
"""Cases that they may not: only the share is told."""
MOST = 0.002
"""Share of held-out models of other makers that a pattern may hit: public lists hold a few wrong brands."""


def labelled(file: str, catalogue: Catalogue) -> list[Labelled]:
    """Models of a case file whose maker is told; a rebrand or conflict is another question, and left out."""
    with (CASES / file).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = catalogue.knowledge.vendors
    return [
        Labelled(row["model"], row["expected"] if row["expected"] in known else None, f"{file}, {row['id']}")
        for row in rows
        if row["model"] and row["kind"] not in ("rebrand", "subsidiary")
    ]


@pytest.mark.parametrize("file", LABELLED)
def test_no_pattern_that_decides_alone_hits_a_labelled_model_of_another_maker(file: str, catalogue: Catalogue) -> None:
    cases = labelled(file, catalogue)
    assert len(cases) > 80
    hit = [f"{found.pattern.id}: {found.labelled.model} ({found.labelled.place})" for found in collisions(
        catalogue.knowledge, cases
    )]  # fmt: skip
    assert hit == []


def test_hardly_any_held_out_model_of_another_maker_is_hit(catalogue: Catalogue) -> None:
    cases = [each for file in HELD_OUT for each in labelled(file, catalogue)]
    assert len(cases) > 800
    share = sum(1 for _ in collisions(catalogue.knowledge, cases)) / len(cases)
    assert share <= MOST


def test_the_bundled_lists_have_no_fault_and_no_collision() -> None:
    issues = lint(None, ())
    assert not [each for each in issues if each.severity is Severity.ERROR]
    assert not [each for each in issues if each.code == "pattern-collides"]


def spoiled(folder: Path, path: str, old: str, new: str) -> list[tuple[str, str | None, str | None]]:
    """What lint says of a folder in which a text was replaced: code, file and line."""
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    if old == TIED:  # companies of one group may share a name
        text = text.replace("members:\n", "").replace(LENS, "")
    (folder / path).write_text(text.replace(old, new), encoding="utf-8")
    return [(each.code, each.sheet, each.cell) for each in lint(folder, ()) if each.severity is not Severity.NOTE]


def test_a_small_folder_without_fault_is_told_to_have_none(folder: Path) -> None:
    assert [each.code for each in lint(folder, ()) if each.severity is not Severity.NOTE] == []


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("traps.csv", "Lens,L1", "Lens,XO-5555", ("pattern-collides", "vendors/optics.yaml", "15")),
        ("vendors/optics.yaml", TIED, "value: Lens Ltd, source: GK", ("name-shared", "vendors/optics.yaml", "10")),
        ("canaries.csv", "optics,identified", "lens,identified", ("vendor-without-canary", "vendors/optics.yaml", "1")),
        (
            "brand_numberings.yaml",
            "numberings:\n",
            (
                "numberings:\n  - {brand: Lens, label: S, regex: '^S', strength: strong, examples: [S1], source: REG,"
                " confidence: high}\n"
            ),
            ("numbering-shared", "brand_numberings.yaml", "3"),
        ),
        ("vendors/optics.yaml", "slug: optics", "slug: optic", ("list-file-misnamed", "vendors/optics.yaml", "1")),
        ("vendors/optics.yaml", "source: REG\n    confidence", "source: REGG\n    confidence", None),
    ],
)
def test_what_deserves_a_look_is_told_with_its_file_and_line(
    folder: Path, path: str, old: str, new: str, told: tuple[str, str, str] | None
) -> None:
    found = spoiled(folder, path, old, new)
    assert (told or ("list-source-unknown", "vendors/optics.yaml", "21")) in found


def test_a_vendor_that_nothing_can_identify_is_told(folder: Path) -> None:
    path = folder / "vendors" / "ghost.yaml"
    path.write_text(
        "slug: ghost\nname: Ghost\nrole: maker\nbasis: general_knowledge\nkinds: [cameras]\nnames:\n"
        "  - {kind: alias, value: Ghost, source: GK, confidence: unverified}\n",
        encoding="utf-8",
    )
    assert ("vendor-cannot-be-told", "vendors/ghost.yaml") in [(i.code, i.sheet) for i in lint(folder, ())]


MAKE = UnknownMake(
    make="Zkvision: Pro",
    spellings=("ZKVISION: PRO", "zk #1"),
    devices=12,
    lines=3,
    organisations=1,
    registrants=(("Ralink, Inc.", 9),),
    families=(("ZK-#A", 12),),
    models=("ZK-1001A",),
    example="ASSET-ABC-2222X",
    why="unknown",
)


def test_a_suggested_file_loads_as_it_stands_and_flags_nothing(folder: Path, tmp_path: Path) -> None:
    place = tmp_path / "own" / "vendors"
    place.mkdir(parents=True)
    (place / "zkvision-pro.yaml").write_text(skeleton(MAKE), encoding="utf-8")
    catalogue = load_catalogue(folder, (Layer(tmp_path / "own"),))
    names = [name for name in catalogue.knowledge.names if name.vendor == "zkvision-pro"]
    assert [(name.value, name.attestation.is_citable) for name in names] == [("Zkvision: Pro", False)]


@pytest.mark.parametrize(
    ("model", "family"),
    [("ZK-1001A", "ZK-#A"), ("zk-1002-B 4MP", "ZK-#-B #"), ("CM 20", "CM #"), ("Dome", "DOME"), ("4K-8", "#K-#")],
)
def test_models_of_one_numbering_are_one_family(model: str, family: str) -> None:
    assert family_of(model) == family
