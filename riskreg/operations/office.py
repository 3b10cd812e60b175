"""Where a person works: the register at hand, the person's name, the lists in use, and who is told of progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from riskreg.database import Actor as Actor
from riskreg.database import Database, ReadSession, WriteSession
from riskreg.errors import NotPermitted
from riskreg.settings import Settings, settings

if TYPE_CHECKING:  # most acts need no lists: their schemas and the identification are loaded with them
    from riskreg.catalogue import Catalogue
    from riskreg.identification import Identifier

Watcher = Callable[[str, int, int | None], None]
"""Told of progress: what is being done, how many are done, of how many (None where not known)."""


def unwatched(_what: str, _done: int, _of: int | None) -> None:
    """Tell nobody."""


@dataclass
class Office:
    """All that an act needs.

    Attributes:
        settings: Settings in force.
        actor: Who acts; None where nobody was named, which is enough for reading.
        today: The date of today, for what must not lie in the future and as the default as-at date.
        watcher: Told of progress.
    """

    settings: Settings = field(default_factory=settings)
    actor: Actor | None = None
    today: date = field(default_factory=date.today)
    watcher: Watcher = unwatched

    @cached_property
    def database(self) -> Database:
        """The register."""
        return Database(self.settings.database_url, self.settings.reader_url)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The lists that this program carries, or the folder that the settings name, and the own lists over them."""
        return self.lists_with()

    @cached_property
    def identifier(self) -> Identifier:
        """Identification, compiled from the catalogue."""
        from riskreg.identification import Identifier

        return Identifier(self.catalogue.knowledge)

    def with_waiting(self, waiting: frozenset[str]) -> Office:
        """The same office as it will be once some of what waits among the own lists is in use; the register is shared.

        Args:
            waiting: Paths inside the own lists' `waiting` folder.
        """
        other = replace(self)
        other.__dict__["database"] = self.database
        other.__dict__["catalogue"] = self.lists_with(waiting)
        return other

    def use_lists_of(self, other: Office) -> None:
        """Go on with the lists of another office: those that it put in use."""
        for shared in ("catalogue", "identifier"):
            self.__dict__.pop(shared, None)
            if shared in other.__dict__:
                self.__dict__[shared] = other.__dict__[shared]

    def lists_with(self, waiting: frozenset[str] = frozenset()) -> Catalogue:
        """The lists at hand with some of what waits among the own lists.

        Args:
            waiting: Paths inside the own lists' `waiting` folder.
        """
        from riskreg.catalogue import load_catalogue, own_layers, users_folder

        layers = own_layers(self.lists_folder, waiting)
        return load_catalogue(self.settings.vendor_lists, layers, kept_in=self.settings.cache_folder or users_folder())

    @property
    def lists_folder(self) -> Path:
        """Where the ministry's own lists lie; the folder need not exist."""
        return self.settings.lists_folder or self._beside_the_register("riskreg-lists")

    @property
    def evidence_folder(self) -> Path:
        """Where copies of evidence files are kept."""
        return self.settings.evidence_folder or self._beside_the_register("riskreg-evidence")

    @property
    def jobs_folder(self) -> Path:
        """Where lists lie that are being imported on a page."""
        return self.settings.jobs_folder or self._beside_the_register("riskreg-jobs")

    def _beside_the_register(self, name: str) -> Path:
        register = self.database.file
        return (register.parent if register is not None else Path()) / name

    def acting(self, action: str, reason: str) -> AbstractContextManager[WriteSession]:
        """A writing transaction of the named person.

        Raises:
            NotPermitted: Nobody is named.
        """
        return self.database.transaction(self.named, action, reason)

    @property
    def named(self) -> Actor:
        """The person who acts.

        Raises:
            NotPermitted: Nobody is named.
        """
        if self.actor is None:
            raise NotPermitted(
                "Say who you are: every change of the register bears the name of a person.",
                'Add --as "Your Name", or set RISKREG_ACTOR.',
            )
        return self.actor

    def reading(self) -> AbstractContextManager[ReadSession]:
        """A session that cannot write."""
        return self.database.reading()

    def as_person(self, name: str) -> Office:
        """The same office with another person at the desk; register and lists are shared."""
        other = replace(self, actor=Actor(name))
        for shared in ("database", "catalogue", "identifier"):
            if shared in self.__dict__:
                other.__dict__[shared] = self.__dict__[shared]
        return other

    def close(self) -> None:
        """Give back what is open."""
        if "database" in self.__dict__:
            self.database.close()


class _TakenBackError(Exception):
    """Ends a rehearsal."""


@contextmanager
def rehearsal(transaction: AbstractContextManager[WriteSession]) -> Iterator[WriteSession]:
    """A transaction that is always taken back: what an act would do is told by doing it.

    Args:
        transaction: As given by `Office.acting`.
    """
    try:
        with transaction as session:
            yield session
            session.flush()
            raise _TakenBackError
    except _TakenBackError:
        return
