"""Which filters each question takes, in words, for those who choose instead of typing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from riskreg.reporting.asking import (
    Appraised,
    AskedState,
    Came,
    Counted,
    Exempting,
    Installed,
    Lacking,
    Planning,
    Review,
)
from riskreg.reporting.histories import Part
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


@dataclass(frozen=True, slots=True)
class FilterOffered:
    """A filter that a question takes.

    Attributes:
        name: As `Filters` calls it.
        title: In words.
        values: What can be chosen: value and words; empty where it is typed, or where it is yes or not at all.
        is_yes: It is said or not, without a value.
    """

    name: str
    title: str
    values: tuple[tuple[str, str], ...] = ()
    is_yes: bool = False

    def said(self, value: str) -> str:
        """A value of it in words."""
        return dict(self.values).get(value, value)


_WORDS = {"pfi": "PFI", "anpr_camera": "ANPR camera", "ptz_camera": "PTZ camera", "socpa_2005": "SOCPA 2005"}


def _choice(name: str, title: str, *kinds: type[StrEnum]) -> FilterOffered:
    members = [member.value for kind in kinds for member in kind]
    return FilterOffered(name, title, tuple((each, _said(each)) for each in members))


def _said(value: str) -> str:
    words = _WORDS.get(value) or value.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


_ALL = {
    each.name: each
    for each in (
        FilterOffered("text", "Words in the row"),
        FilterOffered("organisation", "Organisation, and all below it"),
        FilterOffered("site", "Site"),
        FilterOffered("area", "Postcode area, such as SW, or none"),
        FilterOffered("regime", "Regime"),
        FilterOffered("vendor", "Maker, by short name"),
        FilterOffered("duty", "Obligation"),
        _choice("verdict", "Verdict", Verdict),
        _choice("kind", "Kind of equipment", EquipmentKind),
        _choice("count", "Which of the devices ever flagged", Part, Counted),
        _choice("step", "With the removal step", Step),
        _choice("sensitivity", "Sensitivity of the site", Sensitivity),
        _choice("limb", "Sensitive because", Limb),
        _choice("control", "Control of the building", Control),
        _choice("network", "Network", Network),
        _choice("claimed", "The list says", ClaimedStatus),
        _choice("planning", "In plans", Planning),
        _choice("appraised", "Appraisals that are", Appraised),
        _choice("lacking", "The list does not say the", Lacking),
        _choice("installed", "Installed", Installed),
        _choice("exempt", "Exempt", Exempting),
        _choice("review", "For review", Review),
        _choice("came", "What came", Came),
        _choice("asked", "The request is", AskedState),
        _choice("disposition", "The row is", Disposition),
        _choice("outcome", "Decision", DecisionOutcome),
        _choice("basis", "Person known by", ActorBasis),
        FilterOffered("overdue", "Past a due date only", is_yes=True),
        FilterOffered("due_ahead", "Due by a date to come only", is_yes=True),
        FilterOffered("unseen", "Not seen by the newest list only", is_yes=True),
        FilterOffered("stale", "Not named for a year only", is_yes=True),
        FilterOffered("unpriced", "Without a price only", is_yes=True),
        FilterOffered("since", "Not before the date"),
        FilterOffered("after", "After change number"),
    )
}
_FLAGGED = (
    "text", "organisation", "site", "area", "regime", "count", "step", "verdict", "vendor", "kind", "sensitivity",
    "limb", "control", "network", "claimed", "planning", "installed", "exempt", "review", "duty", "overdue",
    "due_ahead", "unseen",
)  # fmt: skip
_OF: dict[str, tuple[str, ...]] = {
    "flagged-sites": _FLAGGED,
    "flagged-assets": _FLAGGED,
    "flagged-systems": _FLAGGED,
    "assets": (
        "text", "organisation", "site", "verdict", "vendor", "kind", "sensitivity", "control", "network", "claimed",
        "lacking", "unseen", "stale",
    ),
    "near-misses": ("organisation", "vendor", "sensitivity", "control"),
    "sites": ("text", "organisation", "sensitivity", "limb", "control"),
    "site-map": ("organisation", "regime", "area", "sensitivity"),
    "returns": ("organisation", "site", "came", "since"),
    "returns-by-site": ("text", "organisation", "site", "came", "sensitivity", "since"),
    "returns-by-organisation": ("organisation", "came", "since"),
    "returns-asked": ("organisation", "site", "asked"),
    "systems": ("organisation", "site"),
    "exemptions": ("organisation", "exempt"),
    "determinations": ("review",),
    "plans": ("organisation", "site", "planning", "count"),
    "appraisals": ("organisation", "site", "appraised"),
    "appraisal-costs": ("organisation", "site", "appraised", "unpriced"),
    "decisions": ("organisation", "regime", "outcome"),
    "rows": ("organisation", "disposition"),
    "changes": ("after", "since", "basis"),
    "lists": (),
    "imports": (),
    "obligations": ("organisation",),
}  # fmt: skip


def filters_of(question: str) -> tuple[FilterOffered, ...]:
    """The filters that a question takes, in the order in which they are offered.

    Args:
        question: Name of the question.
    """
    return tuple(_ALL[name] for name in _OF.get(question, ("organisation",)))


def all_filters() -> tuple[FilterOffered, ...]:
    """Every filter that some question takes."""
    return tuple(_ALL.values())


def offered(name: str) -> FilterOffered:
    """A filter by name; one that is never offered is shown under its own name."""
    return _ALL.get(name) or FilterOffered(name, name.replace("_", " ").capitalize())
