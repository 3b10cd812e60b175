from datetime import date

import pytest

from riskreg.identification.knowledge import Knowledge
from riskreg.identification.macs import MacReader, normalise_mac
from riskreg.identification.serials import SerialReader


@pytest.mark.parametrize(
    "written",
    [
        "44:19:B6:0A:0B:0C",
        "44-19-b6-0a-0b-0c",
        "4419.b60a.0b0c",
        "4419B60A0B0C",
        "44 19 b6 0a 0b 0c",
        "44:19:b6:a:b:c",
        "MAC: 44:19:B6:0A:0B:0C (eth0)",
        "4419B6-0A0B0C",
        "４４:19:B6:0A:0B:0C",
    ],
)
def test_every_notation_reads_alike(written: str) -> None:
    assert normalise_mac(written) == "4419B60A0B0C"


@pytest.mark.parametrize(
    "written", ["", "n/a", "10.20.30.40", "4419B6", "44:19:B6:0A:0B", "DS-2CD2143G0-I", "44:19:ZZ:0A:0B:0C"]
)
def test_what_is_no_address_reads_as_none(written: str) -> None:
    assert normalise_mac(written) is None


def test_the_longest_registered_prefix_wins(small: Knowledge) -> None:
    assert MacReader(small).prefix("70:B3:D5:12:34:56") == "70B3D5123"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("24:0A:C4:00:00:01", "module maker"),
        ("70:B3:D5:99:00:01", "block shared by many firms"),
        ("4A:C0:3F:00:00:01", "a company identifier, locally administered as an address"),
        ("01:00:5E:00:00:FB", "multicast"),
        ("FF:FF:FF:FF:FF:FF", "broadcast"),
        ("00:00:00:00:00:00", "not registered"),
    ],
)
def test_addresses_that_say_nothing_say_nothing(small: Knowledge, address: str, why: str) -> None:
    assert MacReader(small).prefix(address) == "", why


def test_a_prefix_is_shown_as_people_write_it(small: Knowledge) -> None:
    reader = MacReader(small)
    reading = reader.read(reader.prefix("44:19:B6:00:00:01"))

    assert reading is not None
    assert reading.shown == "44:19:B6…"


def test_a_serial_gives_maker_and_day_of_manufacture(small: Knowledge) -> None:
    reading = SerialReader(small).read("DS-2CD2145FWD-IS20190517AAWRD20341380")

    assert reading is not None
    assert (reading.grammar.vendor, reading.built_on) == ("hikvision", date(2019, 5, 17))


@pytest.mark.parametrize("serial", ["", "SN123", "20190231AAWRD20341380X", "ACCC8E123456"])
def test_other_serials_give_no_day(small: Knowledge, serial: str) -> None:
    reading = SerialReader(small).read(serial)

    assert reading is None or reading.built_on is None
