"""Check before buying, lists and what people decide about them, questions of identity, reports: as pages."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest

from tests.web.conftest import Visitor

LINES = "Hikvision DS-2CD2143G2-I dome camera\nAxis P3245-LV\nsome camera"


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def send(visitor: Visitor, path: str, page: str = "", **values: Any) -> Any:
    return visitor.post(path, data={"_token": visitor.token(page or path), **values})


def changes(visitor: Visitor) -> int:
    return len(visitor.get("/api/questions/changes", params={"most": 1000}).json()["rows"])


def test_pasted_lines_come_back_with_verdicts_the_gravest_first_and_nothing_is_kept(county: Visitor) -> None:
    before = changes(county)
    answer = send(county, "/check", lines=LINES)
    assert str(answer.url).startswith("http://127.0.0.1/check/results/")
    verdicts = re.findall(r'rr-line">\s*<strong class="govuk-tag[^"]*">(\w+)</strong>', answer.text)
    assert verdicts == ["Restricted", "Unknown", "Clear"]
    assert "follows Hikvision" in answer.text
    assert changes(county) == before


def test_cells_copied_from_a_workbook_are_a_table(reader: Visitor) -> None:
    answer = send(reader, "/check", lines="Make\tModel\tPassword\nDahua\tIPC-HFW2431S\thunter2\n")
    assert "Restricted" in answer.text
    assert "Not read, because it holds passwords: Password" in answer.text
    assert "hunter2" not in answer.text


def test_a_quotation_comes_back_as_a_file_with_the_marking_and_no_password(reader: Visitor) -> None:
    content = b"Make,Model,Password\nHikvision,DS-2CD2143G2-I,hunter2\n=cmd(),x,y\n"
    token = reader.token("/check")
    answer = reader.post("/check", data={"_token": token}, files={"file": ("../../quo<te>.csv", content)})
    assert answer.status_code == 200
    assert "Check of quo_te_.csv" in answer.text
    here = str(answer.url)
    held = reader.get(f"{here}/lines.csv")
    assert 'filename="checked-quo_te_-OFFICIAL-SENSITIVE.csv"' in held.headers["content-disposition"]
    assert "hunter2" not in held.text
    assert "'=cmd()" in held.text
    book = zipfile.ZipFile(io.BytesIO(reader.get(f"{here}/lines.xlsx").content))
    assert "xl/workbook.xml" in book.namelist()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"lines": ""}, "There is nothing to check"),
        ({"lines": "Axis", "organisation": "Nobody at all"}, "There is no organisation"),
        ({"lines": "Axis", "regimes": "no_such"}, "There is no regime"),
        ({"lines": "Make\tModel\n"}, "There is a problem"),
    ],
)
def test_what_cannot_be_checked_is_said_and_what_was_typed_stays(
    reader: Visitor, values: dict[str, str], words: str
) -> None:
    answer = send(reader, "/check", **values)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert words in answer.text
    assert values["lines"].strip() in answer.text


def test_nobody_reads_the_check_of_another_browser(reader: Visitor) -> None:
    here = str(send(reader, "/check", lines=LINES).url)
    cookies = dict(reader.cookies)
    reader.cookies.clear()
    assert reader.get(here).status_code == 404
    reader.cookies.clear()
    reader.cookies.update(cookies)
    assert reader.get(here).status_code == 200


def test_a_check_is_saved_watched_and_ended(county: Visitor) -> None:
    here = str(send(county, "/check", lines=LINES).url)
    refused = send(county, f"{here}/save", here, kind="", title="")
    assert refused.status_code == 422
    assert "Choose what it is." in refused.text
    saved = send(county, f"{here}/save", here, kind="quotation", title="Quotation 17")
    assert saved.status_code == 200
    assert "Quotation 17" in saved.text
    assert "No newer list has caught a line of it." in saved.text
    assert "Quotation 17" in county.get("/check/saved").text
    place = str(saved.url)
    assert send(county, f"{place}/end", place, reason="").status_code == 422
    send(county, f"{place}/end", place, reason="Bought")
    assert "Quotation 17" not in county.get("/check/saved").text
    assert county.get("/check/saved/ASSET-XXX-22222").status_code == 404


def test_lists_are_put_in_use_once_their_effect_was_seen(visitor: Visitor) -> None:
    assert "No list is in use yet" in visitor.get("/lists").text
    preview = send(visitor, "/lists/preview", "/lists")
    assert "would newly flag 0 asset lines" in text_of(preview.text)
    seen = re.search(r'name="seen" value="([^"]+)"', preview.text)
    assert seen
    token = visitor.token("/lists")
    unsure = visitor.post("/lists/activate", data={"_token": token, "seen": seen[1]})
    assert unsure.status_code == 422
    stale = visitor.post("/lists/activate", data={"_token": token, "seen": "9-x", "sure": "yes"})
    assert "have changed since you looked" in stale.text
    assert changes(visitor) == 0
    done = visitor.post("/lists/activate", data={"_token": token, "seen": seen[1], "sure": "yes"})
    assert "The lists are in use" in done.text
    assert "Lists in use" in visitor.get("/lists").text
    assert "Nothing: what is at hand is in use already." in send(visitor, "/lists/preview", "/check").text


def test_an_edition_is_shown_as_it_was_in_force_and_known(reader: Visitor) -> None:
    page = text_of(reader.get("/lists/editions/us_1260h").text)
    assert "was in force on" in page
    assert "Dahua" in page
    assert "No edition of it was in force" in text_of(reader.get("/lists/editions/us_1260h?as_at=2000-01-01").text)
    assert "No edition of it was in force" in text_of(reader.get("/lists/editions/us_1260h?as_known=0").text)
    assert reader.get("/lists/editions/none").status_code == 404


def test_two_editions_stand_side_by_side(reader: Visitor) -> None:
    names = re.findall(r'<option value="(us_1260h:[^"]+)"', reader.get("/lists/compare").text)
    first, second = names[0], names[-1]
    page = reader.get("/lists/compare", params={"first": first, "second": second})
    assert re.search(r"\d+ added, \d+ removed, \d+ changed, \d+ the same", text_of(page.text))
    assert reader.get("/lists/compare", params={"first": "/etc/passwd", "second": second}).status_code == 422


def test_proposals_are_adopted_with_a_reason(county: Visitor) -> None:
    page = county.get("/lists/determinations").text
    assert "Proposals that nobody has decided" in page
    refused = send(county, "/lists/determinations/adopt", "/lists/determinations", reason="")
    assert refused.status_code == 422
    assert "Choose at least one maker." in refused.text
    done = send(
        county, "/lists/determinations/adopt", "/lists/determinations", vendors=["huawei"], reason="Board paper 13"
    )
    assert "Board paper 13" in done.text
    own = send(
        county, "/lists/determinations/decide", "/lists/determinations",
        vendor="Uniview", outcome="subject", reason="Registry extract", review_on="22 November 2027",
    )  # fmt: skip
    assert "Registry extract" in own.text
    unknown = send(
        county, "/lists/determinations/decide", "/lists/determinations",
        vendor="Nobody Ltd", outcome="subject", reason="None",
    )  # fmt: skip
    assert unknown.status_code == 422
    assert "No vendor" in unknown.text


def test_a_list_is_adopted_and_something_may_stay_for_a_time(county: Visitor) -> None:
    names = re.findall(r'<option value="([^"*]+)"', county.get("/lists/adoptions").text.split('name="organisation"')[1])
    done = send(county, "/lists/adoptions", regime="us_889", organisation=names[0], basis="voluntary")
    assert done.text.count("Section 889 of the US National Defense") >= 2
    asset = county.get("/api/questions/flagged-assets").json()["rows"][0][0]
    wrong = send(
        county, "/lists/exemptions", what=asset, regime="uk_nil_2022", until="soon", approver="Ada",
        reason="Ordered", control="Disconnected",
    )  # fmt: skip
    assert wrong.status_code == 422
    assert "Write a date such as" in wrong.text
    given = send(
        county, "/lists/exemptions", what=asset, regime="uk_nil_2022", until="31 March 2031",
        approver="Ada Approver", reason="Ordered", control="Disconnected",
    )  # fmt: skip
    assert "Ada Approver" in given.text
    found = re.search(r"EXM-[\w-]+", given.text)
    assert found
    before = county.get("/lists/exemptions?as_at=2023-01-01").text
    assert (asset in before, "an asset that no list had named by then" in before) == (False, True)
    assert (
        send(county, "/lists/exemptions/end", "/lists/exemptions", exemption=found[0], why="Replaced").status_code
        == 200
    )


def test_the_report_has_the_same_figures_on_pages_and_in_files(reader: Visitor) -> None:
    page = reader.get("/reports/progress").text
    held = reader.get("/reports/progress/file.json").json()
    top = held["figures"]["headline"]
    assert f"{top['numerator']} of {top['denominator']}" in page
    assert held["digest"] in reader.get("/reports/progress/basis").text
    sent = reader.get("/reports/progress/file.html")
    assert held["digest"] in sent.text
    assert "OFFICIAL-SENSITIVE.html" in sent.headers["content-disposition"]
    assert reader.get("/reports/progress/file.xlsx").content[:2] == b"PK"


def test_every_part_of_the_report_is_a_page_without_styles_of_its_own(reader: Visitor) -> None:
    page = reader.get("/reports/progress?since=2026-01-10").text
    parts = set(re.findall(r'href="(/reports/progress/(?!file)[^"]+)"', page))
    assert len(parts) > 7
    for href in parts:
        part = reader.get(href.replace("&amp;", "&"))
        assert part.status_code == 200
        assert not re.search(r"<[^>]+ style=", part.text), href
        assert "<style" not in part.text
    assert "add up to the closing figure exactly" in reader.get("/reports/progress/changes?since=2026-01-10").text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("as_at=2999-01-01", "lies in the future"),
        ("since=2999-01-01", "must begin before"),
        ("since=whenever", "is not a date"),
        ("organisation=Nobody", "There is no organisation"),
        ("as_known=99999", "has no change"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(reader: Visitor, query: str, words: str) -> None:
    answer = reader.get(f"/reports/progress?{query}")
    assert answer.status_code == 422
    assert words in answer.text
