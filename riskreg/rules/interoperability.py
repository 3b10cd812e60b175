"""Whether a candidate works with what stays: video system, recorder, switch, cabling, codec, feeds, playback. Pure.

Every answer names its reason and the source of its rule. What is not told is *not known*, which is not *fits*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from riskreg.rules.candidates import Candidate
from riskreg.rules.costing_lines import CostKind
from riskreg.rules.dates import long_date
from riskreg.rules.interoperability_place import (
    NOT_VERIFIED,
    environment_answer,
    functions_answer,
    mount_answer,
    platform_answer,
    ports_answer,
)
from riskreg.rules.interoperability_power import switch_answer
from riskreg.rules.interoperability_terms import NO_CAMERA, Answer, Asked, Need, Stays, Subject, answer
from riskreg.rules.names import fold
from riskreg.rules.terms import EquipmentKind, Interoperability

PROFILE_S_CLOSES: Final = date(2027, 3, 31)
"""From then on ONVIF takes no new products with Profile S. Source: ONVIF, Profile S deprecation, questions."""
_ONVIF: Final = "ONVIF, conformance is of one product with one firmware, on both sides (help.onvif.org)"
_T_SPECIFICATION: Final = "ONVIF Profile T specification 1.0, September 2018: H.265 comes with Media2"
_GRAVITY: Final = {
    Interoperability.BLOCKS: 3,
    Interoperability.NOT_KNOWN: 2,
    Interoperability.ADAPTS: 1,
    Interoperability.FITS: 0,
}


@dataclass(frozen=True, slots=True)
class Fit:
    """How a candidate works with what stays.

    Attributes:
        candidate: The product.
        answers: One for each thing that stays and matters.
        keeps_restricted: What stays is restricted itself, so the system stays in the finding; None where not known.
    """

    candidate: Candidate
    answers: tuple[Answer, ...]
    keeps_restricted: bool | None

    @property
    def outcome(self) -> Interoperability:
        """The gravest answer: it blocks, is not known, adapts, or fits. Nothing looked at is not known."""
        return gravest_of([each.outcome for each in self.answers])

    @property
    def needs(self) -> tuple[Need, ...]:
        """What must be bought or done so that it works, each once: the lines that the cost of the option takes over."""
        return tuple(dict.fromkeys(need for each in self.answers for need in each.needs))


def gravity(outcome: Interoperability) -> int:
    """Order of outcomes: fits 0, adapts 1, not known 2, blocks 3."""
    return _GRAVITY[outcome]


def gravest_of(outcomes: Sequence[Interoperability]) -> Interoperability:
    """The gravest of several: it blocks, is not known, adapts, or fits. Of none it is not known."""
    return max(outcomes, key=gravity, default=Interoperability.NOT_KNOWN)


def fit(candidate: Candidate, stays: Stays, quantity: int) -> Fit:
    """How a candidate works with what stays.

    Args:
        candidate: The product.
        stays: What is not replaced.
        quantity: How many of it.
    """
    asked = Asked(candidate, stays, quantity)
    answers = tuple(each for rule in _RULES for each in rule(asked))
    return Fit(candidate, answers, keeps_restricted(stays))


def proposals(candidates: Sequence[Candidate], stays: Stays, quantity: int, like: EquipmentKind) -> tuple[Fit, ...]:
    """The candidates of a kind that the switch which stays can power: as it is first, then by measured draw.

    What else of them is not known or must be adapted stands in each answer: this finds the hidden switch, and no more.

    Args:
        candidates: To choose from.
        stays: What is not replaced.
        quantity: How many are wanted.
        like: Kind of equipment.
    """
    found = [fit(each, stays, quantity) for each in candidates if each.kind is like]
    powered = [(how, each) for each in found if (how := _powered(each)) is not None]
    powered.sort(key=lambda pair: (pair[0], pair[1].candidate.milliwatts or 0, pair[1].candidate.name))
    return tuple(each for _, each in powered)


def _powered(found: Fit) -> int | None:
    """0 where the switch powers it as it is, 1 where it must be set to measured draw, None where it does not."""
    for each in found.answers:
        if each.subject is Subject.SWITCH:
            if each.outcome is Interoperability.FITS:
                return 0
            return 1 if {need.kind for need in each.needs} == {CostKind.CONFIGURATION} else None
    return None


def keeps_restricted(stays: Stays) -> bool | None:
    """A retained restricted recorder or video system keeps the system restricted; None: not known."""
    told = [
        state
        for name, state in ((stays.vms, stays.is_vms_restricted), (stays.recorder, stays.is_recorder_restricted))
        if name is not None
    ]
    if True in told:
        return True
    return None if None in told else False


def _claimed(candidate: Candidate, stays: Stays, letters: str) -> list[str]:
    """Profiles that both sides claim, with or without evidence."""
    client = {claim.profile for claim in stays.client_profiles}
    return [claim.profile for claim in candidate.profiles if claim.profile in letters and claim.profile in client]


def _proven(candidate: Candidate, stays: Stays, letters: str) -> list[str]:
    """Profiles that both sides claim with firmware or version: a claim without it proves nothing."""
    told = {claim.profile for claim in candidate.profiles if claim.firmware is not None}
    client = {claim.profile for claim in stays.client_profiles if claim.firmware is not None}
    return [letter for letter in letters if letter in told and letter in client]


def _video_system(asked: Asked) -> Iterator[Answer]:
    candidate, stays, quantity = asked.candidate, asked.stays, asked.quantity
    if stays.vms is None or candidate.kind in NO_CAMERA:
        return
    is_bound = candidate.platform is not None and not candidate.platform.endswith(NOT_VERIFIED)
    if is_bound and fold(candidate.platform or "") != fold(stays.vms):
        return  # said of its platform
    if any(fold(stays.vms) in fold(each) or fold(each) in fold(stays.vms) for each in candidate.vms_drivers):
        licence = Need(
            CostKind.LICENCE, f"Check the device licences and device pack of {stays.vms}", quantity, "device"
        )
        text = f"{stays.vms} has a driver for it; a newer device pack may be needed."
        yield answer(
            Subject.VMS, Interoperability.ADAPTS, text, "Milestone driver notes: a model newer than its pack", licence
        )
        return
    proven = _proven(candidate, stays, "ST")
    if proven:
        yield _by_profiles(candidate, stays, proven)
    elif _claimed(candidate, stays, "ST"):
        text = "Both claim a profile, and the firmware or version of a declaration of conformance is missing."
        yield answer(Subject.VMS, Interoperability.NOT_KNOWN, text, _ONVIF)
    elif candidate.profiles and stays.client_profiles:
        text = "Device and video system claim different profiles, and no profile contains another: test before buying."
        need = Need(CostKind.COMMISSIONING, f"Test {candidate.name} with {stays.vms}", 1, "test")
        yield answer(Subject.VMS, Interoperability.ADAPTS, text, "azena developer documentation, ONVIF profiles", need)
    else:
        side = stays.vms if candidate.profiles else candidate.name
        text = f"No driver is known, and no declaration of conformance of {side} is on record."
        yield answer(Subject.VMS, Interoperability.NOT_KNOWN, text, _ONVIF)


def _by_profiles(candidate: Candidate, stays: Stays, proven: Sequence[str]) -> Answer:
    only_s = {claim.profile for claim in candidate.profiles} & {"S", "T"} == {"S"}
    if only_s and stays.bought_on is not None and stays.bought_on > PROFILE_S_CLOSES:
        text = f"Only Profile S is claimed, and ONVIF takes none after {long_date(PROFILE_S_CLOSES)}."
        need = Need(CostKind.SURVEY, "Ask the maker for a declaration of Profile T", 1, "enquiry")
        return answer(Subject.VMS, Interoperability.ADAPTS, text, "ONVIF, Profile S deprecation", need)
    text = f"Both conform to profile {', '.join(proven)}, with firmware and version on record."
    return answer(Subject.VMS, Interoperability.FITS, text, _ONVIF)


def _authentication(asked: Asked) -> Iterator[Answer]:
    candidate, stays = asked.candidate, asked.stays
    if not stays.forbids_username_token or candidate.kind in NO_CAMERA:
        return
    claimed = {claim.profile for claim in candidate.profiles}
    source = "ONVIF, Profile S deprecation: Profile S prescribes username-token"
    if "T" in claimed:
        text = "Profile T has digest authentication, as the security rules here want."
        yield answer(Subject.AUTHENTICATION, Interoperability.FITS, text, source)
    elif "S" in claimed:
        text = "Profile S prescribes username-token, which the security rules here forbid."
        yield answer(Subject.AUTHENTICATION, Interoperability.BLOCKS, text, source)
    else:
        text = "No profile is on record, so its authentication is not known."
        yield answer(Subject.AUTHENTICATION, Interoperability.NOT_KNOWN, text, source)


def _recorder(asked: Asked) -> Iterator[Answer]:
    candidate, stays = asked.candidate, asked.stays
    if stays.recorder is None or candidate.kind in NO_CAMERA:
        return
    source = "Home Assistant and hikvision_next issue threads: smart events leave by the maker's own protocol"
    if stays.is_recorder_restricted:
        text = f"{stays.recorder} stays and is restricted: live pictures come over, smart events do not, and the system"
        need = Need(CostKind.RECORDER, f"Replace {stays.recorder} as well", 1, "recorder")
        yield answer(Subject.RECORDER, Interoperability.ADAPTS, f"{text} stays in the finding.", source, need)
    elif _proven(candidate, stays, "ST"):
        text = f"{stays.recorder} takes the profile to which both conform; a card is played back by Profile G only."
        yield answer(Subject.RECORDER, Interoperability.FITS, text, _ONVIF)
    else:
        text = f"Nothing on record says that {stays.recorder} takes {candidate.name}."
        yield answer(Subject.RECORDER, Interoperability.NOT_KNOWN, text, _ONVIF)


def _cabling(asked: Asked) -> Iterator[Answer]:
    stays, quantity = asked.stays, asked.quantity
    if stays.is_coax is None and stays.cable_metres is None:
        return
    if stays.is_coax:
        need = Need(CostKind.CABLING, "Ethernet-over-coax converter, both ends, or new cable", quantity, "run")
        text = "Coaxial cable stays; a network camera needs a converter for each run, with its own power."
        yield answer(
            Subject.CABLING, Interoperability.ADAPTS, text, "general practice, not verified: test one run", need
        )
    elif (stays.cable_metres or 0) > 100:
        need = Need(CostKind.CABLING, "Extender, or fibre with local power", quantity, "run")
        text = f"A run of {stays.cable_metres} m is longer than the 100 m of Ethernet."
        yield answer(Subject.CABLING, Interoperability.ADAPTS, text, "IEEE 802.3: 100 m of twisted pair", need)
    elif stays.cable_metres is not None:
        yield answer(Subject.CABLING, Interoperability.FITS, "The run is within 100 m.", "IEEE 802.3")
    else:
        text = "The cable is twisted pair; its length is not on record."
        yield answer(Subject.CABLING, Interoperability.NOT_KNOWN, text, "IEEE 802.3: 100 m of twisted pair")


def _codec(asked: Asked) -> Iterator[Answer]:
    candidate, stays = asked.candidate, asked.stays
    if candidate.kind in NO_CAMERA or not (stays.codecs or stays.uses_smart_codec):
        return
    if stays.codecs and not candidate.codecs:
        yield answer(Subject.CODEC, Interoperability.NOT_KNOWN, "Its codecs are not on record.", _T_SPECIFICATION)
        return
    shared = [codec for codec in candidate.codecs if fold(codec) in map(fold, stays.codecs)]
    if stays.codecs and not shared:
        text = f"It gives {', '.join(candidate.codecs)}; what stays takes {', '.join(stays.codecs)}."
        yield answer(Subject.CODEC, Interoperability.BLOCKS, text, _T_SPECIFICATION)
    elif stays.uses_smart_codec:
        need = Need(CostKind.STORAGE, "Size storage again without the old maker's smart codec", 1, "calculation")
        text = "The smart codec in use belongs to the old maker: its saving falls away, and retention with it."
        if candidate.smart_codec is not None:
            text += f" {candidate.smart_codec} may save as well; do not count on it in another maker's video system."
        yield answer(Subject.CODEC, Interoperability.ADAPTS, text, "trade press on H.264+ and H.265+", need)
    else:
        yield answer(Subject.CODEC, Interoperability.FITS, f"Both have {', '.join(shared)}.", _T_SPECIFICATION)


def _analytics(asked: Asked) -> Iterator[Answer]:
    candidate, stays, quantity = asked.candidate, asked.stays, asked.quantity
    if not stays.needs_analytics or candidate.kind in NO_CAMERA:
        return
    source = "ONVIF Profile M: metadata of analytics needs it on both sides"
    if _proven(candidate, stays, "M"):
        yield answer(Subject.ANALYTICS, Interoperability.FITS, "Both conform to Profile M.", source)
    elif candidate.profiles and stays.client_profiles and not _claimed(candidate, stays, "M"):
        need = Need(CostKind.LICENCE, "Plug-in or analytics licence of the video system", quantity, "camera")
        text = "Profile M is not on both sides, so counts and events need the maker's plug-in."
        yield answer(Subject.ANALYTICS, Interoperability.ADAPTS, text, source, need)
    else:
        text = "Nothing on record proves Profile M on both sides, so it is not known whether events arrive."
        yield answer(Subject.ANALYTICS, Interoperability.NOT_KNOWN, text, source)


def _plates(asked: Asked) -> Iterator[Answer]:
    candidate, stays = asked.candidate, asked.stays
    if not stays.feeds_plates:
        return
    if candidate.kind is not EquipmentKind.ANPR_CAMERA:
        text = "Plates read by the old camera feed another system by its maker's protocol: this product reads none."
        yield answer(Subject.PLATES, Interoperability.BLOCKS, text, "GitHub hikvision_next #283, plate events by ISAPI")
        return
    needs = (
        Need(CostKind.CONFIGURATION, "New integration of the plate feed", 1, "integration"),
        Need(CostKind.COMMISSIONING, "New test of reading accuracy", 1, "test"),
    )
    text = "The feed must be built and its accuracy tested anew; the national system sets a review for new deployments."
    yield answer(Subject.PLATES, Interoperability.ADAPTS, text, "National ANPR Standards 2.4, July 2022", *needs)


def _doors(asked: Asked) -> Iterator[Answer]:
    stays = asked.stays
    if not stays.shares_doors:
        return
    text = "Cards, controllers and door stations share the old maker's keys: a part cannot be changed by itself."
    source = "general practice, not verified: ask the maintainer"
    yield answer(Subject.DOORS, Interoperability.NOT_KNOWN, text, source)


def _playback(asked: Asked) -> Iterator[Answer]:
    stays = asked.stays
    if not stays.keeps_recordings:
        return
    source = "Recovery and Acquisition of Video Evidence 3.0, 15 June 2022: keep the native recording"
    if stays.recorder is not None and not stays.is_recorder_new:
        text = "The recorder stays, so old recordings can be played from it."
        yield answer(Subject.PLAYBACK, Interoperability.FITS, text, source)
    else:
        need = Need(CostKind.STORAGE, "Old recorder apart until retention ends, or export", 1, "job")
        text = "Old recordings are in the old maker's own format and must play until retention ends."
        yield answer(Subject.PLAYBACK, Interoperability.ADAPTS, text, source, need)


_RULES: Final[tuple[Callable[[Asked], Iterator[Answer]], ...]] = (
    *(_video_system, _authentication, _recorder, switch_answer, _cabling, _codec, _analytics, _plates, _doors),
    *(_playback, environment_answer, mount_answer, ports_answer, functions_answer, platform_answer),
)
"""Each says nothing where what it is about does not stay."""
