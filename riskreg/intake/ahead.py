"""The rows of an asset list tied to assets while the file is still being read.

A million rows take a minute to come out of a workbook, and one of two processors would wait for them. What is worked
out meanwhile is used only where the whole file, the register and what was asked turn out to be what they were thought
to be; otherwise all is worked out anew, as it would have been without this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from riskreg.errors import FileRejected, NotFound, UsageError
from riskreg.intake import loading
from riskreg.intake.assets import AssetPlan
from riskreg.intake.beginning import Begun
from riskreg.intake.preview import Issues
from riskreg.intake.tying import Tying
from riskreg.rules.terms import Covers, ImportKind
from riskreg.tables import TableFound, Workbook
from riskreg.tables.arriving import Arriving, TakenBackError


class Ahead:
    """What is begun while a file comes in.

    Args:
        arriving: The file.
        organisation_id: The organisation of the whole list.
        described_on: The date that it describes.
        site_overrides: Site as written → key of the site that is meant, or None for a new one.
    """

    def __init__(
        self, arriving: Arriving, organisation_id: int, described_on: date, site_overrides: Mapping[str, int | None]
    ) -> None:
        self._arriving = arriving
        self._asked = organisation_id, described_on, dict(site_overrides)
        self._tying: Tying | None = None
        self._begun: Begun | None = None

    def run(self, session: Session, begin: Callable[[Workbook], tuple[Begun, Mapping[str, int | None]]]) -> None:
        """Load the assets that the rows may mean, and tie the rows to them as they come.

        Args:
            session: A reading session.
            begin: Understands the file as far as it has come, and gives the answers on sites that stand in it too.
        """
        tying = Tying(session, *self._asked)
        try:
            tying.load(session, lambda: self._arriving.is_in_vain)
            self._tying = tying
            workbook = self._arriving.begun()
            if workbook is not None:
                begun, site_overrides = begin(workbook)
                if self._rests_on_the_same(begun, site_overrides):
                    self._tying = None
                    tying.know_tables(begun.understanding, begun.overrides)
                    tying.take_tables(session, begun.understanding.tables)
                    self._tying, self._begun = tying, begun
        except (TakenBackError, FileRejected, UsageError, NotFound):
            return  # what is wrong with the file is said once all of it is there

    def plan(
        self,
        session: Session,
        workbook: Workbook,
        begun: Begun,
        covers: Covers,
        site_overrides: Mapping[str, int | None],
        issues: Issues,
    ) -> AssetPlan | None:
        """The plan of the whole file, where what was begun holds; None where all is to be worked out anew.

        Args:
            session: Any session.
            workbook: The whole file.
            begun: How it is understood.
            covers: What the list covers.
            site_overrides: Site as written → key of the site that is meant, or None for a new one.
            issues: What was said before of the list.
        """
        tying, self._tying = self._tying, None
        if (
            tying is None
            or tying.plan.head != loading.head_sequence(session)
            or not self._rests_on_the_same(begun, site_overrides)
        ):
            return None
        tables = begun.understanding.tables
        taken = self._begun.understanding.tables if self._begun is not None else ()
        if self._begun is not None and not (
            self._arriving.is_as_read(workbook)
            and self._begun.overrides == begun.overrides
            and len(taken) <= len(tables)
            and all(map(_is_same, taken, tables))
        ):
            return None
        if self._begun is None:
            tying.know_tables(begun.understanding, begun.overrides)
        else:
            tying.go_on_with(begun.understanding)
        tying.take_tables(session, tables[len(taken) :])
        return tying.finish(session, begun.understanding, covers, issues)

    def _rests_on_the_same(self, begun: Begun, site_overrides: Mapping[str, int | None]) -> bool:
        """Whether the assets that were loaded are those that the list may mean."""
        tables = begun.understanding.tables
        return (
            begun.kind is ImportKind.ASSETS
            and (begun.organisation_id, begun.described_on, dict(site_overrides)) == self._asked
            and not any(table.column("organisation") is not None or table.brought for table in tables)
        )


def _is_same(taken: TableFound, table: TableFound) -> bool:
    """Whether a table is what it was taken for; where it ends was open then."""
    return replace(taken, last_row=table.last_row) == table
