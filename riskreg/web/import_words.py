"""Stored words of imports as their pages say them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from riskreg.rules.jobs import JobState
from riskreg.rules.terms import Covers, Disposition, ImportKind

_DISPOSITIONS: Final = {
    Disposition.NEW: "New",
    Disposition.CHANGED: "Changed",
    Disposition.UNCHANGED: "As known",
    Disposition.OLDER: "Older than what is known",
    Disposition.NOT_SEEN: "Known, and not in the list",
    Disposition.CONFLICTING: "Not taken: a number in doubt",
    Disposition.REJECTED: "Not taken",
}
_KINDS: Final = {
    ImportKind.ASSETS: "Equipment",
    ImportKind.ESTATE: "Organisations and sites",
    ImportKind.PLAN: "Replacement plan",
}
_COVERS: Final = {
    Covers.SITES: "everything at the sites that it names",
    Covers.ORGANISATION: "everything of the organisation",
    Covers.PART: "a part",
}
_STATES: Final = {
    JobState.WAITING: "Waiting for its turn",
    JobState.WORKING: "Under way",
    JobState.ASKING: "Waits for an answer",
    JobState.READY: "Ready to be imported",
    JobState.REFUSED: "Cannot be imported as it is",
    JobState.INTERRUPTED: "Interrupted; nothing was written",
    JobState.DONE: "Imported",
}


def _sentence(text: object) -> str:
    """With a capital letter in front."""
    said = str(text)
    return said[:1].upper() + said[1:]


IMPORT_WORDS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "disposition_words": lambda value: _DISPOSITIONS[Disposition(value)],
        "list_kind": lambda value: _KINDS[ImportKind(value)],
        "covers_words": lambda value: _COVERS[Covers(value)],
        "state_words": lambda value: _STATES[JobState(value)],
        "sentence": _sentence,
    }
)
"""Filters of the templates."""
