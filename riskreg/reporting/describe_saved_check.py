"""A saved check: the file, who saved it, the editions used, and each line as it was judged then."""

from __future__ import annotations

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from riskreg.register import (
    CatalogueEdition,
    ListEdition,
    Organisation,
    Regime,
    SavedCheck,
    SavedCheckEnd,
    SavedCheckLine,
    SavedCheckRegime,
)
from riskreg.reporting.breakdowns import words
from riskreg.reporting.description import Description, Section, columns, missing
from riskreg.reporting.points import code_of_register, known, trail_at
from riskreg.reporting.progress import Scalar
from riskreg.reporting.provenance import change_of, who
from riskreg.reporting.state import Point
from riskreg.rules.dates import long_date
from riskreg.rules.references import ReferenceKind, reference

_CELLS_SHOWN = 200
"""Characters of a line's cells."""


def describe_saved_check(session: Session, key: int, point: Point) -> Description:
    """A saved check with its lines and the editions that were used.

    Raises:
        NotFound: There is none in this register.
    """
    check = session.get(SavedCheck, key)
    if check is None:
        raise missing("saved check")
    ref = reference(ReferenceKind.SAVED_CHECK, code_of_register(session), key)
    change = change_of(session, check.change_id)
    buyer = session.get(Organisation, check.organisation_id) if check.organisation_id is not None else None
    limit = trail_at(session, point.as_known).limit
    ended = session.scalars(
        select(SavedCheckEnd).where(SavedCheckEnd.saved_check_id == key, known(SavedCheckEnd, limit))
    ).first()
    rows: tuple[tuple[str, Scalar], ...] = (
        ("Reference", ref),
        ("What", words(check.kind.value)),
        ("Title", check.title),
        ("Organisation", buyer.name if buyer is not None else "not named"),
        ("Checked on", check.checked_on),
        ("File", check.file_name),
        ("SHA-256 of the file", check.file_sha256),
        ("Vendor catalogue", session.get_one(CatalogueEdition, check.catalogue_edition_id).label),
        ("Regimes", "all, also later ones" if check.is_of_all_regimes else "those chosen"),
        ("Saved by", f"{who(change)}, change {change.sequence}"),
        ("Watched", "yes" if ended is None else f"no, since {long_date(ended.ended_on)}: {ended.reason}"),
    )
    used = tuple(
        (title, label, legal_on)
        for title, label, legal_on in session.execute(
            select(Regime.title, ListEdition.label, ListEdition.legal_on)
            .join(SavedCheckRegime, SavedCheckRegime.regime_id == Regime.id)
            .join(ListEdition, ListEdition.id == SavedCheckRegime.list_edition_id)
            .where(SavedCheckRegime.saved_check_id == key)
            .order_by(Regime.slug)
        )
    )
    lines = tuple(
        (line.sheet, line.row, line.verdict.value, f"{line.confidence:.0%}", cells_text(line.cells))
        for line in session.scalars(
            select(SavedCheckLine).where(SavedCheckLine.saved_check_id == key).order_by(SavedCheckLine.id)
        )
    )
    return Description(
        f"Saved check {ref}: {check.title}",
        ref,
        (
            Section("Summary", rows),
            Section("Lists used", (), columns("Regime", "Edition", "In law from (date)"), used),
            Section(
                "Lines, as judged then",
                (),
                columns("Sheet", "Row (number)", "Verdict", "Confidence", "Cells"),
                lines,
            ),
        ),
    )


def cells_text(cells: str) -> str:
    """The cells of a line in one text, cut where it is long."""
    text = "; ".join(f"{header}: {value}" for header, value in orjson.loads(cells).items() if value)
    return text if len(text) <= _CELLS_SHOWN else text[: _CELLS_SHOWN - 1] + "…"
