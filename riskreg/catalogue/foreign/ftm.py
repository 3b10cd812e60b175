"""FollowTheMoney entities, one JSON object a line: companies, and what links them to sanctions."""

from __future__ import annotations

from typing import Any

import orjson

from riskreg.catalogue.foreign.company import (
    ForeignCompany,
    ForeignList,
    Gathered,
    clean_names,
    day,
    only_country,
    refused,
)
from riskreg.catalogue.foreign.rows import Opened
from riskreg.catalogue.foreign.screening_lists import COMPANY_SCHEMATA, SCHEMA_WORDS

_LINKS = "links between entities (ownership, family and the like)"
_LINK_SCHEMATA = frozenset(
    {"Ownership", "Directorship", "UnknownLink", "Family", "Associate", "Employment", "Membership", "Representation"}
    | {"Succession", "Occupancy", "Position", "Identification", "Passport", "Article", "Documentation"}
)


def read_ftm(opened: Opened, into: ForeignList) -> None:
    """Companies of an entities file.

    An export holds companies that are only named beside a listed one: its owner, its bank. A company is taken where the
    file calls it a target, gives it a topic, or holds a sanction of it; if the file marks none at all, all are taken.

    **Source**: FollowTheMoney model: Sanction (entity, program, programId, startDate, endDate), topics; property
    `target` of exported entities.

    Raises:
        FileRejected: A line is no JSON object, or the file ends in the middle of one.
    """
    found: dict[str, tuple[dict[str, Any], bool]] = {}
    sanctions: dict[str, list[dict[str, list[str]]]] = {}
    pending: tuple[int, bytes] | None = None
    with opened.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip(b"\xef\xbb\xbf \t\r\n"):
                continue
            if pending is not None:
                _take(opened, *pending, into, found, sanctions, is_last=False)
            pending = (number, line)
    if pending is not None:
        _take(opened, *pending, into, found, sanctions, is_last=True)
    marked = {key for key, (_, is_marked) in found.items() if is_marked} | (found.keys() & sanctions.keys())
    gathered = Gathered()
    for key, (entity, _) in found.items():
        if marked and key not in marked:
            into.left_out["companies only named beside a listed one"] += 1
            continue
        programmes = _programmes(sanctions.get(key, []))
        lists = tuple(dict.fromkeys((*entity.get("datasets", []), *programmes)))
        if not into.takes(lists):
            continue
        company = _company(key, entity, sanctions.get(key, []), lists)
        if company is None:
            into.left_out["rows without a name"] += 1
        else:
            gathered.add(company)
    into.companies = list(gathered)


def _take(
    opened: Opened,
    number: int,
    line: bytes,
    into: ForeignList,
    found: dict[str, tuple[dict[str, Any], bool]],
    sanctions: dict[str, list[dict[str, list[str]]]],
    *,
    is_last: bool,
) -> None:
    into.rows += 1
    try:
        entity = orjson.loads(line.lstrip(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        what = "the download was cut short" if is_last else "the file is damaged"
        raise refused(
            opened.name,
            f"Line {number:,} is no whole JSON object: {what}.",
            "Download the file again, and compare its size and checksum with what the publisher says.",
            code="file-cut-short" if is_last else "file-damaged",
        ) from None
    if not isinstance(entity, dict) or "schema" not in entity or not isinstance(entity.get("properties"), dict):
        raise refused(
            opened.name,
            f"Line {number:,} is no entity with “schema” and “properties”.",
            "Bring entities.ftm.json, or another file of one FollowTheMoney entity a line.",
        )
    schema, properties = str(entity["schema"]), entity["properties"]
    if schema in COMPANY_SCHEMATA:
        is_marked = bool(entity.get("target") or properties.get("topics"))
        found[str(entity["id"])] = (entity, is_marked)
    elif schema == "Sanction":
        for key in properties.get("entity", []):
            sanctions.setdefault(str(key), []).append(properties)
    elif schema in _LINK_SCHEMATA:
        into.left_out[_LINKS] += 1
    else:
        into.left_out[SCHEMA_WORDS.get(schema, f"“{schema}”")] += 1


def _programmes(sanctions: list[dict[str, list[str]]]) -> list[str]:
    return [p for each in sanctions for p in (*each.get("programId", []), *each.get("program", []))]


def _company(
    key: str, entity: dict[str, Any], sanctions: list[dict[str, list[str]]], lists: tuple[str, ...]
) -> ForeignCompany | None:
    properties = entity["properties"]
    said = [str(entity.get("caption") or ""), *properties.get("name", []), *properties.get("alias", [])]
    names = tuple(dict.fromkeys(name for text in said for name in clean_names(str(text))))
    if not names:
        return None
    starts = [found for each in sanctions for text in each.get("startDate", []) if (found := day(text))]
    ends = [found for each in sanctions for text in each.get("endDate", []) if (found := day(text))]
    is_over = bool(sanctions) and all(each.get("endDate") for each in sanctions)
    return ForeignCompany(
        key=key,
        name=names[0],
        names=names[1:],
        country=only_country([str(c) for c in (properties.get("jurisdiction") or properties.get("country") or [])]),
        from_on=min(starts, default=None),
        to_on=max(ends, default=None) if is_over else None,
        lists=lists,
        reference="; ".join(dict.fromkeys(_programmes(sanctions)))[:200],
    )
