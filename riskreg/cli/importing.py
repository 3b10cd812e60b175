"""`riskreg import`: preview a list, apply it, hand it back marked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from riskreg.cli.column_questions import ask_about, is_somebody_there
from riskreg.cli.common import (
    ActorOption,
    DatabaseOption,
    JsonOption,
    date_option,
    leave,
    office,
    say,
    say_json,
)
from riskreg.cli.importing_several import Wanted, import_files
from riskreg.cli.importing_shown import given_json, said_of, show_preview
from riskreg.errors import FileRejected
from riskreg.operations import importing as act
from riskreg.operations.column_questions import Question, decided_in, questions_about
from riskreg.operations.mappings import read_mapping_file
from riskreg.operations.office import Office
from riskreg.operations.previewing import write_preview_page
from riskreg.operations.returning import GivingBack
from riskreg.rules.terms import Covers, ImportKind

REJECTED = 4
"""Exit code of a preview of which no row could be taken."""


def register(app: typer.Typer) -> None:
    """Hang the commands on the program."""
    app.command("import")(import_list)


def import_list(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="The list, or several; a folder stands for the lists in it and below it."
        ),
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
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="FILE",
            help="A sheet with one line per file (organisation, date, cover …), as --write-answers gives it.",
        ),
    ] = None,
    answers_out: Annotated[
        Path | None,
        typer.Option(
            "--write-answers",
            metavar="FILE.xlsx",
            help="Write such a sheet, with what each file says and what is still open, to be filled in; .xlsx or .csv.",
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

    Several lists are previewed one after the other, and each is an import of its own: one that is not taken stops no
    other. What is said with the command counts for all of them, --answers for each; estate lists go first. Name folders
    after --return and --preview-html. Exit code 9: some were not taken.

    On a terminal, columns of which the meaning is not sure are asked about, with some of their values. A script is
    never asked; it says with --map or --map-file what columns mean. Answers are remembered once the list is applied.
    """
    with office(database, actor, quiet=as_json) as place:
        request = act.Request(
            path=Path(files[0]),
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
        if len(files) > 1 or request.path.is_dir() or answers is not None or answers_out is not None:
            wanted = Wanted(request, apply, give_back, plain, preview_html, answers, answers_out, as_json)
            leave(import_files(place, [Path(each) for each in files], wanted))
        if is_somebody_there() and not as_json:
            request = _asked(place, request)
        giving = GivingBack(place, request, give_back, is_plain=plain) if give_back is not None else None
        beside = giving.beside if giving is not None else act.nothing_beside
        with said_of(giving, as_json=as_json) as given:
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
                say_json({**written, **reference, **act.as_answer(seen), "returned": given_json(given)})
            else:
                show_preview(seen, applied=done)
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
