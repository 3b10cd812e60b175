"""How wide the columns of a table stand on a terminal: words stay whole as long as they fit beside each other. Pure."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST = 24
"""A word longer than this, such as a digest, may be torn."""


def column_widths(headers: Sequence[str], rows: Sequence[Sequence[str]], room: int) -> tuple[int, ...] | None:
    """Width of each column so that no word is torn; None where the room does not hold the longest words.

    Args:
        headers: One for each column.
        rows: Their cells.
        room: Characters for all columns together, without what stands between them.
    """
    columns = [[header, *(row[place] for row in rows)] for place, header in enumerate(headers)]
    whole = [max(len(line) for cell in cells for line in cell.split("\n")) for cells in columns]
    words = [max((len(word) for cell in cells for word in cell.split()), default=0) for cells in columns]
    widths = [min(longest, _LONGEST) for longest in words]
    spare = room - sum(widths)
    if spare < 0:
        return None
    # The columns that need least come first, so that only long sentences are broken.
    order = sorted(range(len(widths)), key=lambda place: whole[place] - widths[place])
    for number, place in enumerate(order):
        more = min(whole[place] - widths[place], spare // (len(order) - number))
        widths[place] += more
        spare -= more
    return tuple(widths)
