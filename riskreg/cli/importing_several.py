"""`riskreg import` of many files: a preview of each, then one line for each of what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from riskreg.cli.column_questions import ask_about, is_somebody_there
from riskreg.cli.common import counted, say, say_json, show_issues, show_table
from riskreg.cli.importing_shown import given_json, show_given, show_heading, show_looks
from riskreg.errors import FileRejected, UsageError
from riskreg.operations import importing as single
from riskreg.operations import importing_several as act
from riskreg.operations.answer_sheets import Line, answered, read_answer_sheet, unused, write_answer_sheet
from riskreg.operations.column_questions import decided_in, questions_about
from riskreg.operations.office import Office
from riskreg.operations.previewing import write_preview_page
from riskreg.operations.returning import GivingBack, returned_name
from riskreg.rules.dates import long_date

SOME_FAILED = 9
"""Exit code where some files came in, or could, and others not."""
ALL_FAILED = 4
_ISSUES_SHOWN = 10


@dataclass
class Wanted:
    """What is wanted of many files.

    Attributes:
        base: What was said for all of them.
        is_applied: Whether they are to be written.
        give_back: Folder for the workbooks that go back.
        pages: Folder for previews as pages.
        answers: Sheet with answers per file.
        answers_out: Where a sheet to be filled in is written.
    """

    base: single.Request
    is_applied: bool
    give_back: Path | None = None
    is_plain: bool = False
    pages: Path | None = None
    answers: Path | None = None
    answers_out: Path | None = None
    as_json: bool = False
    givings: dict[Path, GivingBack] = field(default_factory=dict)
    _names: set[Path] = field(default_factory=set)

    def new_path(self, folder: Path, file: Path, end: str) -> Path:
        """A name in a folder for what is written of a file; lists of one name in two folders do not overwrite."""
        path = folder / f"{file.stem}{end}"
        if path in self._names:
            path = folder / f"{file.absolute().parent.name}-{file.stem}{end}"
        number = 1
        while path in self._names:
            number += 1
            path = folder / f"{file.stem}-{number}{end}"
        self._names.add(path)
        return path


def import_files(place: Office, paths: Sequence[Path], wanted: Wanted) -> int:
    """Preview or import files; gives the exit code.

    Args:
        place: Where and who.
        paths: Files and folders as typed.
        wanted: What is wanted of them.
    """
    for option, folder in (("--return", wanted.give_back), ("--preview-html", wanted.pages)):
        if folder is not None and not folder.is_dir():
            raise UsageError(
                f"“{folder}” is no folder.", f"For several lists name a folder that exists after {option}."
            )
    gathered = act.gather(paths)
    if not gathered.files:
        raise UsageError("There is no list in what you named.", "Name files, or a folder with lists.")
    requests = [replace(wanted.base, path=path, expect=None) for path in gathered.files]
    left_over: list[str] = []
    if wanted.answers is not None:
        lines = read_answer_sheet(wanted.answers)
        requests = [answered(each, lines, wanted.answers.name) for each in requests]
        left_over = unused(lines, gathered.files)

    def beside(request: single.Request) -> single.Beside:
        if wanted.give_back is None:
            return single.nothing_beside
        target = wanted.new_path(wanted.give_back, request.path, returned_name("", place.settings.marking))
        wanted.givings[request.path] = GivingBack(place, request, target, is_plain=wanted.is_plain)
        return wanted.givings[request.path].beside

    found = act.import_several(
        place,
        requests,
        is_applied=wanted.is_applied,
        expect=wanted.base.expect,
        beside=beside,
        asking=_ask if is_somebody_there() and not wanted.as_json else None,
        previewed=lambda outcome: None if wanted.as_json else _show_preview(outcome),
        done=lambda outcome: None if wanted.as_json else _show_done(outcome),
    )
    pages = _write_pages(place, found, wanted)
    if wanted.answers_out is not None:
        lines = [_line(each) for each in found.files]
        write_answer_sheet(lines, wanted.answers_out, place.settings.marking)
    if wanted.as_json:
        say_json(_as_answer(found, gathered, wanted, left_over, pages))
    else:
        _show_end(found, gathered, wanted, left_over, pages)
    if not found.refused:
        return 0
    return ALL_FAILED if len(found.refused) == len(found.files) else SOME_FAILED


def _ask(request: single.Request, workbook: single.Workbook, preview: single.Preview) -> single.Request | None:
    questions = questions_about(workbook, preview)
    if not questions:
        return None
    say(f"About {request.path}:")
    answers = ask_about(questions, preview.kind)
    return replace(request, mapping={**decided_in(preview), **(request.mapping or {}), **answers})


def _show_preview(outcome: act.FileOutcome) -> None:
    say()
    say(f"── {outcome.path}")
    if outcome.preview is not None:
        preview = outcome.preview
        show_heading(preview)
        show_looks(preview)
        say(f"Rows: {_counts(preview) or 'none'}.")
        show_issues(preview.issues, most=_ISSUES_SHOWN)
    if outcome.error is not None:
        say(f"Not taken: {outcome.error}")
        if isinstance(outcome.error, FileRejected):
            show_issues(outcome.error.issues, most=_ISSUES_SHOWN)
    for sentence in outcome.said:
        say(sentence)


def _counts(preview: single.Preview) -> str:
    return ", ".join(f"{count:,} {key.value.replace('_', ' ')}" for key, count in preview.counts.items() if count)


def _show_done(outcome: act.FileOutcome) -> None:
    done = outcome.imported
    if done is None or done.reference is None:
        return
    flags = done.screened
    say(
        f"{outcome.path.name}: imported as {done.reference}. "
        f"Flags raised: {flags.raised:,}; changed: {flags.changed:,}; lapsed: {flags.lapsed:,}."
    )


def _write_pages(place: Office, found: act.Several, wanted: Wanted) -> dict[Path, Path]:
    pages: dict[Path, Path] = {}
    if wanted.pages is not None:
        for each in found.files:
            if each.preview is not None:
                pages[each.path] = wanted.new_path(wanted.pages, each.path, "-preview.html")
                write_preview_page(place, each.preview, pages[each.path])
    return pages


def _line(outcome: act.FileOutcome) -> Line:
    """What is known of a file so far, as a line of the sheet of answers."""
    request, preview = outcome.request, outcome.preview
    signature = preview.signature if preview is not None else None
    told = {
        "organisation": request.organisation,
        "dated": (preview.described_on if preview is not None else request.dated),
        "covers": preview.covers.value if preview is not None else request.covers,
        "kind": preview.kind.value if preview is not None else request.kind,
        "site": request.site,
        "columns": "; ".join(f"{header}={meant}" for header, meant in (request.mapping or {}).items()),
        "signed_by": signature.name if signature is not None else request.signed_by,
        "post": signature.post if signature is not None else request.signed_post,
        "open": str(outcome.error) if outcome.error is not None else None,
    }
    return Line(str(outcome.path), {code: str(value) for code, value in told.items() if value})


def _as_answer(
    found: act.Several, gathered: act.Gathered, wanted: Wanted, left_over: list[str], pages: dict[Path, Path]
) -> dict[str, Any]:
    return {
        "applied": found.is_applied,
        "digest": found.digest,
        "counts": {standing.value: count for standing, count in found.counts().items()},
        "files": [
            {
                "path": str(each.path),
                "file_sha256": each.sha256,
                "standing": each.standing,
                "reference": each.imported.reference if each.imported is not None else None,
                "error": {
                    "message": each.error.message,
                    "cure": each.error.cure,
                    "code": getattr(each.error, "code", type(each.error).__name__),
                    "issues": [issue.as_dict() for issue in getattr(each.error, "issues", ())],
                }
                if each.error is not None
                else None,
                "said": each.said,
                "preview": single.as_answer(each.preview) if each.preview is not None else None,
                "preview_page": str(pages[each.path]) if each.path in pages else None,
                "returned": given_json(wanted.givings[each.path].given) if each.path in wanted.givings else None,
            }
            for each in found.files
        ],
        "left_out": [{"path": str(path), "why": why} for path, why in gathered.left_out],
        "answers_not_used": left_over,
    }


def _show_end(
    found: act.Several, gathered: act.Gathered, wanted: Wanted, left_over: list[str], pages: dict[Path, Path]
) -> None:
    say()
    for each in found.files:
        giving = wanted.givings.get(each.path)
        if giving is not None and giving.given:
            show_given(giving.given[0])
    for page in pages.values():
        say(f"Written: {page}")
    names = Counter(each.path.name for each in found.files)
    show_table(
        "What became of each file" if found.is_applied else "What would become of each file",
        ("File", "", "Describes", "Rows", "Why"),
        (_row(each, names[each.path.name] > 1) for each in found.files),
    )
    for path, why in gathered.left_out:
        say(f"Left out: {path}: {why}.")
    for name in left_over:
        say(f"The sheet of answers names “{name}”, which is not among the files.")
    if wanted.answers_out is not None:
        say(f"Written: {wanted.answers_out}. Fill it in, and give it back with --answers {wanted.answers_out}")
    counts = found.counts()
    came = counts[act.Standing.IMPORTED] if found.is_applied else counts[act.Standing.READY]
    verb = "came in" if found.is_applied else "can be imported"
    same, refused = counts[act.Standing.NO_CHANGE], len(found.refused)
    say(
        f"Of {counted(len(found.files), 'file')}: {came:,} {verb}, {same:,} {'changes' if same == 1 else 'change'} "
        f"nothing, {refused:,} {'is' if refused == 1 else 'are'} not taken."
    )
    if found.is_applied:
        say("Each is an import of its own: take one back with riskreg imports undo REF")
        return
    say(f"Nothing was written. Digest of these previews: {found.digest}")
    if came:
        say("Write them with --apply." + (" Those not taken are left out." if refused else ""))


def _row(each: act.FileOutcome, is_one_of_several: bool) -> tuple[object, ...]:
    preview = each.preview
    standing = each.standing.value
    if each.imported is not None and each.imported.reference is not None:
        standing = each.imported.reference
    return (
        str(each.path) if is_one_of_several else each.path.name,
        standing,
        long_date(preview.described_on) if preview is not None else "",
        _counts(preview) if preview is not None else "",
        " ".join(filter(None, (each.error.message if each.error is not None else "", *each.said))),
    )
