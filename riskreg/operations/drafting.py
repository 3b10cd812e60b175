"""What a person does with a list that is being imported on pages: hand it in, say what it means, have it written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO

import orjson
from sqlalchemy import select

from riskreg.database import register_code
from riskreg.errors import Conflict, FileRejected, NotFound, UsageError
from riskreg.intake import codes
from riskreg.operations import jobs
from riskreg.operations.column_questions import choices, decided_of, meaning_of
from riskreg.operations.drafts import Draft, Found, SiteQuestion, as_stored, draft, path_of
from riskreg.operations.importing import NEW_SITE, Request
from riskreg.operations.office import Office
from riskreg.operations.setting_up import find_organisation
from riskreg.register import Organisation, Site
from riskreg.rules.jobs import JobKind, JobState, JobStep
from riskreg.rules.references import ReferenceKind, reference
from riskreg.rules.terms import ImportKind

NAMES_OFFERED = 500
"""Organisations that a form offers by name."""
_LONGEST_NAME = 120
_BLOCK = 1024 * 1024


def begin(office: Office, name: str, stream: BinaryIO, request: Request) -> str:
    """Take a file in; it lies in a private folder until the list is imported or dropped.

    Args:
        office: Where and who.
        name: Name of the file as its sender has it.
        stream: Its bytes.
        request: What is asked; its path does not count.

    Returns:
        The handle of the draft.

    Raises:
        FileRejected: It is empty, too large, or there is no room for it.
    """
    limit, room = office.settings.read_file_mb * 1024**2, office.settings.jobs_mb * 1024**2
    taken = jobs.room_taken(office)
    seen = jobs.new_job(office, JobKind.IMPORT, file_name(name), as_stored(request))
    target = path_of(seen)
    try:
        target.parent.mkdir(mode=0o700)
        size = 0
        with target.open("xb") as file:
            while block := stream.read(_BLOCK):
                size += len(block)
                if size > limit:
                    raise FileRejected(
                        f"“{seen.title}” is larger than {limit // 1024**2:,} MB.",
                        "Split the list, for example by site, or remove pictures from the workbook.",
                    )
                if taken + size > room:
                    raise FileRejected(
                        f"There is no room for “{seen.title}”: lists that are being imported may take "
                        f"{room // 1024**2:,} MB together.",
                        "Finish or drop one of them first.",
                    )
                file.write(block)
        if size == 0:
            raise FileRejected(
                f"The file “{seen.title}” is empty: it holds not one byte.",
                "Ask for the file again; it was probably lost on its way.",
            )
        jobs.set_going(office, seen.handle, JobStep.LOOK)
    except BaseException:
        jobs.drop(office, seen.handle)
        raise
    return seen.handle


def file_name(name: str) -> str:
    """The name of a file as it may lie in a folder: without the sender's folders, and without what no name may hold."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "_", last).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[:_LONGEST_NAME] or 'list'}.{ending}"
    return plain[:_LONGEST_NAME] or "list"


def say(office: Office, handle: str, request: Request) -> None:
    """Go on with what a person says of a list, and look at it again.

    Args:
        office: Where and who.
        handle: The draft.
        request: What is asked from now on; its path does not count.

    Raises:
        UsageError: The organisation is missing or not in the register, the date lies ahead, a post has no name.
        Conflict: It is under way, or done.
    """
    found = draft(office, handle).found
    if found is not None and found.lacks_organisation and not request.organisation:
        raise UsageError(
            "No column of the list says whose devices they are.", "Name the organisation.", about="organisation"
        )
    if request.organisation:
        with office.reading() as session:
            try:
                named = find_organisation(session, request.organisation)
            except NotFound as missing:
                cure = missing.cure if missing.cure.startswith("Did you mean") else (
                    "An organisation comes into the register with an estate list."
                )  # fmt: skip
                raise UsageError(missing.message, cure, about="organisation") from missing
            request = replace(request, organisation=named.name)
    if request.signed_post and not request.signed_by and found is not None:
        raise UsageError("A post signs nothing by itself.", "Give the name too.", about="signed_by")
    if request.dated is not None and request.dated > office.today:
        raise UsageError("The date lies ahead; a list describes a day that has been.", about="dated")
    jobs.set_going(office, handle, JobStep.LOOK, as_stored(replace(request, expect=None)))


def say_columns(office: Office, handle: str, meanings: Mapping[str, str]) -> None:
    """What columns mean, as a person says; it is remembered once the list is imported.

    Args:
        office: Where and who.
        handle: The draft.
        meanings: Header → field, `text` or `ignore`; those as understood change nothing.

    Raises:
        UsageError: A meaning is none, or two columns are to be the same.
        Conflict: It is under way, or done.
    """
    seen = draft(office, handle)
    if seen.found is None:
        raise Conflict("The file was not read yet.", "Wait until it is.")
    chosen = {header: meaning_of(text, seen.found.kind) for header, text in meanings.items()}
    wrong = [header for header, meaning in chosen.items() if meaning is None]
    if wrong:
        raise UsageError(f"Say what column “{wrong[0]}” holds.", "Choose from the list.")
    now = understood_as(seen.found)
    changed = {header: meaning for header, meaning in chosen.items() if meaning and now.get(header) != meaning}
    mapping = {**decided_of(seen.found.sheets), **(seen.request.mapping or {}), **changed}
    say(office, handle, replace(seen.request, mapping=mapping or None))


def understood_as(found: Found) -> dict[str, str]:
    """Header → the meaning that it has so far, as a form gives it."""
    meanings: dict[str, str] = {}
    for sheet in found.sheets:
        for column in sheet.columns:
            if column.header and not column.is_dropped:
                meaning = "ignore" if column.is_ignored else column.field or "text"
                meanings.setdefault(column.header, meaning)
    return meanings


def meanings_offered(kind: ImportKind) -> tuple[str, ...]:
    """Fields that a column of such a list can hold, as a form offers them."""
    return choices(kind)


def say_sites(office: Office, handle: str, meant: Mapping[str, str]) -> None:
    """Which sites are meant, or that they are new.

    Args:
        office: Where and who.
        handle: The draft.
        meant: Site as written → reference, or `new`.

    Raises:
        Conflict: It is under way, or done.
    """
    seen = draft(office, handle)
    offered = {question.text: {*question.near, NEW_SITE} for question in site_questions(office, seen)}
    known = {text: site for text, site in meant.items() if site in offered.get(text, ())}
    say(office, handle, replace(seen.request, sites={**(seen.request.sites or {}), **known}))


def site_questions(office: Office, seen: Draft) -> tuple[SiteQuestion, ...]:
    """Sites of the list whose names are nearly those of known sites, those of most rows first."""
    rows: dict[str, int] = {}
    near: dict[str, list[int]] = {}
    for issue in seen.preview.issues if seen.preview else ():
        if issue.code == codes.SITE_NEARLY_KNOWN and issue.about:
            about = orjson.loads(issue.about)
            text = str(about["text"])
            rows[text] = rows.get(text, 0) + 1
            near.setdefault(text, []).extend(each for each in about["near"] if each not in near.get(text, ()))
    if not rows:
        return ()
    with office.reading() as session:
        code = register_code(session)
        wanted = {key for keys in near.values() for key in keys}
        names = {
            site.id: ", ".join(filter(None, (site.name, site.code, site.postcode)))
            for site in session.scalars(select(Site).where(Site.id.in_(wanted)))
        }
    return tuple(
        SiteQuestion(
            text, count, {reference(ReferenceKind.SITE, code, key): names[key] for key in near[text] if key in names}
        )
        for text, count in sorted(rows.items(), key=lambda item: (-item[1], item[0]))
    )


def apply(office: Office, handle: str, expect: str) -> None:
    """Have the list written, as it was seen.

    Args:
        office: Where and who.
        handle: The draft.
        expect: Digest of the preview that was seen.

    Raises:
        Conflict: It is under way or done, or another preview was seen than the newest.
    """
    seen = draft(office, handle)
    if seen.job.state is not JobState.READY or seen.preview is None:
        raise Conflict("The list is not ready to be imported.", "See how far it is.")
    if seen.preview.outcome_sha256 != expect:
        raise Conflict(
            "You answered from an older page; the list would now do something else.", "Look at what it would do now."
        )
    jobs.set_going(office, handle, JobStep.APPLY, as_stored(replace(seen.request, expect=expect)))


def give_back(office: Office, handle: str) -> None:
    """Have the workbook written that goes back to the sender.

    Raises:
        Conflict: It is under way, or done.
    """
    jobs.set_going(office, handle, JobStep.RETURN)


def again(office: Office, handle: str) -> None:
    """Look at a list again from the beginning: after an interruption, or when the register has changed.

    Raises:
        Conflict: It is under way, or done.
    """
    jobs.set_going(office, handle, JobStep.LOOK, as_stored(replace(draft(office, handle).request, expect=None)))


def organisations_offered(office: Office) -> tuple[str, ...]:
    """Names of organisations, for a form; the first ones where there are very many."""
    with office.reading() as session:
        return tuple(session.scalars(select(Organisation.name).order_by(Organisation.name).limit(NAMES_OFFERED)))
