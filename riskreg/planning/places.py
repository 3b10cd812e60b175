"""Which site a line of a plan is for: by code, exact name or reference, never by likeness."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.planning import codes
from riskreg.planning.lines import PlanRow
from riskreg.register import (
    Organisation,
    RegisterIdentity,
    Site,
)
from riskreg.rules.issues import Issue
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, parse_reference, reference
from riskreg.rules.terms import Severity
from riskreg.tables.wording import compact, plain

_NEAR = 65


@dataclass(frozen=True, slots=True)
class PlaceKnown:
    """A site as a plan may name it."""

    id: int
    organisation_id: int
    organisation: str
    code: str | None
    name: str

    @property
    def called(self) -> str:
        """Name and code, as messages show them."""
        return f"{self.name} ({self.code})" if self.code else self.name


class Places:
    """Every site of the register, as plans may name it.

    Args:
        session: Any session.
    """

    def __init__(self, session: Session) -> None:
        rows = session.execute(
            select(Site.id, Site.organisation_id, Organisation.name, Site.code, Site.name)
            .join(Organisation, Organisation.id == Site.organisation_id)
            .order_by(Site.id)
        )
        self.register_code = session.scalars(select(RegisterIdentity.code)).one()
        self.known = {row[0]: PlaceKnown(*row) for row in rows}
        self._by_code: defaultdict[str, list[PlaceKnown]] = defaultdict(list)
        self._by_name: defaultdict[str, list[PlaceKnown]] = defaultdict(list)
        for place in self.known.values():
            if place.code:
                self._by_code[compact(place.code)].append(place)
            self._by_name[fold(place.name)].append(place)

    def resolve(self, row: PlanRow) -> tuple[PlaceKnown | None, Issue | None]:
        """The site of a row, and what must be said of it."""
        code, name, organisation = row.site
        if not code and not name:
            return None, self._refuse(
                row,
                codes.SITE_MISSING,
                "This line does not say for which site it is.",
                "Fill in the site's code or name.",
            )
        by_code = self._of(self._by_code.get(compact(code), []) if code else [], organisation)
        by_name = self._of(self._by_name.get(fold(name), []) if name else [], organisation)
        found = by_code or by_name or self._by_reference(code) or self._by_reference(name)
        # A column of codes may hold names, and a column of names codes.
        found = found or self._of(self._by_name.get(fold(code or ""), []), organisation)
        found = found or self._of(self._by_code.get(compact(name or ""), []), organisation)
        said = " ".join(filter(None, (code, name)))
        if not found:
            return None, self._refuse(
                row, codes.SITE_UNKNOWN, f"The register knows no site “{said}”.", self._near(code, name), said
            )
        if len(found) > 1:
            names = ", ".join(f"{p.called} of {p.organisation} ({self.reference(p)})" for p in found[:4])
            return None, self._refuse(
                row, codes.SITE_SHARED, f"Several sites are called “{said}”: {names}.", "Write the reference.", said
            )
        if by_code and by_name and by_code[0].id not in {place.id for place in by_name}:
            return None, self._refuse(
                row,
                codes.SITE_CONTRADICTS,
                f"The code “{code}” is {by_code[0].called}, but the name “{name}” is {by_name[0].called}.",
                "Correct the one or the other.",
                said,
            )
        if code and name and not by_code and by_name:
            return found[0], row.said(
                codes.SITE_CODE_UNKNOWN,
                Severity.NOTE,
                f"The code “{code}” is not known; the site was told from its name, {found[0].called}.",
                "Check that this is the site.",
                row.site_cell,
                code,
            )
        return found[0], None

    def reference(self, place: PlaceKnown) -> str:
        """The reference of a site."""
        return reference(ReferenceKind.SITE, self.register_code, place.id)

    def _of(self, places: list[PlaceKnown], organisation: str | None) -> list[PlaceKnown]:
        if organisation is None or len(places) < 2:
            return places
        return [place for place in places if fold(place.organisation) == fold(organisation)] or places

    def _by_reference(self, text: str | None) -> list[PlaceKnown]:
        parsed = parse_reference(text) if text else None
        if parsed is None or parsed[0] is not ReferenceKind.SITE or parsed[1] != self.register_code:
            return []
        place = self.known.get(parsed[2])
        return [place] if place is not None else []

    def _near(self, code: str | None, name: str | None) -> str:
        names = {place.id: plain(place.name) for place in self.known.values()}
        near = process.extract(plain(name or code or ""), names, scorer=fuzz.WRatio, limit=3, score_cutoff=_NEAR)
        if not near:
            return "Import the estate list that names the site first, or correct the name."
        called = ", ".join(self.known[key].called for _, _, key in near)
        return f"Nearest known: {called}. Correct the line, or import the estate list that names the site first."

    def _refuse(self, row: PlanRow, code: str, message: str, cure: str, value: str = "") -> Issue:
        return row.said(code, Severity.ERROR, f"{message} The line is not taken.", cure, row.site_cell, value)
