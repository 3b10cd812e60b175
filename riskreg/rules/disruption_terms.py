"""What work takes away for a time: views with their floors, days on which nothing is touched, visits. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Criticality(StrEnum):
    """How much it matters that a view is never lost."""

    NO_GAP = "no_gap"
    """It may not fall below its floor for one minute, such as custody or a gate that is watched for safety."""
    CRITICAL = "critical"
    IMPORTANT = "important"
    ORDINARY = "ordinary"

    @property
    def words(self) -> str:
        """As an officer reads it."""
        return self.value.replace("_", "-") if self is Criticality.NO_GAP else self.value


class Disruption(StrEnum):
    """What work means for a view."""

    KEPT = "kept"
    TOLERATED = "tolerated"
    EXCEEDS = "exceeds"
    """More is lost than is tolerated, for a time or for good."""
    NOT_KNOWN = "not_known"
    REFUSED = "refused"
    """A no-gap view would fall, or stay, below its floor: the plan cannot be recommended."""

    @property
    def gravity(self) -> int:
        """Order for taking the gravest."""
        return list(Disruption).index(self)


@dataclass(frozen=True, slots=True)
class View:
    """What must be seen at a site, and by how many devices at every moment.

    Attributes:
        name: As officers call it, such as `Custody corridor`.
        criticality: How much it matters.
        tolerable_minutes: Longest loss at a stretch that is tolerated; None where not known. Of a no-gap view: none.
        floor: Least number of devices that must see it at every moment, at least 1.
        sees: Asset → devices of it that see the view.
        after: Label of an option → devices that see it when the work is done, as an engineer says.
    """

    name: str
    criticality: Criticality
    tolerable_minutes: int | None
    floor: int
    sees: tuple[tuple[int, int], ...]
    after: tuple[tuple[str, int], ...] = ()

    @property
    def devices(self) -> int:
        """Devices that see it before any work."""
        return sum(devices for _, devices in self.sees)


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days on which nothing may be touched at the site, both included."""

    from_on: date
    to_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A piece of work on some devices.

    Attributes:
        name: In words.
        on: First day; None where not settled.
        days: Days that it takes, one after another.
        asset_ids: Asset lines that are touched.
        at_once: Devices that are out of use at the same moment.
        minutes_each: Minutes for which each is out; None where not known.
        is_parallel: The new device runs before the old one goes, so nothing is out.
        cover: Temporary devices that see each view meanwhile.
        crew: Persons who come.
    """

    name: str
    on: date | None
    days: int
    asset_ids: tuple[int, ...]
    at_once: int
    minutes_each: int | None
    is_parallel: bool = False
    cover: int = 0
    crew: int = 1

    @property
    def last_on(self) -> date | None:
        """Last day; None where the first is not settled."""
        return self.on + timedelta(days=self.days - 1) if self.on is not None else None


@dataclass(frozen=True, slots=True)
class ViewOutcome:
    """What the work of an option means for one view.

    Attributes:
        view: Its name.
        criticality: How much it matters.
        floor: Least number of devices.
        before: Devices that see it before any work.
        after: Devices that see it afterwards; None where not known.
        lowest: Fewest that see it at any moment of the work.
        lost_minutes: Minutes below the floor in all; None where not known.
        longest_minutes: The longest of them at a stretch; None where not known.
        outcome: What that means.
        reason: Why.
    """

    view: str
    criticality: Criticality
    floor: int
    before: int
    after: int | None
    lowest: int
    lost_minutes: int | None
    longest_minutes: int | None
    outcome: Disruption
    reason: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A visit on days on which nothing may be touched."""

    visit: str
    first_on: date
    last_on: date
    window: Blackout
