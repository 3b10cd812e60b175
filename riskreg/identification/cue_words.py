"""The words that place what a text names elsewhere: a cheap look before the cues themselves are tried. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from riskreg.identification import foreign

ACCESSORY_WORDS = frozenset(
    """bracket brackets mount mounts mounting housing housings psu psus power cable cables license licenses licence
    licences junction back backbox backboxes lens lenses adapter adapters adaptor adaptors sunshield sunshields pole
    poles column columns driver drivers plugin plugins plug injector injectors signage spare spares cover bubble bubbles
    illuminator illuminators remote""".split()  # noqa: SIM905 - a list of words reads better as words
)
"""The first words of accessories: a cheap look before `IS_ACCESSORY` decides."""
_CUE_WORDS = ACCESSORY_WORDS | frozenset(
    """protector protectors glass case cases covers film films bao funda coque hulle huelle schutzfolie panzerglas
    pelicula op чехол чехлы exchange upgrade conversion
    use successor out output manages previous prev prior migrated empty part parts old compatibility accessory
    accessories never sold returned left vacated freed replaced superseded swapped exchanged changed upgraded
    converted switched now currently is today replacement not non isn isnt without other rather no neither nor
    avoid exclude excludes excluding for alternative equivalent similar instead compatible suitable used work
    works support supports to suit suits fits connects connected linked record records integrates integrated
    viewed managed added stream streams streamed onvif hdd hdds hard disk disks disc discs ssd ssds sd feed feeds
    feeding serves serving display displays displaying power powers powering supplies supplying contains
    card cards sdcard sdcards memory lead leads cord cords laptop laptops
    containing housing hosting controlling showing was were former formerly previously ex replace replaces
    replacing place supersedes swap removed scrapped decommissioned disposed taken stripped until free but on onto
    into via through from next beside adjacent near opposite facing behind front of above below under underneath
    overlooking tested against by link links uplink uplinks uplinked coded shows recording integration
    integrations driver api manual manuals guide guides data sheet sheets datasheet datasheets brochure brochures
    catalogue catalogues training course courses report reports script scripts sticker stickers sign signs
    protocol protocols emulator emulators like resembles resembling poss possible possibly prob probable probably
    perhaps maybe may might
    could presumably suspected believed thought fake dummy imitation unconfirmed surge style clone copy copies
    lookalike lookalikes look alike alikes type or proposed planned declined rejected quoted stolen gone battery
    batteries charger chargers charging earpiece earpieces headset headsets antenna antennas installation licence
    license firmware fw switch switches server servers pc pcs workstation workstations software injector injectors
    0 zero exclusion exclusions excluded
    interdit interdits vietato vietati nein nee non no niet says reads none nil false banned prohibited forbidden
    unacceptable accepted acceptable permitted allowed considered
    cabinet cabinets ups router routers surveillance aerial aerials speaker holster holsters belt carry usb sdk
    plug""".split()  # noqa: SIM905 - a list of words reads better as words
)
_CUE_STEM = re.compile(r"replac|swapp|compatib|simulat|emulat|\?")
_FOREIGN_HEAD = min(map(len, foreign.STEMS))
_FOREIGN_HEADS = frozenset(stem[:_FOREIGN_HEAD] for stem in foreign.STEMS)


def may_be_of_another(words: Collection[str], low: str) -> bool:
    """Whether a text holds a word that could place what it names elsewhere. False is certain, True is not.

    Where it is False, `role_of` gives `PRESENT` and no words, for whatever the text names.

    Args:
        words: The words of the text.
        low: The text, in lower case.
    """
    return (
        not _CUE_WORDS.isdisjoint(words)
        or _CUE_STEM.search(low) is not None
        or _may_be_foreign(words)
        or (not low.isascii() and foreign.CHINESE.search(low) is not None)
    )


def _may_be_foreign(words: Collection[str]) -> bool:
    heads = _FOREIGN_HEADS
    for word in words:  # noqa: SIM110 - a generator takes half as long again, and each word of each text is looked at
        if word[:_FOREIGN_HEAD] in heads and word.startswith(foreign.STEMS):
            return True
    return False
