"""Screen: judge every asset against the lists and determinations in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from riskreg.operations.office import Office
from riskreg.register import Asset
from riskreg.reporting import Filters, ask
from riskreg.reporting.asking import Review
from riskreg.rules.terms import BasisCause, Verdict
from riskreg.screening import Screened as Screened
from riskreg.screening import Screener, reflag


@dataclass(frozen=True, slots=True)
class RegisterScreened:
    """What a screening did.

    Attributes:
        verdicts: Verdicts on distinct sets of traces that changed.
        screened: Flags raised, changed and lapsed.
        verdict_counts: Asset lines by verdict, after it.
        determinations_due: Determinations that count and are past their date of review.
    """

    verdicts: int
    screened: Screened
    verdict_counts: Mapping[str, int]
    determinations_due: int


def screen_register(office: Office) -> RegisterScreened:
    """Identify and judge every distinct set of traces again, relying on no note, and bring all flags in line.

    Raises:
        Conflict: The lists at hand are not those in use.
    """
    with office.acting("screen", "Register screened.") as session:
        screener = Screener(session, office.catalogue, office.identifier)
        office.watcher("Judging", 0, None)
        changed = screener.rescreen(session, BasisCause.CATALOGUE, afresh=True)
        office.watcher("Flagging", 0, None)
        screened = reflag(session, screener, BasisCause.CATALOGUE, on=office.today)
        counts = dict(session.execute(select(Asset.verdict, func.count()).group_by(Asset.verdict)).all())
        due = sum(1 for _ in ask(session, "determinations", Filters(review=Review.DUE), on=office.today).rows)
        return RegisterScreened(changed, screened, {each.value: counts.get(each, 0) for each in Verdict}, due)
