"""What all pages of one running service share: the register, the declared person, and the lists as they are in use."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from riskreg.operations.office import Office, Watcher, unwatched
from riskreg.web.kept import Kept
from riskreg.web.last import Book, Last
from riskreg.web.notices import Notices

if TYPE_CHECKING:
    from riskreg.operations.appraisal_books import AppraisalImported
    from riskreg.operations.products import ProductsImported
    from riskreg.web.last_checks import LastChecks
    from riskreg.web.worker import Worker

_SENT_GONE = ("What you sent is not kept any more: only the last few files are, until riskreg stops.", "Send it again.")


@dataclass
class House:
    """The running service.

    Attributes:
        base: The office it was started with: settings, and the person who acts on every page.
        secret: Key of this start, with which forms are signed; a new start makes forms of the last one invalid.
        kept: What is dear to count.
        notices: What acts did, told on the page that follows.
        is_whole: Whether all pages are loaded; until then only the home page is there.
        has_answered: Set with the first home page.
    """

    base: Office
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    kept: Kept = field(default_factory=Kept)
    notices: Notices = field(default_factory=Notices)
    is_whole: bool = False
    has_answered: Event = field(default_factory=Event)
    _lists: tuple[object, Office] | None = None
    _lock: Lock = field(default_factory=Lock)

    @cached_property
    def last_checks(self) -> LastChecks:
        """Checks before buying, in memory only."""
        from riskreg.web.last_checks import LastChecks  # with all that checks need, which the first page does not

        return LastChecks()

    @cached_property
    def last_appraisals(self) -> Last[Book[AppraisalImported]]:
        """Corrected appraisals that were sent and looked at, in memory only."""
        return Last(*_SENT_GONE)

    @cached_property
    def last_products(self) -> Last[Book[ProductsImported]]:
        """Lists of products that were sent and looked at, in memory only."""
        return Last(*_SENT_GONE)

    @cached_property
    def worker(self) -> Worker:
        """Does what takes longer than a page may."""
        from riskreg.web.worker import Worker  # with all that acts need, which the first page does not

        return Worker(self.office, self.office_with_lists)

    def office(self, watcher: Watcher = unwatched) -> Office:
        """The office of one request: the shared register, today's date, and the lists as they are now.

        Args:
            watcher: Told of progress.
        """
        office = Office(settings=self.base.settings, actor=self.base.actor, watcher=watcher)
        office.__dict__["database"] = self.base.database
        return office

    def office_with_lists(self, watcher: Watcher = unwatched) -> Office:
        """The same with the lists loaded, which is shared between requests until a list among the own lists changes.

        Args:
            watcher: Told of progress.
        """
        office = self.office(watcher)
        with self._lock:
            stamp = _stamp(office.lists_folder)
            if self._lists is None or self._lists[0] != stamp:
                fresh = self.office()
                _ = fresh.identifier
                self._lists = (stamp, fresh)
            office.use_lists_of(self._lists[1])
        return office

    def close(self) -> None:
        """Give back what is open."""
        if "worker" in self.__dict__:
            self.worker.close()
        self.base.close()


def _stamp(folder: Path) -> object:
    """What differs when a file of the own lists differs."""
    if not folder.is_dir():
        return None
    return tuple(
        (str(path), stat.st_mtime_ns, stat.st_size)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (stat := path.stat())
    )
