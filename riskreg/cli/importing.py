"""`riskreg import`: preview a list, apply it, undo it; `riskreg export`: the register's lists out again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    ReasonOption,
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
from riskreg.operations import importing as act
from riskreg.rules.dates import long_date
from riskreg.rules.terms import Covers, ImportKind, Severity

REJECTED = 4
"""Exit code of a preview of which no row could be taken."""


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.command("import")(import_list)


def import_list(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The list, or with --undo the reference of an import (IMP-…).")
    ],
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
        Covers,
        typer.Option("--covers", help="What the list covers; what is missing from it is “not seen” only inside."),
    ] = Covers.SITES,
    kind: Annotated[
        ImportKind | None, typer.Option("--kind", help="What the list holds. Default: told from its headers.")
    ] = None,
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map", metavar="HEADER=FIELD", help="What a column means, where it was misunderstood; can be repeated."
        ),
    ] = None,
    site: Annotated[
        list[str] | None,
        typer.Option("--map-site", metavar="NAME=SITE", help="Which site is meant by a name; can be repeated."),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write it. Without, nothing is written.")] = False,
    expect: Annotated[
        str | None,
        typer.Option(
            "--expect", metavar="DIGEST", help="Stop where the outcome would differ from the preview with this digest."
        ),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back the import of that reference.")] = False,
    reason: ReasonOption = "",
    database: DatabaseOption = None,
    actor: ActorOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what importing a list would do; with --apply, do it.

    Takes a list of assets, or an estate list (organisations and sites). Nothing is written without --apply, and then
    all of it in one transaction or nothing. The same list again changes nothing. An asset that the list does not name
    is “not seen”, never “removed”.
    """
    with office(database, actor, quiet=as_json) as place:
        if undo:
            said = act.undo_import(place, file, reason)
            say_json({"undone": file, "said": said}) if as_json else say("\n".join(said))
            return
        request = act.Request(
            path=Path(file),
            kind=kind,
            organisation=organisation,
            dated=date_option(dated),
            covers=covers,
            mapping=act.parse_mapping(mapping),
            sites=act.parse_mapping(site),
            expect=expect,
        )
        if not apply:
            seen = act.preview_import(place, request)
            say_json({"applied": False, **_answer(seen)}) if as_json else _show(seen, applied=None)
            if seen.rows and not act.takes_any(seen):
                leave(REJECTED)
            return
        done = act.apply_import(place, request)
    if as_json:
        say_json({"applied": done.reference is not None, "reference": done.reference, **_answer(done.preview)})
        return
    _show(done.preview, applied=done)


def _answer(preview: act.Preview) -> dict[str, Any]:
    return act.as_answer(preview)


def _show(preview: act.Preview, *, applied: act.Imported | None) -> None:
    when, what = long_date(preview.described_on), words(preview.covers)
    say(f"{preview.file_name}: {words(preview.kind)} as of {when}; covers: {what}.")
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
    if preview.sites.new_total:
        more = " …" if preview.sites.new_total > 5 else ""
        say(f"Sites that are new: {preview.sites.new_total:,} ({', '.join(preview.sites.new[:5])}{more}).")
    if preview.sites.emptied_total:
        say(f"Sites that the list empties: {preview.sites.emptied_total:,} ({', '.join(preview.sites.emptied[:5])}).")
    if preview.reappeared:
        say(f"Alarm: {len(preview.reappeared):,} assets that were recorded as removed are in service again.")
    if preview.differences:
        show_table(
            f"What changes: the first {min(20, len(preview.differences))} of {preview.differences_total:,} fields",
            ("Sheet", "Row", "Field", "Until now", "In the list"),
            ((d.sheet, d.row, words(d.field), d.before, d.after) for d in preview.differences[:20]),
            numbers=(1,),
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
