"""The first pass over the rows of an asset list: reads each and ties it to an asset, without writing."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import orjson
from sqlalchemy.orm import Session

from riskreg.catalogue.uncollected import uncollected
from riskreg.intake import codes, loading
from riskreg.intake.asked import QUESTION_OF, about, subject_of
from riskreg.intake.assets import ROWS_WITH_ISSUES_KEPT, SKIPPED_KEPT, AssetPlan, KnownAssets
from riskreg.intake.columns import ColumnReader, Lines, texts_of
from riskreg.intake.identity import BY_KIND, Matcher
from riskreg.intake.known import load_known
from riskreg.intake.ledger import Ledger
from riskreg.intake.lines import PLACING, LineReader
from riskreg.intake.numbers import Keys, PlaceFacts
from riskreg.intake.places import Places, Said
from riskreg.intake.preview import Issues, RowSkipped
from riskreg.intake.progress import EVERY_ROWS, tell
from riskreg.intake.read import sheet_read
from riskreg.intake.row_state import State
from riskreg.intake.settled import cells_digest, settled
from riskreg.intake.whereabouts import Place, TableWhereabouts, Whereabouts
from riskreg.rules.issues import Issue
from riskreg.rules.references import ReferenceKind, parse_reference, reference
from riskreg.rules.terms import Covers, Severity
from riskreg.tables import SkippedRow, Stretch, TableFound, Understanding


def read_assets(
    session: Session,
    understanding: Understanding,
    *,
    organisation_id: int | None,
    described_on: date,
    covers: Covers,
    site_overrides: Mapping[str, int | None],
    overrides: Mapping[str, str],
    issues: Issues,
) -> AssetPlan:
    """Read every row and tie it to an asset.

    Args:
        session: A reading or writing session.
        understanding: The tables found.
        organisation_id: The organisation of the whole list, or None where a column names it.
        described_on: The date that the list describes.
        covers: What it covers.
        site_overrides: Site as written → key of the site that is meant, or None for a new one.
        overrides: Header → field, as a person gave them.
        issues: Takes everything to be said.
    """
    shared: set[str] = set()
    while True:
        tying = Tying(session, organisation_id, described_on, site_overrides, shared)
        tying.know_tables(understanding, overrides)
        tying.load(session)
        tying.take_tables(session, understanding.tables)
        plan = tying.finish(session, understanding, covers, issues)
        if plan is not None:
            return plan
        # Each time round there are fewer tags left to find; in most lists there are none.
        shared |= tying.plan.matcher.found_shared


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some rows on their way, by what matching needs of them; each list as long as there are rows."""

    stretch: Stretch
    lines: Lines
    silent: frozenset[int]
    keys: Sequence[Keys]
    digests: Sequence[bytes]
    channels: Sequence[str | None]
    references: Sequence[str | None]
    places: Sequence[Place | None]
    placed_at: Sequence[PlaceFacts]


class Tying:
    """Ties the rows of a list to assets, in steps: those of the register first, then table after table.

    Args:
        session: Any session.
        organisation_id: The organisation of the whole list, or None where a column names it.
        described_on: The date that the list describes.
        site_overrides: Site as written → key of the site that is meant, or None for a new one.
        shared: Tags that are known to stand on several devices.

    Attributes:
        plan: What is known so far.
    """

    def __init__(
        self,
        session: Session,
        organisation_id: int | None,
        described_on: date,
        site_overrides: Mapping[str, int | None],
        shared: Collection[str] = (),
    ) -> None:
        self.session = session
        self.answers = settled(session)
        self.code = loading.register_code(session)
        organisations = loading.organisation_names(session)
        sites = loading.known_sites(session, described_on)
        places = Places(sites, site_overrides, organisations, self.answers.sites)
        ledger = Ledger()
        matcher = Matcher(
            ledger, self._where, lambda key: reference(ReferenceKind.ASSET, self.code, key), self._said_of
        )
        matcher.shared_tags.update(dict.fromkeys(shared, -1))
        self.plan = AssetPlan(
            (), described_on, Covers.PART, organisation_id, site_overrides, {}, loading.head_sequence(session), [], [],
            places, Whereabouts(places, organisation_id, organisations), ledger, KnownAssets(), matcher, array("q"),
            array("l"), array("l"), {}, Issues(), [],
        )  # fmt: skip
        self.rows = 0

    def know_tables(self, understanding: Understanding, overrides: Mapping[str, str]) -> None:
        """Take in what the tables are.

        Args:
            understanding: The tables found.
            overrides: Header → field, as a person gave them.
        """
        plan = self.plan
        plan.tables, plan.overrides = understanding.tables, overrides
        plan.readers = [LineReader(table) for table in understanding.tables]
        plan.columns = [ColumnReader(reader) for reader in plan.readers]
        self.rows = sum(table.last_row - table.first_row + 1 for table in plan.tables)
        self._know_keys()

    def go_on_with(self, understanding: Understanding) -> None:
        """Take in that the tables end where they do, and which follow those that were taken.

        Args:
            understanding: All tables; the first of them are those known before.
        """
        plan = self.plan
        plan.tables = understanding.tables
        for reader, table in zip(plan.readers, plan.tables, strict=False):
            reader.table = table
        more = [LineReader(table) for table in plan.tables[len(plan.readers) :]]
        plan.readers.extend(more)
        plan.columns.extend(map(ColumnReader, more))
        self._know_keys()

    def _know_keys(self) -> None:
        """References name assets by their keys, where there is a column of them."""
        plan = self.plan
        if any(table.column("reference") is not None for table in plan.tables):
            plan.known.slot_of.update((key, slot) for slot, key in enumerate(plan.ledger.ids[: plan.ledger.known]))

    def take_tables(self, session: Session, tables: Sequence[TableFound]) -> None:
        """Tie the rows of the next tables.

        Args:
            session: Any session.
            tables: Those that follow the ones that were taken.
        """
        self.session, plan = session, self.plan
        with uncollected():
            for table in tables:
                plan.starts.append(len(plan.numbers))
                self._table(plan.columns[len(plan.starts) - 1], table)

    def finish(
        self, session: Session, understanding: Understanding, covers: Covers, issues: Issues
    ) -> AssetPlan | None:
        """Decide the rows that waited until all were seen; None where the rows are to be tied anew.

        Args:
            session: Any session.
            understanding: The tables, all of which have been taken.
            covers: What the list covers.
            issues: What was said before of the list.
        """
        self.session, plan = session, self.plan
        plan.tables, plan.covers = understanding.tables, covers
        plan.matcher.finish(self._at_places)
        if plan.matcher.found_shared:
            return None
        plan.issues = issues.followed_by(plan.issues)
        whole = sha256(bytes(plan.matcher.facts))
        whole.update(plan.numbers.tobytes())
        for table in plan.tables:
            whole.update(f"{table.sheet}\x1f{table.header_rows}".encode())
        plan.rows_sha256 = whole.hexdigest()
        return plan

    def load(self, session: Session, is_in_vain: Callable[[], bool] = lambda: False) -> None:
        """Take in the assets of the register that the rows may mean.

        Args:
            session: Any session.
            is_in_vain: Says whether nobody needs them any more.
        """
        self.session = session
        with uncollected():
            load_known(session, self.plan, self.answers, is_in_vain)
        self._know_keys()

    def _table(self, columns: ColumnReader, table: TableFound) -> None:
        plan, where = self.plan, self.plan.where.of_table(table)
        skipped: list[RowSkipped] = []
        skipped_total = 0
        for item in table.stretches():
            if isinstance(item, SkippedRow):
                skipped_total += 1
                if len(skipped) < SKIPPED_KEPT:
                    skipped.append(RowSkipped(item.sheet, item.number, item.code, item.reason, item.text))
            else:
                self._stretch(columns, where, item)
        plan.sheets.append(sheet_read(table, len(plan.numbers) - plan.starts[-1], tuple(skipped), skipped_total))

    def _stretch(self, columns: ColumnReader, where: TableWhereabouts, stretch: Stretch) -> None:
        reader, steady = columns.reader, self.plan.ledger.steady
        lines = columns.read(stretch)
        rows = _Rows(
            stretch,
            lines,
            lines.saying_nothing(),
            lines.keys(),
            lines.digests(),
            texts_of(stretch, reader.channel_at),
            texts_of(stretch, reader.reference_at),
            where.of_all(stretch, lines.rejected),
            list(zip(*(lines.columns[at] for at in PLACING), strict=True)),
        )
        single = {*rows.silent, *lines.said}
        single.update(n for texts in (rows.channels, rows.references) for n, text in enumerate(texts) if text)
        # A person's answer may say of any row which asset it is.
        is_answered = bool(self.plan.matcher.pins or self.answers.speakers)
        owner, first = self.plan.ledger.owner, len(self.plan.numbers)
        waiting: list[tuple[int, int, int]] = []
        start = 0
        for n, (keys, place) in enumerate(zip(rows.keys, rows.places, strict=True)):
            if place is not None and place.site >= 0 and not (place.once or is_answered or n in single):
                slot, kind = steady(keys)
                if slot >= 0:
                    owner[slot] = first + n
                    waiting.append((slot, place.site, kind))
                    continue
            self._take_steady(rows, start, waiting)
            self._take(reader, rows, n)
            start = n + 1
            waiting.clear()
        self._take_steady(rows, start, waiting)

    def _take_steady(self, rows: _Rows, start: int, tied: Sequence[tuple[int, int, int]]) -> None:
        """Rows of which each is plainly that of a known asset."""
        if not tied:
            return
        plan, end = self.plan, start + len(tied)
        slots, sites, kinds = zip(*tied, strict=True)
        facts = rows.digests[start:end]
        before = len(plan.numbers)
        plan.numbers.extend(rows.stretch.numbers[start:end])
        if before // EVERY_ROWS != len(plan.numbers) // EVERY_ROWS:
            tell(self.session, "Comparing rows with the register", len(plan.numbers), self.rows)
        plan.quantities.extend(rows.lines.columns[0][start:end])
        matcher = plan.matcher
        matcher.state += bytes((State.OWNER,)) * len(tied)
        matcher.slot.extend(slots)
        matcher.site.extend(sites)
        matcher.by += bytes(map(BY_KIND.__getitem__, kinds))
        matcher.facts += b"".join(facts)
        ledger, is_steady = plan.ledger, plan.known.is_steady
        plan.is_same.extend(
            is_steady[slot] and ledger.sites[slot] == site and ledger.facts_of(slot) == digest
            for slot, site, digest in zip(slots, sites, facts, strict=True)
        )

    def _take(self, reader: LineReader, rows: _Rows, n: int) -> None:
        """A row of which something must be said, or that is not plainly that of a known asset."""
        plan, answers, place, keys = self.plan, self.answers, rows.places[n], rows.keys[n]
        numbers = plan.numbers
        numbers.append(rows.stretch.numbers[n])
        plan.is_same.append(0)
        if not len(numbers) & (EVERY_ROWS - 1):
            tell(self.session, "Comparing rows with the register", len(numbers), self.rows)
        for issue in rows.lines.said.get(n, ()):
            self._say(len(numbers) - 1, issue)
        if place is None:
            plan.quantities.append(0)
            plan.matcher.reject()
            return
        plan.quantities.append(rows.lines.columns[0][n])
        for said in place.once:
            self._said_of(len(numbers) - 1, said, None)
        if place.site < 0 or n in rows.silent:
            self._refused(place.always)
            plan.matcher.reject(place.site)
            if place.site < 0:
                plan.ledger.note_named(keys)
            return
        speaker = answers.speaker(keys) if answers.speakers else None
        plan.matcher.take(
            place.site,
            keys,
            rows.digests[n],
            rows.channels[n],
            rows.placed_at[n] if place.site in plan.ledger.occupied else None,
            self._referenced(rows.references[n]),
            yields=speaker is not None
            and not speaker.is_this(
                plan.places.sites[place.site].id, cells_digest(reader.stored_cells(rows.stretch.row(n)))
            ),
        )

    def _refused(self, always: tuple[Said, ...]) -> None:
        row = len(self.plan.numbers) - 1
        for said in always:
            self._said_of(row, said, None)
        if not always:
            text = "This row names a place and says nothing of a device: no make, model, number or description."
            self._said_of(
                row,
                Said(codes.ROW_SAYS_NOTHING, Severity.ERROR, text, "Fill in what is known, or delete the row."),
                None,
            )

    def _referenced(self, text: str | None) -> int | None:
        if not text:
            return None
        parsed = parse_reference(text)
        if parsed is not None and parsed[0] is ReferenceKind.ASSET and parsed[1] == self.code:
            slot = self.plan.known.slot_of.get(parsed[2])
            if slot is not None:
                return slot
        self._said_of(
            len(self.plan.numbers) - 1,
            Said(
                codes.REFERENCE_UNKNOWN,
                Severity.WARNING,
                f"“{text}” is no asset of these organisations in this register; the row was matched by its numbers.",
                "Leave the cell blank, or copy the reference from an export of this register.",
            ),
            None,
        )
        return None

    def _at_places(self, sites: set[int]) -> Iterator[tuple[int, str]]:
        plan = self.plan
        ids = [plan.places.sites[site].id for site in sorted(sites)]
        slots = plan.known.slot_of or {key: slot for slot, key in enumerate(plan.ledger.ids[: plan.ledger.known])}
        for asset_id, key in loading.place_keys(self.session, [site for site in ids if site is not None]):
            if asset_id in slots:
                yield slots[asset_id], key

    def _where(self, row: int) -> str:
        plan = self.plan
        table = plan.tables[plan.table_of(row)]
        place = table.place_of(plan.numbers[row])
        return f"sheet “{table.sheet}”, {'row' if place.isdigit() else 'cell'} {place}"

    def _said_of(self, row: int, said: Said, kind: int | None) -> None:
        plan = self.plan
        table = plan.tables[plan.table_of(row)]
        asked = said.about
        if asked is not None:
            slot = plan.matcher.site[row] if row < len(plan.matcher.site) else -1
            site = plan.places.sites[slot] if slot >= 0 else None
            facts = orjson.loads(asked)
            if site is not None:
                facts.setdefault("organisation", site.organisation_id)
                asked = about(**facts)
            subject = subject_of(QUESTION_OF[said.code], facts, facts["organisation"], site.id if site else None)
            if said.severity is not Severity.ERROR and subject in self.answers.subjects:
                return
        field_name = ("serial_number", "mac_address", "hardware_id", "asset_tag")[kind] if kind is not None else None
        column = table.column(field_name) if field_name is not None else None
        number = plan.numbers[row]
        cell = table.address(column.index, number) if column is not None else table.place_of(number)
        header = column.header if column is not None else None
        self._say(row, Issue(said.code, said.severity, said.message, said.cure, table.sheet, cell, header, about=asked))

    def _say(self, row: int, issue: Issue) -> None:
        plan = self.plan
        plan.issues.add(issue)
        if issue.severity is Severity.ERROR or row in plan.said or len(plan.said) < ROWS_WITH_ISSUES_KEPT:
            plan.said.setdefault(row, []).append(issue)
