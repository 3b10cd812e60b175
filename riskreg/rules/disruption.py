"""What a piece of work takes away: minutes of lost coverage per view, and visits on forbidden days. Pure.

A view is lost while fewer devices see it than its floor. A crew works place by place: of a visit, the devices of one
view are taken first together, as many at the same moment as the visit says, until all are done. Where fewer devices
see a view afterwards, no more than those are taken to stand while work goes on. A view is lost whole while the
recorder, video system or switch on which it hangs is out. What is not told is not known, which is not kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from riskreg.rules.disruption_terms import Blackout, Clash, Criticality, Disruption, View, ViewOutcome, Visit


@dataclass(frozen=True, slots=True)
class _Loss:
    """What one visit takes from one view; minutes are None where not known."""

    lowest: int
    minutes: int | None


def judge_view(
    view: View,
    visits: Sequence[Visit],
    after: int | None,
    *,
    relies_on: Collection[int] = (),
    unsaid: Collection[int] = (),
) -> ViewOutcome:
    """What the work of an option means for a view.

    Args:
        view: What must be seen.
        visits: The work, in any order.
        after: Devices that see it when all is done; None where not known.
        relies_on: Assets behind the devices that see it, without which nothing is seen or recorded.
        unsaid: Assets of this kind of which it is not said whether the view hangs on them.
    """
    before = view.devices
    standing = before if after is None else min(before, after)
    losses = [_loss(view, visit, standing) for visit in visits if _touched(view, visit)]
    losses += [_whole(view, visit, relies_on) for visit in visits if _cuts(visit, relies_on)]
    lowest = min([before, *([] if after is None else [after]), *(each.lowest for each in losses)])
    told = [each.minutes for each in losses]
    minutes = None if None in told else sum(each for each in told if each is not None)
    longest = None if None in told else max((each for each in told if each is not None), default=0)
    outcome, reason = _judged(view, before, after, min([before, *(e.lowest for e in losses)]), longest)
    cut = next((visit.name for visit in visits if _cuts(visit, unsaid) and visit.cover < view.floor), None)
    if cut is not None and outcome in (Disruption.KEPT, Disruption.TOLERATED):
        outcome, minutes, longest = Disruption.NOT_KNOWN, None, None
        reason = (
            f"Visit “{cut}” takes out a recorder, video system or switch, and it is not said whether this view hangs "
            "on it: name what it hangs on under “Seen by”, or run old and new in parallel."
        )
    return ViewOutcome(
        view.name, view.criticality, view.floor, before, after, lowest, minutes, longest, outcome, reason
    )


def _touched(view: View, visit: Visit) -> int:
    """Devices of a view that a visit takes out."""
    touched = set(visit.asset_ids)
    return sum(devices for asset, devices in view.sees if asset in touched)


def _cuts(visit: Visit, behind: Collection[int]) -> int:
    """How many of the assets behind a view a visit takes out."""
    return 0 if visit.is_parallel else len(set(visit.asset_ids) & set(behind))


def _whole(view: View, visit: Visit, behind: Collection[int]) -> _Loss:
    """What a visit takes from a view by taking out what the whole of it hangs on."""
    if visit.cover >= view.floor:
        return _Loss(visit.cover, 0)
    minutes = None if visit.minutes_each is None else visit.minutes_each * _cuts(visit, behind)
    return _Loss(visit.cover, minutes)


def _loss(view: View, visit: Visit, standing: int) -> _Loss:
    touched = _touched(view, visit)
    if visit.is_parallel:
        return _Loss(standing, 0)
    together = min(visit.at_once, touched)
    full, rest = divmod(touched, together)
    rounds = [together] * full + [rest] * bool(rest)
    lost = sum(max(0, standing - out) + visit.cover < view.floor for out in rounds)
    lowest = max(0, standing - together) + visit.cover
    if not lost:
        return _Loss(min(standing, lowest), 0)
    return _Loss(lowest, None if visit.minutes_each is None else lost * visit.minutes_each)


def _judged(view: View, before: int, after: int | None, during: int, longest: int | None) -> tuple[Disruption, str]:
    no_gap = view.criticality is Criticality.NO_GAP
    floor = f"its floor of {view.floor}"
    if after is not None and after < view.floor and (no_gap or after < before):
        # A no-gap view that is below its floor already is no leave to keep it there.
        text = f"When the work is done {_see(after)}, below {floor}."
        return (Disruption.REFUSED if no_gap else Disruption.EXCEEDS), text
    if no_gap and during < view.floor and during < before:
        text = f"During the work {_see(during)}, below {floor}, and it may not be lost for a minute."
        return Disruption.REFUSED, text
    if before < view.floor and not (no_gap and after is None):
        text = f"Only {_see(before)} before any work, below {floor}"
        if after is None or after < view.floor:
            return Disruption.EXCEEDS, f"{text}."
        if no_gap:
            return Disruption.TOLERATED, f"{text}; the work takes none away meanwhile, and then {_see(after)}."
    if after is None:
        return Disruption.NOT_KNOWN, "It is not said how many of the new devices see it."
    if longest is None:
        return Disruption.NOT_KNOWN, "It is not said how long each device is out."
    if not longest:
        return Disruption.KEPT, f"Never fewer than {_see(min(during, after))}."
    if view.tolerable_minutes is None:
        return Disruption.NOT_KNOWN, f"Lost for {longest:,} minutes at a stretch; what is tolerated is not said."
    text = f"Lost for {longest:,} minutes at a stretch; {view.tolerable_minutes:,} are tolerated."
    return (Disruption.TOLERATED if longest <= view.tolerable_minutes else Disruption.EXCEEDS), text


def _devices(number: int) -> str:
    return f"{number:,} device" if number == 1 else f"{number:,} devices"


def _see(number: int) -> str:
    return f"{_devices(number)} {'sees' if number == 1 else 'see'} it"


def clashes(visits: Sequence[Visit], windows: Sequence[Blackout]) -> Iterator[Clash]:
    """The visits that touch the site on days on which nothing may be touched; one without a date clashes with none."""
    for visit in visits:
        first, last = visit.on, visit.last_on
        if first is None or last is None:
            continue
        for window in windows:
            if first <= window.to_on and window.from_on <= last:
                yield Clash(visit.name, first, last, window)
