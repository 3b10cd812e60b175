"""Put lists in use: the gate, what it would newly flag and release by organisation, and the act itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from riskreg.catalogue import Catalogue, EntryDefinition
from riskreg.catalogue.activation import Activated, activate, active_catalogue
from riskreg.catalogue.compare import Difference
from riskreg.catalogue.editions import chosen, put_in_use
from riskreg.catalogue.gate import GateResult, run_gate
from riskreg.catalogue.passage import InUse, Stop, missing, stops
from riskreg.database import register_code
from riskreg.errors import ListRejected
from riskreg.operations.office import Office, rehearsal
from riskreg.operations.products import ProductCaught, products_caught, products_shown
from riskreg.operations.saved_checks import CheckWatched, checks_watched
from riskreg.register import (
    Asset,
    Flag,
    FlagBasis,
    KeyVerdict,
    ListEdition,
    ListEntry,
    Organisation,
    Regime,
    TraceKey,
    Vendor,
)
from riskreg.rules.issues import Issue
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import BasisCause, BasisState, Severity
from riskreg.screening import Screened, Screener, reflag
from riskreg.screening.adoptions import adoptions_in_force


@dataclass(frozen=True, slots=True)
class FlagsTurned:
    """What becomes of the flags of one organisation on devices of one make and model, under one regime.

    Attributes:
        turn: `newly flagged`, `changed` or `released`.
        lines: Number of asset lines.
        example: Reference of one of them.
        reason: What the regime says of them now.
    """

    organisation: str
    turn: str
    regime: str
    verdict: str
    make: str | None
    model: str | None
    lines: int
    example: str
    reason: str


@dataclass(frozen=True, slots=True)
class EditionChange:
    """What the edition of a regime that would be in use has of the one before.

    Attributes:
        before: Label of the edition in use.
        difference: Entries added, removed and changed, and companies lost.
    """

    regime: str
    before: str
    after: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class ListsActivated:
    """What activating the lists did, or would do.

    Attributes:
        edition: Label of the catalogue edition.
        previous: Label of the one in use before, or None.
        activated: What is new.
        canaries: Number of canaries, all hit.
        traps: Number of traps, none hit.
        verdicts_changed: Verdicts on distinct sets of traces that differ from before.
        screened: Flags raised, changed and lapsed by it, in all and by organisation.
        changes: For each regime that gets another edition than it had, how the two differ.
        stops: What stops it at the gate, and what a person would confirm; empty once it is done.
        turned: What becomes of flags, by organisation, regime, make and model, the most lines first.
        restated: Verdicts on distinct sets of traces that stay as they are, because a new edition repeats their entry
            word for word: they stand under it, and nothing is written.
        waiting: What of the own lists was put in use with it.
        caught: Saved checks of which it catches lines that nothing caught before.
        products: Candidate replacements that it makes graver, with the plans that contain them.
    """

    edition: str
    previous: str | None
    activated: Activated
    canaries: int
    traps: int
    verdicts_changed: int
    screened: Screened
    changes: tuple[EditionChange, ...] = ()
    stops: tuple[Stop, ...] = ()
    turned: tuple[FlagsTurned, ...] = ()
    restated: int = 0
    waiting: tuple[str, ...] = ()
    caught: tuple[CheckWatched, ...] = ()
    products: tuple[ProductCaught, ...] = ()


@dataclass(frozen=True, slots=True)
class ListsInUse:
    """The lists that a register works with, beside those at hand.

    Attributes:
        label: Label of the edition in use; None before the first activation.
        at_hand: Label of the edition at hand.
        is_newest: Whether what is at hand is in use.
    """

    label: str | None
    at_hand: str
    is_newest: bool


def lists_in_use(office: Office) -> ListsInUse:
    """The edition in use, and whether it is the one at hand.

    Args:
        office: Where; its lists are needed.
    """
    with office.reading() as session:
        active = active_catalogue(session)
    at_hand = office.catalogue
    is_newest = active is not None and active.checksum == at_hand.checksum
    return ListsInUse(active.label if active is not None else None, at_hand.edition, is_newest)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person lets pass at the gate.

    Attributes:
        losses: Names of companies that have really left a list.
        size: The change in size of a list is right.
    """

    losses: tuple[str, ...] = ()
    size: bool = False


def activate_lists(
    office: Office,
    *,
    apply: bool,
    on: date | None = None,
    editions: Sequence[str] = (),
    confirmed: Confirmed | None = None,
) -> ListsActivated:
    """Put the lists at hand in use, with chosen ones of those that wait, after the gate.

    Args:
        office: Where and who.
        apply: False tells what it would flag and release and what stops it, and writes nothing.
        on: From which date it counts here; today where None.
        editions: Names of what waits among the own lists and is to be put in use too.
        confirmed: What a person lets pass.

    Raises:
        ListRejected: A file is at fault, a canary was missed, a trap was hit, or, where it is to be applied, a list
            loses a company, changes its size beyond belief or is older than the one in use.
        NotFound: Nothing waits under one of the names.
    """
    if not apply and office.actor is None:
        office = office.as_person("nobody")  # nothing of a rehearsal stays, so it asks for no name
    paths = chosen(office.lists_folder, editions)
    place = office if not paths else office.with_waiting(paths)
    catalogue = place.catalogue
    gate = run_gate(catalogue, place.identifier)
    if not gate.is_open:
        raise _shut(gate)
    on = on or office.today
    what = f"Vendor and regime lists, edition {catalogue.edition}, activated."
    reason = f"{what} New: {', '.join(editions)}." if editions else what
    transaction = office.acting("activate lists", reason)
    moved = put_in_use(office.lists_folder, paths) if apply else nullcontext()
    with moved, transaction if apply else rehearsal(transaction) as session:
        done = _put_in_use(session, place, gate, on, confirmed or Confirmed(), apply=apply)
    if apply and paths:
        office.use_lists_of(place)
    return replace(done, waiting=tuple(editions))


def _put_in_use(
    session: Session, place: Office, gate: GateResult, on: date, confirmed: Confirmed, *, apply: bool
) -> ListsActivated:
    catalogue = place.catalogue
    before = active_catalogue(session)
    in_use = editions_in_use(session, catalogue)
    newest_basis = session.scalar(select(func.max(FlagBasis.id))) or 0
    newest_flag = session.scalar(select(func.max(Flag.id))) or 0
    newest_verdict = session.scalar(select(func.max(KeyVerdict.id))) or 0
    done = activate(session, catalogue, on)
    changes, found = _passage(catalogue, done, in_use, confirmed)
    found = (*_missing(session, catalogue), *found)
    if found and apply:
        raise _stopped(found)
    changed, screened = 0, Screened()
    turned: tuple[FlagsTurned, ...] = ()
    restated = 0
    earlier = {each.reference: set(each.caught) for each in checks_watched(session)}
    candidates = products_shown(session, place.today)
    if not done.is_empty:
        screener = Screener(session, catalogue, place.identifier)
        cause = BasisCause.CATALOGUE if done.is_new_catalogue and not done.editions else BasisCause.EDITION
        changed = screener.rescreen(session, cause)
        if changed:
            screened = reflag(session, screener, cause, on=_lapse_date(catalogue, done, on), since=newest_verdict)
        turned = tuple(_turned(session, newest_basis, newest_flag))
        restated = sum(screener.restated[slug] for slug in {slug for slug, _ in done.editions})
    return ListsActivated(
        catalogue.edition,
        before.label if before else None,
        done,
        gate.canaries,
        gate.traps,
        changed,
        screened,
        changes,
        found,
        turned,
        restated,
        caught=tuple(each for each in checks_watched(session) if set(each.caught) - earlier[each.reference]),
        products=products_caught(session, candidates, place.today),
    )


def editions_in_use(session: Session, catalogue: Catalogue, at: date | None = None) -> dict[str, InUse]:
    """Regime → the edition that the register works with, or worked with on a date.

    Args:
        session: Any session.
        catalogue: The lists at hand, which know an edition's other names as long as its file is there.
        at: The newest edition in force in law on that date and activated by then; the newest of all where None.
    """
    query = select(ListEdition, Regime.slug).join(Regime, Regime.id == ListEdition.regime_id)
    if at is not None:
        query = query.where(ListEdition.legal_on <= at, ListEdition.activated_on <= at)
    newest = {
        slug: edition for edition, slug in session.execute(query.order_by(ListEdition.legal_on, ListEdition.id)).all()
    }
    found = {}
    for slug, edition in newest.items():
        definition = catalogue.regimes[slug].edition(edition.label) if slug in catalogue.regimes else None
        at_hand = definition is not None and definition.checksum == edition.checksum
        entries = definition.entries if definition is not None and at_hand else recorded_entries(session, edition.id)
        is_complete = definition.is_complete if definition is not None else True
        found[slug] = InUse(edition.label, edition.legal_on, tuple(entries), is_complete)
    return found


def recorded_entries(session: Session, edition_id: int) -> tuple[EntryDefinition, ...]:
    """The entries of an edition as the register keeps them, without other names."""
    query = (
        select(ListEntry, Vendor.slug)
        .outerjoin(Vendor, Vendor.id == ListEntry.vendor_id)
        .where(ListEntry.list_edition_id == edition_id)
        .order_by(ListEntry.id)
    )
    return tuple(
        EntryDefinition(row.entry_key, row.name, slug, row.from_on, row.to_on, row.includes_affiliates, row.scope)
        for row, slug in session.execute(query)
    )


def _passage(
    catalogue: Catalogue, done: Activated, in_use: dict[str, InUse], confirmed: Confirmed
) -> tuple[tuple[EditionChange, ...], tuple[Stop, ...]]:
    changes: list[EditionChange] = []
    found: list[Stop] = []
    brought = {slug: [label for each, label in done.editions if each == slug] for slug, _ in done.editions}
    for slug, labels in brought.items():
        before, regime = in_use.get(slug), catalogue.regimes[slug]
        if before is None:
            continue
        editions = [each for label in labels if (each := regime.edition(label)) is not None]
        # Of several that are new only the newest takes the place of the one in use; an imported one always means to.
        newest = max(editions, key=lambda each: each.legal_on)
        for edition in editions:
            if edition is not newest and edition.imported is None:
                continue
            if edition.imported is None and edition.legal_on < before.legal_on:
                continue
            difference, met = stops(regime.title, before, edition, confirmed.losses, size_confirmed=confirmed.size)
            changes.append(EditionChange(slug, before.label, edition.label, difference))
            found += met
    return tuple(changes), tuple(found)


def _missing(session: Session, catalogue: Catalogue) -> Iterator[Stop]:
    """Regimes that count for somebody and could not be judged with the lists at hand."""
    now = editions_in_use(session, catalogue)
    counting = {regime for regimes in adoptions_in_force(session).values() for regime in regimes}
    rows = session.execute(
        select(Regime.slug, Regime.title).where(Regime.id.in_(sorted(counting))).order_by(Regime.slug)
    )
    for slug, title in rows:
        stop = missing(title, now[slug], catalogue.regimes.get(slug)) if slug in now else None
        if stop is not None:
            yield stop


def _turned(session: Session, newest_basis: int, newest_flag: int) -> Iterator[FlagsTurned]:
    """What this transaction did to flags, grouped."""
    code = register_code(session)
    is_new = Flag.id > newest_flag
    group = (
        Organisation.name,
        FlagBasis.state,
        is_new,
        Regime.slug,
        FlagBasis.verdict,
        TraceKey.make,
        TraceKey.model,
        KeyVerdict.reason,
    )
    count = func.count()
    query = (
        select(*group, count, func.min(Asset.id))
        .select_from(FlagBasis)
        .join(Flag, Flag.id == FlagBasis.flag_id)
        .join(Asset, Asset.id == Flag.asset_id)
        .join(Organisation, Organisation.id == Asset.organisation_id)
        .join(Regime, Regime.id == Flag.regime_id)
        .join(TraceKey, TraceKey.id == Asset.trace_key_id)
        .outerjoin(KeyVerdict, KeyVerdict.id == FlagBasis.key_verdict_id)
        .where(FlagBasis.id > newest_basis)
        .group_by(*group)
        .order_by(count.desc(), Organisation.name, TraceKey.make, TraceKey.model)
    )
    for name, state, new, slug, verdict, make, model, why, lines, asset in session.execute(query):
        turn = "released" if state is BasisState.LAPSED else "newly flagged" if new else "changed"
        example = reference(ReferenceKind.ASSET, code, asset)
        yield FlagsTurned(name, turn, slug, verdict.value, make, model, lines, example, why or "")


def _shut(gate: GateResult) -> ListRejected:
    issues = [
        Issue(
            "gate-failed",
            Severity.ERROR,
            f"{failure.message}, and gives: {failure.explanation}",
            "Mend the lists so that it comes out as expected.",
            sheet=failure.file,
            cell=str(failure.probe.line),
        )
        for failure in gate.failures
    ]
    return ListRejected(
        f"The lists cannot be used: {len(gate.failures)} of {gate.canaries + gate.traps} canaries and traps fail.",
        "Nothing was written. Mend the lists; each failure says where.",
        issues,
        code="gate-failed",
    )


def _stopped(found: Sequence[Stop]) -> ListRejected:
    issues = [Issue(stop.code, Severity.ERROR, stop.message, stop.cure) for stop in found]
    lost = sum(stop.code == "edition-loses-company" for stop in found)
    said = f"{lost:,} companies of the edition in use are missing from the new one" if lost else found[0].message
    return ListRejected(
        f"The lists are stopped at the gate: {said.rstrip('.')}.",
        "Nothing was written. Each reason says what to do.",
        issues,
        code="gate-stopped",
    )


def _lapse_date(catalogue: Catalogue, done: Activated, on: date) -> date:
    """A maker that left a list is released from the day on which the new edition took effect in law."""
    dates = [
        edition.legal_on
        for slug, label in done.editions
        if (edition := catalogue.regimes[slug].edition(label)) is not None
    ]
    return max(dates, default=on)
