"""What can be asked: filters with one spelling for figures and people, and the answer that every question gives. Pure.

A figure's drill is a question with filters in this spelling, so a figure and its rows cannot disagree.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from riskreg.errors import UsageError
from riskreg.reporting.histories import Part
from riskreg.reporting.postcode_areas import NONE, areas
from riskreg.reporting.progress import Column, Scalar
from riskreg.rules.dates import parse_typed_date
from riskreg.rules.references import ReferenceKind, parse_reference, reference
from riskreg.rules.terms import (
    ActorBasis,
    ClaimedStatus,
    Control,
    DecisionOutcome,
    Disposition,
    EquipmentKind,
    Limb,
    Network,
    Sensitivity,
    Step,
    Verdict,
)


class Counted(StrEnum):
    """Which devices of the assets ever flagged are counted."""

    ALL = "all"
    """The whole cohort ever flagged."""
    REPORTED_REMOVED = "reported-removed"
    """Open devices that a list claims to be gone."""


class Planning(StrEnum):
    """How a flagged asset stands in the plans in force."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"
    FUNDED = "funded"
    NOT_FUNDED = "not-funded"
    PAST_TARGET = "past-target"
    NO_COST = "no-cost"


class Appraised(StrEnum):
    """How far the appraisal of a site has come."""

    DRAFTED = "drafted"
    """Options stand side by side, and none is recommended, or the appraisal was changed since."""
    WAITING = "waiting"
    """An option is recommended, and another person has not decided."""
    SENT_BACK = "sent-back"
    APPROVED = "approved"


class Lacking(StrEnum):
    """What a list does not say of an asset."""

    MAKE = "make"
    NUMBER = "number"
    """Serial number, asset tag, MAC address and hardware id are all missing."""
    INSTALL_DATE = "install-date"


class Installed(StrEnum):
    """Whether an asset was installed after its regime forbade that."""

    AFTER_PROHIBITION = "after-prohibition"
    BOUGHT_AFTER_PROHIBITION = "bought-after-prohibition"
    NOT_KNOWN = "not-known"
    NOT_TESTED = "not-tested"
    """A ban reaches, or may reach, the asset, and what is recorded does not tell whether it came after it."""


class Exempting(StrEnum):
    """How a flagged asset stands to exemptions."""

    NOW = "now"
    ENDING = "ending"
    EXPIRED = "expired"


class Review(StrEnum):
    """What a person must still look at."""

    WAITING = "waiting"
    """A flag that nobody decided, or that stands on another ground than was judged."""
    REOPENED = "reopened"
    """A flag that was dismissed on another ground than the one that stands."""
    DUE = "due"
    """A determination past the date by which it was to be looked at again."""
    UNDATED = "undated"
    """A determination without such a date."""


class Came(StrEnum):
    """What has come for a site or an organisation that was to send a list."""

    ANSWERED = "answered"
    """A list or a nil return that nothing contradicts; of an organisation: for every site that it holds."""
    DOUBTFUL = "doubtful"
    """Something came that is less than an answer."""
    MISSING = "missing"
    LIST = "list"
    NIL = "nil"
    DISPUTED = "disputed"
    """A nil return for a place where equipment is on record."""
    PART = "part"
    UNNAMED = "unnamed"
    """A list of the whole organisation came, and does not name the site."""
    SIGNED = "signed"
    """Of lists: those that say who signed them."""
    UNSIGNED = "unsigned"

    @property
    def is_answer(self) -> bool:
        """Whether it is as good as a list."""
        return self in (Came.ANSWERED, Came.LIST, Came.NIL)

    def includes(self, other: Came) -> bool:
        """Whether one that stands so is meant when this one is asked for."""
        if self is Came.ANSWERED:
            return other.is_answer
        if self is Came.DOUBTFUL:
            return not other.is_answer and other is not Came.MISSING
        return other is self


class AskedState(StrEnum):
    """How a request for returns stands."""

    ANSWERED = "answered"
    LATE = "late"
    """Answered after its day."""
    OUTSTANDING = "outstanding"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a question; what is None does not filter. Each is an option of `riskreg query`, `-` for `_`.

    Attributes:
        organisation: Key of a body: only what it, or one below it, holds at the as-at date.
        regime: Short names of regimes: only flags under these.
        count: For flagged assets and sites, which devices: a part of the cohort, `all`, or `reported-removed`.
            Open ones where None.
        step: Only devices for which this removal step is recorded; goes before `count`.
        vendor: Slug of the maker; `none` where it is not known.
        lacking: What the list does not say.
        appraised: For appraisals: how far they have come.
        unpriced: For costs of appraisals: only those without a price.
        duty: An obligation, as `regime/key`, that applies to the asset.
        area: Letters of the postcode area of the site; `none` for sites without a postcode of the United Kingdom.
        text: Words that must stand somewhere in the row.
        came: For returns: what has come.
        asked: For requests of returns: how they stand.
        since: For dated acts: not before this date; for returns: those that describe this date or a later one.
        after: For changes: only those after this number.
    """

    organisation: int | None = None
    regime: tuple[str, ...] | None = None
    count: Part | Counted | None = None
    step: Step | None = None
    verdict: Verdict | None = None
    vendor: str | None = None
    kind: EquipmentKind | None = None
    sensitivity: Sensitivity | None = None
    limb: Limb | None = None
    control: Control | None = None
    network: Network | None = None
    claimed: ClaimedStatus | None = None
    planning: Planning | None = None
    appraised: Appraised | None = None
    lacking: Lacking | None = None
    installed: Installed | None = None
    exempt: Exempting | None = None
    review: Review | None = None
    came: Came | None = None
    asked: AskedState | None = None
    duty: str | None = None
    overdue: bool = False
    due_ahead: bool = False
    unseen: bool = False
    stale: bool = False
    unpriced: bool = False
    disposition: Disposition | None = None
    outcome: DecisionOutcome | None = None
    basis: ActorBasis | None = None
    site: int | None = None
    area: str | None = None
    text: str | None = None
    since: date | None = None
    after: int | None = None
    as_at: date | None = None
    as_known: int | None = None

    def arguments(self, register_code: str) -> str:
        """The filters as options, in a fixed order: `--count open --as-at 2026-11-22`."""
        words: list[str] = []
        for each in fields(self):
            value = getattr(self, each.name)
            option = "--" + each.name.replace("_", "-")
            if value is None or value is False:
                continue
            if value is True:
                words.append(option)
            elif each.name in _KEYS:
                words += [option, reference(_KEYS[each.name], register_code, value)]
            else:
                for single in value if isinstance(value, tuple) else (value,):
                    words += [option, shlex.quote(single.isoformat() if isinstance(single, date) else str(single))]
        return " ".join(words)


_DIGITS = 18
"""Numbers of so many digits fit the whole numbers of both engines."""
_KEYS = {"organisation": ReferenceKind.ORGANISATION, "site": ReferenceKind.SITE}
_KINDS: dict[str, type[StrEnum]] = {
    "step": Step,
    "verdict": Verdict,
    "kind": EquipmentKind,
    "sensitivity": Sensitivity,
    "limb": Limb,
    "control": Control,
    "network": Network,
    "claimed": ClaimedStatus,
    "planning": Planning,
    "appraised": Appraised,
    "lacking": Lacking,
    "installed": Installed,
    "exempt": Exempting,
    "review": Review,
    "came": Came,
    "asked": AskedState,
    "disposition": Disposition,
    "outcome": DecisionOutcome,
    "basis": ActorBasis,
}


def filters_from(given: Mapping[str, str | bool | Iterable[str] | None]) -> Filters:
    """Filters from words as people type them.

    Args:
        given: Name of the filter (with `-` or `_`) → value; bodies and sites as references `ORG-…`, `SITE-…`.

    Raises:
        UsageError: A filter or a value is not known; the message names what would do.
    """
    values: dict[str, Any] = {}
    names = {each.name for each in fields(Filters)}
    for option, value in given.items():
        name = option.lstrip("-").replace("-", "_")
        if name not in names:
            raise UsageError(f"There is no filter “{option}”.", f"Use one of: {', '.join(sorted(names))}.")
        if value is None or value is False:
            continue
        values[name] = _value(name, value)
    return Filters(**values)


def _value(name: str, value: str | bool | Iterable[str]) -> Any:
    if name in ("overdue", "due_ahead", "unseen", "stale", "unpriced"):
        return bool(value)
    if name == "regime":
        return (value,) if isinstance(value, str) else tuple(value) if not isinstance(value, bool) else None
    text = str(value)
    if name in _KEYS:
        return _key(_KEYS[name], text)
    if name == "count":
        return _member(name, text, [*Part, *Counted])
    if name in _KINDS:
        return _member(name, text, list(_KINDS[name]))
    if name in ("as_at", "since"):
        return parse_typed_date(text)
    if name in ("as_known", "after"):
        if not _is_number(text):
            raise UsageError(f"“{text}” is not the number of a change.", "Write a whole number such as 812.")
        return int(text)
    if name == "area":
        return _area(text)
    return text


def _area(text: str) -> str:
    word = text.strip()
    if word.lower() == NONE:
        return NONE
    if word.upper() not in areas():
        raise UsageError(f"“{word}” is no postcode area.", "Write its letters, such as SW, or none.")
    return word.upper()


def _is_number(text: str) -> bool:
    """Whether it is a whole number that a key or a change can have."""
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS


def _key(kind: ReferenceKind, text: str) -> int:
    if _is_number(text):
        return int(text)
    found = parse_reference(text)
    if found is None or found[0] is not kind:
        raise UsageError(f"“{text}” is not a reference {kind.value}-….", "Copy it whole, with its last character.")
    return found[2]


def _member(name: str, text: str, members: list[Any]) -> Any:
    for member in members:
        if member.value.replace("_", "-") == text.strip().lower().replace("_", "-"):
            return member
    shown = ", ".join(member.value for member in members)
    raise UsageError(f"“{text}” is no value of --{name.replace('_', '-')}.", f"Use one of: {shown}.")


def parse_question(text: str) -> tuple[str, Filters]:
    """Name and filters of a question as a drill spells it: `flagged-assets --count verified`.

    Raises:
        UsageError: The text is no question.
    """
    words = shlex.split(text)
    if not words:
        raise UsageError("No question is named.", "See them with: riskreg query")
    given: dict[str, str | bool | list[str]] = {}
    rest = words[1:]
    while rest:
        option = rest.pop(0)
        if not option.startswith("--"):
            raise UsageError(f"“{option}” is not understood.", "Filters begin with --.")
        if not rest or rest[0].startswith("--"):
            given[option] = True
        elif option == "--regime":
            several = given.setdefault(option, [])
            if isinstance(several, list):
                several.append(rest.pop(0))
        else:
            given[option] = rest.pop(0)
    return words[0], filters_from(given)


@dataclass(frozen=True)
class Answer:
    """Rows of a question, in a total order.

    Attributes:
        question: Its name.
        title: What the rows are, in words.
        columns: What the values are; `devices` and `lines` columns add up to the figure that drills to here.
        rows: Read once; may be read while they come from the database.
        meta: As at, as known, filters: what must be said beside the rows.
    """

    question: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Scalar, ...]]
    meta: Mapping[str, str]

    def column(self, code: str) -> int:
        """Position of a column.

        Raises:
            KeyError: There is none.
        """
        for place, column in enumerate(self.columns):
            if column.code == code:
                return place
        raise KeyError(code)
