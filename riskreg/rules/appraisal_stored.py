"""Figures of an appraisal as they are stored: the JSON in which they were digested, read back. Pure."""

from __future__ import annotations

from functools import cache
from typing import Any

from riskreg.rules.appraisal_figures import Comparison, OptionFigures
from riskreg.rules.interoperability_terms import Stays


@cache
def _adapter(kind: type[Any]) -> Any:
    from pydantic import TypeAdapter  # loaded with the first appraisal that is read, not with the program

    return TypeAdapter(kind)


def stored_comparison(text: str) -> Comparison:
    """All options of a version, as they were reckoned then."""
    found: Comparison = _adapter(Comparison).validate_json(text)
    return found


def stored_option(text: str) -> OptionFigures:
    """One option, as a baseline holds it."""
    found: OptionFigures = _adapter(OptionFigures).validate_json(text)
    return found


def stored_stays(text: str) -> Stays:
    """What stays, as a version says it."""
    found: Stays = _adapter(Stays).validate_json(text)
    return found
