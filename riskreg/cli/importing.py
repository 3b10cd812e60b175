"""`riskreg import`: preview a list, apply it, hand it back marked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from riskreg.cli.column_questions import ask_about, is_somebody_there
from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    counted,
    date_option,
    leave,
    office,
    say,
    say_json,
    show_counts,
    show_issues,
    show_table,
    words,
)
from riskreg.errors import FileRejected
from riskreg.operations import importing as act
from riskreg.operations.column_questions import Question, decided_in, questions_about
from riskreg.operations.mappings import read_mapping_file
from riskreg.operations.office import Office
from riskreg.operations.previewing import write_preview_page
from riskreg.operations.returning import GivenBack, GivingBack
from riskreg.rules.dates import long_date
from riskreg.rules.terms import Covers, ImportKind, Severity

REJECTED = 4
"""Exit code of a preview of which no row could be taken."""
_ITEMS_SHOWN = 5
"""Examples of each thing to look at that the terminal shows."""


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.command("import")(import_list)


def import_list(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The list.")],
    organisation: Annotated[
        str | None,
        typer.Option("--organisation", metavar="NAME", help="Whose list it is. Not needed where a column says so."),
    ] = None,
    dated: Annotated[
        str | None,
        typer.Option(
            "--dated", metavar="DATE", help="The date that the list describes. Default: as the file itself says."
        ),
    ] = None,
    covers: Annotated[
        Covers | None,
        typer.Option(
            "--covers",
            help="What the list covers; what is missing from it is “not seen” only inside. "
            "Default: as a template or returned workbook says, else sites.",
        ),
    ] = None,
    kind: Annotated[
        ImportKind | None, typer.Option("--kind", help="What the list holds. Default: told from its headers.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="HEADER=FIELD", help="What a column means, where it was misunderstood; can be repeated."
        ),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map-file", metavar="FILE", help="The same from a CSV file: in each line a header and a field."),
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option("--map-site", metavar="NAME=SITE", help="Which site is meant by a name; can be repeated."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--site",
            metavar="SITE",
            help="Name or code of the site of all rows, for a list that says none, as exports do.",
        ),
    ] = None,
    signed_by: Annotated[
        str | None,
        typer.Option(
            "--signed-by",
            metavar="NAME",
            help="Who answers for the list, not who imports it. Default: as the file itself says.",
        ),
    ] = None,
    post: Annotated[
        str | None, typer.Option("--post", metavar="POST", help="The post of the person who signs.")
    ] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Write it. Without, nothing is written to the register.")
    ] = False,
    give_back: Annotated[
        Path | None,
        typer.Option(
            "--return",
            metavar="FILE.xlsx",
            help="Also write the sender's own workbook, with what is to be looked at marked; FILE may be a folder.",
        ),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option("--return-plain", help="With --return: write a new workbook with the same cells instead."),
    ] = False,
    preview_html: Annotated[
        Path | None,
        typer.Option("--preview-html", metavar="FILE.html", help="Also write the preview as a page for any browser."),
    ] = None,
    expect: Annotated[
        str | None,
        typer.Option(
            "--expect", metavar="DIGEST", help="Stop where the outcome would differ from the preview with this digest."
        ),
    ] = None,
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what importing a list would do; with --apply, do it.

    Takes a list of assets, or an estate list (organisations and sites). Nothing is written to the register without
    --apply, and then all of it in one transaction or nothing. The same list again changes nothing. An asset that the
    list does not name is “not seen”, never “removed”. With --return, the sender's own workbook is written as well, with
    what is to be looked at marked; corrected and sent again, it imports as it is. See what was imported, and take an
    import back, with: riskreg imports

    On a terminal, columns of which the meaning is not sure are asked about, with some of their values. A script is
    never asked; it says with --map or --map-file what columns mean. Answers are remembered once the list is applied.
    """
    with office(database, actor, quiet=as_json) as place:
        request = act.Request(
            path=Path(file),
            kind=kind,
            organisation=organisation,
            dated=date_option(dated),
            covers=covers,
            mapping={**(read_mapping_file(map_file) if map_file else {}), **act.parse_mapping(mapping)},
            sites=act.parse_mapping(site),
            expect=expect,
            site=at,
            signed_by=signed_by,
            signed_post=post,
        )
        if is_somebody_there() and not as_json:
            request = _asked(place, request)
        giving = GivingBack(place, request, give_back, is_plain=plain) if give_back is not None else None
        beside = giving.beside if giving is not None else act.nothing_beside
        with _said_of(giving, as_json=as_json) as given:
            if not apply:
                seen = act.preview_import(place, request, beside)
                done = None
            else:
                done = act.apply_import(place, request, beside)
                seen = done.preview
            if preview_html is not None:
                write_preview_page(place, seen, preview_html)
            if as_json:
                written = {"applied": done is not None and done.reference is not None}
                reference = {"reference": done.reference} if done is not None else {}
                say_json({**written, **reference, **act.as_answer(seen), "returned": _given_json(given)})
            else:
                _show(seen, applied=done)
                if preview_html is not None:
                    say(f"Written: {preview_html}")
        if done is None and seen.rows and not act.takes_any(seen):
            leave(REJECTED)


def _asked(place: Office, request: act.Request) -> act.Request:
    """The request with what a person answers about columns that are not sure."""
    open_questions: list[tuple[Question, ...]] = []
    kinds: list[ImportKind] = []
    decided: dict[str, str] = {}

    def note(workbook: act.Workbook, outcome: act.Preview | FileRejected) -> None:
        if not isinstance(outcome, FileRejected):
            open_questions.append(questions_about(workbook, outcome))
            kinds.append(outcome.kind)
            decided.update(decided_in(outcome))

    act.preview_import(place, request, note)
    if not open_questions or not open_questions[0]:
        return request
    answers = ask_about(open_questions[0], kinds[0])
    return replace(request, mapping={**decided, **(request.mapping or {}), **answers})


@contextmanager
def _said_of(giving: GivingBack | None, *, as_json: bool) -> Iterator[list[GivenBack]]:
    """Say of the workbook that went back, also where the list itself was refused."""
    given = giving.given if giving is not None else []
    try:
        yield given
    finally:
        if given and not as_json:
            _show_given(given[0])


def _given_json(given: list[GivenBack]) -> dict[str, Any] | None:
    return {"path": str(given[0].path), **asdict(given[0].returned)} if given else None


def _show_given(given: GivenBack) -> None:
    told = given.returned
    say(f"Written: {given.path}")
    if told.is_fine:
        say("  Nothing is wrong with the list; the workbook says so.")
    else:
        rows = counted(told.rows, "row")
        say(f"  {counted(told.marked, 'cell')} marked; {rows} with a reason, of which {told.rows_left:,} not taken.")
    if told.dropped:
        say(f"  {counted(told.dropped, 'column')} of user names, passwords or the like emptied.")
    if told.why_new:
        say(f"  {told.why_new}")
    if told.lost:
        say(f"  Not kept: {'; '.join(told.lost)}.")
        if told.is_own:
            say("  Where that matters, add --return-plain for a new workbook, and correct the original by it.")


def _show_looks(preview: act.Preview) -> None:
    """What deserves a look, before anything else."""
    if not preview.looks:
        return
    say()
    say("Look at this first")
    for number, look in enumerate(preview.looks, start=1):
        say(f"{number}. {look.title}.")
        say(f"   {look.why}")
        for item in look.items[:_ITEMS_SHOWN]:
            say(f"   - {item}")
        if look.total > _ITEMS_SHOWN and len(look.items) > _ITEMS_SHOWN:
            say(f"   … and {look.total - _ITEMS_SHOWN:,} more; see them with --preview-html or --json.")
    say()


def _show(preview: act.Preview, *, applied: act.Imported | None) -> None:
    when, what = long_date(preview.described_on), words(preview.covers)
    say(f"{preview.file_name}: {words(preview.kind)} as of {when}; covers: {what}.")
    say(f"Signed by: {preview.signature or 'nobody is named; say it with --signed-by and --post'}.")
    _show_looks(preview)
    show_table(
        "Sheets",
        ("Sheet", "Header rows", "Rows", "Not data"),
        ((s.name, ", ".join(map(str, s.header_rows)), s.rows, s.skipped_total) for s in preview.sheets),
        numbers=(2, 3),
    )
    for name, why in preview.left_out.items():
        say(f"Sheet “{name}” was not read: {why}")
    for sheet in preview.sheets[:3]:
        show_table(
            f"Columns of “{sheet.name}”",
            ("", "Header", "Taken for", "Sure", "Why"),
            (
                (
                    c.letter,
                    c.header,
                    "dropped unread" if c.is_dropped else words(c.field or "kept as text"),
                    f"{c.confidence:.0%}",
                    c.why,
                )
                for c in sheet.columns
            ),
        )
    if len(preview.sheets) > 3:
        say(f"… and {len(preview.sheets) - 3} more sheets, all listed with --json.")
    show_counts("Rows", {disposition.value: count for disposition, count in preview.counts.items()})
    show_counts("Matched by", {matched.value: count for matched, count in preview.matched_by.items()})
    if preview.differences:
        show_table(
            f"What changes: the first {min(20, len(preview.differences))} of {preview.differences_total:,} fields",
            ("Sheet", "Cell", "Field", "Until now", "In the list"),
            ((d.sheet, d.cell or f"row {d.row}", words(d.field), d.before, d.after) for d in preview.differences[:20]),
        )
    show_issues(preview.issues)
    errors = len(preview.issues_of(Severity.ERROR))
    if applied is None:
        say(f"Nothing was written. Digest of this preview: {preview.outcome_sha256}")
        if preview.changes_nothing:
            say("The list changes nothing.")
        elif act.takes_any(preview):
            say("Write it with --apply.")
    elif applied.reference is None:
        say("The list changes nothing; nothing was written.")
    else:
        flags = applied.screened
        say(f"Imported as {applied.reference}.")
        say(f"Flags raised: {flags.raised:,}; changed: {flags.changed:,}; lapsed: {flags.lapsed:,}.")
    if errors:
        say(f"{errors:,} rows were not taken; each is listed above with its place and cure.")
