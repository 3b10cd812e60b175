"""Which modules of tests take longest: they come first, so that every process of a run has work until its end."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONGEST_FIRST = (
    "web/test_journeys_in_browser.py",
    "web/test_parts_in_browser.py",
    "journeys/test_demo.py",
    "web/test_overview_in_browser.py",
    "web/test_importing_in_browser.py",
    "project/test_wheel.py",
    "web/test_things_in_browser.py",
    "evaluation/test_measure.py",
    "planning/test_appraisals.py",
    "journeys/test_bad_input.py",
    "reporting/test_page_in_browser.py",
    "journeys/test_main_line.py",
    "web/test_plans_in_browser.py",
    "tables/test_refusals.py",
    "reporting_figures/test_bridge.py",
    "removal/test_steps.py",
    "web/test_api.py",
    "journeys/test_returned.py",
    "tables/test_reading.py",
    "project/test_migrations.py",
    "reporting_figures/test_figures.py",
    "intake/test_undo.py",
    "screening/test_reopening.py",
    "intake/test_asset_list.py",
)
"""By their seconds of work in the last run that was measured; the order of all others does not matter."""


def longest_first(items: list[pytest.Item]) -> None:
    """Put the tests of the modules that take longest before all others, which stay in their order.

    Args:
        items: The tests that were collected; they are put in order in place.
    """
    ranks = {TESTS / name: rank for rank, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))
