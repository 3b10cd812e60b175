"""Dates as officers write them: day first, ISO, months by name in eleven languages. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from riskreg.tables import codes
from riskreg.tables.cells import Cell, CellError
from riskreg.tables.wording import plain, word_set

EARLIEST_YEAR: Final = 1970
"""No surveillance equipment in service is older; an earlier year is a slip or a lost date (1900 stands for 0)."""
YEARS_AHEAD: Final = 50
_TWO_DIGIT_TURN: Final = 70

# Month names without accents: English, Welsh, French, German, Spanish, Italian, Polish; then, from the second tuple,
# Greek, Russian (with their genitives) and Arabic as in Egypt and in the Levant. Chinese months are numbers.
_MONTHS: Final = (
    "january jan ionawr ion janvier janv januar jaenner enero ene gennaio gen stycznia styczen sty",
    "february feb chwefror chwe fevrier fevr fev februar febrero febbraio febr lutego luty lut",
    "march mar mawrth maw mars marz maerz marzo marca marzec",
    "april apr ebrill ebr avril avr abril abr aprile kwietnia kwiecien kwi",
    "may mai mayo maggio mag maja maj",
    "june jun mehefin meh juin juni junio giugno giu czerwca czerwiec cze",
    "july jul gorffennaf gorff juillet juil juli julio luglio lug lipca lipiec lip",
    "august aug awst aout agosto ago sierpnia sierpien sie",
    "september sep sept medi septembre septiembre settembre set wrzesnia wrzesien wrz",
    "october oct hydref hyd octobre oktober okt octubre ottobre ott pazdziernika pazdziernik paz",
    "november nov tachwedd tach novembre noviembre listopada listopad lis",
    "december dec rhagfyr rhag decembre dezember dez diciembre dic dicembre grudnia grudzien gru",
)
_MONTHS_ELSEWHERE: Final = (
    "ιανουαριος ιανουαριου ιαν январь января янв يناير",
    "φεβρουαριος φεβρουαριου φεβ февраль февраля фев فبراير شباط",
    "μαρτιος μαρτιου μαρ март марта мар مارس اذار",
    "απριλιος απριλιου απρ апрель апреля апр ابريل نيسان",
    "μαιος μαιου μαι маи мая مايو ايار",
    "ιουνιος ιουνιου ιουν июнь июня июн يونيو حزيران",
    "ιουλιος ιουλιου ιουλ июль июля июл يوليو تموز",
    "αυγουστος αυγουστου αυγ август августа авг اغسطس اب",
    "σεπτεμβριος σεπτεμβριου σεπ сентябрь сентября сен сент سبتمبر ايلول",
    "οκτωβριος οκτωβριου οκτ октябрь октября окт اكتوبر",
    "νοεμβριος νοεμβριου νοε ноябрь ноября ноя نوفمبر",
    "δεκεμβριος δεκεμβριου δεκ декабрь декабря дек ديسمبر",
)
_MONTH_OF: Final = {
    plain(name): number
    for months in (_MONTHS, _MONTHS_ELSEWHERE)
    for number, names in enumerate(months, 1)
    for name in names.split()
}
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]")
_RUSSIAN_YEAR = re.compile(r"(?<=\d)\s*г(?:ода|од)?\.?$", re.IGNORECASE)
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)")
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|o)?\.?\s*(?:of\s+|de\s+|o\s+)?([^\W\d_]+)\.?,?\s*(?:de\s+|of\s+)?(\d{4}|\d{2})"
)
_NAMED_AMERICAN = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:am|pm|z|[+-]\d{2}:?\d{2})?$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.IGNORECASE)
_INCOMPLETE = re.compile(
    r"(?:c(?:irca)?\.? ?|about |approx\.? |before |after |pre |post |early |mid |late )?(?:19|20)\d\d"
    r"(?:\s*[-/]\s*(?:\d{2}|\d{4}))?\??"
    r"|q[1-4][\s/\-']*(?:\d{4}|\d{2})|(?:\d{4})[\s/\-]*q[1-4]|\d{1,2}[/.\-](?:19|20)\d\d|(?:19|20)\d\d[/.\-]\d{1,2}"
    r"|(?:spring|summer|autumn|winter|fall)\s+\d{4}|fy\s*\d{2,4}.*|\d{4}\s*年(?:\s*\d{1,2}\s*月)?"
    r"|[1-4](?:-?й)?\s*кв(?:артал)?\.?\s*\d{4}",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(r"([^\W\d_]+)\.?[\s\-/'.,]*((?:19|20)?\d{2})", re.IGNORECASE)
_NOT_KNOWN = word_set(
    "unknown unk not known n a na none nil tbc tbd tba no date undated anhysbys inconnu inconnue unbekannt desconocido",
    " desconocida sconosciuto sconosciuta nieznany nieznana nieznane no se sabe",
    " αγνωστο αγνωστη неизвестно 未知 不详 无",
) | {"not known", "n a", "no date", "not recorded", "not available", "ddim yn hysbys", "k a", "no se sabe", "s d"} | {
    "غير معروف", "لا يوجد", "нет данных",
}  # fmt: skip


def parse_date(cell: Cell) -> tuple[date | None, str | None]:
    """A date: `(value, code)`.

    A number is never taken for a date: a spreadsheet stores a date as a number with a date format, and the reader gives
    such cells as dates. Day comes before month, as the United Kingdom writes.

    Args:
        cell: The cell.

    Returns:
        The date and None; None and None for blank or *unknown*; else None and `date-impossible`, `date-incomplete` or
        `date-not-understood`. `date-unlikely` comes with the date.
    """
    if cell is None:
        return None, None
    if isinstance(cell, datetime):
        return _likely(cell.date())
    if isinstance(cell, date):
        return _likely(cell)
    if isinstance(cell, CellError):
        return None, codes.VALUE_IS_ERROR
    if isinstance(cell, bool):
        return None, codes.DATE_NOT_UNDERSTOOD
    if isinstance(cell, int | float):
        is_year = float(cell).is_integer() and EARLIEST_YEAR <= cell <= 2100
        if is_year:
            return None, codes.DATE_INCOMPLETE
        return (
            _text(str(int(cell)))
            if float(cell).is_integer() and cell > 19_000_000
            else (None, codes.DATE_NOT_UNDERSTOOD)
        )
    return _text(cell.strip())


@lru_cache(maxsize=50_000)
def _text(text: str) -> tuple[date | None, str | None]:
    if not text or not any(c.isalnum() for c in text) or plain(text) in _NOT_KNOWN:
        return None, None
    bare = _RUSSIAN_YEAR.sub("", _WEEKDAY.sub("", _TIME.sub("", text)).strip()).rstrip(".,;")
    if found := _ISO.fullmatch(bare) or _COMPACT.fullmatch(bare) or _CHINESE.fullmatch(bare):
        return _made(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(bare):
        return _made(_year(found[3]), int(found[2]), int(found[1]))
    folded = plain(bare)
    if found := _NAMED.fullmatch(folded):
        month = _MONTH_OF.get(found[2])
        if month is not None:
            return _made(_year(found[3]), month, int(found[1]))
    if (found := _NAMED_AMERICAN.fullmatch(folded)) and (month := _MONTH_OF.get(found[1])) is not None:
        return _made(int(found[3]), month, int(found[2]))
    month_year = _MONTH_YEAR.fullmatch(bare)
    if _INCOMPLETE.fullmatch(bare) or (month_year and plain(month_year[1]) in _MONTH_OF):
        return None, codes.DATE_INCOMPLETE
    return None, codes.DATE_NOT_UNDERSTOOD


def _year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    short = int(text)
    return short + (1900 if short >= _TWO_DIGIT_TURN else 2000)


def _made(year: int, month: int, day: int) -> tuple[date | None, str | None]:
    try:
        return _likely(date(year, month, day))
    except ValueError:
        return None, codes.DATE_IMPOSSIBLE


def _likely(value: date) -> tuple[date, str | None]:
    unlikely = value.year < EARLIEST_YEAR or value.year > datetime.now().year + YEARS_AHEAD  # noqa: DTZ005 - a year is enough
    return value, codes.DATE_UNLIKELY if unlikely else None
