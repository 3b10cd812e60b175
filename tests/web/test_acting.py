"""What an officer does on pages: decides a flag, records removal steps with evidence; refusals lose nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from riskreg.operations import asking
from tests.web.conftest import Visitor, list_twice
from tests.web.test_things import first, words_of

PHOTO = ("bracket without a camera.jpg", b"\xff\xd8\xff picture", "image/jpeg")


def send(visitor: Visitor, address: str, page: str, values: dict[str, Any], file: Any = None) -> Any:
    data = {"_token": visitor.token(page), **values}
    return visitor.post(address, data=data, files={"evidence": file} if file else None)


def decide(visitor: Visitor, flag: str, file: Any = None, **values: str) -> Any:
    return send(visitor, f"/flags/{flag}/decision", f"/flags/{flag}", values, file)


def record(visitor: Visitor, thing: str, file: Any = None, **values: Any) -> Any:
    page = f"/{'sites' if thing.startswith('SITE') else 'assets'}/{thing}/removal"
    return send(visitor, page, page, {"assets": thing, **values}, file)


@pytest.fixture
def flag(county: Visitor) -> str:
    return first(county, "/flags?maker=hikvision", "FLAG")


@pytest.fixture
def asset(county: Visitor) -> str:
    return first(county, "/assets?words=ds-2cd2143g0", "ASSET")


@pytest.mark.parametrize("outcome", ["confirmed", "dismissed", "unsure"])
def test_a_flag_is_decided_with_reason_and_evidence(county: Visitor, flag: str, outcome: str) -> None:
    answer = decide(county, flag, PHOTO, outcome=outcome, reason="The label was photographed.", on="20 February 2026")
    assert answer.status_code == 200
    assert answer.url.path == f"/flags/{flag}"
    told = words_of(answer.text)
    assert "Done The flag is" in told
    assert f"Decision {outcome.capitalize()}" in told
    assert f"20 February 2026 {outcome.capitalize()} The label was photographed. bracket without a camera.jpg" in told
    assert "Olive Officer (declared)" in told


def test_a_decision_without_its_reason_loses_nothing(county: Visitor, flag: str) -> None:
    answer = decide(county, flag, outcome="dismissed", reason=" ", on="yesterday")
    assert answer.status_code == 422
    assert "Say in a sentence what you saw, and why." in answer.text
    assert "Write the day, such as 22 November 2026." in answer.text
    assert 'value="dismissed" checked' in answer.text
    assert 'value="yesterday"' in answer.text
    again = decide(county, flag, outcome="confirmed", reason="seen", on="1 January 2020")
    assert again.status_code == 422
    assert "was not flagged" in again.text
    assert "Waits for a decision" in county.get(f"/flags/{flag}").text


def test_a_removal_is_verified_by_a_second_person_only(county: Visitor, asset: str) -> None:
    done = record(county, asset, step="physically_removed", on="1 March 2026", remover="R. Moss (Brightgable)")
    assert done.url.path == f"/assets/{asset}"
    assert "counts as removed once a second person has verified it" in words_of(done.text)

    same = record(
        county, asset, PHOTO, step="verified", on="2 March 2026", remover="R. Moss", verifier="Moss, R.", note="seen it"
    )
    assert same.status_code == 422
    assert "another person must verify" in same.text
    assert 'href="#verifier"' in same.text
    assert 'value="Moss, R."' in same.text
    assert "seen it" in same.text

    bare = record(county, asset, step="verified", on="2 March 2026", verifier="A. Osei")
    assert bare.status_code == 422
    assert 'href="#evidence"' in bare.text

    waiting = county.get("/flags?decision=waiting&words=ds-2cd2143g0").text.count("FLAG-")
    gone = record(county, asset, PHOTO, step="verified", on="2 March 2026", verifier="A. Osei")
    told = words_of(gone.text)
    assert "Recorded: verified as removed, by a second person, 1 device." in told
    assert "Devices verified as removed 1" in told
    assert "2 March 2026 Verified 1 device; by R. Moss (Brightgable); verified by A. Osei" in told
    assert county.get("/flags?decision=waiting&words=ds-2cd2143g0").text.count("FLAG-") < waiting
    assert "none needed: verified as removed" in words_of(county.get("/flags?words=ds-2cd2143g0").text)


def test_evidence_is_handed_out_as_it_was_handed_in(county: Visitor, asset: str) -> None:
    record(county, asset, PHOTO, step="physically_removed", on="1 March 2026", remover="R. Moss")
    link = re.search(r'href="(/assets/[^"]+/evidence/[0-9a-f]{64})"', county.get(f"/assets/{asset}/removal").text)
    assert link is not None
    file = county.get(link[1])
    assert file.content == PHOTO[1]
    assert file.headers["content-type"] == "application/octet-stream"
    assert "attachment" in file.headers["content-disposition"]
    assert "OFFICIAL-SENSITIVE.jpg" in file.headers["content-disposition"]
    assert county.get(link[1][:-1] + ("0" if link[1][-1] != "0" else "1")).status_code == 404


def test_a_step_for_several_assets_of_a_site_at_once(county: Visitor) -> None:
    site = first(county, "/sites?words=shire", "SITE")
    page = county.get(f"/sites/{site}/removal").text
    lines = re.findall(r'name="assets" type="checkbox" value="([^"]+)"', page)
    assert len(lines) == 2
    missing = send(county, f"/sites/{site}/removal", f"/sites/{site}/removal", {"step": "", "on": ""})
    assert missing.status_code == 422
    for said in ("Choose at least one asset.", "Choose what happened.", "Say when it happened."):
        assert said in missing.text
    done = record(county, site, assets=lines, step="disconnected", on="3 March 2026")
    assert done.url.path == f"/sites/{site}"
    assert "Recorded: disconnected, 2 devices on 2 asset lines." in words_of(done.text)
    assert words_of(done.text).count("3 March 2026 ASSET-") == 2


def test_a_breach_is_recorded_and_said(county: Visitor, asset: str) -> None:
    done = record(county, asset, step="disposed", on="3 March 2026")
    assert "Breach, kept open:" in words_of(done.text)


def test_a_form_of_an_earlier_start_is_refused(county: Visitor, asset: str) -> None:
    answer = county.post(f"/assets/{asset}/removal", data={"_token": "0", "assets": asset, "step": "disposed"})
    assert answer.status_code == 403
    assert "Removal" not in county.get(f"/assets/{asset}").text.partition("<main")[2].replace("removal", "")


@pytest.fixture
def twice(county: Visitor, tmp_path: Path) -> tuple[str, str, str]:
    """Two records of one camera, and one of another."""
    office = county.app.state.house.office_with_lists()  # type: ignore[attr-defined]
    list_twice(office, tmp_path)
    gate, door, axis = (asking.show(office, number).reference for number in ("GATE-1", "K55501234", "AX-1"))
    return gate, door, axis


def test_two_records_of_one_device_are_compared_recorded_as_one_and_taken_apart(
    county: Visitor, twice: tuple[str, str, str]
) -> None:
    gate, door, _ = twice
    page = f"/assets/{gate}/same"
    offered = words_of(county.get(page).text)
    assert f"{door}, serial number K55501234" in offered
    compared = words_of(county.get(f"{page}?other=K55501234").text)
    assert "Asset tag (differs) GATE-1 not told" in compared
    assert f"{gate} stays, and stands for the device {door} no longer counts: 1 device fewer, and its flags" in compared
    nothing = send(county, page, f"{page}?other={door}", {"other": door, "stays": gate, "reason": " "})
    assert nothing.status_code == 422
    assert "Say how you know that they are one device." in nothing.text
    assert f'value="{gate}" checked' in nothing.text
    early = {"other": door, "stays": gate, "reason": "seen at the gate", "on": "31 January 2026"}
    assert "Give 1 February 2026 or a later date." in words_of(send(county, page, page + "?other=AX-1", early).text)
    done = send(county, page, f"{page}?other={door}", {**early, "on": ""})
    assert done.url.path == f"/assets/{gate}"
    assert "Recorded as one device: 1 device is no longer counted twice." in words_of(done.text)
    merged = words_of(county.get(f"/assets/{door}").text)
    assert "Take the merge back: these are two devices" in merged
    assert "seen at the gate" in merged
    back = send(county, f"/assets/{door}/apart", f"/assets/{door}/same", {"reason": ""})
    assert "Say how you know that they are two devices." in back.text
    apart = send(county, f"/assets/{door}/apart", f"/assets/{door}/same", {"reason": "two cameras after all"})
    assert apart.url.path == f"/assets/{door}"
    assert "This record counts by itself again." in words_of(apart.text)
    assert "This is the same device as another record" in words_of(county.get(f"/assets/{door}").text)


def test_a_merge_that_would_hide_something_is_refused_and_why(county: Visitor, twice: tuple[str, str, str]) -> None:
    gate, _, axis = twice
    page = f"/assets/{gate}/same"
    shown = words_of(county.get(f"{page}?other={axis}").text)
    assert f"{axis} cannot be the one that stays. {gate} is flagged" in shown
    assert "merging it away would end a flag without a decision" in shown
    forced = send(county, page, f"{page}?other={axis}", {"other": axis, "stays": axis, "reason": "one camera"})
    assert forced.status_code == 422
    assert "without a decision" in forced.text
    for other, said in (("", "Name the other record"), (gate, "is this record itself"), ("ZZ-9", "is called “ZZ-9”")):
        wrong = county.get(f"{page}?other={other}")
        assert (wrong.status_code, said in words_of(wrong.text)) == (422, True)
