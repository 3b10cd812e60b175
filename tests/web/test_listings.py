"""Lists of sites, assets, flags and vendors: what they show, in which order, page by page, and as files."""

from __future__ import annotations

import csv
import html
import io
import re
from zipfile import ZipFile

import pytest

from tests.web.conftest import Visitor
from tests.web.test_things import first


def rows_of(text: str) -> list[list[str]]:
    """The cells of the table on a page."""
    body = text.partition("<tbody")[2].partition("</tbody>")[0]
    return [
        [html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<td.*?</td>", row, re.S)]
        for row in body.split("</tr>")
        if "<td" in row
    ]


def heading(text: str) -> str:
    return html.unescape(re.search(r"<h1[^>]*>(.*?)</h1>", text, re.S)[1]).strip()  # type: ignore[index]


@pytest.mark.parametrize(
    ("query", "said", "rows"),
    [
        ("", "Equipment", 8),
        ("said=flagged", "Restricted or suspected equipment", 5),
        ("said=unknown", "Not identified equipment", 1),
        (
            "said=flagged&equipment=cameras&sensitivity=sensitive&before=2022",
            "Restricted or suspected cameras at sensitive sites, installed before 2022",
            2,
        ),
        ("equipment=recorders", "Recorders", 1),
        ("since=14/05/2019&before=2020", "Equipment, installed since 14 May 2019 and before 2020", 2),
        ("maker=Hikvision", "Equipment made by Hikvision", 4),
        ("maker=none", "Equipment made by a maker that is not known", 1),
        ("words=ds-7616", "Equipment called “ds-7616”", 1),
        ("control=pfi", "Equipment at sites in PFI buildings", 1),
        ("organisation=Larkmoor+Fire+and+Rescue", "Equipment of Larkmoor Fire and Rescue", 0),
        ("organisation=Larkmoor+County+Council", "Equipment of Larkmoor County Council", 8),
        ("site=LM/002", "Equipment at Wold Library", 3),
    ],
)
def test_filters_read_like_a_sentence_and_list_what_they_say(reader: Visitor, query: str, said: str, rows: int) -> None:
    answer = reader.get(f"/assets?{query}")
    assert answer.status_code == 200
    assert heading(answer.text) == said
    assert len(rows_of(answer.text)) == rows
    assert f"<strong>{rows}</strong>" in answer.text


def test_sites_are_listed_with_what_is_on_record_there(reader: Visitor) -> None:
    text = reader.get("/sites?said=flagged").text
    assert heading(text) == "Sites with restricted or suspected equipment"
    found = {row[1]: row for row in rows_of(text)}
    assert found["Shire Hall"][3:] == ["sensitive", "owned", "3", "2", "0", "0"]
    assert found["Wold Library"][5:8] == ["6", "5", "0"]
    assert "Drill ground" not in found
    assert rows_of(reader.get("/sites?order=-restricted").text)[0][1] == "Wold Library"


def test_vendors_are_listed_with_who_names_them(reader: Visitor) -> None:
    rows = rows_of(reader.get("/vendors?here=yes").text)
    assert rows[0][0] == "Hikvision"
    assert rows[0][1] == "China"
    assert "uk_nil_2022" in rows[0][2]
    assert {row[0] for row in rows_of(reader.get("/vendors?words=hikvision").text)} >= {"Hikvision"}


def test_flags_are_listed_by_how_they_were_decided(county: Visitor) -> None:
    text = county.get("/flags?decision=waiting").text
    waiting = rows_of(text)
    assert heading(text) == "Flags of equipment that wait for a decision"
    assert {row[8] for row in waiting} == {"waits for a decision"}
    flag = waiting[0][0]
    county.post(
        f"/flags/{flag}/decision",
        data={"_token": county.token(f"/flags/{flag}"), "outcome": "confirmed", "reason": "x"},
    )
    assert [row[0] for row in rows_of(county.get("/flags?decision=confirmed").text)] == [flag]
    assert len(rows_of(county.get("/flags?decision=waiting").text)) == len(waiting) - 1
    assert len(rows_of(county.get("/flags").text)) == len(waiting)


@pytest.mark.parametrize("listing", ["assets", "flags", "sites", "vendors"])
def test_pages_follow_each_other_without_a_gap(reader: Visitor, listing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [row[0] for row in rows_of(reader.get(f"/{listing}").text)]
    monkeypatch.setattr("riskreg.web.listings.PAGE_ROWS", 2)
    for order in ("", "organisation", "-organisation", "maker", "-verdict"):
        pages: list[list[str]] = []
        seen: list[str] = []
        address: str | None = f"/{listing}?order={order}"
        while address and len(seen) <= len(whole):
            text = reader.get(address).text
            pages.append([row[0] for row in rows_of(text)])
            seen += pages[-1]
            after = re.search(r'rel="next" href="([^"]+)"', text)
            address = html.unescape(after[1]) if after and len(seen) < 14 else None
        before = re.search(r'rel="prev" href="([^"]+)"', text)
        assert before
        assert [row[0] for row in rows_of(reader.get(html.unescape(before[1])).text)] == pages[-2]
        expected = len(whole) if listing != "vendors" else len(seen)
        assert len(seen) == len(set(seen)) == expected


def test_a_column_turns_round(reader: Visitor) -> None:
    up = [row[5] for row in rows_of(reader.get("/assets?order=site").text)]
    down = [row[5] for row in rows_of(reader.get("/assets?order=-site").text)]
    assert up == list(reversed(down))
    assert 'aria-sort="descending"' in reader.get("/assets?order=-site").text
    by_day = [row[7] for row in rows_of(reader.get("/assets?order=installed_on").text)]
    assert by_day[0] == "9 January 2018"
    assert by_day[-1] == "not known"


def test_a_file_holds_what_is_on_the_screen(reader: Visitor) -> None:
    query = "said=flagged&order=-site"
    shown = rows_of(reader.get(f"/assets?{query}").text)
    answer = reader.get(f"/assets/list.csv?{query}")
    assert "OFFICIAL-SENSITIVE" in answer.headers["content-disposition"]
    written = list(csv.reader(io.StringIO(answer.content.decode("utf-8"))))
    assert written[0][:3] == ["reference", "verdict", "maker"]
    assert [row[0] for row in written[1:]] == [row[0] for row in shown]
    book = ZipFile(io.BytesIO(reader.get(f"/assets/list.xlsx?{query}").content))
    assert any(b"OFFICIAL-SENSITIVE" in book.read(name) for name in book.namelist())
    assert reader.get("/assets/list.pdf").status_code == 404


def test_the_past_is_listed_as_it_was(reader: Visitor) -> None:
    before = reader.get("/assets?as_at=2026-01-10")
    assert rows_of(before.text) == []
    assert "as it stood on 10 January 2026" in before.text
    then = reader.get("/assets?as_at=2026-01-20&order=maker&said=flagged")
    assert [row[1:] for row in rows_of(then.text)] == [
        row[1:] for row in rows_of(reader.get("/assets?order=maker&said=flagged").text)
    ]
    assert "as_at=2026-01-20" in re.findall(r'href="(/show/[^"]+)"', then.text)[0]
    assert rows_of(reader.get("/flags?as_known=1").text) == []
    for listing in ("sites", "flags", "vendors"):
        past, now = (reader.get(f"/{listing}{query}").text for query in ("?as_at=2026-01-20", ""))
        assert rows_of(past) == rows_of(now)


def test_what_is_mistyped_is_said_at_its_field(reader: Visitor) -> None:
    answer = reader.get("/assets?before=soon&maker=nobody&verdict=clear&site=nowhere")
    assert answer.status_code == 422
    assert "“soon” is not a date." in answer.text
    assert "No vendor “nobody” is known." in answer.text
    assert "“verdict” is no filter of these lists." in answer.text
    assert "There is no site “nowhere” in the register." in answer.text
    assert "riskreg query" not in answer.text
    assert 'href="#before"' in answer.text
    assert 'value="soon"' in answer.text
    assert reader.get("/assets?after=nonsense").status_code == 400


def test_an_empty_register_points_to_the_import(visitor: Visitor) -> None:
    for listing in ("assets", "sites", "flags", "vendors"):
        text = visitor.get(f"/{listing}").text
        assert f"The register holds no {listing} yet" in text
        assert 'href="/imports"' in text


def test_an_import_leads_to_the_flags_that_it_raised(reader: Visitor) -> None:
    imported = first(reader, "/imports", "IMP")
    page = reader.get(f"/imports/{imported}").text
    link = re.search(r'href="(/flags\?imported=[^"]+)"', page)
    assert link is not None
    flags = reader.get(link[1])
    assert "raised or changed by one import" in flags.text
    assert set(re.findall(r"FLAG-\w+-\w+", flags.text)) <= set(re.findall(r"FLAG-\w+-\w+", reader.get("/flags").text))
    past = reader.get(link[1] + "&as_at=2026-06-01").text
    assert set(re.findall(r"FLAG-\w+-\w+", past)) == set(re.findall(r"FLAG-\w+-\w+", flags.text)) != set()
