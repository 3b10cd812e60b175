"""Set up: the register itself, organisations, and what binds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rapidfuzz import process
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.errors import Conflict, NotFound, UsageError
from riskreg.operations.office import Office
from riskreg.register import Adoption, Organisation, OrganisationParent, Regime
from riskreg.rules.names import fold
from riskreg.rules.terms import AdoptionBasis, BasisCause, OrganisationKind, RegimeKind

if TYPE_CHECKING:
    from riskreg.screening import Screened


def upgrade_register(office: Office) -> None:
    """Make the register, or bring it to this program's shape."""
    office.database.upgrade()


def is_organisation(session: Session, name: str) -> bool:
    """Whether the register knows an organisation of that name."""
    return session.scalar(select(Organisation.id).where(Organisation.name_key == fold(name))) is not None


def find_organisation(session: Session, name: str) -> Organisation:
    """The organisation of that name; case and punctuation do not matter.

    Raises:
        NotFound: There is none; the message names the nearest.
    """
    found = session.scalars(select(Organisation).where(Organisation.name_key == fold(name))).first()
    if found is not None:
        return found
    names = session.scalars(select(Organisation.name).order_by(Organisation.name)).all()
    near = [each[0] for each in process.extract(name, names, limit=3, score_cutoff=60)]
    cure = f"Did you mean {' or '.join(f'“{each}”' for each in near)}?" if near else "Add it with: riskreg org add"
    raise NotFound(f"There is no organisation “{name}” in the register.", cure)


def find_regime(session: Session, slug: str) -> Regime:
    """The regime of that short name.

    Raises:
        NotFound: There is none; the message names all.
    """
    found = session.scalars(select(Regime).where(Regime.slug == slug)).first()
    if found is None:
        known = session.scalars(select(Regime.slug).order_by(Regime.slug)).all()
        cure = f"Known are: {', '.join(known)}." if known else "Activate the lists first: riskreg lists activate"
        raise NotFound(f"There is no regime “{slug}” in the register.", cure)
    return found


def add_organisation(
    office: Office, name: str, kind: OrganisationKind, *, parent: str | None, from_on: date | None
) -> str:
    """Add an organisation, below another where `parent` is given. Returns its name as kept.

    Raises:
        Conflict: It is there already.
    """
    if not name.strip():
        raise UsageError("An organisation needs a name.")
    with office.acting("add organisation", f"Organisation “{name.strip()}” added.") as session:
        if session.scalar(select(Organisation.id).where(Organisation.name_key == fold(name))) is not None:
            raise Conflict(f"“{name.strip()}” is in the register already.")
        above = find_organisation(session, parent) if parent else None
        organisation = Organisation(name=name.strip(), name_key=fold(name), kind=kind)
        session.add(organisation)
        session.flush()
        session.add(
            OrganisationParent(
                organisation_id=organisation.id,
                parent_id=above.id if above else None,
                from_on=from_on or date(1900, 1, 1),
            )
        )
        return organisation.name


@dataclass(frozen=True, slots=True)
class Adopted:
    """What an adoption did: how many organisations took the regime up, and what that flagged."""

    regime: str
    organisations: tuple[str, ...]
    screened: Screened


def adopt_regime(
    office: Office,
    organisation: str | None,
    regime: str,
    *,
    basis: AdoptionBasis,
    from_on: date,
    and_below: bool = False,
    reason: str = "",
    purpose: str | None = None,
) -> Adopted:
    """Let a regime count for an organisation, for it and all below it, or, where `organisation` is None, for all.

    Args:
        office: Where and who.
        organisation: Name of the organisation; None for all.
        regime: Short name of the regime.
        basis: Whether it binds, or is followed by choice.
        from_on: From when it counts.
        and_below: Also for all below the organisation.
        reason: Why, in the person's words.
        purpose: What such equipment is used for there; where it counted already, that is added from its first day.

    Raises:
        NotFound: Organisation or regime is unknown.
        UsageError: The regime is an indicator, which restricts something else and never flags.
    """
    # Whoever only looks for an organisation, as every question does, needs no lists.
    from riskreg.screening import Screened, Screener, reflag

    with office.acting(
        "adopt regime", reason or f"Regime {regime} adopted for {organisation or 'all organisations'}."
    ) as session:
        adopted = find_regime(session, regime)
        if adopted.kind is RegimeKind.INDICATOR:
            raise UsageError(
                f"“{adopted.title}” restricts exports to the maker, not the use of its equipment, so it never flags.",
                "It is shown beside assets without being adopted.",
            )
        chosen = chosen_organisations(session, organisation, and_below=and_below, on=from_on)
        screener = Screener(session, office.catalogue, office.identifier)
        purpose = (purpose or "").strip() or None
        since = {each.id: screener.adopted.get(each.id, {}).get(adopted.id) for each in chosen}
        fresh = [each for each in chosen if since[each.id] is None or purpose is not None]
        session.add_all(
            Adoption(
                organisation_id=each.id,
                regime_id=adopted.id,
                basis=basis,
                from_on=since[each.id] or from_on,
                is_ended=False,
                purpose=purpose,
            )
            for each in fresh
        )
        session.flush()
        screener = Screener(session, office.catalogue, office.identifier)
        screened = reflag(session, screener, BasisCause.ADOPTION, on=from_on) if fresh else Screened()
        return Adopted(adopted.title, tuple(each.name for each in fresh), screened)


def chosen_organisations(session: Session, name: str | None, *, and_below: bool, on: date) -> list[Organisation]:
    """An organisation, it and all below it on a date, or, where no name is given, all; by name.

    Args:
        session: Any session.
        name: Name of the organisation; None for all.
        and_below: Also all below it.
        on: Date of the tree.

    Raises:
        NotFound: There is no such organisation.
    """
    everyone = list(session.scalars(select(Organisation).order_by(Organisation.name)))
    if name is None:
        return everyone
    top = find_organisation(session, name)
    if not and_below:
        return [top]
    parents: dict[int, int | None] = {}
    for row in session.scalars(
        select(OrganisationParent)
        .where(OrganisationParent.from_on <= on)
        .order_by(OrganisationParent.from_on, OrganisationParent.id)
    ):
        parents[row.organisation_id] = row.parent_id
    inside = {top.id}
    while True:
        more = {child for child, parent in parents.items() if parent in inside} - inside
        if not more:
            return [each for each in everyone if each.id in inside]
        inside |= more
