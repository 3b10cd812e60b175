"""Turning over: where the next page begins, and the way back to those before, all of it in the address."""

from __future__ import annotations

from dataclasses import dataclass

from riskreg.web.desk import Desk

MOST_BACK = 20
"""Pages that an address remembers; from farther on, the way back leads to the first page."""
BACK = "back"
_FIRST = "1"
"""Stands for the first page, which begins nowhere."""


@dataclass(frozen=True, slots=True)
class Turning:
    """Addresses of the pages beside one; "" where there is none.

    Attributes:
        first: The first page, where this is another and the one before is not the first.
    """

    first: str
    previous: str
    next: str

    @property
    def is_needed(self) -> bool:
        """Whether there is anywhere to turn to."""
        return bool(self.first or self.previous or self.next)


def turning(desk: Desk, name: str, following: object, /, **kept: object) -> Turning:
    """How to turn over from the page of a request.

    A page is told where it begins, and pages are read forwards; so each address takes along where those before began.

    Args:
        desk: Of the request.
        name: The parameter that says where a page begins.
        following: Where the next page begins; None on the last.
        kept: What else the address says, such as filters.
    """
    asked = desk.request.query_params
    path, here = desk.request.url.path, asked.get(name, "")
    back = [each for each in asked.getlist(BACK) if each][-MOST_BACK:] if here else []

    def page(begins: object, before: list[str]) -> str:
        return desk.link(path, **{**kept, name: begins, BACK: before})

    forward = page(following, [*back, here or _FIRST][-MOST_BACK:]) if following is not None else ""
    if not here:
        return Turning("", "", forward)
    begins = back[-1] if back else ""
    previous = page("" if begins == _FIRST else begins, back[:-1]) if begins else ""
    return Turning("" if begins == _FIRST else page("", []), previous, forward)
