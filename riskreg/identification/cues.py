"""Cues of free text: of which device a name or number is said. Pure.

“Bracket for a Hikvision dome”, “replaced by Axis”, “was Dahua until 2022”, “not Hikvision” name a maker of another
device, of an earlier one, or of none.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from riskreg.identification import denials, foreign
from riskreg.identification.accessories import (
    ACCESSORY,
    ACCESSORY_ALONE,
    ACCESSORY_FOR,
    AFTER_IS_ACCESSORY,
    AFTER_IS_SPARE,
    IS_PART,
    IS_PROGRAM,
    IS_TENDED,
    SPARE,
)
from riskreg.identification.cue_words import may_be_of_another
from riskreg.identification.planned import AFTER_IS_PLANNED, ASKED, NOT_YET, PLANNED


class Role(StrEnum):
    """Of what a text says a name or model."""

    PRESENT = "present"
    """Of this device."""
    PAST = "past"
    """Of the device that stood here before."""
    LEFT = "left"
    """Of a device or a part that was replaced, without a word of what is here now: “Hikvision dome replaced 2021”."""
    FUTURE = "future"
    """Of the device that is to stand here later: “to be replaced by Axis”."""
    DENIED = "denied"
    """Said not to be."""
    DOUBTFUL = "doubtful"
    """Perhaps of this device: “Hikvision or similar”, “possibly Dahua”, “power supply Hikvision”. A reason to look."""
    OTHER_DEVICE = "other_device"
    """Of the device that this one fits, feeds or works with."""
    OWN_ACCESSORY = "own_accessory"
    """Of an accessory of that make."""


_RECORDER = r"(?:nvrs?|dvrs?|xvrs?|recorders?|servers?|vms|systems?|platforms?|apps?|clients?|software|monitors?)"
NOT_OF_A_DEVICE = re.compile(
    r"(?:['’]s)?[ -]+(?:(?:(?:uk|europe|usa) )?(?:offices|headquarters|hq)|house"
    r"|building|road|street|court|lane|close|avenue|tower|showroom|stand|academy|training"
    r"|certified|accredited|approved|authori[sz]ed|distributors?|resellers?|dealers?|installers?|engineers?"
    r"|technicians?|catalogues?|brochures?|manuals?|website|invoices?|quotes?|quotations?|warranty claim|isapi|sdk|api"
    r"|protocol|drivers?|plug-?ins?|integrations?|connectors?|compatible|policy|bans?|guidance|equivalents?|compatibility|stickers?"
    r"|warning signs?|proxy|password|reset tool"
    r"|(?:(?:ip )?(?:cameras?|nvrs?|dvrs?|recorders?|devices?|systems?) )?(?:data ?sheets?|user (?:guides?|manuals?)"
    r"|isapi|sdk|api|protocol|plug-?ins?|integrations?|password|firewall rules?))\b",
    re.IGNORECASE,
)
"""What makes a name that of a place, a person's trade, a paper or an interface: “Hikvision House”, “Dahua protocol”."""

CLAUSE = re.compile(r"[;:()\[\]\n]|(?<!\bposs)(?<!\bprob)[.,](?=\s|$)|\s[-–—/]\s")
_WHEN = r"(?:out )?(?:(?:in|on|during) )?(?:[a-z]+ )?(?:\d[\d/.]* )?"
_BEFORE: tuple[tuple[Role, int, re.Pattern[str]], ...] = (
    # Role, most words between cue and mention, cue. The last cue before a mention inside its clause decides.
    (Role.PAST, 3, re.compile(r"\b(?:left(?: behind)?|vacated|freed) by\b")),
    (
        Role.FUTURE,
        5,
        re.compile(
            rf"\b{PLANNED} (?:\w+ly )?(?:replaced|replacement|superseded|swapped|swap|exchanged?|changed|upgraded?"
            rf"|converted|conversion)\s+{_WHEN}(?:by|with|for|to)\b"
            rf"|(?:^|, ?){ASKED}replace (?:[^,;]{{1,60}}? )?(?:by|with)\b"
        ),
    ),
    (Role.PRESENT, 3, re.compile(rf"(?:^|, ?){ASKED}replace\b|{NOT_YET} (?:\w+ ){{0,2}}?(?:to )?replace\b")),
    (
        Role.PRESENT,
        5,
        re.compile(
            rf"\b(?:replaced|superseded|swapped|exchanged|changed|upgraded|converted)\s+{_WHEN}(?:by|with|for|to)\b"
        ),
    ),
    (Role.PRESENT, 5, re.compile(r"\b(?:replac(?!ements? (?!of\b))\w+|swapp\w+) [^,;]{1,40}? (?:by|with|for)\b")),
    (Role.PRESENT, 5, re.compile(r"\b(?:upgraded|changed|converted|swapped|switched) from [^,;]{1,40}? (?:to|for)\b")),
    (
        Role.PRESENT,
        5,
        re.compile(r"\b(?:now|currently|is|today|replacement)\b(?! (?:for|of|not|used|compatible|suitable)\b)"),
    ),
    (Role.DENIED, 99, denials.BEFORE),
    (
        Role.DOUBTFUL,
        2,
        re.compile(
            r"(?<!wall )(?<!pole )(?<!ceiling )(?<!mounting )"
            r"\b(?:support|firmware|fw|integration work)(?: \w+){0,2} (?:for|with)\b"
        ),
    ),
    (
        Role.OTHER_DEVICE,
        2,
        re.compile(
            r"\b(?:for|alternative to|equivalent to|similar to|instead of|compatible (?:with|w|to)|suitable for"
            r"|used with|for use with"
            r"|works? with|supports?|to suit|suits?|fits|to fit|connect(?:s|ed) to(?: ports? \w+ (?:of|on))?|linked to"
            r"|record(?:s|ed|ing)? (?:to|on)"
            r"|integrat(?:es|ed) with|viewed (?:in|on|via|through)|managed (?:by|in|via|through)|added (?:to|in)"
            r"|stream(?:s|ed)? to|onvif to|to (?:connect|control|view|manage|replace|extend|power)"
            r"|(?:hdds?|hard (?:drive|disk)s?|dis[ck]s?|ssds?|(?:micro ?)?sd ?cards?|memory cards?)(?: \d+ ?[gt]b)?"
            r" (?:from|for|of|in|inside|out of|fitted in|fitted to))\b"
        ),
    ),
    (
        Role.OTHER_DEVICE,
        6,
        re.compile(
            r"\b(?:screen protectors?|tempered glass|(?:phone|tablet|flip|wallet) (?:cases?|covers?)|phone films?"
            r"|op lung|bao da|чехол|чехлы|funda|coque|hulle|huelle|schutzfolie|panzerglas|pelicula)\b"
        ),
    ),
    (
        Role.OTHER_DEVICE,
        0,
        re.compile(
            r"\b(?:next to|beside|adjacent to|facing|in front of|(?:left|right) of|overlooking)(?: (?:an?|the|our))*\b"
            r"|^\W*(?:near(?: to)?|opposite|behind|above|below|under|underneath)\b"
            r"|\b(?:near(?: to)?|opposite|behind|above|below|under|underneath) (?:an?|the|our|old)\b"
        ),
    ),
    (
        Role.DOUBTFUL,
        2,
        re.compile(
            r"\b(?:log-?in|web|splash|title) ?(?:page|screen|interface|gui)s? (?:shows|says|reads|is)\b"
            r"|\b(?:labels?|badges?|logos?|stickers?) (?:shows|says|reads)\b"
        ),
    ),
    (
        Role.OTHER_DEVICE,
        2,
        re.compile(
            r"\b(?:tested (?:with|against|by)|(?:^|, )use with|successor (?:to|of)|(?:out|output) of|manages"
            r"|(?:up)?links? to|(?:up)?linked with|coded|simulat(?:es?|ing)"
            r"|emulat(?:es?|ing)|shows|records|recording)\b"
        ),
    ),
    (
        Role.OTHER_DEVICE,
        0,
        re.compile(
            r"\b(?:integrations?(?: with| to| for| of)?|plug-?ins?|driver packs?|sdk|api|manuals?"
            r"|user guides?|data ?sheets?|brochures?"
            r"|catalogues?|training|courses?|test reports?"
            r"|scripts?|stickers?|warning signs?|protocols?|emulators?)\b"
        ),
    ),
    (
        Role.DOUBTFUL,
        2,
        re.compile(
            r"\b(?:like|resembles|resembling|poss(?:ibl[ye])?|prob(?:abl[ye])?|perhaps|maybe|may be|might be|could be"
            r"|presumably|suspected|empty|spare parts?|believed|thought to be|fake|dummy|imitation|unconfirmed)\b"
        ),
    ),
    (
        Role.DOUBTFUL,
        2,
        re.compile(
            r"^\W*(?:\w+\W+){0,2}?(?:brackets?|psus?|power suppl(?:y|ies)|power adaptors?|cables?|junction box(?:es)?"
            r"|back ?box(?:es)?|adapt[eo]rs?|sunshields?|surge protectors?|injectors?|cover plates?|bubbles?"
            r"|(?:patch|network|fibre|video|hdmi|bnc) (?:leads?|cords?)|(?:pc|laptop|workstation)s? (?:with|running)"
            rf"|{SPARE})\b"
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
            r"\b(?:previous|prev|prior|migrated from|(?:was|were)"
            r"(?! (?:installed|fitted|supplied|added|found|tested|bought|made|manufactured|produced|all)\b)"
            r"|former(?:ly)?|previously|ex"
            r"|replaces?|replaced|replacing|replacement (?:for|of)|in place of|swapped from|changed from|upgraded from"
            r"|used to be|removed|superseded|supersedes|swap(?:ped)?(?: out)?)\b"
        ),
    ),
)
_FOREIGN = tuple((Role(role), cue) for role, cue in foreign.BEFORE)
_IS_NOT_YET = re.compile(rf"{NOT_YET} (?:\w+ ){{0,2}}?(?:to )?replace $")
"""“Cannot replace Hikvision until 2027”."""
_ON_ANOTHER = re.compile(r"\b(?:on|onto|to|into|via|through|from)(?: (?:an?|the|our|existing|old|main|new))* $")
_IS_MINE = re.compile(r"\bmy(?: \w+){0,2} $")
_IS_TRIED = re.compile(
    r"\b(?:unable|cannot|can'?t|can not|could(?:n'?t| not)|fail(?:s|ed|ing|ure)?|trying|tried|trouble|how (?:to|do|can)"
    r"|(?:does|do|is|did)(?:n'?t| not|nt) (?:work|connect))\b"
)
"""“Unable to connect to …”: told by somebody who has that device before him."""
_IS_WORKED_ON = re.compile(
    r"\b(?:firmware|upgrad\w+|updat\w+|repair\w*|fault\w*|re-?set|reboot\w*|work\w* carried out)\b"
)
"""“Upgraded firmware on Hikvision NVR”: a visit to that recorder."""
_IS_RECORDER = re.compile(rf"^[\s\w-]{{0,12}}?\b(?:{_RECORDER}|{ACCESSORY})\b")
_AFTER_IS_PAST = re.compile(
    r"^[\s\w/-]{0,40}?\b(?:(?:was |were |been |being )?(?:replaced|swapped|superseded|removed|scrapped"
    r"|decommissioned|disposed|stolen|gone|taken (?:down|out)|exchanged|stripped out)|until|changed to|upgraded to"
    r"|now replaced)\b"
)
_ACTS = re.compile(
    r"^[\s\w/-]{0,40}?\b(?:replaced|superseded)\s+(?:the|an?|our|its|this|that|(?:(?:one|two|three|four|\d) )?"
    r"(?:old|older|previous|former|existing|faulty|failed|failing|broken|original|earlier|damaged|defective|obsolete|legacy"
    r"|analogue))\b"
)
"""“Hikvision dome replaced the old one”: it stands here."""
_SUCCESSOR = re.compile(
    r"\b(?:by|with|for)\b(?! (?:an? |the |our )?(?:same|identical|similar|like|another|new (?:one|unit)|contractors?"
    r"|engineers?|installers?|suppliers?|manufacturers?|electricians?|maintenance|maintainers?)\b)"
)
"""What is named behind it stands here now; “replaced with the same model” and “by a contractor” name nothing new."""
_IS_REPLACED = ("replaced", "swapped", "superseded", "exchanged")
_PAST_HOLDS = ("ed", "until", "taken", "stolen", "gone")
"""One of these is part of all that `_AFTER_IS_PAST` looks for."""
_AFTER_IS_PRESENT = re.compile(
    r"^(?:(?!\b(?:but|and|then|or|until)\b)[\s\w-]){0,24}?\b(?:fitted|installed|put in|in its place|now in place)\b"
    r"(?!\s+(?!(?:in|on|at|by|to|for|from|as|instead|here|today|during|over|under|above|near|inside|outside|there|since)\b)[a-z])"
)
"""“Replaced, new one fitted in May”; in “removed …, fitted Axis” what was fitted follows."""
_IS_DUE = re.compile(
    r"\b(?:required|needed|due|planned|scheduled|recommended|program(?:me)?|proposed|quoted?|outstanding|ongoing|pending)\b"
)
"""“Replacement of Hikvision cameras required”: they are still there."""
_AFTER_IS_DOUBTFUL = re.compile(
    r"^(?:[ -](?:style|clone|cop(?:y|ies)|look-?alikes?|alikes?)\b|[ -]type\b(?!:)"
    r"|\s+or (?:similar|equivalent|equal|approved)\b|\s*\?|\s+dummy\b"
    r"|[\s\w-]{0,24}?\b(?:proposed|planned|declined|rejected|quoted|not (?:ordered|bought|fitted|installed)"
    r"|never (?:fitted|installed))"
    r"\s*(?:$|[.,])|[\s\w/-]{0,30}?\b(?:not found|sold|returned to)\b)"
)
_AFTER_IS_PAPER = re.compile(
    r"^[\s\w/()-]{0,24}?\b(?:data ?sheets?|brochures?|user (?:guides?|manuals?)|installation (?:guides?|manuals?))\b"
)
_AFTER_IS_MANY = re.compile(r"^\s+(?:ip |cctv )?(?:cameras|cams|domes|turrets|bullets|ptzs|recorders|nvrs|devices)\b")
_IS_SEVERAL = re.compile(r"\b\d+ ?x $")
_SERVES_SEVERAL = re.compile(
    r"\b(?:licen[cs]es?|switch(?:es)?|servers?|pcs?|workstations?|software|psus?|power suppl(?:y|ies)|injectors?"
    r"|cabinets?|ups|routers?|surveillance station|driver packs?)\b"
)
"""“Genetec licence, Dahua cameras”, “PSU box, 4 x Hikvision”: one thing, and the cameras that it serves."""
_HEADINGS = (
    (Role.DENIED, denials.HEADING),
    (
        Role.PAST,
        re.compile(
            r"\b(?:previous|prev|old|former|prior|replaces|replaced|replacing|removed|was)\b(?!.*\b(?:by|with)\b)"
        ),
    ),
    (
        Role.OTHER_DEVICE,
        re.compile(
            r"(?:^|\b)(?:compatib\w+|supports|supported|works with|for|fits|suits|to suit|use with)(?: \w+)?\s*$"
        ),
    ),
    (Role.DOUBTFUL, re.compile(rf"\b(?:{ACCESSORY}|accessor(?:y|ies)|spares?)\s*$")),
    (
        Role.OTHER_DEVICE,
        re.compile(r"\b(?:manuals?|user guides?|data ?sheets?|brochures?|catalogues?|training|courses?|signs?)\s*$"),
    ),
)
"""What stands before a colon: “Previous camera: Hikvision”, “Compatible: Dahua”, “Datasheet: DS-2CD2143”."""
_NAMES_A_DEVICE = re.compile(r"\b(?:cameras?|cams?|domes?|turrets?|bullets?|ptzs?|nvrs?|dvrs?|recorders?|encoders?)\b")
_WORD = re.compile(r"[^\W_]+")


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
    # Where the words that follow place nothing elsewhere, none of the patterns for them matches.
    is_telling = may_be_of_another(_WORD.findall(after), after)
    if is_name and (is_telling or stop) and (denied := denials.AFTER.match(text, end)):
        return Role.DENIED, denied.group()
    may_be_past = is_telling and any(part in after for part in _PAST_HOLDS)
    may_be_past = may_be_past and not AFTER_IS_PLANNED.match(after) and not _ACTS.match(after)
    may_be_past = may_be_past and not _IS_NOT_YET.search(before)
    if may_be_past and (past := _AFTER_IS_PAST.match(after)):
        is_open = past.group().endswith(_IS_REPLACED) and not _SUCCESSOR.search(text, end + past.end())
        return (Role.LEFT if is_open else Role.PAST), past.group()
    if is_telling and (
        doubt := _AFTER_IS_DOUBTFUL.match(after + text[stop.start() : stop.start() + 1] if stop else after)
    ):
        return Role.DOUBTFUL, doubt.group()
    mark = starts[-1].group() if starts else ""
    if mark in (":", ".") and not before.strip():
        heading = text[starts[-2].end() if len(starts) > 1 else 0 : starts[-1].start()]
        for told, pattern in _HEADINGS if mark == ":" or heading.strip() == "prev" else ():
            is_planned = told is Role.PAST and AFTER_IS_PLANNED.match(heading) is not None
            if not is_planned and (found := pattern.search(heading)):
                return told, found.group()
    if is_telling and (paper := _AFTER_IS_PAPER.match(after)):
        return Role.OTHER_DEVICE, paper.group()
    leading = _leading(before)
    is_owned = is_name and _IS_MINE.search(before) is not None
    is_of_another = leading.cue is not None and leading.cue[0] is Role.OTHER_DEVICE
    if is_owned and (leading.accessory_for or is_of_another):
        # “A new disk in my Hikvision recorder”: nobody lists goods so; the writer tells of the recorder.
        return Role.DOUBTFUL, "my"
    if is_of_another and not leading.accessory_for and (tried := _IS_TRIED.search(before)):
        return Role.DOUBTFUL, tried.group()
    if leading.accessory_for:
        return Role.OTHER_DEVICE, leading.accessory_for
    if leading.is_on_another and (worked := _IS_WORKED_ON.search(before)) and not _NAMES_A_DEVICE.search(before):
        return Role.DOUBTFUL, worked.group()
    if leading.is_on_another and (other := _IS_RECORDER.match(after)):
        return Role.OTHER_DEVICE, f"{before.split()[-1]} … {other.group().strip()}"
    if starts and starts[-1].group() == "(" and not before.strip():
        # “No Chinese cameras (Hikvision, Dahua)”: a denial before the bracket holds inside it.
        outside = text[starts[-2].end() if len(starts) > 1 else 0 : starts[-1].start()]
        if denial := denials.BEFORE.search(outside):
            return Role.DENIED, denial.group()
    if leading.cue is not None:
        role, said = leading.cue
        if role is Role.PAST and (
            _AFTER_IS_PRESENT.match(after) or (said.startswith("replacement") and _IS_DUE.search(after))
        ):
            return Role.PRESENT, said
        return role, said
    is_listed = mark in (",", "(") and not _NAMES_A_DEVICE.search(text, 0, at)
    if is_listed and not _NAMES_A_DEVICE.match(after.lstrip()) and (alone := ACCESSORY_ALONE.search(text[:at])):
        # “Wall bracket (Hikvision DS-2CD2143)”: of which of the two the name is cannot be told.
        return Role.DOUBTFUL, alone.group()
    is_several = is_name and (_AFTER_IS_MANY.match(after) or _IS_SEVERAL.search(before))
    if is_several and (serving := _SERVES_SEVERAL.search(text[:at])):
        return Role.DOUBTFUL, serving.group()
    if is_name and is_telling and (spare := AFTER_IS_SPARE.match(after)):
        return Role.OWN_ACCESSORY, spare.group()
    if is_name and is_telling and (own := AFTER_IS_ACCESSORY.match(after)):
        is_part = IS_PART.match(after, own.end()) is not None or IS_PROGRAM.search(own.group()) is not None
        is_doubtful = is_part or IS_TENDED.search(before) is not None or IS_TENDED.search(after) is not None
        return Role.DOUBTFUL if is_doubtful else Role.OWN_ACCESSORY, own.group()
    return Role.PRESENT, ""


class _Leading(NamedTuple):
    """What the words before a name or number say of it."""

    accessory_for: str
    is_on_another: bool
    cue: tuple[Role, str] | None


@lru_cache(maxsize=8_192)
def _leading(before: str) -> _Leading:
    """What the beginning of a clause says of what follows. Lists begin their texts alike: few are read twice."""
    accessory = ACCESSORY_FOR.search(before)
    cues = [
        (m.end() if role is not Role.DENIED else m.start(), -order, role, m.group())
        for order, (role, reach, cue) in enumerate(_BEFORE)
        for m in cue.finditer(before)
        if len(before[m.end() :].split()) <= reach
    ]
    if not cues:
        cues = [(m.start(), 0, role, m.group().strip()) for role, cue in _FOREIGN if (m := cue.search(before))]
    return _Leading(
        accessory.group().split()[-1] if accessory else "",
        _ON_ANOTHER.search(before) is not None,
        max(cues)[2:] if cues else None,
    )
