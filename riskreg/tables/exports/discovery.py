"""What a device says of itself when a network is searched for ONVIF devices, as one row of a list. Pure.

**Source**: ONVIF Core Specification, section 7.3: scopes `onvif://www.onvif.org/<category>/<value>` with the categories
name, hardware and location; WS-Discovery 2005/04: EndpointReference, Types, Scopes, XAddrs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

HEADERS = (
    "Name", "Make", "Model", "Description", "Kind", "Location", "IP address", "MAC address", "Survey method",
    "Endpoint reference", "Scopes", "Service addresses", "Line of the file",
)  # fmt: skip
_SCOPE = re.compile(r"onvif://www\.onvif\.org/([^/\s]+)/?(\S*)", re.IGNORECASE)
_KINDS = ("NetworkVideoTransmitter", "NetworkVideoRecorder", "NetworkVideoStorage", "NetworkVideoDisplay")
_LINK_LOCAL = "169.254."


def device_row(
    endpoint: str, types: Iterable[str], scopes: Iterable[str], addresses: Iterable[str], line: int
) -> list[str | int]:
    """One device found, in the order of `HEADERS`.

    Args:
        endpoint: Endpoint reference, a URN with a UUID.
        types: Types such as `dn:NetworkVideoTransmitter`.
        scopes: Scopes as URIs.
        addresses: Addresses of its services.
        line: Line of the file, or number of the record.
    """
    scopes, addresses, types = list(scopes), list(addresses), " ".join(types)
    said: dict[str, list[str]] = {}
    for scope in scopes:
        found = _SCOPE.fullmatch(scope)
        if found and found[2]:
            said.setdefault(found[1].lower(), []).append(unquote(found[2]).replace("_", " ").strip())
    name, model = " ".join(said.get("name", ())), " ".join(said.get("hardware", ()))
    hosts = [host for address in addresses if (host := _host(address)) and ":" not in host]
    return [
        name,
        " ".join(said.get("manufacturer", ()) or said.get("mfr", ())),
        model,
        " ".join(dict.fromkeys(filter(None, (name, model)))),
        next((kind for kind in _KINDS if kind in types), ""),
        ", ".join(part.split("/")[-1] for part in said.get("location", ())),
        next((host for host in hosts if not host.startswith(_LINK_LOCAL)), hosts[0] if hosts else ""),
        next(iter(said.get("mac", ())), ""),
        "network search (ONVIF)",
        endpoint.strip().removeprefix("urn:").removeprefix("uuid:"),
        " ".join(scopes),
        " ".join(addresses),
        line,
    ]


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
