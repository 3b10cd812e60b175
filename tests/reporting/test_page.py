from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from riskreg.reporting.page import BRIDGE_ROWS_SHOWN, css_string, render_page, write_page
from riskreg.reporting.progress import Breakdown, BridgeLine, Column, Progress
from riskreg.reporting.wording import format_value
from tests.reporting.sample import BRIDGE, FORMULA, sample_progress

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Outline(HTMLParser):
    """Elements with their attributes and text, and whether every element was closed in order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, list[str]]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text: list[str] = []
        self.elements.append((tag, dict(attrs), text))
        if tag not in VOID:
            self.open.append((tag, text))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, text in self.open:
            text.append(data)

    def texts(self, tag: str) -> list[str]:
        return [" ".join("".join(text).split()) for name, _, text in self.elements if name == tag]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes, _ in self.elements if name == tag]


@pytest.fixture(scope="module")
def progress() -> Progress:
    return sample_progress()


@pytest.fixture(scope="module")
def page(progress: Progress) -> Outline:
    return Outline(render_page(progress))


def test_an_officer_reads_from_the_top_where_we_stand_to_what_it_rests_on(page: Outline) -> None:
    assert page.texts("h1") == ["Removal progress report"]
    assert page.texts("h2") == [
        "Where we stand",
        "Contents",
        "What is due and overdue",
        "By organisation, vendor and kind",
        "Removal: reported and verified",
        "Cost",
        "The whole estate",
        "More figures",
        "What changed since the earlier report",
        "How sound the data are",
        "What the figures rest on",
    ]


def test_headings_never_skip_a_level(page: Outline) -> None:
    levels = [int(tag[1]) for tag, _, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_headline_stands_with_what_is_not_known_and_what_left_otherwise(page: Outline) -> None:
    (standing,) = [
        "".join(text) for _, attributes, text in page.elements if attributes.get("aria-labelledby") == "standing"
    ]

    for said in ("62.5 %", "312 of 499", "Not known: 41", "8.4 %", "1,204 of 14,333", "27 devices"):
        assert said in standing
    assert "Ways in which none left (2)" in page.texts("summary")


def test_every_figure_states_its_value_definition_and_command(page: Outline, progress: Progress) -> None:
    text = " ".join(page.texts("body")[0].split())

    for figure in (progress.headline, *progress.beside_headline, *progress.figures):
        assert figure.title in text
        assert format_value(figure.value, figure.unit) in text
        assert figure.definition in text
        assert figure.drill in text


def test_the_marking_is_at_the_top_and_at_the_bottom(page: Outline) -> None:
    markings = ["".join(text) for _, attributes, text in page.elements if attributes.get("class") == "marking"]

    assert markings == ["OFFICIAL-SENSITIVE"] * 2
    assert "OFFICIAL-SENSITIVE" in page.texts("header")[0]
    assert "OFFICIAL-SENSITIVE" in page.texts("footer")[0]


def test_every_table_has_a_caption_and_scoped_headers(page: Outline) -> None:
    assert len(page.texts("table")) == len(page.texts("caption")) > 8
    assert all(page.texts("caption"))
    assert all(attributes.get("scope") in ("col", "row") for attributes in page.attributes("th"))


def test_every_chart_is_named_described_and_beside_its_table(page: Outline) -> None:
    images = [attributes for attributes in page.attributes("svg") if attributes.get("role") == "img"]
    named = {attributes["id"] for tag in ("title", "desc") for attributes in page.attributes(tag) if "id" in attributes}

    assert len(images) == 8
    for image in images:
        assert set((image["aria-labelledby"] or "").split()) <= named


def test_identifiers_are_unique_and_links_lead_somewhere(page: Outline) -> None:
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    inside = [(attributes["href"] or "")[1:] for attributes in page.attributes("a")]

    assert len(set(ids)) == len(ids)
    assert set(inside) <= set(ids)


def test_the_page_runs_nothing_and_asks_for_nothing(page: Outline) -> None:
    assert page.attributes("html") == [{"lang": "en"}]
    assert page.attributes("script") == []
    assert page.attributes("img") == []
    assert [attributes["href"] for attributes in page.attributes("link")] == ["data:,"]
    assert not [name for _, attributes, _ in page.elements for name in attributes if name.startswith("on")]


def test_what_people_typed_stays_text(progress: Progress) -> None:
    evil = "</style><script>alert(1)</script>"
    columns = (Column("a", evil), Column("n", "N", "devices"))
    breakdown = Breakdown("by_evil", evil, evil, columns, ((evil, 1),), "bar", ("n",))
    altered = replace(progress, title=evil, marking=evil, breakdowns=(breakdown,), notes=(evil,), digest="")
    page = Outline(render_page(altered))

    assert page.attributes("script") == []
    assert page.texts("h1") == [evil]
    assert page.attributes("style") == [{}]


def test_a_marking_in_the_style_sheet_is_escaped() -> None:
    assert css_string('A"; }</style>') == "A\\000022\\00003b \\00007d\\00003c\\00002fstyle\\00003e"


def test_a_formula_is_shown_as_it_was_typed(page: Outline) -> None:
    assert FORMULA in page.texts("th")


def test_a_long_bridge_line_shows_its_first_rows_and_says_where_the_others_are(progress: Progress) -> None:
    row = BRIDGE.lines[0].rows[0]
    rows = tuple(replace(row, devices=1) for _ in range(40))
    bridge = replace(BRIDGE, lines=(BridgeLine("found", "Newly found", 40, rows),), closing=BRIDGE.opening + 40)
    page = Outline(render_page(replace(progress, bridge=bridge, digest="")))

    assert page.texts("th").count(row.reference) == BRIDGE_ROWS_SHOWN
    assert "The first 25 of 40 assets. The sheet “Bridge rows” of the workbook has all of them." in page.texts("p")


def test_an_empty_report_still_reads(progress: Progress) -> None:
    bare = replace(
        progress, figures=(), breakdowns=(), beside_headline=(), editions=(), notes=(), regimes=(), bridge=None,
        as_known_at=None, digest="",
    )  # fmt: skip
    page = Outline(render_page(bare))

    assert page.texts("h2") == ["Where we stand", "Contents", "What the figures rest on"]
    assert "No list edition is in use." in page.texts("p")


def test_the_same_figures_give_the_same_bytes(progress: Progress, tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        write_page(progress, tmp_path / name)

    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert progress.digest in (tmp_path / "one.html").read_text(encoding="utf-8")
