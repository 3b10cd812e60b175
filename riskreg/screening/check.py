"""The check before buying: each line of any table judged against the bundled lists; no register needed.

Determinations are the bundled proposals, and the explanation says so where a verdict rests on one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from riskreg.catalogue import Catalogue
from riskreg.catalogue.coverage import Cover, Coverage, coverage_of
from riskreg.errors import NotFound
from riskreg.identification import Finding, Identifier, RegimeVerdict, Trace
from riskreg.identification.telling import trace_of_fields
from riskreg.rules.terms import MatchBasis, RegimeKind, Verdict
from riskreg.screening.judging import circumstances_of, judge_finding
from riskreg.screening.regimes import ScreenedRegime
from riskreg.tables import SkippedRow, TableFound, TableRow, Understanding, as_text
from riskreg.tables.codes import ROW_HEADING, ROW_NOTE
from riskreg.tables.values import parse_date, parse_kind


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the chosen regimes together say of a set of traces.

    Attributes:
        verdict: The gravest; clear only where every chosen regime says clear.
        vendor: Name of the maker on which it rests, or None.
        confidence: 0 to 1.
        basis: Ground, or None for unknown and clear.
        reasons: The traces in one, then what each regime that flags says, as sentences.
        under: Titles of the regimes that flag.
    """

    verdict: Verdict
    vendor: str | None
    confidence: float
    basis: MatchBasis | None
    reasons: tuple[str, ...]
    under: tuple[str, ...]
    finding: Finding

    @property
    def explanation(self) -> str:
        """All reasons in one text."""
        return " ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A line of the table with its judgement; `values` are its cells under `Checker.headers`, credentials left out."""

    sheet: str
    row: int
    values: Mapping[str, str]
    judgement: Judgement
    trace: Trace


class Checker:
    """Judges traces under chosen regimes, with the bundled proposals, or those of a register, as determinations.

    Args:
        catalogue: The lists.
        identifier: Compiled from the catalogue.
        regimes: Short names of the regimes; all that restrict use or purchase where empty.
        on: Date of the check.
        standing: The regimes as they stand in a register, with its editions and determinations; None: as bundled.

    Raises:
        NotFound: A regime is unknown.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        identifier: Identifier,
        regimes: Sequence[str],
        on: date,
        standing: Sequence[ScreenedRegime] | None = None,
    ) -> None:
        unknown = [slug for slug in regimes if slug not in catalogue.regimes]
        if unknown:
            raise NotFound(f"There is no regime “{unknown[0]}”.", f"Known are: {', '.join(sorted(catalogue.regimes))}.")
        self.slugs = tuple(regimes) or tuple(
            slug for slug, each in sorted(catalogue.regimes.items()) if each.kind is not RegimeKind.INDICATOR
        )
        self._catalogue = catalogue
        self._identifier = identifier
        self._on = on
        self._complete = {slug: catalogue.regimes[slug].latest.is_complete for slug in self.slugs}
        if standing is None:
            self._coverages: dict[str, Coverage] = {
                slug: coverage_of(
                    catalogue.regimes[slug],
                    catalogue.regimes[slug].latest,
                    catalogue.proposed(slug),
                    catalogue.knowledge,
                    are_proposals=True,
                )
                for slug in self.slugs
            }
        else:
            found = {regime.slug: regime for regime in standing}
            self.slugs = tuple(slug for slug in self.slugs if slug in found)
            self._coverages = {slug: found[slug].coverage for slug in self.slugs}
            self._complete = {slug: found[slug].is_complete for slug in self.slugs}
        self._judged: dict[tuple[str, ...], Judgement] = {}

    @property
    def regime_titles(self) -> tuple[str, ...]:
        """Titles of the regimes that count in this check."""
        return tuple(self._catalogue.regimes[slug].title for slug in self.slugs)

    def judge(self, trace: Trace) -> Judgement:
        """What the chosen regimes say of a set of traces."""
        key = self._identifier.key(trace)
        if key not in self._judged:
            self._judged[key] = self._judge(trace)
        return self._judged[key]

    def check(self, understanding: Understanding) -> Iterator[CheckedRow]:
        """Every row of every table, in the order of the file, and notes and headings that name what is flagged.

        A line that was taken for a heading may be an offer all the same: what it names is said, never lost with it.
        """
        for table in understanding.tables:
            names = output_names(understanding)[table.sheet, table.first_row]
            described = table.column("description")
            told = names.get(described.index if described else -1) or next(iter(names.values()), "Line")
            for row in table.scan():
                if isinstance(row, SkippedRow):
                    trace = Trace(description=row.text)
                    if row.code in (ROW_HEADING, ROW_NOTE) and self.judge(trace).verdict.is_flagged:
                        yield CheckedRow(row.sheet, row.number, {told: row.text}, self.judge(trace), trace)
                    continue
                trace = _trace(table, row)
                values = {
                    names[column.index]: as_text(row.cells[column.index]) or ""
                    for column in table.columns
                    if column.index in names and column.index < len(row.cells)
                }
                yield CheckedRow(row.sheet, row.number, values, self.judge(trace), trace)

    def by_regime(self, trace: Trace) -> tuple[Finding, tuple[tuple[str, RegimeVerdict, Cover | None], ...]]:
        """What the traces come to, and what each regime says: slug, verdict, and whether it covers the maker."""
        finding = self._identifier.identify(trace)
        told = circumstances_of(trace, self._identifier.made_by(trace))
        return finding, tuple(
            (slug, *judge_finding(finding, self._coverages[slug], self._on, told)) for slug in self.slugs
        )

    def _judge(self, trace: Trace) -> Judgement:
        finding, said = self.by_regime(trace)
        # A part of a list can flag, and clears nobody: where it does not flag, only the whole lists speak.
        telling = [each for each in said if each[1].verdict.is_flagged or self._complete[each[0]]] or said
        _, gravest, _ = max(telling, key=lambda each: (each[1].verdict.gravity, each[1].confidence))
        vendor = self._catalogue.knowledge.vendors.get(gravest.vendor or "")
        sentences = [finding.explanation]
        for slug, verdict, cover in said:
            if verdict.verdict.is_flagged:
                sentences.append(self._sentence(slug, verdict, cover.reason if cover else ""))
        if gravest.verdict in (Verdict.UNKNOWN, Verdict.CLEAR):
            sentences.append(gravest.sentence)
        return Judgement(
            verdict=gravest.verdict,
            vendor=vendor.name if vendor is not None else None,
            confidence=round(gravest.confidence, 2),
            basis=gravest.basis,
            reasons=tuple(each for each in sentences if each),
            under=tuple(self._catalogue.regimes[slug].title for slug, verdict, _ in said if verdict.verdict.is_flagged),
            finding=finding,
        )

    def _sentence(self, slug: str, verdict: RegimeVerdict, reason: str) -> str:
        title, said = self._catalogue.regimes[slug].title, reason or verdict.sentence
        # Most reasons name the list already: its long title is read once.
        return (
            f"{verdict.verdict.value.capitalize()}: {said}"
            if title in said
            else f"{title}: {verdict.verdict.value}. {said}"
        )


def _trace(table: TableFound, row: TableRow) -> Trace:
    installed_on, _ = parse_date(table.value(row, "installed_on"))
    kind, _ = parse_kind(table.value(row, "kind"))
    return trace_of_fields(lambda field: as_text(table.value(row, field)) or None, installed_on, kind)


def output_names(understanding: Understanding) -> dict[tuple[str, int], dict[int, str]]:
    """For every table, position of a column → its name in the output: the header as written.

    A header that stands twice in one table gets a number; columns without a header are called by their letter;
    credential columns are left out.
    """
    named: dict[tuple[str, int], dict[int, str]] = {}
    for table in understanding.tables:
        seen: dict[str, int] = {}
        names: dict[int, str] = {}
        for column in table.columns:
            if column.is_credential:
                continue
            header = " ".join(column.header.split()) or f"Column {column.letter}"
            seen[header] = seen.get(header, 0) + 1
            names[column.index] = header if seen[header] == 1 else f"{header} ({seen[header]})"
        named[table.sheet, table.first_row] = names
    return named
