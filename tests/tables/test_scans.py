"""What network tools print is read as devices: address, name, card, what answered, and the line of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from riskreg.tables import ASSET_FIELDS, codes, find_tables, read_workbook

READS_HERE = True
FIELDS = ("name", "ip_address", "mac_address", "description", "switch_port", "last_seen_on")
NMAP = """Starting Nmap 7.94 ( https://nmap.org ) at 2026-05-03 10:00 BST
Nmap scan report for 10.0.0.4 [host down]
Nmap scan report for cam1.local (10.0.0.5)
Host is up (0.0010s latency).
PORT    STATE SERVICE VERSION
80/tcp  open  http    Hikvision IP camera http config
|_http-title: DS-2CD2143
MAC Address: 44:19:B6:00:00:01 (Hangzhou Hikvision)
"""
GREPABLE = """# Nmap 7.94 scan initiated Sun May  3 10:00:00 2026 as: nmap -oG x 10.0.0.0/24
Host: 10.0.0.4 ()\tStatus: Down
Host: 10.0.0.5 (cam1.local)\tStatus: Up
Host: 10.0.0.5 (cam1.local)\tPorts: 80/open/tcp//http//Hikvision IP camera/\tIgnored State: closed (998)
"""
MASSCAN = "#masscan\nopen tcp 80 10.0.0.5 1777777777\nopen tcp 554 10.0.0.5 1777777778\n# end\n"
ARP = """Interface: 10.0.0.2 --- 0x5
  Internet Address      Physical Address      Type
  10.0.0.5              44-19-b6-00-00-01     dynamic
  10.0.0.6              44-19-b6-00-00-02     dynamic
  10.0.0.255            ff-ff-ff-ff-ff-ff     static
"""
UNIX = "cam1 (10.0.0.5) at 44:19:b6:00:00:01 [ether] on eth0\n? (10.0.0.6) at 44:19:b6:00:00:02 [ether] on eth0\n"
SWITCH = """Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
  10    4419.b600.0001    DYNAMIC     Gi1/0/1
  10    4419.b600.0002    DYNAMIC     Gi1/0/2
"""


@pytest.mark.parametrize(
    ("text", "first", "left"),
    [
        (NMAP, ("cam1.local", "10.0.0.5", "44:19:B6:00:00:01", "Hikvision IP camera http config; DS-2CD2143", None,
                "2026-05-03"), True),
        (GREPABLE, ("cam1.local", "10.0.0.5", None, "Hikvision IP camera", None, "2026-05-03"), True),
        (MASSCAN, (None, "10.0.0.5", None, None, None, "2026-05-03"), False),
        (ARP, (None, "10.0.0.5", "44-19-b6-00-00-01", None, None, None), True),
        (UNIX, ("cam1", "10.0.0.5", "44:19:b6:00:00:01", None, "eth0", None), False),
        (SWITCH, (None, None, "4419.b600.0001", None, "Gi1/0/1", None), False),
    ],
    ids=["nmap", "grepable", "masscan", "arp of Windows", "arp of Linux", "switch"],
)  # fmt: skip
def test_devices_of_a_network(tmp_path: Path, text: str, first: tuple[str | None, ...], left: bool) -> None:
    path = tmp_path / "scan.txt"
    path.write_text(text, encoding="utf-8")
    found = find_tables(read_workbook(path), ASSET_FIELDS)
    table = found.tables[0]
    row = next(table.rows())
    assert tuple(table.value(row, field) for field in FIELDS) == first
    assert (codes.HOSTS_NOT_TAKEN in {issue.code for issue in found.issues}) == left


def test_a_list_apart_by_tabs_is_no_table_of_addresses(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("IP\tMAC\tMake\n10.0.0.5\t44:19:b6:00:00:01\tHikvision\n", encoding="utf-8")
    table = find_tables(read_workbook(path), ASSET_FIELDS).tables[0]
    assert [table.value(row, "make") for row in table.rows()] == ["Hikvision"]
