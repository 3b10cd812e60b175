"""Whether a candidate suits the place: weather, blows, heat, mount, free ports, analytics, its own platform. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from riskreg.rules.candidates import Candidate
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.interoperability_terms import NO_CAMERA, Answer, Asked, Need, Stays, Subject, answer
from riskreg.rules.names import fold
from riskreg.rules.terms import Interoperability

NOT_VERIFIED: Final = "(not verified)"
"""Ends the name of a platform that a product is only said to be bound to: it blocks nothing, and is not known."""
_INGRESS: Final = re.compile(r"\bIP\s?([0-6X])([0-9X])K?\b", re.IGNORECASE)
_IMPACT: Final = re.compile(r"\bIK\s?(\d{1,2})\b", re.IGNORECASE)
_JETS: Final = 6
"""Second figure of protection up to which each includes those below it; 7 and above are of immersion."""
_RATINGS: Final = "IEC 60529 (IP), IEC 62262 (IK), and the maker's datasheet"


def withstands_water(told: str, wanted: str) -> bool | None:
    """Whether a protection such as `IP66/IP67` covers a wanted one; None where either cannot be read.

    **Source**: IEC 60529, clause 6: a second figure up to 6 covers those below it; 7 and 8 are of immersion and cover
    jets (5 and 6) only where both are marked.

    Args:
        told: As a datasheet writes it; several marks stand for all of them.
        wanted: What the place needs.
    """
    marks, needs = _INGRESS.findall(told), _INGRESS.findall(wanted)
    if not marks or not needs:
        return None
    return all(any(_covers(mark, need) for mark in marks) for need in needs)


def _covers(mark: tuple[str, str], need: tuple[str, str]) -> bool:
    dust, water = (_figure(each) for each in mark)
    least_dust, least_water = (_figure(each) for each in need)
    if dust < least_dust:
        return False
    if water <= _JETS or least_water > _JETS:
        return water >= least_water
    return least_water < _JETS - 1


def _figure(text: str) -> int:
    return 0 if text.upper() == "X" else int(text)


def _impact(text: str) -> int | None:
    found = _IMPACT.search(text)
    return int(found[1]) if found else None


def environment_answer(asked: Asked) -> Iterator[Answer]:
    """Whether it stands what the place does to it; nothing where nobody says what that is."""
    candidate, stays = asked.candidate, asked.stays
    found = list(_environment(candidate, stays))
    if not found:
        return
    worse = [text for outcome, text in found if outcome is Interoperability.BLOCKS]
    open_ = [text for outcome, text in found if outcome is Interoperability.NOT_KNOWN]
    if worse:
        yield answer(Subject.ENVIRONMENT, Interoperability.BLOCKS, " ".join(worse), _RATINGS)
    elif open_:
        yield answer(Subject.ENVIRONMENT, Interoperability.NOT_KNOWN, " ".join(open_), _RATINGS)
    else:
        yield answer(Subject.ENVIRONMENT, Interoperability.FITS, " ".join(text for _, text in found), _RATINGS)


def _environment(candidate: Candidate, stays: Stays) -> Iterator[tuple[Interoperability, str]]:
    if stays.ingress is not None:
        covers = withstands_water(candidate.ingress, stays.ingress) if candidate.ingress is not None else None
        yield _rated(covers, f"protection {stays.ingress}", candidate.ingress)
    if stays.impact is not None:
        told = _impact(candidate.impact) if candidate.impact is not None else None
        wanted = _impact(stays.impact)
        stands = None if told is None or wanted is None else told >= wanted
        yield _rated(stands, f"resistance to blows {stays.impact}", candidate.impact)
    if stays.coldest is not None:
        is_warm = None if candidate.coldest is None else candidate.coldest <= stays.coldest
        yield _rated(is_warm, f"work down to {_degrees(stays.coldest)}", _degrees(candidate.coldest))
    if stays.hottest is not None:
        is_cool = None if candidate.hottest is None else candidate.hottest >= stays.hottest
        yield _rated(is_cool, f"work up to {_degrees(stays.hottest)}", _degrees(candidate.hottest))
    if stays.needs_special_housing:
        text = "The place needs a special housing (custody, anti-ligature, explosion, wash-down)"
        yield Interoperability.NOT_KNOWN, f"{text}, and nothing on record says that this product has one."


def _rated(is_enough: bool | None, needed: str, told: str | None) -> tuple[Interoperability, str]:
    if is_enough is None:
        return Interoperability.NOT_KNOWN, f"The place needs {needed}; that of the product is not on record."
    if is_enough:
        return Interoperability.FITS, f"The place needs {needed}; the product has {told}."
    return Interoperability.BLOCKS, f"The place needs {needed}; the product has only {told}."


def _degrees(number: int | None) -> str | None:
    return None if number is None else f"{'−' if number < 0 else ''}{abs(number)} °C"


def mount_answer(asked: Asked) -> Iterator[Answer]:
    """Whether the mount that stays takes it."""
    candidate, mount = asked.candidate, asked.stays.mount
    if mount is None or candidate.kind in NO_CAMERA:
        return
    source = "the maker's list of accessories; general practice, not verified: holes and plates differ between makes"
    if any(fold(mount) in fold(each) or fold(each) in fold(mount) for each in candidate.mounts):
        yield answer(Subject.MOUNT, Interoperability.FITS, f"{mount} is among its mounts.", source)
    elif candidate.mounts:
        need = Need(CostKind.MOUNT, "Bracket or adapter plate, holes made good", asked.quantity, "device")
        text = f"{mount} is not among its mounts: {', '.join(candidate.mounts)}."
        yield answer(Subject.MOUNT, Interoperability.ADAPTS, text, source, need)
    else:
        text = f"Nothing on record says that it can be fixed to {mount}."
        yield answer(Subject.MOUNT, Interoperability.NOT_KNOWN, text, source)


def ports_answer(asked: Asked) -> Iterator[Answer]:
    """Whether the switch that stays has ports enough for so many, those of what is taken out among them."""
    stays, quantity = asked.stays, asked.quantity + asked.stays.other_ports
    if stays.free_ports is None or asked.candidate.kind in NO_CAMERA:
        return
    told = f"{quantity:,} ports are needed, and {stays.free_ports:,} are free"
    if quantity <= stays.free_ports:
        yield answer(Subject.PORTS, Interoperability.FITS, f"{told}.", "counted")
    else:
        need = Need(CostKind.SWITCH, f"Switch with room for {quantity - stays.free_ports:,} more", 1, "switch")
        yield answer(Subject.PORTS, Interoperability.ADAPTS, f"{told}.", "counted", need)


def functions_answer(asked: Asked) -> Iterator[Answer]:
    """Whether it tells from pictures what the old one told and what must go on being told."""
    candidate, wanted = asked.candidate, asked.stays.analytics
    if not wanted or candidate.kind in NO_CAMERA:
        return
    source = candidate.source or "the list of products"
    has = [fold(each) for each in candidate.analytics]
    missing = [each for each in wanted if not any(fold(each) in told or told in fold(each) for told in has)]
    if not has:
        text = f"What it tells from pictures is not on record; wanted: {', '.join(wanted)}."
        yield answer(Subject.FUNCTIONS, Interoperability.NOT_KNOWN, text, source)
    elif missing:
        need = Need(CostKind.LICENCE, f"Analytics elsewhere: {', '.join(missing)}", asked.quantity, "camera")
        text = f"It is not said to tell {', '.join(missing)}; the video system or a server must."
        yield answer(Subject.FUNCTIONS, Interoperability.ADAPTS, text, source, need)
    else:
        yield answer(Subject.FUNCTIONS, Interoperability.FITS, f"It tells {', '.join(wanted)}.", source)


def platform_answer(asked: Asked) -> Iterator[Answer]:
    """Whether it binds its buyer to a platform of its maker's, such as a vendor's cloud."""
    candidate, stays = asked.candidate, asked.stays
    if candidate.platform is None:
        return
    source = candidate.source or "the list of products"
    said = candidate.platform.removesuffix(NOT_VERIFIED)
    if said != candidate.platform:
        text = f"It is said to work with {said.strip()} only, which nobody verified: ask the maker in writing."
        yield answer(Subject.PLATFORM, Interoperability.NOT_KNOWN, text, source)
        return
    staying = [each for each in (stays.vms, stays.recorder) if each is not None]
    if any(fold(candidate.platform) == fold(each) for each in staying):
        text = f"{candidate.platform} stays, and it works with that alone."
        yield answer(Subject.PLATFORM, Interoperability.FITS, text, source)
    elif staying:
        text = f"It works with {candidate.platform} only, and {' and '.join(staying)} stays."
        yield answer(Subject.PLATFORM, Interoperability.BLOCKS, text, source)
    else:
        need = Need(CostKind.LICENCE, f"{candidate.platform}: subscription or licence", asked.quantity, "camera")
        text = (
            f"It works with {candidate.platform} only: pictures, recordings and users stand there, and what is bought "
            "now is worth nothing without it."
        )
        yield answer(Subject.PLATFORM, Interoperability.ADAPTS, text, source, need)
