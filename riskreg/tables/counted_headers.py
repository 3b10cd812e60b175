"""Headers of tables with counts, where no word of them is known: what stands above numbers. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from riskreg.tables.cells import is_blank
from riskreg.tables.counts import BY_SITE, BY_TYPE, counts_of
from riskreg.tables.fields import FieldSet
from riskreg.tables.headers import HeaderRow, header_of, meaning, read_headers
from riskreg.tables.locating import Block, Rows, top_of

_LOOKED_AT = 60


def block_with_counts(
    rows: Rows, wanted: FieldSet, decided: Mapping[str, str], *, sites: bool, only: int | None = None
) -> list[Block]:
    """Where no headers are known by themselves: a row above numbers, whose headers name what is counted.

    Args:
        rows: As given by `head_of`.
        wanted: The fields of the list.
        decided: Normalised header → what a person said that its column means.
        sites: Whether places matter.
        only: The one row to try; None: every row at the top of the sheet.
    """
    numbers = [number for number in sorted(rows) if any(not is_blank(cell) for cell in rows[number])]
    for number in numbers[:_LOOKED_AT] if only is None else [only]:
        header = read_headers(rows.get(number, ()), wanted)
        if header is None or not header.filled:
            continue
        below = [rows[n] for n in numbers if n > number][:_LOOKED_AT]
        values = {index: [cells[index] for cells in below] for index in range(len(header.texts))}
        upper = read_headers(rows.get(number - 1, ()), wanted)
        options: list[tuple[tuple[int, ...], HeaderRow]] = [((number,), header)]
        if upper is not None and _stands_over(upper, header):
            options.insert(0, ((number - 1, number), _joined(upper, header, wanted)))
        for header_rows, whole in options:
            if counts_of(whole, header_rows, values, wanted, decided, sites=sites) is not None:
                return [Block(header_rows, whole, top_of(header_rows[0], rows))]
    return []


def _stands_over(upper: HeaderRow, lower: HeaderRow) -> bool:
    """Whether a row holds the names of groups of columns, and is no title."""
    first = next((index for index, text in enumerate(upper.texts) if text), 0)
    under = next((index for index, text in enumerate(lower.texts) if text), 0)
    return upper.filled > 1 or (upper.filled == 1 and first > under)


def _joined(upper: HeaderRow, lower: HeaderRow, wanted: FieldSet) -> HeaderRow:
    """Two rows of headers as one: `Hikvision` over `NVR` is a recorder of Hikvision."""
    texts, current = [], ""
    for over, under in zip(upper.texts, lower.texts, strict=True):
        current = over or current
        joined = f"{current} {under}".strip() if under else over
        known = [
            (found.confidence, text)
            for text in (joined, under)
            if (found := meaning(text, wanted)) is not None and found.field not in BY_TYPE
        ]
        group = meaning(current, wanted)
        is_of_sites = bool(under) and group is not None and group.field in BY_SITE
        texts.append(max(known)[1] if known else under if is_of_sites else joined)
    return header_of(tuple(texts), wanted)
