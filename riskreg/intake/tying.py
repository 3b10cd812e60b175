"""The first pass over the rows of an asset list: reads each and ties it to an asset, without writing."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256

import orjson
from sqlalchemy.orm import Session

from riskreg.intake import codes, loading
from riskreg.intake.asked import QUESTION_OF, about, subject_of
from riskreg.intake.assets import ROWS_WITH_ISSUES_KEPT, SKIPPED_KEPT, AssetPlan, KnownAssets
from riskreg.intake.columns import ColumnReader, texts_of
from riskreg.intake.identity import Matcher
from riskreg.intake.ledger import FACTS_BYTES, SHARED, TAG, Ledger
from riskreg.intake.lines import PLACING, LineReader
from riskreg.intake.places import Places, Said
from riskreg.intake.preview import Issues, RowSkipped
from riskreg.intake.progress import EVERY_ROWS, tell
from riskreg.intake.read import sheet_read
from riskreg.intake.settled import cells_digest, settled
from riskreg.intake.whereabouts import TableWhereabouts, Whereabouts
from riskreg.register.merges import merges, survivors
from riskreg.rules.issues import Issue
from riskreg.rules.references import ReferenceKind, parse_reference, reference
from riskreg.rules.terms import Covers, Severity, Step, Verdict
from riskreg.tables import SkippedRow, Stretch, TableFound, Understanding, address, as_text
from riskreg.tables.arriving import TakenBackError


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
        self._load(self._organisations(), is_in_vain)

    def _organisations(self) -> set[int]:
        """The organisations that rows are about, told before the first row is matched."""
        plan = self.plan
        texts: set[str] = set()
        found = {plan.organisation_id} if plan.organisation_id is not None else set()
        for table in plan.tables:
            column = table.column("organisation")
            if column is not None:
                for each in table.stretches():
                    if isinstance(each, Stretch):
                        texts.update(as_text(cell) for cell in set(each.columns[column.index]))
        for text in texts:
            key, _ = plan.where.organisation(text or None)
            if key is not None:
                found.add(key)
        # Sites that passed to others since the date of the list took their assets along.
        return found | {site.organisation_id for site in plan.places.sites if site.then in found}

    def _load(self, organisation_ids: set[int], is_in_vain: Callable[[], bool]) -> None:
        plan, known, ledger = self.plan, self.plan.known, self.plan.ledger
        gravity = {verdict.value: verdict.gravity for verdict in Verdict}
        merged = survivors(merges(self.session))
        # The two belonged to one organisation when they were merged; the site of one may have passed to another since.
        organisation_ids = loading.with_survivors(self.session, organisation_ids, merged)
        for columns in loading.known_assets(self.session, organisation_ids):
            if is_in_vain():
                raise TakenBackError
            ids, sites, versions, days, devices, steps, seen, verdicts, facts, *numbers = columns
            digests = [
                bytes.fromhex(digest)[:FACTS_BYTES] if version else b""
                for digest, version in zip(facts, versions, strict=True)
            ]
            first = ledger.add_known(ids, list(map(plan.places.slot_of, sites)), numbers, digests)
            known.versions.extend(versions)
            known.days.extend(days)
            known.quantities.extend(devices)
            known.is_seen.extend(map(bool, seen))
            known.gravity.extend(map(gravity.__getitem__, verdicts))
            if any(steps):
                known.steps.update((first + n, Step(step)) for n, step in enumerate(steps) if step is not None)
        if merged:
            slots = {key: slot for slot, key in enumerate(ledger.ids)}
            ledger.merged = {slots[key]: slots[into] for key, into in merged.items() if key in slots}
        self._know_keys()
        self._settle()

    def _settle(self) -> None:
        """What persons have said of the numbers of these assets."""
        ledger, matcher, answers = self.plan.ledger, self.plan.matcher, self.answers
        for kind, number in answers.apart:
            ledger.index[kind][number] = SHARED
        for tag in matcher.shared_tags:
            ledger.index[TAG][tag] = SHARED
        if not (answers.pins or answers.aliases):
            return
        slots = {key: slot for slot, key in enumerate(ledger.ids)}
        matcher.pins = {keys: slots[asset] for keys, asset in answers.pins.items() if asset in slots}
        matcher.aliases = {number: slots[asset] for number, asset in answers.aliases.items() if asset in slots}
        for (kind, number), slot in matcher.aliases.items():
            ledger.index[kind].setdefault(number, slot)

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
        plan, reader, answers = self.plan, columns.reader, self.answers
        numbers, occupied, take = plan.numbers, plan.ledger.occupied, plan.matcher.take
        lines = columns.read(stretch)
        silent, keys_of_all, digests = lines.saying_nothing(), lines.keys(), lines.digests()
        channels = texts_of(stretch, reader.channel_at)
        references = texts_of(stretch, reader.reference_at)
        devices = lines.columns[0]
        placed_at = list(zip(*(lines.columns[at] for at in PLACING), strict=True))
        for n, place in enumerate(where.of_all(stretch, lines.rejected)):
            numbers.append(stretch.numbers[n])
            if not len(numbers) & (EVERY_ROWS - 1):
                tell(self.session, "Comparing rows with the register", len(numbers), self.rows)
            for issue in lines.said.get(n, ()):
                self._say(len(numbers) - 1, issue)
            if place is None:
                plan.quantities.append(0)
                plan.matcher.reject()
                continue
            plan.quantities.append(devices[n])
            for said in place.once:
                self._said_of(len(numbers) - 1, said, None)
            keys = keys_of_all[n]
            if place.site < 0 or n in silent:
                self._refused(place.always)
                plan.matcher.reject(place.site)
                if place.site < 0:
                    plan.ledger.note_named(keys)
                continue
            speaker = answers.speaker(keys) if answers.speakers else None
            take(
                place.site,
                keys,
                digests[n],
                channels[n],
                placed_at[n] if place.site in occupied else None,
                self._referenced(references[n]),
                yields=speaker is not None
                and not speaker.is_this(
                    plan.places.sites[place.site].id, cells_digest(reader.stored_cells(stretch.row(n)))
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
        return f"sheet “{plan.tables[plan.table_of(row)].sheet}”, row {plan.numbers[row]}"

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
        cell = address(column.index, plan.numbers[row]) if column is not None else str(plan.numbers[row])
        header = column.header if column is not None else None
        self._say(row, Issue(said.code, said.severity, said.message, said.cure, table.sheet, cell, header, about=asked))

    def _say(self, row: int, issue: Issue) -> None:
        plan = self.plan
        plan.issues.add(issue)
        if issue.severity is Severity.ERROR or row in plan.said or len(plan.said) < ROWS_WITH_ISSUES_KEPT:
            plan.said.setdefault(row, []).append(issue)
