"""Turns what a person typed into a row of the register."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from riskreg.database import register_code
from riskreg.errors import NotFound, UsageError
from riskreg.register import (
    Appraisal,
    Asset,
    AssetVersion,
    Base,
    Change,
    Determination,
    Exemption,
    Flag,
    ImportBatch,
    NilReturn,
    Organisation,
    Product,
    ReplacementPlan,
    ReturnRequest,
    SavedCheck,
    Site,
)
from riskreg.rules.names import fold
from riskreg.rules.references import ReferenceKind, looks_like_reference, parse_reference, reference

_TABLES: dict[ReferenceKind, type[Base]] = {
    ReferenceKind.ASSET: Asset,
    ReferenceKind.SITE: Site,
    ReferenceKind.ORGANISATION: Organisation,
    ReferenceKind.FLAG: Flag,
    ReferenceKind.EXEMPTION: Exemption,
    ReferenceKind.IMPORT: ImportBatch,
    ReferenceKind.PLAN: ReplacementPlan,
    ReferenceKind.DETERMINATION: Determination,
    ReferenceKind.CHANGE: Change,
    ReferenceKind.SAVED_CHECK: SavedCheck,
    ReferenceKind.NIL_RETURN: NilReturn,
    ReferenceKind.RETURN_REQUEST: ReturnRequest,
    ReferenceKind.PRODUCT: Product,
    ReferenceKind.APPRAISAL: Appraisal,
}


def resolve(session: Session, text: str, kinds: Sequence[ReferenceKind]) -> tuple[ReferenceKind, int]:
    """Kind and key of what a reference points to.

    An asset may also be named by its serial number or asset tag, a site by its code, where only one has it.

    Args:
        session: Any session.
        text: As typed.
        kinds: What it may be.

    Raises:
        UsageError: It was meant as a reference and is mistyped, or is of another register.
        NotFound: Nothing has that reference or number, or several have.
    """
    code = register_code(session)
    parsed = parse_reference(text)
    if parsed is not None:
        kind, of_register, key = parsed
        if of_register != code:
            raise UsageError(f"{text} is a reference of another register ({of_register}); this one is {code}.")
        if kind not in kinds:
            raise UsageError(f"{text} is no reference of the kind that is wanted here: {_kinds(kinds)}.")
        table = _TABLES[kind].__table__
        if session.scalar(select(table.c.id).where(table.c.id == key)) is None:
            raise NotFound(f"Nothing in the register has the reference {text}.")
        return kind, key
    refuse_mistyped(text)
    found: list[tuple[ReferenceKind, int]] = []
    if ReferenceKind.ASSET in kinds:
        versions = (
            select(Asset.id)
            .join(AssetVersion, AssetVersion.id == Asset.version_id)
            .where(_is_number(text))
            .order_by(Asset.id)
            .limit(2)
        )
        found += [(ReferenceKind.ASSET, key) for key in session.scalars(versions)]
    if ReferenceKind.SITE in kinds:
        sites = select(Site.id).where(Site.code == text).order_by(Site.id).limit(2)
        found += [(ReferenceKind.SITE, key) for key in session.scalars(sites)]
    if len(found) > 1:
        names = " and ".join(reference(kind, code, key) for kind, key in found)
        raise NotFound(f"“{text}” stands for more than one: {names}.", "Use the reference.")
    if not found:
        raise NotFound(
            f"Nothing in the register is called “{text}”.", f"Give a reference such as {_example(kinds, code)}."
        )
    return found[0]


def _is_number(text: str) -> ColumnElement[bool]:
    """Condition: an asset has the serial number or asset tag, found through the index where the text can be one."""
    from riskreg.intake.numbers import number_key  # with all of importing, which most questions do without

    serial, tag = number_key(text, 0), number_key(text, 3)
    has_serial, has_tag = AssetVersion.serial_number == text, AssetVersion.asset_tag == text
    return or_(
        has_serial if serial is None else and_(Asset.serial_key == serial, has_serial),
        has_tag if tag is None else and_(Asset.tag_key == tag, has_tag),
    )


def referred(session: Session, text: str) -> str:
    """A reference in its own spelling, of something that is in this register.

    Args:
        session: Any session.
        text: A well-formed reference, in any case and spacing.

    Raises:
        UsageError: It is of another register.
        NotFound: Nothing has that reference.
    """
    parsed = parse_reference(text)
    if parsed is None or parsed[0] not in _TABLES:
        raise NotFound(f"Nothing in the register has the reference {text}.")
    kind, key = resolve(session, text, tuple(_TABLES))
    return reference(kind, register_code(session), key)


def resolve_site(session: Session, text: str) -> int:
    """Key of a site by its reference, its code or its name, where only one has it.

    Args:
        session: Any session.
        text: As typed.

    Raises:
        UsageError: It was meant as a reference and is mistyped, or is of another register.
        NotFound: No site is called so, or several are.
    """
    try:
        return resolve(session, text, (ReferenceKind.SITE,))[1]
    except NotFound as missing:
        if parse_reference(text) is not None or "more than one" in missing.message:
            raise
    query = (
        select(Site.id, Organisation.name)
        .join(Organisation, Organisation.id == Site.organisation_id)
        .where(Site.name_key == fold(text))
        .order_by(Site.id)
        .limit(4)
    )
    code = register_code(session)
    found = [(reference(ReferenceKind.SITE, code, key), key, whose) for key, whose in session.execute(query)]
    if len(found) == 1:
        return found[0][1]
    if found:
        told = " and ".join(f"{ref} of {whose}" for ref, _, whose in found)
        raise NotFound(f"“{text}” is the name of more than one site: {told}.", "Use the reference.")
    raise NotFound(f"There is no site “{text}” in the register.", "List them with: riskreg query sites --text WORD")


def refuse_mistyped(text: str) -> None:
    """Stop at what was meant as a reference and is none.

    Raises:
        UsageError: Its check character does not agree.
    """
    if looks_like_reference(text) and parse_reference(text) is None:
        raise UsageError(f"{text} is mistyped: its check character does not agree.", "Copy it once more.")


def _kinds(kinds: Sequence[ReferenceKind]) -> str:
    return ", ".join(f"{kind.value}-…" for kind in kinds)


def _example(kinds: Sequence[ReferenceKind], code: str) -> str:
    return reference(kinds[0], code, 1)
