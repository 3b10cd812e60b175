"""How far an entry reaches: kind of goods, place of production, purpose of use, each said in a sentence. Pure.

**Source**: Public Law 115-232, section 889(f)(3)(A) and (B); FCC Covered List, entries of 22 December 2025 and later;
written statement of 24 November 2022 (visual surveillance systems).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from babel import Locale

from riskreg.catalogue.definitions import NO_LIMITS, Limits
from riskreg.identification.verdict import CoverStatus
from riskreg.rules.obligations import Circumstances, Fit, Goods, goods_fit, place_fit, purpose_fit
from riskreg.rules.terms import EquipmentKind

_MAKES_ONLY = {
    "two_way_radio": EquipmentKind.RADIO,
    "software": EquipmentKind.VIDEO_SOFTWARE,
    "cellular_routers": EquipmentKind.NETWORK_EQUIPMENT,
    "network_equipment": EquipmentKind.NETWORK_EQUIPMENT,
}
"""What a maker of nothing else makes, where a list tells no kind."""
GOODS_WORDS = {
    Goods.VIDEO_SURVEILLANCE: "video surveillance",
    Goods.TELECOMMUNICATIONS: "telecommunications equipment",
    Goods.UNCREWED_AIRCRAFT: "uncrewed aircraft",
    Goods.SOFTWARE: "software",
    Goods.SERVICES: "services",
}


_OF_PURPOSE = {
    Fit.NOT_TOLD: "It is limited to purposes, and the list tells another one: whether it reaches so far, a person must "
    "decide."
}


@dataclass(frozen=True, slots=True)
class Said:
    """How far an entry reaches one device.

    Attributes:
        fit: Whether it does.
        reason: What settles it or leaves it open, in sentences; empty where there is nothing to say.
        is_use_limited: It turns on the use that the body makes of it.
        is_other_kind: It does not reach the device because of the kind of goods alone.
    """

    fit: Fit
    reason: str = ""
    is_use_limited: bool = False
    is_other_kind: bool = False

    def status(self, status: CoverStatus, *, is_of_maker: bool) -> CoverStatus:
        """What becomes of an answer.

        Goods of another kind of a maker that is covered now are for a person to decide: a list may call a device by
        the wrong kind, and nothing of a restricted maker is cleared by that alone.

        Args:
            status: The answer without limits.
            is_of_maker: Whether it is about a maker that is covered now.
        """
        if self.fit is Fit.NO:
            return CoverStatus.AWAITED if self.is_other_kind and is_of_maker else CoverStatus.NOT_COVERED
        return CoverStatus.AWAITED if self.fit is Fit.NOT_TOLD else status


class Reach:
    """How far the entries of one regime reach.

    Args:
        goods: Classes of goods that the regime as a whole is about; none means all.
    """

    def __init__(self, goods: Collection[Goods]) -> None:
        self._goods = tuple(goods)

    @staticmethod
    def kind_of(kind: EquipmentKind, makes: Collection[str]) -> EquipmentKind:
        """The kind as told; where it is not, what a maker of one kind only makes."""
        if kind is not EquipmentKind.UNKNOWN:
            return kind
        only = {_MAKES_ONLY.get(each, EquipmentKind.UNKNOWN) for each in makes}
        return only.pop() if len(only) == 1 else kind

    def of(self, limits: Limits | None, told: Circumstances) -> Said:
        """How far an entry reaches a device.

        Args:
            limits: What the entry is limited to; None for nothing.
            told: What is told of the device.
        """
        limits = limits or NO_LIMITS
        goods = limits.goods or self._goods
        said = [
            (goods_fit(goods, told.kind), _of_goods(goods, told)),
            (place_fit(limits.made_outside, limits.made_in, told.made_in), _of_place(limits, told)),
        ]
        is_silent = bool(limits.purposes) and told.purpose is None
        if not is_silent:
            said.append((purpose_fit(limits.purposes, told.purpose), _OF_PURPOSE))
        for wanted in (Fit.NO, Fit.NOT_TOLD):
            reasons = [sentences[wanted] for fit, sentences in said if fit is wanted]
            if reasons:
                is_other_kind = said[0][0] is Fit.NO and said[1][0] is not Fit.NO
                return Said(wanted, " ".join(reasons), is_silent, is_other_kind)
        return Said(Fit.YES, "", is_silent)


def _of_goods(goods: Collection[Goods], told: Circumstances) -> dict[Fit, str]:
    about = " and ".join(GOODS_WORDS[each] for each in goods)
    kind = told.kind.value.replace("_", " ")
    asked = "no list tells what kind of equipment this is" if told.kind is EquipmentKind.UNKNOWN else f"this is {kind}"
    return {
        Fit.NO: f"It is about {about}, and the list calls this {kind}.",
        Fit.NOT_TOLD: f"It is about {about}, and {asked}: whether it reaches that far, a person must decide.",
    }


def _of_place(limits: Limits, told: Circumstances) -> dict[Fit, str]:
    names, country = Locale("en").territories, told.made_in
    if limits.made_outside is not None:
        where = f"outside {names.get(limits.made_outside, limits.made_outside)}"
    else:
        where = "in " + " or ".join(str(names.get(each, each)) for each in limits.made_in)
    return {
        Fit.NO: f"It is about goods produced {where}, and this one was made in {names.get(country, country)}.",
        Fit.NOT_TOLD: f"It is about goods produced {where}, and no list tells where this was made.",
    }
