"""`riskreg explain`: one device from the command line, every trace for and against, with sources."""

from pathlib import Path

import pytest

from tests.journeys.desk import Desk


@pytest.fixture
def buyer(tmp_path: Path) -> Desk:
    return Desk(tmp_path, "sqlite:////nowhere/at/all.sqlite", actor=None)


def test_every_trace_is_told_with_its_source_and_no_register_is_needed(buyer: Desk) -> None:
    answer = buyer.ask("explain", "Annke", "C800", "--mac", "44:19:B6:00:00:01")

    assert (answer["vendor"], answer["certainty"], answer["verdict"]) == ("Hikvision", "identified", "restricted")
    assert {"supplied_brand", "mac_prefix"} <= {each["kind"] for each in answer["signals"] if each["strength"] > 0}
    assert all(each["source"] for each in answer["signals"])
    assert [each["verdict"] for each in answer["without"] if each["trace"] == "MAC address"] == ["suspected"]


def test_what_speaks_against_a_maker_is_told_and_the_conflict_named(buyer: Desk) -> None:
    said = buyer.run("explain", "Axis", "DS-2CD2143G0-I")

    assert said.code == 0
    for told in ("suspected", "Hikvision", "Axis Communications", "contradict", "Source:", "without the model"):
        assert told in said.text


def test_a_regime_that_never_flags_is_shown_as_such(buyer: Desk) -> None:
    answer = buyer.ask("explain", "Hikvision", "")

    shown = {each["regime"] for each in answer["regimes"] if each["never_flags"]}
    assert shown == {"us_bis_el"}
    assert answer["determinations"] == "proposals of the lists; no officer has decided"


def test_a_listed_vendor_as_installer_is_a_reason_to_look(buyer: Desk) -> None:
    served = buyer.ask("explain", "Axis", "P3245-LVE", "--supplier", "Hikvision UK Ltd")
    plain = buyer.ask("explain", "Axis", "P3245-LVE", "--supplier", "Hikvisionary Murals Ltd")

    assert (served["verdict"], served["candidates"]) == ("suspected", ["Hikvision", "Axis Communications"])
    assert plain["verdict"] == "clear"


def test_an_installation_outside_a_claims_dates_weakens_it(buyer: Desk) -> None:
    inside = buyer.ask("explain", "Honeywell", "H4D3PRV3", "--installed", "1 June 2021")
    after = buyer.ask("explain", "Honeywell", "H4D3PRV3", "--installed", "1 June 2026")

    assert inside["confidence"] > after["confidence"]


def test_nothing_said_of_the_device_is_refused_with_a_cure(buyer: Desk) -> None:
    said = buyer.run("explain", "", "", "--json")

    assert said.code == 2
    assert said.error["cure"]
