"""Tables on a terminal keep words whole as long as these fit beside each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from riskreg.cli.widths import column_widths

_TEXT = st.text(st.sampled_from("abc  "), max_size=40)


def test_only_long_sentences_are_broken() -> None:
    headers = ("", "A: keep and mitigate", "B: like for like")
    rows = [("Something restricted stays", "yes", "no"), ("Capital", "£7,881.20", "£11,681.20")]
    assert column_widths(headers, rows, 62) == (26, 20, 16)
    assert column_widths(headers, rows, 50) == (18, 16, 16)
    assert column_widths(headers, rows, 25) is None


@given(st.integers(1, 5).flatmap(lambda n: st.lists(st.tuples(*[_TEXT] * n), min_size=1)), st.integers(1, 80))
def test_no_word_is_torn_and_no_room_is_wasted(table: list[tuple[str, ...]], room: int) -> None:
    headers, rows = table[0], table[1:]
    found = column_widths(headers, rows, room)
    longest = [
        min(24, max((len(word) for row in table for word in row[place].split()), default=0))
        for place in range(len(headers))
    ]
    if found is None:
        assert sum(longest) > room
        return
    assert sum(found) <= room
    assert all(width >= word for width, word in zip(found, longest, strict=True))
    whole = sum(max(len(row[place]) for row in table) for place in range(len(headers)))
    assert sum(found) == min(room, max(whole, sum(longest))) or whole <= room
