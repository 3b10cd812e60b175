"""How far a register has been set up. Reads only; needs no room, so that the first page waits for none to be loaded."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.operations.office import Office
from riskreg.register import Adoption, Asset, CatalogueEdition, Organisation


@dataclass(frozen=True, slots=True)
class Begun:
    """How far a register has been set up.

    Attributes:
        has_lists: Lists are in use.
        has_organisations: Some organisation is known.
        has_adoptions: Some organisation is bound by a regime.
        has_assets: Some list of equipment was imported.
    """

    has_lists: bool
    has_organisations: bool
    has_adoptions: bool
    has_assets: bool


def begun(office: Office) -> Begun:
    """How far the register has been set up; a few looks, however large it is."""
    with office.reading() as session:
        return Begun(
            has_lists=_any(session, CatalogueEdition),
            has_organisations=_any(session, Organisation),
            has_adoptions=_any(session, Adoption),
            has_assets=_any(session, Asset),
        )


def _any(session: Session, table: type[CatalogueEdition | Organisation | Adoption | Asset]) -> bool:
    return session.scalar(select(table.id).limit(1)) is not None
