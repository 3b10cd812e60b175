"""On what findings rest: all that identification knows, and the program that reads it, as a digest.

Two findings of one trace are the same where these are. Companies that are known only from an entry of a list come and
go with every edition, and are told by their whole label alone; so they are kept apart, name by name, and a trace in
which none of the names that changed can be read is found as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import orjson
import rapidfuzz

from riskreg.catalogue.kept import digest_of_program
from riskreg.catalogue.plain import to_plain
from riskreg.identification.knowledge import Knowledge

_PROGRAM = ("catalogue", "identification", "rules", "screening")
"""Packages on which a finding, and what is noted of it, depends."""
_MOST_NAMES = 100_000
"""Names of listed companies that are kept; of a larger list everything is worked out again."""
_MOST_CHANGED = 300
"""Names looked for in every trace: beyond that, identifying all is as fast."""
_SUPPLIER = b'"supplier":'
_SMALL = bytes(range(256)).lower()
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum() and code != ord("\n"))


@dataclass(frozen=True, slots=True)
class Basis:
    """On what findings rest.

    Attributes:
        sha256: Digest of the program and of all that it knows, listed companies apart.
        names: Normalised name of a listed company → digest of who bears it and where that is read.
        named: Makers of the catalogue that an entry of a list names; of a supplier it counts whether one does.
    """

    sha256: str
    names: dict[str, str]
    named: tuple[str, ...]

    def may_differ(self, other: Basis, traces: Sequence[tuple[int, str]]) -> set[int] | None:
        """The traces of which another basis may give another finding; None where that may be any.

        Never leaves one out that does: a name is read in a text only where its letters and digits stand there in a row,
        for normalising takes away signs, legal forms and capitals, and no letter between two that stay. Texts that are
        not plain, or written with escapes, always count.

        Args:
            other: The other basis.
            traces: Key and JSON of each trace.
        """
        if self.sha256 != other.sha256:
            return None
        changed = {name for name, _ in self.names.items() ^ other.names.items()}
        if len(changed) > _MOST_CHANGED:
            return None
        found = set(_that_name(changed, traces)) if changed else set()
        if self.named != other.named:
            found.update(key for key, text in traces if _SUPPLIER in text.encode())
        return found


def basis_of(knowledge: Knowledge) -> Basis | None:
    """On what findings rest that are made with this knowledge; None where it holds too many names to be kept."""
    if len(knowledge.listed_names) > _MOST_NAMES:
        return None
    listed = {name.vendor for known in knowledge.listed_names.values() for name in known}
    settled = replace(
        knowledge,
        vendors={slug: facts for slug, facts in knowledge.vendors.items() if slug not in listed},
        listed_names={},
        listed=frozenset(),
    )
    names = {
        key: _digest([[to_plain(name), to_plain(knowledge.vendors[name.vendor])] for name in known])[:32]
        for key, known in knowledge.listed_names.items()
    }
    sha256 = _digest([digest_of_program(_PROGRAM), rapidfuzz.__version__, to_plain(settled)])
    return Basis(sha256, names, tuple(sorted(knowledge.listed - listed)))


def _that_name(names: Iterable[str], traces: Sequence[tuple[int, str]]) -> Iterable[int]:
    """The traces in which one of the names can be read, or of which that cannot be told at a glance."""
    wanted = [name.encode() for name in names if name.isascii()]
    plain: list[bytes] = []
    keys: list[int] = []
    for key, text in traces:
        if not text.isascii() or "\\" in text:
            yield key
            continue
        keys.append(key)
        # A sign is read as its word in a label, and as nothing in a text.
        plain.append((f"{text} {text.replace('&', ' and ')}" if "&" in text else text).encode())
    squeezed = b"\n".join(plain).translate(_SMALL, _NO_LETTERS)
    present = [name for name in wanted if name in squeezed]
    if present:
        for key, line in zip(keys, squeezed.split(b"\n"), strict=True):
            if any(name in line for name in present):
                yield key


def _digest(value: object) -> str:
    return hashlib.sha256(orjson.dumps(value)).hexdigest()
