"""What persons have said of identity, as matching a list uses it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.intake.numbers import Keys
from riskreg.register import IdentityAnswer

Number = tuple[int, str]
"""Position in `KINDS`, and the number in the form in which lists agree on it."""


class Speaker(NamedTuple):
    """Which of several rows with one number stands for the device."""

    site_id: int | None
    """The one at this site, where they stand at several."""
    cells: str | None
    """Digest of its cells, where they stand at one site."""

    def is_this(self, site_id: int | None, cells: str) -> bool:
        """Whether a row is the one."""
        return self.cells == cells if self.cells is not None else self.site_id == site_id


@dataclass(frozen=True)
class Settled:
    """The answers in force.

    Attributes:
        pins: Exact numbers of a row → asset that the row is, whatever its numbers say.
        aliases: Number → asset that it belongs to as well.
        apart: Numbers that several devices have.
        speakers: Number → which row speaks.
        sites: Organisation and name as folded → site that is meant, or None: really a new one.
        subjects: Questions that need not be put again.
    """

    pins: Mapping[Keys, int] = field(default_factory=dict)
    aliases: Mapping[Number, int] = field(default_factory=dict)
    apart: Collection[Number] = ()
    speakers: Mapping[Number, Speaker] = field(default_factory=dict)
    sites: Mapping[tuple[int, str], int | None] = field(default_factory=dict)
    subjects: frozenset[str] = frozenset()

    def speaker(self, keys: Keys) -> Speaker | None:
        """Which row speaks for the device with one of these numbers, where somebody said so."""
        numbers = ((kind, key) for kind, key in enumerate(keys) if key is not None)
        return next((self.speakers[number] for number in numbers if number in self.speakers), None)


def cells_digest(cells: str) -> str:
    """Digest of the cells of a row as they are kept."""
    return sha256(cells.encode()).hexdigest()


def answers_in_force(session: Session) -> dict[str, IdentityAnswer]:
    """Subject → the newest answer, without those taken back."""
    newest: dict[str, IdentityAnswer] = {}
    for answer in session.scalars(select(IdentityAnswer).order_by(IdentityAnswer.id)):
        newest[answer.subject] = answer
    return {subject: answer for subject, answer in newest.items() if answer.reply is not None}


def settled(session: Session) -> Settled:
    """The answers in force, ready for matching."""
    pins: dict[Keys, int] = {}
    aliases: dict[Number, int] = {}
    apart: set[Number] = set()
    speakers: dict[Number, Speaker] = {}
    sites: dict[tuple[int, str], int | None] = {}
    answers = answers_in_force(session)
    for answer in answers.values():
        said: dict[str, Any] = orjson.loads(answer.matching)
        for keys in said.get("pins", ()):
            if answer.asset_id is not None:
                pins[_keys(keys)] = answer.asset_id
        for kind, number in said.get("aliases", ()):
            if answer.asset_id is not None:
                aliases[kind, number] = answer.asset_id
        apart.update((kind, number) for kind, number in said.get("apart", ()))
        for kind, number in said.get("speaks_for", ()):
            speakers[kind, number] = Speaker(said.get("site"), said.get("cells"))
        if "named" in said:
            sites[answer.organisation_id, said["named"]] = answer.site_id
    return Settled(pins, aliases, apart, speakers, sites, frozenset(answers))


def _keys(values: list[str | None]) -> Keys:
    serial, mac, hardware, tag = values
    return serial, mac, hardware, tag
