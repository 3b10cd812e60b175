"""Pages of one thing: what they tell, down to the cell; links of references; the past; search."""

from __future__ import annotations

import html
import re

import pytest

from tests.web.conftest import Visitor


def first(visitor: Visitor, address: str, kind: str) -> str:
    """The first reference of a kind on a page."""
    found = re.search(rf"{kind}-[0-9A-Z]{{3}}-[0-9A-Z]+", visitor.get(address).text)
    assert found, f"no {kind} on {address}"
    return found[0]


def words_of(text: str) -> str:
    main = text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_an_asset_tells_its_life_back_to_the_cell(reader: Visitor) -> None:
    asset = first(reader, "/assets?words=ds-2cd2143g0", "ASSET")
    told = words_of(reader.get(f"/assets/{asset}").text)
    assert "15 January 2026 First named by a list Make HIKVISION (cell E4)" in told
    assert "sheet “Cameras”, row 4" in told
    assert "The flag stands" in told
    assert "Installed 14 May 2019 (cell J4)" in told
    assert "What tells it Vendor Speaks Strength What was read Source" in told
    assert "hunter2" not in told


def test_a_flag_shows_what_speaks_for_it_the_entry_and_what_is_asked(reader: Visitor) -> None:
    flag = first(reader, "/flags?maker=hikvision&said=restricted", "FLAG")
    told = words_of(reader.get(f"/flags/{flag}").text)
    assert "Decision Waits for a decision" in told
    assert told.index("Who made it") < told.index("The list entry, word for word") < told.index("What it asks")
    assert "DET-" in told  # the criterion names nobody: a determination does
    assert "Stop deploying" in told
    assert "Decide as Olive Officer" in told


def test_a_site_tells_what_stands_there_and_what_is_asked(reader: Visitor) -> None:
    site = first(reader, "/sites?words=shire", "SITE")
    text = reader.get(f"/sites/{site}").text
    told = words_of(text)
    assert "Open flagged devices 2" in told
    assert "Limbs of a sensitive site" in told
    assert "property terrier.xlsx" in told
    assert f'href="/assets?site={site}"' in text
    assert "Larkmoor County Council" in told


def test_a_vendor_tells_names_numbering_and_addresses(reader: Visitor) -> None:
    told = words_of(reader.get("/vendors/hikvision").text)
    assert "Hangzhou Hikvision Digital Technology" in told
    assert "Makes for others" in told
    assert "Model numbering" in told
    assert "44:19:B6" in told
    assert words_of(reader.get("/vendors/Hikvision").text) == told


def test_an_organisation_leads_to_what_it_holds(reader: Visitor) -> None:
    body = first(reader, "/show/" + first(reader, "/sites?words=shire", "SITE"), "ORG")
    text = reader.get(f"/show/{body}").text
    assert "Larkmoor Fire and Rescue" in text
    assert f'href="/assets?organisation={body}"' in text


def test_every_reference_on_a_page_leads_somewhere(reader: Visitor) -> None:
    asset = first(reader, "/assets?words=ds-2cd2143g0", "ASSET")
    links = set(re.findall(r'href="([^"]*/[A-Z]+-[0-9A-Z]{3}-[0-9A-Z]+)"', reader.get(f"/assets/{asset}").text))
    assert len(links) >= 4
    for link in sorted(links):
        assert reader.get(link).status_code == 200, link


def test_a_thing_is_shown_as_it_stood_and_as_it_was_known(reader: Visitor) -> None:
    asset = first(reader, "/assets?words=ds-2cd2143g0", "ASSET")
    early = reader.get(f"/assets/{asset}?as_at=2026-01-10")
    assert early.status_code == 404
    assert "was not in the register then" in early.text
    site = first(reader, "/sites?words=shire", "SITE")
    told = words_of(reader.get(f"/sites/{site}?as_at=2026-01-10").text)
    assert "Open flagged devices 0" in told
    assert "Record a removal step" not in told
    last = int(re.findall(r"change (\d+)", words_of(reader.get(f"/assets/{asset}").text))[-1])
    assert "This site was not in the register then." in reader.get(f"/sites/{site}?as_known=1").text
    assert reader.get(f"/assets/{asset}?as_known={last}").status_code == 200


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("C11112221", "/assets/"),
        ("44:19:B6:0A:0B:0C", "/assets/"),
        ("4419.b60a.0b0c", "/assets/"),
        ("44-19-b6-0a-0b-0c", "/assets/"),
        ("SH-02", "/assets/"),
        ("lm/001", "/sites/"),
    ],
)
def test_a_number_goes_straight_to_its_thing(reader: Visitor, text: str, page: str) -> None:
    answer = reader.get("/search", params={"q": text}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(page)
    assert reader.get(answer.headers["location"]).status_code == 200


def test_a_reference_goes_straight_to_its_thing_in_any_case(reader: Visitor) -> None:
    site = first(reader, "/sites", "SITE")
    for typed in (site, site.lower(), f"  {site.replace('-', ' ')} "):
        answer = reader.get("/search", params={"q": typed}, follow_redirects=False)
        assert answer.headers["location"] == f"/sites/{site}"
    wrong = site[:-1] + ("2" if site[-1] != "2" else "3")
    assert "mistyped" in reader.get("/search", params={"q": wrong}).text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("library", "Wold Library"),
        ("LK1", "Shire Hall"),
        ("larkmoor fire", "Larkmoor Fire and Rescue"),
        ("hikvision", "Hikvision"),
        ("ds-7616", "Equipment called “ds-7616”"),
        ("terrier", "property terrier.xlsx"),
    ],
)
def test_names_are_found_by_a_part(reader: Visitor, text: str, found: str) -> None:
    answer = reader.get("/search", params={"q": text})
    assert found in words_of(answer.text)


def test_nothing_found_says_what_was_tried(reader: Visitor) -> None:
    told = words_of(reader.get("/search", params={"q": "no such thing anywhere"}).text)
    assert "Nothing is found" in told
    assert "MAC addresses in any notation" in told
    assert "at least two characters" in words_of(reader.get("/search", params={"q": " "}).text)
    assert "<script>" not in reader.get("/search", params={"q": "<script>x"}).text
