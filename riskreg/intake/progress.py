"""Word of how far an import is, for whoever waits: whoever opened the session may listen."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

_LISTENER = "listener"
EVERY_ROWS = 8_192
"""Rows between two words; a power of two, because the question is asked for each row."""


def listen(session: Session, watcher: Callable[[str, int, int | None], None]) -> None:
    """Let somebody hear how far the work in a session is.

    Args:
        session: Any session.
        watcher: Told what is being done, how many are done, and of how many.
    """
    session.info[_LISTENER] = watcher


def tell(session: Session, what: str, done: int, of: int) -> None:
    """Say how far the work is; nobody needs to listen.

    Args:
        session: The session of the work.
        what: What is being done, in a few words.
        done: How many are done.
        of: Of how many.
    """
    watcher = session.info.get(_LISTENER)
    if watcher is not None:
        watcher(what, min(done, of), of)
