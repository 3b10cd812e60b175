"""Reads an appraisal's workbook: the inputs, or every fault with its sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from riskreg.errors import FileRejected, UsageError
from riskreg.planning import appraisal_words as words
from riskreg.planning import codes
from riskreg.planning.appraisal_cells import Faults, Row, rows_of
from riskreg.planning.appraisal_options import OptionReader
from riskreg.rules.appraisal import Appraisal, Option
from riskreg.rules.candidates import PROFILES, ProfileClaim
from riskreg.rules.costing_lines import MOST_YEARS
from riskreg.rules.counting import counted
from riskreg.rules.disruption_terms import Blackout, Criticality, View
from riskreg.rules.green_book import Mitigation, ProjectType, RateKind
from riskreg.rules.interoperability_terms import Stays
from riskreg.rules.names import fold
from riskreg.rules.power import POE_CLASSES
from riskreg.tables import Workbook
from riskreg.tables.wording import compact

_PROFILE = re.compile(r"\s*([A-Za-z])\s*(?:[:(]\s*([^\s()]+)\s*\)?)?\s*")
_RATINGS = {
    "ingress": (re.compile(r"\bIP\s?[0-6X][0-9X]", re.IGNORECASE), "IP66"),
    "impact": (re.compile(r"\bIK\s?\d", re.IGNORECASE), "IK10"),
}
_SEEN = re.compile(r"(?P<what>.+?)(?:\s*[x×]\s*(?P<devices>\d{1,4}))?")


@dataclass(frozen=True)
class Names:
    """What rows may name.

    Attributes:
        assets: Reference or asset tag, folded → asset of the site.
        quantities: Asset → its devices.
        products: Reference or name, folded → product.
    """

    assets: Mapping[str, int]
    quantities: Mapping[int, int]
    products: Mapping[str, int]


@dataclass(frozen=True)
class AppraisalRead:
    """An appraisal's workbook as read.

    Attributes:
        reference: The appraisal that it says it is.
        based_on: Digest of the inputs that it was written from.
        content: The inputs.
    """

    reference: str
    based_on: str
    content: Appraisal


def reference_in(workbook: Workbook) -> str:
    """The appraisal that a workbook says it is; empty where it says none."""
    main = {row.text(words.ITEM): row for row in rows_of(workbook, words.MAIN, Faults())}
    return (main[words.REFERENCE].text(words.VALUE) or "") if words.REFERENCE in main else ""


def read_appraisal(workbook: Workbook, names: Names) -> AppraisalRead:
    """The inputs in a workbook.

    Args:
        workbook: As read; it stays open.
        names: What its rows may name.

    Raises:
        FileRejected: Anything is wrong with it; names each fault with sheet and cell.
    """
    faults = Faults()
    reader = _Reader(workbook, names, faults)
    read = reader.read()
    if faults.issues or read is None:
        count = len(faults.issues)
        raise FileRejected(
            f"{count} {'thing is' if count == 1 else 'things are'} wrong with “{workbook.path.name}”.",
            "Nothing was written. Each message says which cell to correct.",
            tuple(faults.issues),
            code="appraisal-not-understood",
        )
    return read


class _Reader:
    def __init__(self, workbook: Workbook, names: Names, faults: Faults) -> None:
        self._workbook = workbook
        self._names = names
        self._faults = faults

    def read(self) -> AppraisalRead | None:
        main = {row.text(words.ITEM) or "": row for row in rows_of(self._workbook, words.MAIN, self._faults)}
        missing = [item for item in words.MAIN_ITEMS if item not in main]
        if missing:
            told = ", ".join(f"“{each}”" for each in missing)
            text = f"{told} is missing."
            self._faults.say(codes.APPRAISAL_COLUMN_MISSING, text, "Take the appraisal out again.", words.MAIN, None)
        options = OptionReader(self._workbook, self._names.assets, self._names.products, self._faults)
        read = options.read()
        if missing:
            return None
        content = self._main(main, read)
        if content is None:
            return None
        options.check_costs(replace(content, mitigations=()).basis)
        return AppraisalRead(self._text(main, words.REFERENCE), self._text(main, words.BASED_ON), content)

    def _text(self, main: Mapping[str, Row], item: str) -> str:
        return main[item].text(words.VALUE) or ""

    def _main(self, main: Mapping[str, Row], options: tuple[Option, ...]) -> Appraisal | None:
        on = main[words.DATE].date(words.VALUE)
        base = main[words.BASE_YEAR].whole(words.VALUE, 2000)
        last = main[words.LAST_YEAR].whole(words.VALUE, 2000)
        budget = main[words.BUDGET].money(words.VALUE)
        if budget is not None and budget < 0:
            text = f"What is set aside, £{-budget / 100:,.2f} below nought, cannot be."
            main[words.BUDGET].fault(words.VALUE, text, "Give an amount of nought or more.", codes.BUDGET_NEGATIVE)
        for item, told in ((words.DATE, on), (words.BASE_YEAR, base), (words.LAST_YEAR, last)):
            if told is None:
                main[item].needed(words.VALUE)
        name = main[words.NAME].needed(words.VALUE)
        rates = main[words.RATES].choice(words.VALUE, RateKind) or RateKind.STANDARD
        mitigations, stays = self._mitigations(), self._stays()
        views, blackouts = self._views(options), self._windows()
        if on is None or base is None or last is None:
            return None
        read = Appraisal(
            name=name,
            appraised_on=on,
            base_year=base,
            last_year=last,
            rates=rates,
            budget_pence=budget,
            mitigations=mitigations,
            stays=stays,
            options=options,
            views=views,
            blackouts=blackouts,
        )
        try:
            _ = replace(read, mitigations=()).basis
        except UsageError as fault:
            item = words.DATE if last >= base and last - base <= MOST_YEARS else words.LAST_YEAR
            main[item].fault(words.VALUE, fault.message, fault.cure, codes.APPRAISAL_YEARS)
            return None
        return read

    def _mitigations(self) -> tuple[tuple[ProjectType, Mitigation], ...]:
        found = []
        for row in rows_of(self._workbook, words.BIAS, self._faults):
            kind = row.choice("Type of project", ProjectType)
            managed = row.decimal("Managed (%)") or 0
            evidence = row.text("Evidence") or ""
            if not 0 <= managed <= 100:
                text = f"A share of {managed} % cannot be managed."
                row.fault("Managed (%)", text, "Give a share from 0 to 100.", codes.BIAS_WITHOUT_EVIDENCE)
            elif managed and not evidence:
                cure = "Say what shows that the causes are managed, or leave the share at 0."
                row.fault("Evidence", "Optimism bias is reduced without evidence.", cure, codes.BIAS_WITHOUT_EVIDENCE)
            elif kind is not None:
                found.append((kind, Mitigation(round(managed * 100), evidence)))
        return tuple(found)

    def _stays(self) -> Stays:
        told: dict[str, Any] = {}
        items = {compact(item): (name, form) for item, (name, form) in words.STAYS_ITEMS.items()}
        for row in rows_of(self._workbook, words.STAYS, self._faults):
            item = row.needed(words.ITEM)
            if item and compact(item) not in items:
                row.fault(words.ITEM, f"“{item}” is no item of this sheet.", "Write the items as they were.")
            elif item:
                name, form = items[compact(item)]
                told[name] = self._stay(row, form)
        return replace(Stays(), **{name: value for name, value in told.items() if value is not None})

    def _stay(self, row: Row, form: str) -> Any:
        if form == "profiles":
            return self._profiles(row)
        if form == "watts":
            watts = row.decimal(words.VALUE)
            if watts is not None and watts < 0:
                row.fault(words.VALUE, f"{watts} W cannot be.", "Give a number of watts.")
            return round(watts * 1000) if watts is not None else None
        if form == "coax":
            return self._either(row, words.COAX, words.PAIR)
        if form == "allots":
            return self._either(row, words.BY_CLASS, words.BY_DRAW)
        if form in _RATINGS:
            return self._rating(row, *_RATINGS[form])
        if form == "class":
            number = row.whole(words.VALUE)
            if number is not None and number not in POE_CLASSES:
                row.fault(words.VALUE, f"There is no class {number}.", f"Give a class from 0 to {max(POE_CLASSES)}.")
            return number
        if form == "degrees":
            return self._degrees(row)
        if form == "list":
            return tuple(part for part in re.split(r"\s*[;,]\s*", row.text(words.VALUE) or "") if part)
        if form == "number":
            return row.whole(words.VALUE)
        if form == "date":
            return row.date(words.VALUE)
        return row.yes(words.VALUE) if form == "yes" else row.text(words.VALUE)

    def _either(self, row: Row, one: str, other: str) -> bool | None:
        text = row.text(words.VALUE)
        if text is not None and compact(text) not in (compact(one), compact(other)):
            row.fault(words.VALUE, f"“{text}” is none of the words here.", f"Write {one} or {other}.")
        return compact(text) == compact(one) if text else None

    def _rating(self, row: Row, form: re.Pattern[str], example: str) -> str | None:
        text = row.text(words.VALUE)
        if text is not None and form.search(text) is None:
            row.fault(words.VALUE, f"“{text}” is no such rating.", f"Write it as {example}.")
        return text

    def _degrees(self, row: Row) -> int | None:
        number = row.decimal(words.VALUE)
        if number is not None and (number != int(number) or not -90 <= number <= 90):
            row.fault(words.VALUE, f"{number} °C cannot be.", "Give whole degrees Celsius, such as -20.")
            return None
        return int(number) if number is not None else None

    def _profiles(self, row: Row) -> tuple[ProfileClaim, ...]:
        claims = []
        for part in filter(None, re.split(r"\s*[;,]\s*", row.text(words.VALUE) or "")):
            found = _PROFILE.fullmatch(part)
            if found is None or found[1].upper() not in PROFILES:
                row.fault(words.VALUE, f"“{part}” is no profile.", "Write its letter and version: T:2023R3.")
            elif not found[2]:
                text = f"Profile {found[1].upper()} is claimed without evidence."
                cure = "Add the version of its declaration of conformance, as in T:2023R3, or leave the profile out."
                row.fault(words.VALUE, text, cure, codes.PROFILE_WITHOUT_EVIDENCE)
            else:
                claims.append(ProfileClaim(found[1].upper(), found[2]))
        return tuple(claims)

    def _views(self, options: tuple[Option, ...]) -> tuple[View, ...]:
        found: dict[str, View] = {}
        for row in rows_of(self._workbook, words.VIEWS, self._faults):
            name = row.needed("View")
            criticality = row.choice("Criticality", Criticality)
            if criticality is None and row.text("Criticality") is None:
                row.needed("Criticality")
            floor = row.whole("Least devices", 1)
            if floor is None and row.text("Least devices") is None:
                text = "It is not said how many devices must see this view at every moment."
                row.fault("Least devices", text, "Give a number of at least 1.", codes.VIEW_IMPOSSIBLE)
            after = []
            for option in options:
                header = f"{words.AFTER} {option.label}"
                devices = row.whole(header)
                if devices is not None:
                    after.append((option.label, devices))
            if fold(name) in found:
                cure = "Give each view a name of its own."
                row.fault("View", f"“{name}” stands here twice.", cure, codes.APPRAISAL_TWICE)
            minutes = row.minutes("Tolerated minutes")
            made = View(name, criticality or Criticality.ORDINARY, minutes, floor or 1, self._seen(row), tuple(after))
            found[fold(name)] = made
        return tuple(found.values())

    def _seen(self, row: Row) -> tuple[tuple[int, int], ...]:
        seen: dict[int, int] = {}
        for part in filter(None, re.split(r"\s*[;\n]\s*", row.needed("Seen by"))):
            match = _SEEN.fullmatch(part)
            asset = self._names.assets.get(fold(match["what"])) if match else None
            if match is None or asset is None:
                text = f"“{part}” is no device of this site."
                cure = "Copy the reference from the sheet “Devices at the site”; write ASSET-… x 2 for two devices."
                row.fault("Seen by", text, cure, codes.APPRAISAL_UNKNOWN)
                continue
            devices = int(match["devices"]) if match["devices"] else self._names.quantities[asset]
            if not 0 < devices <= self._names.quantities[asset]:
                text = f"“{part}”: that line stands for {counted(self._names.quantities[asset], 'device')}."
                row.fault("Seen by", text, "Give as many as there are, or fewer.", codes.VIEW_IMPOSSIBLE)
            seen[asset] = devices
        return tuple(seen.items())

    def _windows(self) -> tuple[Blackout, ...]:
        found = []
        for row in rows_of(self._workbook, words.WINDOWS, self._faults):
            begins, ends, reason = row.date("From"), row.date("To"), row.needed("Reason")
            for header, day in (("From", begins), ("To", ends)):
                if day is None and row.text(header) is None:
                    row.fault(
                        header, "The window lacks a day.", "Give its first and last day.", codes.WINDOW_IMPOSSIBLE
                    )
            if begins is not None and ends is not None:
                if ends < begins:
                    text = "The window ends before it begins."
                    row.fault("To", text, "Give a last day on or after the first.", codes.WINDOW_IMPOSSIBLE)
                found.append(Blackout(begins, ends, reason))
        return tuple(found)
