"""Lists without headers, or with headers of which no word is known: columns told by their values alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from riskreg.rules.issues import Issue
from riskreg.rules.terms import Severity
from riskreg.tables import codes
from riskreg.tables.cells import Cell, as_text, column_letter, is_blank
from riskreg.tables.evidence import weigh
from riskreg.tables.fields import FieldSet
from riskreg.tables.headers import HeaderRow, Meaning, read_headers
from riskreg.tables.locating import Block, Rows, top_of
from riskreg.tables.makers import names_maker, names_model
from riskreg.tables.values import parse_date, parse_postcode
from riskreg.tables.values.choices import is_kind, parse_status
from riskreg.tables.walking import is_site_code
from riskreg.tables.wording import compact, words

BY_VALUES = "told by its values, for the list has no headers that are known"
_SURE, _LIKELY, _UNSURE = 0.85, 0.76, 0.6
_LOOKED_AT = 200
_LEAST_ROWS = 2
_MOST_WORDS = 4
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]{5,}")
_SHARE = 0.6
_TELLING = frozenset({"make", "make_and_model", "mac_address"})


def column_name(index: int) -> str:
    """What a column without a header is called: `Column A`."""
    return f"Column {column_letter(index)}"


def block_without_headers(rows: Rows, wanted: FieldSet, decided: Mapping[str, str]) -> list[Block]:
    """The rows of a sheet as a list whose columns are told by their values; nothing where they tell no devices.

    Args:
        rows: As given by `head_of`; a blank row 0 is put in where the list begins in the first row.
        wanted: The fields of the list.
        decided: Normalised header → what a person said that its column means.
    """
    filled = [number for number in sorted(rows) if sum(1 for cell in rows[number] if not is_blank(cell)) > 1]
    if len(filled) < _LEAST_ROWS:
        return []
    width = len(rows[filled[0]])
    names = tuple(column_name(index) for index in range(width))
    is_decided = any(compact(name) in decided for name in names)
    values = {index: [rows[n][index] for n in filled[:_LOOKED_AT]] for index in range(width)}
    told = _told(values)
    if not is_decided and not _TELLING & {found.field for found in told.values()}:
        return []
    first = filled[0]
    if not is_decided and _is_header(rows[first], {i: cells[1:] for i, cells in values.items()}):
        header = read_headers(rows[first], wanted)
        if header is not None:
            known = {found.field for found in header.meanings.values()}
            told = {
                i: m for i, m in _told({i: cells[1:] for i, cells in values.items()}).items() if m.field not in known
            }
            return [Block((first,), replace(header, meanings={**told, **header.meanings}), top_of(first, rows))]
    rows.setdefault(0, (None,) * width)
    used = tuple(name if any(not is_blank(c) for c in values[index]) else "" for index, name in enumerate(names))
    return [Block((first - 1,), HeaderRow(used, told, len(used), 0), top_of(first, rows), is_bare=True)]


def said_of_values(sheet: str, block: Block) -> list[Issue]:
    """That the columns of a list were told by their values, where they were.

    Args:
        sheet: Name of the sheet.
        block: Its headers, if it has any.
    """
    if not block.is_bare:
        if not any(found.why == BY_VALUES for found in block.header.meanings.values()):
            return []
        return [
            Issue(
                codes.COLUMN_BY_VALUES, Severity.WARNING,
                "Few or no headers of the list are known; what its other columns hold was told by their values.",
                "Say what they mean with --map where that is wrong.", sheet, str(block.rows[-1]),
            )
        ]  # fmt: skip
    said = Issue(
        codes.NO_HEADERS, Severity.WARNING,
        "The list has no row of headers. Its columns are called Column A, Column B and so on, and were told by their "
        "values.",
        'Say what the others mean, for example: --map "Column A=serial_number"; or put headers above the list.',
        sheet, str(block.rows[-1] + 1),
    )  # fmt: skip
    return [said]


def _is_header(cells: Sequence[Cell], below: Mapping[int, Sequence[Cell]]) -> bool:
    """Whether a row is unlike those below it: texts without a digit, and no maker where the others are makers."""
    texts = [as_text(cell) for cell in cells if not is_blank(cell)]
    if any(not isinstance(cell, str) for cell in cells if not is_blank(cell)) or any(
        any(sign.isdigit() for sign in text) for text in texts
    ):
        return False
    told = _told(below)
    return (
        bool(told)
        and not any(
            names_maker(as_text(cells[i])) or is_kind(as_text(cells[i])) for i, m in told.items() if m.field in _NAMED
        )
        and any(m.field in _NAMED or m.field in ("mac_address", "ip_address", "model") for m in told.values())
    )


_NAMED = frozenset({"make", "make_and_model", "kind"})


def _told(values: Mapping[int, Sequence[Cell]]) -> dict[int, Meaning]:
    """What the columns are by their values; each field once, and none where another would do as well."""
    told: dict[int, Meaning] = {}

    def put(index: int, field: str, confidence: float) -> None:
        if index not in told and all(found.field != field for found in told.values()):
            told[index] = Meaning(field, confidence, BY_VALUES, index)

    texts = {i: [as_text(cell) for cell in cells if not is_blank(cell)] for i, cells in values.items()}
    texts = {i: found for i, found in texts.items() if found}
    for index in texts:
        if (kind := weigh(values[index]).kind) is not None:
            put(index, kind, _SURE)
    for index, found in texts.items():
        if index not in told and _share(found, names_maker) >= _SHARE:
            has_models = _share(found, lambda text: names_model(text) and len(words(text)) > 1) >= _SHARE
            is_short = all(len(words(text)) <= _MOST_WORDS for text in found)
            put(index, "make_and_model" if has_models else "make" if is_short else "description", _SURE)
    for index, found in texts.items():
        if _share(found, is_kind) >= _SHARE:
            put(index, "kind", _SURE)
        elif _share(found, _is_postcode) >= _SHARE:
            put(index, "postcode", _SURE)
        elif _share(found, lambda text: not text.isdigit() and parse_status(text)[1] is None) >= _SHARE:
            put(index, "status", _LIKELY)
    beside = next((index + 1 for index, found in told.items() if found.field == "make"), -1)
    if beside in texts and beside not in told and _share(texts[beside], names_model) >= _SHARE:
        put(beside, "model", _SURE)
    for index, found in texts.items():
        if index in told or any(parse_date(cell)[0] is not None for cell in values[index] if not is_blank(cell)):
            continue
        repeats = len(set(found)) < len(found)
        if repeats and _share(found, is_site_code) == 1.0:
            put(index, "site_code", _UNSURE)
        elif not repeats and len(found) > 1 and _share(found, _is_number) == 1.0:
            put(index, "serial_number", _UNSURE)
        elif repeats and _share(found, lambda text: text.replace(" ", "").replace("'", "").isalpha()) >= _SHARE:
            put(index, "site_name", _UNSURE)
    return told


def _is_postcode(text: str) -> bool:
    value, code = parse_postcode(text)
    return value is not None and code is None


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None and any(sign.isdigit() for sign in text)


def _share(texts: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return sum(1 for text in texts if is_so(text)) / len(texts)
