"""What the figures of an option say in sentences, the same on a terminal, a page and beside an approval. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from riskreg.rules.appraisal_figures import OptionFigures
from riskreg.rules.costing_life import Lives
from riskreg.rules.dates import long_date


def life_said(lives: Lives) -> str:
    """Where the devices that go stand in their life; what was paid for them once is sunk."""
    parts = [
        f"{_devices(number)} {text}"
        for number, text in (
            (lives.ended, "past the end of life"),
            (lives.running, f"before the end of life, {lives.years_early:,} device-years early in all"),
            (lives.beyond, "that would outlive the appraisal"),
            (lives.not_known, "of unknown age"),
        )
        if number
    ]
    text = f"Taken out: {'; '.join(parts)}. What was paid for them is sunk and in no sum."
    early = lives.accelerated.likely
    if early > 0:
        text += f" Renewing before it is due costs £{early / 100:,.2f} in present value."
    return text


def delay_said(figures: OptionFigures) -> Iterator[str]:
    """What optimism bias on the duration of works means for their end, and what they would run into."""
    if figures.duration_bias is None or figures.ends_late_on is None:
        return
    share = f"{figures.duration_bias / 100:g} %"
    yield f"With optimism bias of {share} on its duration, work ends on {long_date(figures.ends_late_on)}."
    for window in figures.late_windows:
        days = f"{long_date(window.from_on)} to {long_date(window.to_on)}"
        yield f"Work that is late by so much runs into days on which nothing may be touched: {days}, {window.reason}."


def _devices(number: int) -> str:
    return f"{number:,} device" if number == 1 else f"{number:,} devices"
