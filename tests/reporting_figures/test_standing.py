"""The figures of the home page, counted by groups of assets that are alike, are those that assets one by one give."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from riskreg.database import Database
from riskreg.reporting import figures_removal, figures_returns, figures_review
from riskreg.reporting.alike import condensed
from riskreg.reporting.asking import Counted, Filters
from riskreg.reporting.duties import duties_of
from riskreg.reporting.estate import Verdicts, groups, site_totals
from riskreg.reporting.measures import Measures
from riskreg.reporting.progress import Figure
from riskreg.reporting.remembered import state_of
from riskreg.reporting.standing import standing_figures
from riskreg.reporting.state import Point, estate_state
from riskreg.rules.terms import Act, Limb, LimbAnswer, SiteClass, Verdict
from tests.reporting_figures.conftest import AS_AT, Estate
from tests.reporting_figures.make import Line
from tests.reporting_figures.make_estate import FIRST
from tests.reporting_figures.test_bridge import Small, act, perform
from tests.reporting_figures.test_questions import flagged_rows_differ


def one_by_one(session: Session, point: Point) -> dict[str, Figure]:
    """The same figures with every asset read by itself."""
    measures = Measures(session, estate_state(session, point), None)
    found = (
        figures_removal.headline(measures),
        *figures_removal.beside(measures),
        *figures_removal.sensitive(measures),
        *figures_removal.duties(measures),
        *figures_removal.plans(measures),
        *figures_review.exemptions(measures),
        *figures_review.reviews(measures),
        *figures_returns.completeness(measures),
    )
    return {figure.code: figure for figure in found}


def test_the_figures_of_an_estate_are_the_same(estate: Estate) -> None:
    with estate.made.database.reading() as session:
        head = estate.made.sequence
        for point in (Point(AS_AT), Point(date(2026, 4, 15)), Point(AS_AT, head - 4), Point(FIRST, head - 9)):
            assert standing_figures(session, point) == one_by_one(session, point)


def test_what_is_alike_is_counted_once(sqlite_estate: Estate) -> None:
    made, regime = sqlite_estate.made, sqlite_estate.regime
    key = made.key("Hikvision", "hikvision", {regime: Verdict.RESTRICTED})
    for place in ("tower", "empty") * 3:
        made.asset(
            Line(sqlite_estate.sites[place], quantity=2), key, Verdict.RESTRICTED, flags={regime: Verdict.RESTRICTED}
        )
    made.assess(sqlite_estate.sites["empty"], dict.fromkeys(Limb, LimbAnswer.NO))
    with made.database.reading() as session:
        state = state_of(session, Point(AS_AT))
        found = condensed(session, state, duties_of(session, state))
        group = next(asset for asset in found.assets if asset.stands_for == 6)
        assert (group.open_devices, group.stands_at) == (12, {sqlite_estate.sites[name] for name in ("tower", "empty")})
        assert standing_figures(session, Point(AS_AT)) == one_by_one(session, Point(AS_AT))
        verdicts = Verdicts(session, state)
        both = [
            {(each.site_id, each.verdict): 0 for each in kind(session, state, verdicts)}
            for kind in (groups, site_totals)
        ]
        for kind, counts in zip((groups, site_totals), both, strict=True):
            for each in kind(session, state, verdicts):
                counts[each.site_id, each.verdict] += each.devices * 1_000 + each.lines
        assert both[0] == both[1]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(act, min_size=3, max_size=14), day=st.integers(-5, 400), cut=st.integers(0, 14))
def test_after_any_history_the_figures_are_the_same(
    migrated_sqlite: Path, acts: list[tuple[str, int, int, date]], day: int, cut: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.sqlite"
        shutil.copyfile(migrated_sqlite, path)
        database = Database(f"sqlite:///{path}")
        small = Small(database)
        made = small.made
        made.obligation(small.regime, Act.REMOVE, SiteClass.SENSITIVE, from_on=FIRST, due_on=FIRST + timedelta(50))
        made.obligation(small.regime, Act.CEASE_DEPLOYMENT, SiteClass.ANY, from_on=date(2022, 11, 24), due_on=None)
        made.assess(small.site, {Limb.MINISTERS: LimbAnswer.YES})
        assets: list[int] = []
        sequences = [made.sequence, *perform(small, assets, acts)]
        if assets:
            made.plan(small.site, assets[::2], target_on=FIRST + timedelta(30), costs=(1_00, 2_00, None))
        made.organisation("Somebody else")  # from here on, all points are read from the facts
        with database.reading() as session:
            for known in (sequences[min(cut, len(sequences) - 1)], made.sequence - 1):
                point = Point(FIRST + timedelta(day), known)
                assert standing_figures(session, point) == one_by_one(session, point)
                filters = Filters(count=Counted.ALL, as_at=point.as_at, as_known=known)
                assert flagged_rows_differ(session, filters) == []
        database.close()
