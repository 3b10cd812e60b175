"""The estate read once for many questions: each question of a run otherwise reads it anew, as it does for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from sqlalchemy.orm import Session

from riskreg.reporting import questions, state
from riskreg.reporting.histories import AssetHistory
from riskreg.reporting.loading import load_histories
from riskreg.reporting.state import estate_state

Regimes = frozenset[int] | None


@contextmanager
def estate_read_once() -> Iterator[None]:
    """While this lasts, questions of one session share what they read; what they select of it stays their own."""
    read: dict[tuple[object, ...], list[AssetHistory]] = {}

    def histories(session: Session, limit: int | None, regimes: Regimes, assets: Any) -> list[AssetHistory]:
        chosen = assets.compile() if assets is not None else None
        key = (session, limit, regimes, str(chosen), repr(chosen.params if chosen else None))
        if key not in read:
            read[key] = list(load_histories(session, limit, regimes, assets))
        return read[key]

    with patch.object(questions, "estate_state", cache(estate_state)), patch.object(state, "load_histories", histories):
        yield
