"""A ministry's own lists, which lie over those that came with the program, and what waits there to be activated.

The own folder is laid out as `vendor_lists/`, with only what the ministry adds:

    regimes/<slug>.yaml            a regime that did not come with the program
    editions/<regime>/<name>.yaml  an edition of a regime, with its entries in a table beside it
    vendors/<slug>.yaml            a vendor; one of the same name replaces the bundled one
    proposals/<regime>.yaml        proposed determinations
    sources.yaml canaries.csv traps.csv   more sources, canaries and traps
    oui.tsv                        a newer address table, in place of the bundled one
    waiting/…                      the same, not yet in use
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

WAITING = "waiting"
"""Folder inside the own lists that holds what is imported and not yet activated."""

_KNOWN = re.compile(
    r"(?:regimes|vendors|proposals)/[^/]+\.yaml|editions/[^/]+/[^/]+\.(?:yaml|csv)"
    r"|sources\.yaml|canaries\.csv|traps\.csv|oui\.tsv"
)


@dataclass(frozen=True, slots=True)
class Layer:
    """Files that lie over the bundled lists.

    Attributes:
        folder: Laid out as described above.
        only: Paths inside it that count; all where None.
    """

    folder: Path
    only: frozenset[str] | None = None

    def files(self) -> tuple[str, ...]:
        """The paths of its files, inside the folder; without what waits, hidden files and notes."""
        if not self.folder.is_dir():
            return ()
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())
        chosen = (path for path in found if self.only is None or path in self.only)
        return tuple(sorted(path for path in chosen if not _is_left_alone(path)))

    def shown(self, path: str) -> str:
        """The path as it is told of: with the name of the folder."""
        return f"{self.folder.name}/{path}"


def is_known(path: str) -> bool:
    """Whether a file of that path means anything among own lists."""
    return _KNOWN.fullmatch(path) is not None


def _is_left_alone(path: str) -> bool:
    first, *_ = path.split("/")
    return first == WAITING or any(part.startswith((".", "~")) for part in path.split("/")) or path.endswith(".txt")


def own_layers(own: Path, waiting: frozenset[str] = frozenset()) -> tuple[Layer, ...]:
    """The layers of a ministry: what is in use, and the chosen ones of what waits.

    Args:
        own: The ministry's folder; it need not exist.
        waiting: Paths inside `own/waiting` that are to count as well.
    """
    layers = [Layer(own)]
    if waiting:
        layers.append(Layer(own / WAITING, waiting))
    return tuple(each for each in layers if each.files())
