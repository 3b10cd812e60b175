"""Cues of free text: of which device a name or number is said. Pure.

“Bracket for a Hikvision dome”, “replaced by Axis”, “was Dahua until 2022”, “not Hikvision” name a maker of another
device, of an earlier one, or of none.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Role(StrEnum):
    """Of what a text says a name or model."""

    PRESENT = "present"
    """Of this device."""
    PAST = "past"
    """Of the device that stood here before."""
    DENIED = "denied"
    """Said not to be."""
    OTHER_DEVICE = "other_device"
    """Of the device that this one fits, feeds or works with."""
    OWN_ACCESSORY = "own_accessory"
    """Of an accessory of that make."""


ACCESSORY = (
    r"(?:brackets?|mounts?|mounting|housings?|psus?|power suppl(?:y|ies)|power adaptors?|cables?|licen[cs]es?"
    r"|junction box(?:es)?|back ?box(?:es)?|lens(?:es)?|adapt[eo]rs?|sunshields?|poles?|columns?|drivers?|plug-?ins?"
    r"|injectors?|signage|spares? kit|cover plates?|bubbles?|illuminators?|remote controls?)"
)
ACCESSORY_WORDS = frozenset(
    """bracket brackets mount mounts mounting housing housings psu psus power cable cables license licenses licence
    licences junction back backbox backboxes lens lenses adapter adapters adaptor adaptors sunshield sunshields pole
    poles column columns driver drivers plugin plugins plug injector injectors signage spare spares cover bubble bubbles
    illuminator illuminators remote""".split()  # noqa: SIM905 - a list of words reads better as words
)
"""The first words of accessories: a cheap look before `IS_ACCESSORY` decides."""
IS_ACCESSORY = re.compile(rf"\b{ACCESSORY}\b")
_RECORDER = r"(?:nvrs?|dvrs?|xvrs?|recorders?|servers?|vms|systems?|platforms?|apps?|clients?|software|monitors?)"
_AFTER_IS_ACCESSORY = re.compile(
    rf"^(?:(?!\b(?:with|and|on|inc|incl|including|plus|w|using|via|in|inside|under|at|by|near)\b)[\s\w-]){{0,24}}?"
    rf"\b{ACCESSORY}\b"
)
"""“Hikvision dome bracket” is a bracket; “Hikvision dome with bracket” is a dome."""
_ACCESSORY_FOR = re.compile(
    rf"^\W*(?:\w+\W+){{0,3}}?{ACCESSORY}\b.*?\b(?:for|from|to|fe(?:e|d)(?:s|ing)?|serving|holding|containing|supplying)\b"
)
"""A clause about an accessory and what it is for: all that it names after that is another device."""
NOT_OF_A_DEVICE = re.compile(
    r"(?:['’]s)?[ -]+(?:house|building|road|street|court|lane|close|avenue|tower|showroom|stand|academy|training"
    r"|certified|accredited|approved|authori[sz]ed|distributors?|resellers?|dealers?|installers?|engineers?"
    r"|technicians?|catalogues?|brochures?|manuals?|website|invoices?|quotes?|quotations?|warranty claim|isapi|sdk|api"
    r"|protocol|drivers?|plug-?ins?|integrations?|connectors?|compatible|policy|ban|guidance)\b",
    re.IGNORECASE,
)
"""What makes a name that of a place, a person's trade, a paper or an interface: “Hikvision House”, “Dahua protocol”."""

CLAUSE = re.compile(r"[;:()\[\]\n]|[.,](?=\s|$)|\s[-–—/]\s")
_WHEN = r"(?:out )?(?:(?:in|on|during) )?(?:[a-z]+ )?(?:\d[\d/.]* )?"
_DENYING = re.compile(
    r"\b(?:not|non|isn'?t|never|without|other than|rather than|no|neither|nor|avoid|exclud(?:e|es|ing))\b"
    r"(?:[ -]+(?:an?|any|the|of|by|from|made|make|genuine|original|oem|rebrand(?:ed)?|re-?badged|branded|chinese|prc"
    r"|cameras?|cctv|equipment|kit|devices?|products?|parts?|components?|in|to|use[sd]?|using|have|has|contain(?:s|ing)?"
    r"|include[sd]?|including|buy|fit|install|supply|more|longer|further|use))*[ -]*$"
)
"""A denial reaches a name over words that only lead to it: “no Chinese cameras”, not “not working”."""

_BEFORE: tuple[tuple[Role, int, re.Pattern[str]], ...] = (
    # Role, most words between cue and mention, cue. The last cue before a mention inside its clause decides.
    (Role.PAST, 3, re.compile(r"\b(?:left(?: behind)?|vacated|freed) by\b")),
    (
        Role.PRESENT,
        5,
        re.compile(
            rf"\b(?:replaced|superseded|swapped|exchanged|changed|upgraded|converted)\s+{_WHEN}(?:by|with|for|to)\b"
        ),
    ),
    (Role.PRESENT, 5, re.compile(r"\b(?:replac\w+|swapp\w+) [^,;]{1,40}? (?:by|with|for)\b")),
    (Role.PRESENT, 5, re.compile(r"\b(?:upgraded|changed|converted|swapped|switched) from [^,;]{1,40}? (?:to|for)\b")),
    (
        Role.PRESENT,
        5,
        re.compile(r"\b(?:now|currently|is|today|replacement)\b(?! (?:for|of|not|used|compatible|suitable)\b)"),
    ),
    (Role.DENIED, 99, _DENYING),
    (
        Role.OTHER_DEVICE,
        2,
        re.compile(
            r"\b(?:for|alternative to|equivalent to|similar to|instead of|compatible (?:with|w)|suitable for"
            r"|used with|for use with"
            r"|works? with|supports?|to suit|suits?|fits|to fit|connect(?:s|ed) to|linked to|records? (?:to|on)"
            r"|integrat(?:es|ed) with|viewed (?:in|on|via|through)|managed (?:by|in|via|through)|added (?:to|in)"
            r"|stream(?:s|ed)? to|onvif to|to (?:connect|control|view|manage|replace|extend|power)"
            r"|(?:hdds?|hard (?:drive|disk)s?|dis[ck]s?|ssds?|sd cards?) (?:from|for|of))\b"
        ),
    ),
    (
        Role.OTHER_DEVICE,
        3,
        re.compile(
            r"\b(?:feed(?:s|ing)?|serv(?:es|ing)|display(?:s|ing)|power(?:s|ing)|suppl(?:ies|ying)|contain(?:s|ing)"
            r"|housing|hosting|controlling|showing)\b"
        ),
    ),
    (
        Role.PAST,
        5,
        re.compile(
            r"\b(?:(?:was|were)"
            r"(?! (?:installed|fitted|supplied|added|found|tested|bought|made|manufactured|produced|all)\b)"
            r"|former(?:ly)?|previously|ex"
            r"|replaces?|replaced|replacing|replacement (?:for|of)|in place of|swapped from|changed from|upgraded from"
            r"|used to be|removed|superseded|supersedes|swap(?:ped)?(?: out)?)\b"
        ),
    ),
)
_ON_ANOTHER = re.compile(r"\b(?:on|onto|to|into|via|through|from)(?: (?:an?|the|our|existing|old|main|new))* $")
_IS_RECORDER = re.compile(rf"^[\s\w-]{{0,12}}?\b(?:{_RECORDER}|{ACCESSORY})\b")
_AFTER_IS_PAST = re.compile(
    r"^[\s\w/-]{0,40}?\b(?:(?:was |were |been |being )?(?:replaced|swapped|superseded|removed|scrapped"
    r"|decommissioned|disposed|taken (?:down|out)|exchanged|stripped out)|until|changed to|upgraded to|now replaced)\b"
)
_PAST_HOLDS = ("ed", "until", "taken")
"""One of these is part of all that `_AFTER_IS_PAST` looks for."""
_AFTER_IS_PRESENT = re.compile(
    r"^(?:(?!\b(?:but|and|then|or|until)\b)[\s\w-]){0,24}?\b(?:fitted|installed|put in|in its place|now in place)\b"
)
_AFTER_IS_DENIED = re.compile(r"^(?:[ -]free\b|\s+but\b)")


_CUE_WORDS = ACCESSORY_WORDS | frozenset(
    """left vacated freed replaced superseded swapped exchanged changed upgraded converted switched now currently is
    today replacement not non isn isnt never without other rather no neither nor avoid exclude excludes excluding for
    alternative equivalent similar instead compatible suitable used work works support supports to suit suits fits
    connects connected linked record records integrates integrated viewed managed added stream streams streamed onvif
    hdd hdds hard disk disks disc discs ssd ssds sd feed feeds feeding serves serving display displays displaying power
    powers powering supplies supplying contains containing housing hosting controlling showing was were former formerly
    previously ex replace replaces replacing place supersedes swap removed scrapped decommissioned disposed taken
    stripped until free but on onto into via through from""".split()  # noqa: SIM905 - a list of words reads better as words
)
_CUE_STEMS = ("replac", "swapp")


def may_be_of_another(words: Collection[str], low: str) -> bool:
    """Whether a text holds a word that could place what it names elsewhere. False is certain, True is not.

    Where it is False, `role_of` gives `PRESENT` and no words, for whatever the text names.

    Args:
        words: The words of the text.
        low: The text, in lower case.
    """
    return not _CUE_WORDS.isdisjoint(words) or any(stem in low for stem in _CUE_STEMS)


def role_of(text: str, at: int, end: int, *, is_name: bool) -> tuple[Role, str]:
    """Of what a text says what it names at a place, and the words that decided; empty for a plain mention.

    Args:
        text: In lower case.
        at: Where the name or number begins.
        end: Where it ends.
        is_name: A name, of which an accessory may be named (“Hikvision bracket”), not a number.
    """
    starts = list(CLAUSE.finditer(text, 0, at))
    before = text[starts[-1].end() if starts else 0 : at]
    stop = CLAUSE.search(text, end)
    after = text[end : stop.start() if stop else len(text)]
    if denied := _AFTER_IS_DENIED.match(after):
        return Role.DENIED, denied.group()
    if any(part in after for part in _PAST_HOLDS) and (past := _AFTER_IS_PAST.match(after)):
        return Role.PAST, past.group()
    leading = _leading(before)
    if leading.accessory_for:
        return Role.OTHER_DEVICE, leading.accessory_for
    if leading.is_on_another and (other := _IS_RECORDER.match(after)):
        return Role.OTHER_DEVICE, f"{before.split()[-1]} … {other.group().strip()}"
    if starts and starts[-1].group() == "(" and not before.strip():
        # “No Chinese cameras (Hikvision, Dahua)”: a denial before the bracket holds inside it.
        outside = text[starts[-2].end() if len(starts) > 1 else 0 : starts[-1].start()]
        if denial := _DENYING.search(outside):
            return Role.DENIED, denial.group()
    if leading.cue is not None:
        role, said = leading.cue
        if role is Role.PAST and _AFTER_IS_PRESENT.match(after):
            return Role.PRESENT, said
        return role, said
    if is_name and (own := _AFTER_IS_ACCESSORY.match(after)):
        return Role.OWN_ACCESSORY, own.group()
    return Role.PRESENT, ""


class _Leading(NamedTuple):
    """What the words before a name or number say of it."""

    accessory_for: str
    is_on_another: bool
    cue: tuple[Role, str] | None


@lru_cache(maxsize=8_192)
def _leading(before: str) -> _Leading:
    """What the beginning of a clause says of what follows. Lists begin their texts alike: few are read twice."""
    accessory = _ACCESSORY_FOR.search(before)
    cues = [
        (m.end() if role is not Role.DENIED else m.start(), -order, role, m.group())
        for order, (role, reach, cue) in enumerate(_BEFORE)
        for m in cue.finditer(before)
        if len(before[m.end() :].split()) <= reach
    ]
    return _Leading(
        accessory.group().split()[-1] if accessory else "",
        _ON_ANOTHER.search(before) is not None,
        max(cues)[2:] if cues else None,
    )
