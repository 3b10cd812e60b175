"""What network tools print, as devices: nmap's text and grepable output, masscan, arp, tables of addresses of switches.

Runs inside the reading process. **Source**: nmap.org, reference guide, “Output” (normal and grepable); masscan, README,
`-oL`; Microsoft and Linux `arp -a`; Cisco IOS, `show mac address-table` and `show arp`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from riskreg.rules.counting import counted
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes

NMAP = ("Name", "IP address", "MAC address", "MAC vendor by nmap", "Device type by nmap", "Description", "Open ports",
        "Status", "Last seen", "Survey method", "Line of the file")  # fmt: skip
NEIGHBOURS = ("Name", "IP address", "MAC address", "VLAN", "Switch port", "Kind of entry", "Survey method",
              "Line of the file")  # fmt: skip
_IP = r"\d{1,3}(?:\.\d{1,3}){3}"
_MAC = r"(?:[0-9A-Fa-f]{1,2}[:-]){5}[0-9A-Fa-f]{1,2}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}"
_REPORT = re.compile(rf"Nmap scan report for (?:(?P<name>\S+) \()?(?P<ip>{_IP}|[0-9a-fA-F:]*:[0-9a-fA-F:]+)\)?")
_NAMED_REPORT = re.compile(r"Nmap scan report for (?P<name>\S+)$")
_CARD = re.compile(rf"MAC Address: (?P<mac>{_MAC})(?: \((?P<vendor>.*)\))?")
_PORT = re.compile(r"(?P<port>\d{1,5}/(?:tcp|udp))\s+open\s+(?P<service>\S+)(?:\s+(?P<version>.*))?")
_FURTHER = re.compile(
    r"(?:\|_?\s*)?(?P<label>http-title|http-server-header|Device type|Running|Service Info): ?(?P<text>.*)"
)
_ENTRY = r"(?i:dynami\w*|stati\w*|learned|secure\w*|invalid|other|perm\w*|stale|reachable|delay)"
_STARTED = re.compile(r"Starting Nmap .* at (?P<day>\d{4}-\d\d-\d\d)")
_INITIATED = re.compile(r"# Nmap .* scan initiated (?:\w{3} )?(?P<day>\w{3} +\d{1,2}) [\d:]+ (?P<year>\d{4})")
_HOST = re.compile(rf"Host: (?P<ip>{_IP}) \((?P<name>[^)]*)\)\s+(?P<rest>.*)")
_OPEN = re.compile(r"(?P<port>\d{1,5})/open/(?P<protocol>\w+)/[^/]*/(?P<service>[^/]*)/[^/]*/(?P<version>[^/]*)/")
_MASSCAN = re.compile(rf"open (?P<protocol>tcp|udp) (?P<port>\d{{1,5}}) (?P<ip>{_IP}) (?P<time>\d+)")
_DISCOVERED = re.compile(rf"Discovered open port (?P<port>\d{{1,5}})/(?P<protocol>tcp|udp) on (?P<ip>{_IP})")
_ARP = (
    re.compile(rf"(?P<name>\S+) \((?P<ip>{_IP})\) at (?P<mac>{_MAC})(?: \[(?P<kind>\w+)\])?(?: on (?P<port>\S+))?"),
    re.compile(rf"\s*(?P<ip>{_IP})\s+(?P<mac>{_MAC})\s+(?P<kind>{_ENTRY})\s*$"),
    re.compile(rf"Internet\s+(?P<ip>{_IP})\s+[\d-]+\s+(?P<mac>{_MAC})\s+ARPA(?:\s+(?P<port>\S+))?"),
    re.compile(
        rf"\*?\s*(?P<vlan>\d{{1,4}}|All)\s+(?P<mac>{_MAC})\s+(?P<kind>{_ENTRY})\s+(?:\S+\s+){{0,3}}?(?P<port>\S+)\s*$"
    ),
)
_GROUP = re.compile(r"ff|01[:.-]?00[:.-]?5e|33[:.-]?33", re.IGNORECASE)
_START = 4096
_Reader = Callable[[Iterable[str], list[int]], Iterator[list[Any]]]


@dataclass
class _Host:
    line: int
    ip: str
    name: str = ""
    mac: str = ""
    vendor: str = ""
    kind: str = ""
    described: list[str] = field(default_factory=list)
    ports: list[str] = field(default_factory=list)

    def row(self, day: str, tool: str) -> list[Any]:
        said = "; ".join(dict.fromkeys(filter(None, self.described)))
        how = f"network scan ({tool})"
        return [self.name, self.ip, self.mac, self.vendor, self.kind, said, ", ".join(self.ports), "up", day, how,
                self.line]  # fmt: skip


def read_scan(path: Path, encoding: str, issues: list[Issue]) -> tuple[tuple[str, ...], Iterator[list[Any]]] | None:
    """What a network tool printed, as headers and rows; None for any other text.

    Args:
        path: The file.
        encoding: Its character set.
        issues: Takes what must be said, once the rows have been taken.
    """
    with path.open("r", encoding=encoding, errors="replace") as file:
        found = _tool(file.read(_START).splitlines()[:60])
    return (found[0], _rows(path, encoding, found[1], issues)) if found is not None else None


def _rows(path: Path, encoding: str, read: _Reader, issues: list[Issue]) -> Iterator[list[Any]]:
    silent: list[int] = []
    with path.open("r", encoding=encoding, errors="replace") as file:
        yield from read(file, silent)
    if silent:
        what = (
            "entry of a group, or of a device that did not answer, was",
            "entries of groups, or of devices that did not answer, were",
        )
        said = f"{counted(len(silent), *what)} left out; the first stands in line {silent[0]}."
        issues.append(Issue(codes.HOSTS_NOT_TAKEN, Severity.NOTE, said))


def _tool(lines: list[str]) -> tuple[tuple[str, ...], _Reader] | None:
    if any(line.startswith("Nmap scan report for ") for line in lines):
        return NMAP, _nmap
    if any(map(_HOST.match, lines)):
        return NMAP, _grepable
    if sum(bool(_MASSCAN.match(line) or _DISCOVERED.match(line)) for line in lines) * 2 >= len(lines) > 0:
        return NMAP, _masscan
    near = sum(1 for line in lines if _neighbour(line) is not None)
    return (NEIGHBOURS, _neighbours) if near > 1 and near * 4 >= sum(1 for line in lines if line.strip()) else None


def _nmap(lines: Iterable[str], silent: list[int]) -> Iterator[list[Any]]:
    day, host = "", None
    for number, line in enumerate(map(str.rstrip, lines), 1):
        if begun := _REPORT.match(line) or _NAMED_REPORT.match(line):
            if host is not None:
                yield host.row(day, "nmap")
            given = begun.groupdict()
            if "[host down" in line:
                silent.append(number)
                host = None
                continue
            host = _Host(number, given.get("ip") or "", given.get("name") or "")
        elif started := _STARTED.match(line) or _INITIATED.match(line):
            day = _day(started.groupdict())
        elif host is None:
            continue
        elif card := _CARD.match(line):
            host.mac, host.vendor = card["mac"], card["vendor"] or ""
        elif port := _PORT.match(line):
            host.ports.append(port["port"])
            host.described.append(port["version"] or "")
        elif further := _FURTHER.match(line):
            if further["label"] == "Device type":
                host.kind = further["text"]
            else:
                host.described.append(further["text"])
    if host is not None:
        yield host.row(day, "nmap")


def _grepable(lines: Iterable[str], silent: list[int]) -> Iterator[list[Any]]:
    day = ""
    hosts: dict[str, _Host] = {}
    for number, line in enumerate(map(str.rstrip, lines), 1):
        if started := _INITIATED.match(line):
            day = _day(started.groupdict())
        found = _HOST.match(line)
        if found is None:
            continue
        if "Status: Down" in line:
            silent.append(number)
            continue
        host = hosts.setdefault(found["ip"], _Host(number, found["ip"], found["name"]))
        for port in _OPEN.finditer(found["rest"]):
            host.ports.append(f"{port['port']}/{port['protocol']}")
            host.described.append(port["version"])
    for host in hosts.values():
        yield host.row(day, "nmap")


def _masscan(lines: Iterable[str], _silent: list[int]) -> Iterator[list[Any]]:
    hosts: dict[str, _Host] = {}
    days: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        found = _MASSCAN.match(line) or _DISCOVERED.match(line)
        if found is None:
            continue
        hosts.setdefault(found["ip"], _Host(number, found["ip"])).ports.append(f"{found['port']}/{found['protocol']}")
        seconds = found.groupdict().get("time")
        if seconds and len(seconds) < 12:
            days[found["ip"]] = datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    for host in hosts.values():
        yield host.row(days.get(host.ip, ""), "masscan")


def _neighbour(line: str) -> dict[str, str] | None:
    for shape in _ARP:
        if found := shape.match(line):
            return {key: value or "" for key, value in found.groupdict().items()}
    return None


def _neighbours(lines: Iterable[str], silent: list[int]) -> Iterator[list[Any]]:
    for number, line in enumerate(lines, 1):
        given = _neighbour(line)
        if given is not None and _GROUP.match(given["mac"]):
            silent.append(number)
        elif given is not None:
            name = given.get("name", "")
            told = [given.get(key, "") for key in ("ip", "mac", "vlan", "port", "kind")]
            yield ["" if name == "?" else name, *told, "table of network addresses", number]


def _day(given: dict[str, str | None]) -> str:
    if given.get("year"):
        try:
            text = f"{' '.join((given['day'] or '').split())} {given['year']}"
            return datetime.strptime(text, "%b %d %Y").replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            return ""
    return given.get("day") or ""
