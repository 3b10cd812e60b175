"""Model numbers: normalisation and the numbering grammars of makers.

Source of the normalisation and of each grammar's strength: the catalogue's model patterns, measured on official model
lists, a device-type library and user-typed camera lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from riskreg.identification.knowledge import BrandNumbering, Knowledge, Lookalike, ModelPattern
from riskreg.identification.numberings import NO_NUMBERING, ByHead, Near, Numbering, Slips
from riskreg.identification.stock_codes import behind_a_code
from riskreg.identification.text import fold, made_of
from riskreg.rules.terms import EquipmentKind

_JOINERS = re.compile(r"[\u2010-\u2015\u2212_.*\-]+")
_SPACE = re.compile(r"\s+")
_BRAND = re.compile(
    r"^(?:HIKVISION|HIK|DAHUA|UNIVIEW|UNV|HUAWEI|HYTERA|TIANDY|ANNKE|HILOOK|HIWATCH)(?:[ :/-]+)(?=[A-Z0-9])"
)
_PREFIXES = frozenset(
    """DS IDS DH DHI IPC HAC NVR XVR DVR PTZ THC HWI HWN HWD HWT HWP HM AE VTO VTH""".split()  # noqa: SIM905 - a list of words reads better as words
)
_LONGEST_PREFIX = max(map(len, _PREFIXES))
_PREFIX = re.compile(rf"^({'|'.join(sorted(_PREFIXES, key=len, reverse=True))}) (?=[A-Z0-9])")
_AROUND_HYPHEN = re.compile(r"(?<=[A-Z0-9]) ?- ?(?=[A-Z0-9])")
_GLUED_REST = (
    r"2[A-Z]{2}|[5-9]\d{3,4}(?:N|H[A-Z]{1,2})[A-Z]{0,2}I|[7-9]\d(?:04|08|16|24|32|64)N-|K\d[A-Z]\d{3}|K[DHV]\d{4}"
    r"|KIS\d{3}|TC[GV]\d{3}"
)
_GLUED_HAC = r"HAC(?=H(?:DW|FW|DBW|UM)\d)"
_GLUED = re.compile(rf"^(I?DS(?={_GLUED_REST})|{_GLUED_HAC})")
_SPACED = re.compile(
    r"^(I?DS-2[A-Z]{2}|(?:DH[IE]?-)?IPC-H[A-Z]{2,3}|DHI-[NX]VR) (?=[A-Z]?\d{2})|^(I?DS-2) (?=[CDT][DEF][A-Z]?\d{2})"
)
_GLUED_END = r"I?DS-\d{4,5}(?:NXI|NI|H[GQUTW]HI)(?=[A-Z]\d)"
_END = re.compile(rf"^({_GLUED_END})")
_BRAND_GLUED = r"(?:HIKVISION|HIK|DAHUA|UNIVIEW|UNV)(?=(?:I?DS|DHI?|IPC|[NX]VR|HAC|HIC)-)"
_STROKE = r"(?:I?DS|DHI?|IPC|HAC)/(?=[A-Z]{0,4}\d)"
_IS_STROKE = re.compile(rf"^{_STROKE}")
_LEAD = (
    r"(?:\d{1,3} ?[X*×] ?|\d{1,3} ?(?:NOS?|OFF|PCS?)[- ]+|QTY[ :-]*\d{1,3} |\d{1,2} ?MP "
    r"|(?:MODEL|TYPE|SKU|REF|P/?N|PART)(?:[ -]?(?:NO|NUMBER))?[ :#-]+"
    r"|(?:(?:IP|CCTV|NETWORK) )?CAM(?:ERA)?[ :]+)(?=\(?[A-Z]{2,4}[- ]?\S*\d)"
)
"""What stands before a number without being of it: how many, how sharp, `Model:`, `P/N`, `IP camera`."""
_BEFORE = re.compile(rf"^(?:[#=~|+>•·]+(?=[A-Z0-9])|{_BRAND_GLUED}|{_LEAD})")
_IS_OPEN = re.compile(r"I?DS-2(?:[A-Z]{2})?|(?:DH[IE]?-)?IPC-H[A-Z]{2,3}|DHI-[NX]VR", re.IGNORECASE)
"""A head whose number stands behind a space: “IPC-HDW 2431T”, “DS-2 CD2143G0-I”."""
_TOKEN = re.compile(r"[^\s,;:=]+")
_STOPS = ",;:="
_IS_NUMBER = re.compile(r"(?=.*\d)(?=.*[^\W\d_])|I?DS-[A-Z]{2}-[A-Z]{2}", re.IGNORECASE)
"""A word with letters and digits, or one of the few numbers without a digit (`DS-KD-TDE`)."""
_SCOPE = "onvif.org/"
"""What a device says of itself to a search by ONVIF: `onvif://www.onvif.org/hardware/DS-…`."""
_EDGES = "\"'“”‘’()[]{}<>.,;:!?/-#=~|"


_AS_IT_IS = re.compile(
    rf"(?!I?DS(?:{_GLUED_REST})|{_GLUED_HAC})(?!I?DS-2(?:[A-Z]{{2}})? |(?:DH[IE]?-)?IPC-H[A-Z]{{2,3}} |DHI-[NX]VR )"
    rf"(?!(?:HIKVISION|HIK|DAHUA|UNIVIEW|UNV|HUAWEI|HYTERA|TIANDY|ANNKE|HILOOK|HIWATCH)[ /-])"
    rf"(?!(?:{'|'.join(sorted(_PREFIXES))}) )"
    rf"(?!{_GLUED_END}|{_BRAND_GLUED}|{_LEAD}|{_STROKE})"
    r"[A-Z0-9]+(?:[-/ ][A-Z0-9]+)*"
)
"""Numbers as most lists have them, in which no rule for spaces, signs, brands or characters would change a thing."""
_ALL_AS_THEY_ARE = re.compile(rf"(?!I?DS\d|I?DS-\d(?:[A-Z]{{2}})? ){_AS_IT_IS.pattern}")
"""Outlines of which all numbers are so: a rule may ask for certain digits after `DS`."""


def _once(text: str) -> str:
    text = _SPACE.sub(" ", _JOINERS.sub("-", fold(text).upper())).strip(" \"'“”,;:-")
    text = _BEFORE.sub("", _BRAND.sub("", text))
    if _IS_STROKE.match(text):
        text = text.replace("/", "-", 1)
    text = _PREFIX.sub(r"\1-", text)
    text = _AROUND_HYPHEN.sub("-", text)
    return _END.sub(r"\1-", _SPACED.sub(r"\1\2", _GLUED.sub(r"\1-", text)))


def normalise_model(text: str) -> str:
    """The form in which model numbers are matched. Idempotent.

    **Source**: normalisation rules of the catalogue's model patterns (upper case, one kind of hyphen, leading brand
    word off, missing hyphens put in).
    """
    if text.isascii():
        upper = text.upper()
        if _AS_IT_IS.fullmatch(upper):
            return upper
    before, after = text, _once(text)
    while after != before and not _AS_IT_IS.fullmatch(after):
        before, after = after, _once(after)
    return after


@lru_cache(maxsize=4_096)
def model_tokens(text: str) -> tuple[tuple[int, str], ...]:
    """Candidates for a model number in free text with their offsets: words of letters and digits, prefixes joined."""
    found: list[tuple[int, str]] = []
    plain = fold(text)
    at = 0
    apart = plain
    for stop in _STOPS:
        apart = apart.replace(stop, " ")
    for token in apart.split():
        start = plain.find(token, at)
        at = start + len(token)
        if (token.isalpha() or token.isdecimal()) and (len(token) > _LONGEST_PREFIX or token.upper() not in _PREFIXES):
            continue
        if token.startswith("//") and _SCOPE in token:
            head = token.rindex("/") + 1
            token, start = token[head:], start + head
            if not token:
                continue
        if not (token[0].isalnum() and token[-1].isalnum()) or ")" in token:
            given = token
            token = token.lstrip(_EDGES)
            start += len(given) - len(token)
            token = token.rstrip(_EDGES.replace(")", "") if "(" in token else _EDGES)
            while token.count(")") > token.count("("):
                token = token[: token.rindex(")")].rstrip(_EDGES.replace(")", ""))
        is_open = token.upper() in _PREFIXES if len(token) <= _LONGEST_PREFIX else _IS_OPEN.fullmatch(token) is not None
        if is_open and (following := _TOKEN.search(plain, at)):
            token = f"{token} {following.group().rstrip(_EDGES)}"
        if len(token) >= 4 and _IS_NUMBER.match(token):
            found.append((start, normalise_model(token)))
    return tuple(found)


_ONE_WORD = re.compile(r"[A-Z0-9]+(?:[-/+][A-Z0-9]+)*")
_MEASURE = re.compile(
    r"(?:\d+[X*])?\d+(?:[.,-]\d+)?(?:MP|MPX|MPIX|M|MM|CM|K|P|I|X|CH|CHAN|CHANNELS?|WAY|TB|GB|MB|FPS|W|V|VDC|VAC|AH?|DB|IN|"
    r"PORTS?|ST|ND|RD|TH|S|YRS?|OFF|NO|PCS?|EA|DEG|HZ|MBPS)"
)
"""Sizes, counts and rates (“4MP”, “8CH”, “1080P”): digits that number no model."""

_DIGIT = re.compile(r"\d")


@lru_cache(maxsize=4_096)
def numbers_in(text: str) -> tuple[str, ...]:
    """What of a normalised model can be a model number: the text itself and each of its words that is no measure.

    Empty where the text only describes (“4MP DOME”, “PTZ CAMERA”), unless it describes other goods: then it stands for
    a number, which is of no series.
    """
    if _ONE_WORD.fullmatch(text):
        return (text,) if len(text) >= 3 and _DIGIT.search(text) and _MEASURE.fullmatch(text) is None else ()
    words = [
        word
        for word in re.split(r"[\s,;()]+", text)
        if len(word) >= 3 and any(c.isdigit() for c in word) and _MEASURE.fullmatch(word) is None
    ]
    return tuple(dict.fromkeys((text, *words))) if words or names_other_goods(text) else ()


_PHRASE = re.compile(r"(?:[ :/-]+[\w.+()/-]*[A-Za-z\d][\w.+()/-]*){1,4}")
"""Up to four words after a brand: “SG 2404 MR L2+”."""


def numbers_beside(brand: str, *texts: str | None) -> tuple[str, ...]:
    """Numbers that stand in texts with a brand: the words after it together, and each word that can be one.

    Args:
        brand: As written; empty where a number tells it.
        texts: Any may be None.
    """
    found: list[str] = []
    for text in texts:
        plain = fold(text) if text else ""
        at = plain.casefold().find(fold(brand).casefold()) if brand else -1
        if at >= 0 and (phrase := _PHRASE.match(plain, at + len(fold(brand)))):
            found += numbers_in(normalise_model(phrase.group()))[:1]
        found += [number for _, token in model_tokens(plain) for number in numbers_in(token)]
    return tuple(dict.fromkeys(found))


_OTHER_GOODS = re.compile(
    r"\b(?:smoke|heat|fire|sounders?|sirens?|beacons?|strobes?|call ?points?|break ?glass|addressable|aspirat\w+"
    r"|sampling|loop|isolat(?:ors?|ion)|zone (?:monitor )?modules?|thermostats?|valves?|actuators?|boilers?|hvac|gas"
    r"|relays?|keypads?|barcode|toners?|printers?|laptops?|headsets?)\b",
    re.IGNORECASE,
)
_VIDEO = re.compile(
    r"\b(?:cctv|cams?|cameras?|domes?|turrets?|bullets?|ptzs?|lens|video|[ndx]vrs?|recorders?|surveillance|encoders?"
    r"|intercoms?|door ?bells?)\b",
    re.IGNORECASE,
)


def names_other_goods(text: str) -> bool:
    """Whether a text names goods that a claim on cameras does not mean (“loop isolation module”), and no camera."""
    return _OTHER_GOODS.search(text) is not None and _VIDEO.search(text) is None


class NumberOutline(NamedTuple):
    """What is known of all model numbers that differ in their digits alone, where they say no more than a number.

    Attributes:
        words: Where the words stand that may be model numbers, as `words_in_outline` gives them.
        is_number: No such cell begins with a name, whatever numbering it follows.
        may_name: Some of them may name a maker or an accessory, as the digits are.
        may_be_coded: Some of them may stand behind a stock code.
    """

    words: tuple[slice, ...] = ()
    is_number: bool = True
    may_name: bool = False
    may_be_coded: bool = True


SAYS_MORE = NumberOutline()
"""Stands for outlines whose cells may say more than a number, or write it otherwise than in normal form."""


def words_in_outline(text: str) -> tuple[slice, ...] | None:
    """Where the words stand that may be model numbers, in a number of several words; none in one of one word.

    Args:
        text: The outline of a cell.

    Returns:
        None where a number of that outline may be written otherwise in normal form, or may stand in several words.
    """
    normal = text.upper()
    if _ALL_AS_THEY_ARE.fullmatch(normal) is None:
        return None
    found, at = [], 0
    words = normal.split(" ")
    for word in words if len(words) > 1 else ():
        if word in _PREFIXES:
            return None
        if not (word.isalpha() or word.isdecimal()) and len(word) >= 4 and _IS_NUMBER.match(word):
            if _ALL_AS_THEY_ARE.fullmatch(word) is None:
                return None
            found.append(slice(at, at + len(word)))
        at += len(word) + 1
    return tuple(found)


_ORDER = {"strong": 0, "shared": 1, "medium": 2, "weak": 3}


class ModelReading(NamedTuple):
    """What the numbering of one model says.

    Attributes:
        text: Normalised model, or the part of it that matched.
        follows: The numberings that it follows.
    """

    text: str
    follows: Numbering = NO_NUMBERING

    @property
    def hits(self) -> tuple[ModelPattern, ...]:
        """Patterns that fit: strong, shared, medium, weak. Patterns that need the brand are among them."""
        return self.follows.hits

    @property
    def lookalikes(self) -> tuple[Lookalike, ...]:
        """Other makers whose models resemble these."""
        return self.follows.lookalikes

    @property
    def is_of_few(self) -> bool:
        """Whether it is the number of a device, no bracket, of a form that few others than its maker use."""
        first = self.hits[0] if self.hits and not self.lookalikes else None
        return first is not None and first.strength == "shared" and first.equipment is not EquipmentKind.ACCESSORY


_NOTHING = ModelReading("")


_ANY_FIGURES = re.compile(r"(?<=\d)X{1,3}|X{2,3}(?=\d)|(?<=[A-Z])X{2,3}(?![A-Z])")
"""Figures that a list of families leaves open."""


class ModelReader:
    """The numbering grammars of the catalogue, compiled.

    Args:
        knowledge: One edition of the catalogue.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        ordered = sorted(knowledge.patterns, key=lambda p: (_ORDER.get(p.strength, 4), p.needs_brand, p.id))
        numberings: list[tuple[str, ModelPattern | Lookalike | BrandNumbering]] = [(p.regex, p) for p in ordered]
        numberings += [(entry.regex, entry) for entry in knowledge.lookalikes]
        of_brands = sorted(knowledge.brand_numberings, key=lambda each: _ORDER.get(each.strength, 4))
        numberings += [(entry.regex, entry) for entry in of_brands]
        self._numberings = ByHead(numberings, _numbering)
        sure = ((p.regex, p) for p in ordered if p.strength == "strong" and not p.needs_brand)
        self._slips = Slips(ByHead(sure, tuple))

    def read(self, text: str | None) -> ModelReading:
        """What a model cell says: the cell as a whole, else the first of its words that fits a numbering."""
        normal = normalise_model(text) if text else ""
        return self.read_normal(normal) if normal else _NOTHING

    def read_normal(self, normal: str) -> ModelReading:
        """What a normalised model cell says: the cell as a whole, else the first of its words that fits a numbering."""
        whole = self.read_number(normal)
        if whole.follows.hits or normal.isalnum() or _ONE_WORD.fullmatch(normal):
            return whole
        return self._first_that_tells(whole, (token for _, token in model_tokens(normal)))

    def read_words(self, normal: str, known: NumberOutline) -> ModelReading:
        """What `read_normal` says of a number of which the outline is known.

        Args:
            normal: The number.
            known: What is known of all numbers of its outline.
        """
        whole = self.read_number(normal, may_be_coded=known.may_be_coded)
        if known.words and not whole.follows.hits:
            return self._first_that_tells(
                whole, [normal[word] for word in known.words], may_be_coded=known.may_be_coded
            )
        return whole

    def _first_that_tells(
        self, whole: ModelReading, words: Iterable[str], *, may_be_coded: bool = True
    ) -> ModelReading:
        """The first of the words of a number that fits a maker's numbering; else the first of a brand's numbering."""
        of_brand = whole if whole.follows.brands else None
        for word in words:
            part = self.read_number(word, may_be_coded=may_be_coded)
            if part.follows.hits:
                return part
            if of_brand is None and part.follows.brands:
                of_brand = part
        return of_brand or whole

    def near(self, normal: str) -> Near | None:
        """A sure numbering that a number would fit but for one character misread or mistyped near its head.

        It never identifies anything: a character misread is a reason to look, all else is for a reviewer only.

        Args:
            normal: Normalised number that fits no numbering.

        Returns:
            The number as it may have been meant, and the pattern that it would fit.
        """
        return self._slips.of(normal)

    def read_number(self, normal: str, *, may_be_coded: bool = True) -> ModelReading:
        """What one normalised number says; an X for any figure (“DS-76xxNXI”) is read as one, a stock code left out.

        Args:
            normal: The number.
            may_be_coded: False where it is known to stand behind no stock code.
        """
        found = made_of(ModelReading, (normal, self._numberings.of(normal)))
        if "XX" in normal and not found.follows.hits and any(c.isdigit() for c in normal):
            found = ModelReading(normal, self._numberings.of(_ANY_FIGURES.sub(_noughts, normal)))
        if may_be_coded and not found.follows.hits and (rest := behind_a_code(normal)):
            follows = self._numberings.of(normalise_model(rest))
            if follows.hits and follows.hits[0].strength == "strong" and not follows.lookalikes:
                return ModelReading(normal, follows)
        return found


def _noughts(figures: re.Match[str]) -> str:
    return "0" * len(figures.group())


def _numbering(fits: tuple[ModelPattern | Lookalike | BrandNumbering, ...]) -> Numbering:
    if not fits:
        return NO_NUMBERING
    hits = tuple(each for each in fits if isinstance(each, ModelPattern))
    lookalikes = tuple(each for each in fits if isinstance(each, Lookalike))
    return Numbering(hits, lookalikes, tuple(each for each in fits if isinstance(each, BrandNumbering)))
