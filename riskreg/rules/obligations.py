"""What a restriction reaches: which kind of goods, from where, for which purpose, and what came after it. Pure.

**Source**: regimes are tuples, not names: who is bound, which producer, which equipment, which site or purpose, which
act, from which date (written statement of 24 November 2022; Public Law 115-232, section 889(f)(3); FCC Covered List).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from riskreg.rules.terms import Act, EquipmentKind, OrganisationKind, Verdict


class Goods(StrEnum):
    """A class of equipment as laws name it."""

    VIDEO_SURVEILLANCE = "video_surveillance"
    TELECOMMUNICATIONS = "telecommunications"
    UNCREWED_AIRCRAFT = "uncrewed_aircraft"
    SOFTWARE = "software"
    SERVICES = "services"


class Purpose(StrEnum):
    """A purpose to which a restriction is limited. Source: Public Law 115-232, section 889(f)(3)(B)."""

    PUBLIC_SAFETY = "public_safety"
    GOVERNMENT_FACILITIES = "government_facilities"
    CRITICAL_INFRASTRUCTURE = "critical_infrastructure"
    NATIONAL_SECURITY = "national_security"


class ExemptionGround(StrEnum):
    """Why a restriction does not bite for a time."""

    STATUTORY = "statutory"
    """The regime itself exempts it, or delays its date."""
    WAIVER = "waiver"
    """A person with the authority to do so let it stay for a time."""


class Fit(StrEnum):
    """Whether a restriction reaches something."""

    YES = "yes"
    NO = "no"
    NOT_TOLD = "not_told"
    """What is recorded does not tell, or it is a question of law."""


OTHER_PURPOSE = "other"
"""Stands for a purpose that a list tells and that is none of the above."""

_VIDEO_DOUBTFUL = frozenset({EquipmentKind.NETWORK_EQUIPMENT})
_TELECOMMUNICATIONS = frozenset({EquipmentKind.NETWORK_EQUIPMENT, EquipmentKind.RADIO})
_PURPOSES = {
    Purpose.PUBLIC_SAFETY: ("public safety", "publicsafety", "crime", "community safety", "custody", "anpr", "police"),
    Purpose.GOVERNMENT_FACILITIES: ("facility", "facilities", "building security", "site security", "perimeter"),
    Purpose.CRITICAL_INFRASTRUCTURE: ("critical infrastructure", "cni"),
    Purpose.NATIONAL_SECURITY: ("national security", "defence"),
}
_OTHER_PURPOSES = (
    "building management",
    "conferenc",
    "meeting",
    "teaching",
    "lecture",
    "wildlife",
    "weather",
    "livestock",
)
_PUBLIC_BODIES = frozenset(
    {
        OrganisationKind.DEPARTMENT,
        OrganisationKind.AGENCY,
        OrganisationKind.POLICE_FORCE,
        OrganisationKind.COUNCIL,
        OrganisationKind.FIRE_SERVICE,
    }
)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a list tells of a device besides its maker, as far as a restriction may turn on it.

    Attributes:
        kind: Kind of equipment.
        made_in: ISO 3166 code of the country of production, or None where it is not told.
        purpose: A `Purpose` by value, `other`, or None where it is not told.
        made_by: A day by which it had been made: that of its making, else of its installation; None where not told.
        model: Model as given; for lists of approved products.
    """

    kind: EquipmentKind = EquipmentKind.UNKNOWN
    made_in: str | None = None
    purpose: str | None = None
    made_by: date | None = None
    model: str | None = None


NOTHING_TOLD = Circumstances()
"""Where a list tells nothing besides the maker."""


def goods_fit(classes: Collection[Goods], kind: EquipmentKind) -> Fit:
    """Whether equipment of a kind is of one of the classes that a law names.

    Equipment of a kind not told counts as video surveillance, because that is what a register of surveillance equipment
    holds; it counts as nothing else. Whether a camera with a network port is telecommunications equipment is a
    question of law, so it stays open.

    **Source**: Public Law 115-232, section 889(f)(3)(A) (telecommunications equipment) and (B) (video surveillance and
    telecommunications equipment); written statement of 24 November 2022 (visual surveillance systems).

    Args:
        classes: The classes named; none means all goods.
        kind: What it is.
    """
    fits = [_fit(each, kind) for each in classes] or [Fit.YES]
    return Fit.YES if Fit.YES in fits else Fit.NOT_TOLD if Fit.NOT_TOLD in fits else Fit.NO


def _fit(goods: Goods, kind: EquipmentKind) -> Fit:
    if goods is Goods.VIDEO_SURVEILLANCE:
        if kind is EquipmentKind.RADIO:
            return Fit.NO
        return Fit.NOT_TOLD if kind in _VIDEO_DOUBTFUL else Fit.YES
    if goods is Goods.TELECOMMUNICATIONS:
        return Fit.YES if kind in _TELECOMMUNICATIONS else Fit.NOT_TOLD
    if goods is Goods.UNCREWED_AIRCRAFT:
        return Fit.YES if kind is EquipmentKind.DRONE else Fit.NO
    if goods is Goods.SOFTWARE and kind is EquipmentKind.VIDEO_SOFTWARE:
        return Fit.YES
    return Fit.NOT_TOLD


KINDS_APART = frozenset(
    kind
    for kind in EquipmentKind
    if any(_fit(goods, kind) is not _fit(goods, EquipmentKind.UNKNOWN) for goods in Goods)
)
"""Kinds of which some law may say something else than of a camera."""


def place_fit(made_outside: str | None, made_in: Collection[str], country: str | None) -> Fit:
    """Whether the place of production is one that a restriction names.

    **Source**: FCC Covered List, entries of 22 December 2025 and later: goods produced in a foreign country.

    Args:
        made_outside: ISO code of the one country outside of which the goods are restricted, or None.
        made_in: ISO codes of the countries whose goods are restricted; empty where none is named.
        country: ISO code of the country of production, or None where it is not told.
    """
    if made_outside is None and not made_in:
        return Fit.YES
    if country is None:
        return Fit.NOT_TOLD
    return Fit.YES if country in made_in or (made_outside is not None and country != made_outside) else Fit.NO


def purpose_fit(purposes: Collection[Purpose], purpose: str | None) -> Fit:
    """Whether the purpose that a list tells is one to which a restriction is limited.

    A purpose that is none of them does not take a restriction away by itself: it is asked of a person.

    Args:
        purposes: The purposes named; none means whatever the purpose.
        purpose: As `purpose_of` gives it.
    """
    if not purposes:
        return Fit.YES
    return Fit.YES if purpose in purposes else Fit.NOT_TOLD


def purpose_of(text: str | None) -> str | None:
    """The purpose that a list tells: one of `Purpose`, `other`, or None for a blank and for words that tell none.

    Lists use the column for what a camera looks at, too, so only plain words for another purpose count as one.

    **Source**: purposes of Public Law 115-232, section 889(f)(3)(B).
    """
    plain = " ".join((text or "").replace("_", " ").casefold().split())
    if not plain:
        return None
    for purpose, words in _PURPOSES.items():
        if any(word in plain for word in words):
            return purpose.value
    return OTHER_PURPOSE if any(word in plain for word in _OTHER_PURPOSES) else None


def is_use_of(kind: OrganisationKind, stated: str | None) -> bool:
    """Whether the use that a body makes of its equipment is known to be one to which purpose-limited entries reach.

    Departments, agencies, police, councils and fire services secure public buildings and the public. Whether a school,
    a university, a health body or another body does is a question that it answers itself when it adopts the regime.

    **Source**: Public Law 115-232, section 889(f)(3)(B): public safety, security of Government facilities.

    Args:
        kind: Kind of the body.
        stated: What it said of its use when it adopted the regime; None where it said nothing.
    """
    return kind in _PUBLIC_BODIES or bool(stated)


def verdict_in_use(verdict: Verdict, *, is_use_limited: bool, is_use_known: bool) -> Verdict:
    """A verdict of a regime for one body: where it turns on a use that is not known, restricted becomes suspected."""
    if verdict is Verdict.RESTRICTED and is_use_limited and not is_use_known:
        return Verdict.SUSPECTED
    return verdict


class After(StrEnum):
    """Whether something came after it was forbidden."""

    YES = "yes"
    NO = "no"
    NO_DATE = "no_date"
    """No date of installation or purchase, or none that settles it."""


def came_after(act: Act, begun: date, installed_on: date | None, purchased_on: date | None) -> After:
    """Whether equipment was put in, or bought, on or after the day from which that was forbidden.

    A ban on deployment is tested by the date of installation; equipment bought after the ban was installed after it
    too. A ban on buying is tested by the date of purchase; equipment that stood before the ban was bought before it.

    Args:
        act: Cease deployment, or cease procurement.
        begun: From when it is forbidden.
        installed_on: As the list says.
        purchased_on: As the list says.
    """
    if act is Act.CEASE_DEPLOYMENT:
        if installed_on is not None:
            return After.YES if installed_on >= begun else After.NO
        return After.YES if purchased_on is not None and purchased_on >= begun else After.NO_DATE
    if purchased_on is not None:
        return After.YES if purchased_on >= begun else After.NO
    return After.NO if installed_on is not None and installed_on < begun else After.NO_DATE
