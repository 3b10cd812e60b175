"""A line of a list of products as a candidate, and what must be said of it. Pure: knows no table of the register."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from riskreg.planning import codes
from riskreg.rules.candidates import CURRENCIES, PROFILES, Candidate, ProfileClaim
from riskreg.rules.countries import country_of
from riskreg.rules.dates import long_date
from riskreg.rules.issues import Issue
from riskreg.rules.power import POE_CLASSES, watts
from riskreg.rules.terms import EquipmentKind, Severity
from riskreg.tables import Cell, ProductField, as_text
from riskreg.tables.values import issue_for, parse_date, parse_kind, parse_pence, parse_quantity, parse_text

T = TypeVar("T")
_BETWEEN = re.compile(r"\s*[;,\n]\s*")
_PROFILE = re.compile(
    r"(?:onvif\s*)?(?:profile\s*)?([a-z])(?:\s*[:@(]?\s*(?:firmware|fw|v)?\s*(?P<firmware>[\w.\-]*\d[\w.\-]*)\s*\)?)?",
    re.IGNORECASE,
)
_CLASS = re.compile(r"(?:poe\s*)?(?:class\s*)?([0-8])", re.IGNORECASE)
_WATTS = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*(?:w|watts?)?", re.IGNORECASE)
_RANGE = re.compile(r"([+-−]?\d{1,3})\s*°?\s*c?\s*(?:\.\.|to|…|/)\s*\+?([-−]?\d{1,3})\s*°?\s*c?", re.IGNORECASE)
_DAYS = re.compile(r"(\d{1,4})\s*(d|days?|weeks?|wks?|months?)?", re.IGNORECASE)
_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD"}
_VALUE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class ProductSource:
    """Where a product is described.

    Attributes:
        sheet: Sheet, or name of the file.
        number: Row of the sheet, or line of the file.
        value: Field → what stands there.
        cell: Field → address of that cell, or None.
    """

    sheet: str
    number: int
    value: Callable[[str], Cell]
    cell: Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A line of a list of products.

    Attributes:
        sheet: Where it stands.
        number: Row or line there.
        candidate: What it describes; None where it cannot be told which product it is.
        issues: What must be said of it by itself.
    """

    sheet: str
    number: int
    candidate: Candidate | None
    issues: tuple[Issue, ...]

    def said(self, code: str, severity: Severity, message: str, cure: str) -> Issue:
        """An issue of the whole line."""
        return Issue(code, severity, message, cure, self.sheet, str(self.number))


def read_product(source: ProductSource, today: date) -> ProductRow:
    """The product that a line describes.

    Args:
        source: The line.
        today: To tell support that has ended.
    """
    return _Reader(source, today).read()


class _Reader:
    """Reads one line, and keeps what must be said of its values."""

    def __init__(self, source: ProductSource, today: date) -> None:
        self._source = source
        self._today = today
        self._issues: list[Issue] = []

    def read(self) -> ProductRow:
        vendor, model = self._text(ProductField.MAKE), self._text(ProductField.MODEL)
        if vendor is None or model is None:
            missing = "vendor" if vendor is None else "model"
            self._say(
                codes.PRODUCT_INCOMPLETE,
                Severity.ERROR,
                f"This line has no {missing}, so it names no product.",
                f"Give the {missing}.",
                ProductField.MAKE if vendor is None else ProductField.MODEL,
            )
            return self._row(None)
        coldest, hottest = self._temperatures()
        price, currency = self._price()
        candidate = Candidate(
            vendor=vendor,
            model=model,
            part_number=self._text(ProductField.PART_NUMBER),
            producer=self._text(ProductField.PRODUCER),
            kind=self._value(ProductField.KIND, parse_kind) or EquipmentKind.UNKNOWN,
            profiles=self._profiles(),
            codecs=self._list(ProductField.CODEC),
            smart_codec=self._text(ProductField.SMART_CODEC),
            poe_class=self._number(ProductField.POE_CLASS, _CLASS, "a PoE class, which is 0 to 8"),
            milliwatts=self._watts(ProductField.WATTS),
            supplies_milliwatts=self._watts(ProductField.WATTS_SUPPLIED),
            supplies_ports=self._value(ProductField.PORTS_SUPPLIED, parse_quantity),
            vms_drivers=self._list(ProductField.VMS_DRIVERS),
            mounts=self._list(ProductField.MOUNT),
            analytics=self._list(ProductField.ANALYTICS),
            resolution=self._text(ProductField.RESOLUTION),
            ingress=self._text(ProductField.INGRESS),
            impact=self._text(ProductField.IMPACT),
            coldest=coldest,
            hottest=hottest,
            made_in=self._country(),
            chip=self._text(ProductField.COMPONENT),
            platform=self._text(ProductField.PLATFORM),
            price_minor=price,
            currency=currency,
            price_on=self._value(ProductField.PRICE_ON, parse_date),
            price_source=self._text(ProductField.PRICE_SOURCE),
            lead_time_days=self._days(),
            support_ends_on=self._value(ProductField.SUPPORT_ENDS, parse_date),
            source=self._text(ProductField.SOURCE),
            note=self._text(ProductField.NOTES),
        )
        self._check(candidate)
        return self._row(candidate)

    def _row(self, candidate: Candidate | None) -> ProductRow:
        return ProductRow(self._source.sheet, self._source.number, candidate, tuple(self._issues))

    def _cell(self, field: str) -> Cell:
        return self._source.value(field)

    def _text(self, field: str) -> str | None:
        return parse_text(self._cell(field))

    def _list(self, field: str) -> tuple[str, ...]:
        text = self._text(field)
        return tuple(dict.fromkeys(part for part in _BETWEEN.split(text) if part)) if text else ()

    def _value(self, field: str, parse: Callable[[Cell], tuple[T, str | None]]) -> T:
        cell = self._cell(field)
        value, code = parse(cell)
        if code is not None:
            place = self._source.cell(field) or str(self._source.number)
            issue = issue_for(code, value=cell, sheet=self._source.sheet, cell=place, column=None)
            severity = Severity.WARNING if issue.severity is Severity.ERROR else issue.severity
            self._issues.append(
                Issue(code, severity, issue.message, issue.cure, issue.sheet, issue.cell, None, issue.value)
            )
        return value

    def _say(self, code: str, severity: Severity, message: str, cure: str, field: str) -> None:
        place = self._source.cell(field) or str(self._source.number)
        value = as_text(self._cell(field))[:_VALUE_LENGTH] or None
        self._issues.append(Issue(code, severity, message, cure, self._source.sheet, place, None, value))

    def _not_understood(self, field: str, what: str) -> None:
        text = as_text(self._cell(field))
        self._say(
            codes.PRODUCT_VALUE_UNKNOWN,
            Severity.WARNING,
            f"“{text}” is not understood as {what}; it is left out.",
            "Correct it, or leave it blank where it is not known.",
            field,
        )

    def _match(self, field: str, pattern: re.Pattern[str], what: str) -> re.Match[str] | None:
        text = as_text(self._cell(field)).strip()
        if not text:
            return None
        found = pattern.fullmatch(text)
        if found is None:
            self._not_understood(field, what)
        return found

    def _number(self, field: str, pattern: re.Pattern[str], what: str) -> int | None:
        found = self._match(field, pattern, what)
        return int(found[1]) if found else None

    def _watts(self, field: str) -> int | None:
        found = self._match(field, _WATTS, "a number of watts")
        return int(Decimal(found[1]) * 1000) if found else None

    def _temperatures(self) -> tuple[int | None, int | None]:
        found = self._match(ProductField.TEMPERATURE, _RANGE, "a range of temperatures such as -30 to 50")
        if found is None:
            return None, None
        coldest, hottest = (int(text.replace("−", "-")) for text in found.groups())
        if coldest > hottest:
            self._not_understood(ProductField.TEMPERATURE, "a range of temperatures such as -30 to 50")
            return None, None
        return coldest, hottest

    def _days(self) -> int | None:
        found = self._match(ProductField.LEAD_TIME, _DAYS, "a time from order to delivery, such as 30 days or 6 weeks")
        if found is None:
            return None
        unit = (found[2] or "d")[0].lower()
        return int(found[1]) * {"d": 1, "w": 7, "m": 30}[unit]

    def _country(self) -> str | None:
        text = self._text(ProductField.MADE_IN)
        code = country_of(text)
        if text and code is None:
            self._not_understood(ProductField.MADE_IN, "one country")
        return code

    def _profiles(self) -> tuple[ProfileClaim, ...]:
        overall = self._text(ProductField.FIRMWARE)
        found: dict[str, ProfileClaim] = {}
        for part in self._list(ProductField.ONVIF_PROFILES):
            match = _PROFILE.fullmatch(part)
            letter = match[1].upper() if match else ""
            if match is None or letter not in PROFILES:
                self._say(
                    codes.PROFILE_UNKNOWN,
                    Severity.WARNING,
                    f"“{part}” is no ONVIF profile; it is left out.",
                    f"Write letters such as T or G. Known are: {', '.join(PROFILES)}.",
                    ProductField.ONVIF_PROFILES,
                )
                continue
            found[letter] = ProfileClaim(letter, match["firmware"] or overall)
        bare = [claim.profile for claim in found.values() if claim.firmware is None]
        if bare:
            self._say(
                codes.PROFILE_WITHOUT_FIRMWARE,
                Severity.WARNING,
                f"Profile {', '.join(bare)} is claimed without the firmware for which it holds, so it proves nothing.",
                "Take the firmware from the declaration of conformance and write it as T (11.8).",
                ProductField.ONVIF_PROFILES,
            )
        return tuple(sorted(found.values()))

    def _price(self) -> tuple[int | None, str | None]:
        """Minor units and currency: a price without a currency is no price."""
        text = as_text(self._cell(ProductField.PRICE)).strip()
        if not text:
            return None, None
        signed = next((code for sign, code in _SIGNS.items() if sign in text), None)
        spelled = (self._text(ProductField.CURRENCY) or "").upper()
        currency = spelled or signed
        amount, code = parse_pence(re.sub(r"[£€$]|gbp|eur|usd", "", text, flags=re.IGNORECASE).strip())
        if amount is None or code is not None:
            self._not_understood(ProductField.PRICE, "one price")
            return None, None
        if currency not in CURRENCIES or (signed and spelled and signed != spelled):
            self._say(
                codes.PRICE_WITHOUT_CURRENCY,
                Severity.WARNING,
                f"The price {text} has no currency that riskreg knows, so it is left out.",
                f"Write one of {', '.join(CURRENCIES)} in the column Currency.",
                ProductField.PRICE,
            )
            return None, None
        return amount, currency

    def _check(self, candidate: Candidate) -> None:
        given = POE_CLASSES[candidate.poe_class] if candidate.poe_class is not None else None
        if given is not None and candidate.milliwatts is not None and candidate.milliwatts > given.at_device:
            told = f"{watts(candidate.milliwatts)}, and class {candidate.poe_class} gives {watts(given.at_device)}"
            cure = "Check both on the datasheet; the switch may cut the power of such a device."
            message = f"The product draws up to {told}."
            self._say(codes.DRAW_ABOVE_CLASS, Severity.WARNING, message, cure, ProductField.WATTS)
        if candidate.price_minor is not None and (candidate.price_on is None or candidate.price_source is None):
            missing = "date" if candidate.price_on is None else "source"
            cure = "Say of which day the price is and where it comes from."
            self._say(
                codes.PRICE_UNDATED, Severity.WARNING, f"The price has no {missing}.", cure, ProductField.PRICE_ON
            )
        if candidate.support_ends_on is not None and candidate.support_ends_on < self._today:
            told = long_date(candidate.support_ends_on)
            cure = "Choose a product that is still mended."
            message = f"The maker stopped mending its software on {told}."
            self._say(codes.SUPPORT_ENDED, Severity.WARNING, message, cure, ProductField.SUPPORT_ENDS)
