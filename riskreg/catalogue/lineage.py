"""Under which edition an entry stands: the one that brought it, and the later ones that repeat it word for word.

A verdict names the entry under which it was made, and is not written again while later editions say the same (decision
0009). That they do can be seen from the register alone: the entries of every edition are kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from riskreg.register import Change, ListEdition, ListEntry

_SAID = ("name", "vendor_id", "from_on", "to_on", "includes_affiliates", "scope", "limits")


@dataclass(frozen=True, slots=True)
class Lineage:
    """An entry with the editions in which it stands.

    Attributes:
        entry: As a verdict names it.
        made_under: Its edition.
        repeated_by: Later editions, in the order of law, that hold the same entry.
        stands_under: The newest edition of the regime, where it holds the entry; None where it no longer does.
    """

    entry: ListEntry
    made_under: ListEdition
    repeated_by: tuple[ListEdition, ...]
    stands_under: ListEdition | None


def lineage(session: Session, list_entry_id: int, as_known: int | None = None) -> Lineage:
    """Where an entry stands.

    Args:
        session: Any session.
        list_entry_id: Key of the entry.
        as_known: Sequence of the last change taken into account, or None for all.
    """
    entry = session.get_one(ListEntry, list_entry_id)
    made_under = session.get_one(ListEdition, entry.list_edition_id)
    query = (
        select(ListEdition, ListEntry)
        .outerjoin(ListEntry, and_(ListEntry.list_edition_id == ListEdition.id, ListEntry.entry_key == entry.entry_key))
        .where(ListEdition.regime_id == made_under.regime_id)
        .order_by(ListEdition.legal_on, ListEdition.id)
    )
    if as_known is not None:
        query = query.join(Change, Change.id == ListEdition.change_id).where(Change.sequence <= as_known)
    editions = [(edition, other) for edition, other in session.execute(query)]
    place = (made_under.legal_on, made_under.id)
    same = [edition for edition, other in editions if other is not None and _says_the_same(entry, other)]
    newest = editions[-1][0] if editions else made_under
    return Lineage(
        entry,
        made_under,
        tuple(edition for edition in same if (edition.legal_on, edition.id) > place),
        newest if newest in same else None,
    )


def _says_the_same(entry: ListEntry, other: ListEntry) -> bool:
    return all(getattr(entry, name) == getattr(other, name) for name in _SAID)
