"""Every kind of fault is refused, and its message names file and line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from riskreg.catalogue import load_catalogue
from riskreg.errors import ListRejected, NotFound
from riskreg.rules.terms import Severity

# file, what is replaced, by what, code, line, words of the message
FAULTS = [
    ("vendors/optics.yaml", "prc_link: headquarters", "prc_link: somewhere", "list-part-wrong", 4, "prc_link"),
    ("vendors/optics.yaml", "kinds: [cameras]", "kind: [cameras]", "list-part-wrong", 7, "not known"),
    ("vendors/optics.yaml", "role: maker\n", "role: maker\nrole: maker\n", "list-key-twice", 6, "written twice"),
    ("vendors/optics.yaml", "to: 2022-04", "to: 2022-13", "list-part-wrong", 13, "not a day of the calendar"),
    ("vendors/optics.yaml", "to: 2022-04", "to: soon", "list-part-wrong", 13, "not a date"),
    ("vendors/optics.yaml", "to: 2022-04", "to: 2019-04", "list-part-wrong", 13, "later than"),
    ("vendors/optics.yaml", r"'^XO-\d{4}'", r"'^XO-(\d{4}'", "list-pattern-unsafe", 17, "does not compile"),
    ("vendors/optics.yaml", r"'^XO-\d{4}'", r"'^XO-(?:\d+)+$'", "list-pattern-unsafe", 17, "run for hours"),
    ("vendors/optics.yaml", r"'^XO-\d{4}'", r"'^(X)O-\1'", "list-pattern-unsafe", 17, "run for hours"),
    ("vendors/optics.yaml", r"'^XO-\d{4}'", r"'^(?:XO)?'", "list-pattern-unsafe", 17, "empty text"),
    ("vendors/optics.yaml", "vendor: lens", "vendor: lense", "list-vendor-unknown", 13, "“lense”"),
    ("vendors/optics.yaml", "vendor: lens", "vendor: optics", "list-tie-to-itself", 13, "itself"),
    ("vendors/optics.yaml", "Ltd, source: REG", "Ltd, source: REGISTER", "list-source-unknown", 9, "REGISTER"),
    ("vendors/optics.yaml", "XO, source: GK, confidence: unverified", "XO, source: GK, confidence: high",
     "list-fact-overstated", 10, "unverified"),
    ("vendors/optics.yaml", "value: Example Optics Ltd", "value: ''", "list-part-wrong", 9, "empty"),
    ("vendors/optics.yaml", "[EXAMPLE OPTICS]", "[EXAMPLE OPTIC]", "list-registrant-unknown", 11, "oui.tsv"),
    ("vendors/optics.yaml", "[EXAMPLE OPTICS]", "[LENS]", "list-key-repeated", 2, "listed twice"),
    ("vendors/optics.yaml", "examples: [SH1]", "examples: [HS1]", "list-example-missed", 29, "HS1"),
    ("vendors/optics.yaml", "examples: [SH1]", "not_examples: [SH1]", "list-example-hit", 29, "SH1"),
    ("vendors/optics.yaml", "['REG: page 3']", "[GK]", "list-claim-not-citable", 31, "auditor"),
    ("vendors/optics.yaml", "slug: optics", "slug: lens", "list-file-misnamed", 1, "lens.yaml"),
    ("vendors/optics.yaml", "names:", "names: [", "list-not-yaml", 9, "cannot be read"),
    ("directory.yaml", "slug: prism", "slug: lens", "list-key-repeated", 3, "“lens”"),
    ("directory.yaml", "legal: {REG:", "legal: {RAG:", "list-source-unknown", 2, "RAG"),
    ("directory.yaml", "{GK: optics}", "{GK: optic}", "list-vendor-unknown", 3, "“optic”"),
    ("lookalikes.yaml", "maker: lens", "maker: lense", "list-vendor-unknown", 2, "“lense”"),
    ("brand_numberings.yaml", "brand: Shop", "brand: Shopp", "list-brand-unknown", 2, "“Shopp”"),
    ("brand_numberings.yaml", "[SHOP-12]", "[SHOW-12]", "list-example-missed", 2, "SHOW-12"),
    ("brand_numberings.yaml", r"'^SHOP-\d'", r"'^SHOP-(?:\d+)+$'", "list-pattern-unsafe", 2, "run for hours"),
    ("brand_numberings.yaml", "source: REG", "source: RAG", "list-source-unknown", 2, "RAG"),
    ("sources.yaml", "confidence: high", "confidence: certain", "list-part-wrong", 2, "confidence"),
    ("edition.yaml", "2026-11-22", "2026-11-31", "list-part-wrong", 2, "not a day of the calendar"),
    ("edition.yaml", "label: test", "label: !!int test", "list-bad-value", 1, "cannot be read"),
    ("edition.yaml", "label: test", "label: [test", "list-not-yaml", 2, "cannot be read"),
    ("regimes/listed.yaml", "legal_on: 2021-01-01", "legal_on: 2021-02-29", "list-part-wrong", 11, "calendar"),
    ("regimes/listed.yaml", "vendor: optics", "vendor: optic", "list-vendor-unknown", 15, "“optic”"),
    ("regimes/listed.yaml", "kind: list", "kind: criterion", "list-part-wrong", 1, "question"),
    ("regimes/listed.yaml", "act: cease_deployment", "act: stop", "list-part-wrong", 17, "act"),
    ("proposals/asked.yaml", "vendor: optics", "vendor: optic", "list-vendor-unknown", 3, "“optic”"),
    ("proposals/asked.yaml", "regime: asked", "regime: listed", "list-regime-unknown", 1, "criterion"),
    ("canaries.csv", "optics,identified", "optics,sure", "list-probe-wrong", 2, "canary"),
    ("canaries.csv", ",,,,optics", ",,,,optic", "list-vendor-unknown", 2, "“optic”"),
    ("canaries.csv", "make,model", "maker,model", "list-header-wrong", 1, "columns"),
    ("traps.csv", "Lens,L1,", "Lens,L1,,", "list-row-wrong", 2, "9 cells"),
    ("oui.tsv", "AABBCD\t", "AABBC\t", "list-prefix-wrong", 3, "hexadecimal"),
    ("oui.tsv", "AABBCD\t", "AABBCC\t", "list-prefix-twice", 3, "AABBCC"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "code", "line", "words"), FAULTS)
def test_a_fault_is_refused_with_file_and_line(
    folder: Path, path: str, old: str, new: str, code: str, line: int, words: str
) -> None:
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(ListRejected) as refused:
        load_catalogue(folder)

    found = [issue for issue in refused.value.issues if issue.code == code]
    assert found, [issue.message for issue in refused.value.issues]
    where = path if code != "list-key-repeated" or line != 2 else "directory.yaml"
    assert any((issue.sheet, issue.cell) == (where, str(line)) for issue in found), found
    assert any(words in issue.message for issue in found), found
    assert all(issue.message.startswith(f"{issue.sheet}, line {issue.cell}: ") for issue in refused.value.issues)
    assert all(issue.cure and issue.severity is Severity.ERROR for issue in refused.value.issues)
    assert ", line " in refused.value.message


def test_all_faults_are_told_at_once(folder: Path) -> None:
    for path, old, new in (
        ("vendors/optics.yaml", "prc_link: headquarters", "prc_link: somewhere"),
        ("vendors/optics.yaml", "to: 2022-04", "to: soon"),
        ("regimes/listed.yaml", "act: cease_deployment", "act: stop"),
    ):
        file = folder / path
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ListRejected) as refused:
        load_catalogue(folder)
    assert [(issue.sheet, issue.cell) for issue in refused.value.issues] == [
        ("regimes/listed.yaml", "17"),
        ("vendors/optics.yaml", "4"),
        ("vendors/optics.yaml", "13"),
    ]


@pytest.mark.parametrize("path", ["sources.yaml", "oui.tsv", "traps.csv", "directory.yaml"])
def test_a_missing_file_is_named(folder: Path, path: str) -> None:
    (folder / path).unlink()
    with pytest.raises(ListRejected, match=path):
        load_catalogue(folder)


def test_a_file_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "sources.yaml").write_bytes(b"sources: {\xff}")
    with pytest.raises(ListRejected, match=r"sources\.yaml, line 1"):
        load_catalogue(folder)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no folder"):
        load_catalogue(tmp_path / "nothing")


def test_editions_stand_in_the_order_of_their_legal_dates(folder: Path) -> None:
    file = folder / "regimes/listed.yaml"
    older = (
        "editions:\n"
        "  - {label: second, legal_on: 2022-01-01, source: REG, url: https://example.org}\n"
        "  - {label: nought, legal_on: 2020-01-01, source: REG, url: https://example.org}\n"
    )
    file.write_text(file.read_text(encoding="utf-8").replace("editions:\n", older), encoding="utf-8")
    regime = load_catalogue(folder).regimes["listed"]
    assert [edition.label for edition in regime.editions] == ["nought", "first", "second"]
    assert regime.latest.label == "second"


def test_a_year_or_a_month_means_the_whole_of_it(folder: Path) -> None:
    ties = {tie.vendor: tie for tie in load_catalogue(folder).knowledge.ties}
    assert (ties["lens"].from_on, ties["lens"].to_on) == (date(2020, 1, 1), date(2022, 4, 30))


def _spoil(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (_spoil("vendors/optics.yaml", "slug:", "# a comment\nslug:"), False),
        (_spoil("oui.tsv", "# a comment", "# another"), False),
        (_spoil("sources.yaml", "A register", "The register"), True),
        (_spoil("oui.tsv", "AABBCD", "AABBCF"), True),
        (_spoil("traps.csv", "other maker", "another"), True),
    ],
)
def test_the_checksum_follows_the_content_and_not_the_comments(
    folder: Path, change: Callable[[Path], None], differs: bool
) -> None:
    before = load_catalogue(folder).checksum
    change(folder)
    assert (load_catalogue(folder).checksum != before) is differs
