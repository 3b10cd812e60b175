"""How lists are shown on the terminal: what an import brought, how editions differ, what one would flag and release."""

from __future__ import annotations

from collections.abc import Sequence

from riskreg.cli.checking import show_watched
from riskreg.cli.common import counted, say, show_counts, show_table
from riskreg.operations.activating import EditionChange, ListsActivated
from riskreg.operations.addresses import AddressesRefreshed
from riskreg.operations.editions import Difference
from riskreg.operations.lists import ListImported
from riskreg.rules.dates import long_date

_MOST = 40


def show_imported(done: ListImported) -> None:
    """What an import brought."""
    say(f"Read as: {done.format}; {counted(done.rows, 'row')}, of {long_date(done.dated)}.")
    say(f"SHA-256: {done.sha256}")
    if done.lists:
        say(f"Taken: {'; '.join(done.lists)}.")
    show_table("Left out", ("What", "How many"), done.left_out.items(), numbers=(1,)) if done.left_out else None
    for note in done.notes:
        say(f"Note: {note}")
    say(
        f"{counted(done.companies, 'entry').replace('entrys', 'entries')}. Makers of the catalogue: "
        f"{len(done.matched):,}; may be one: {len(done.doubtful):,}; told by their exact name: {done.by_name:,}."
    )
    _rows(
        "Makers of the catalogue",
        ("Entry", "Name on the list", "Maker", "Why"),
        [(each.key, each.name, ", ".join(each.makers), each.note) for each in done.matched],
    )
    _rows(
        "For you to settle: which maker is meant, or none",
        ("Entry", "Name on the list", "May be", "Why"),
        [(each.key, each.name, ", ".join(each.makers), each.note) for each in done.doubtful],
    )
    _rows(
        "Names that flag nothing by themselves",
        ("Entry", "Company", "Name", "Why"),
        [(each.entry_key, each.entry, each.name, each.reason) for each in done.withheld],
    )
    if done.lost:
        _rows("On the edition at hand and not on this one", ("Company",), [(name,) for name in done.lost])
    say(f"It waits as {done.name} in {done.folder}; nothing is in use yet.")
    say(f"See what it would flag and release with: riskreg lists preview {done.name}")


def show_refreshed(done: AddressesRefreshed) -> None:
    """What a refreshed table of address prefixes brings."""
    say(f"{done.after:,} prefixes; the table in use has {done.before:,}.")
    if done.kept:
        say(f"Not in the files, and kept as they are: prefixes of {' and '.join(done.kept)}.")
    show_counts("Left out", done.left_out)
    _rows(
        "By maker",
        ("Maker", "Watched", "Before", "After", "New", "Gone"),
        [(v.name, v.is_watched, v.before, v.after, _prefixes(v.new), _prefixes(v.gone)) for v in done.vendors],
    )
    _rows("Moved", ("Prefix", "Was", "Is now"), [(m.prefix, m.before, m.after) for m in done.moved])
    _rows("Registrants of the catalogue that the registry no longer has", ("Name",), [(n,) for n in done.missing])
    say(f"Written: {done.place}")
    if done.name is not None:
        say("Nothing is in use yet. See what it would change with: riskreg lists preview oui")


def _prefixes(found: Sequence[str]) -> str:
    """The number of prefixes and the first few."""
    return f"{len(found):,}: {', '.join(found[:3])}{' …' if len(found) > 3 else ''}" if found else ""


def show_rehearsed(found: ListsActivated) -> None:
    """What putting lists in use would do."""
    say(f"Edition {found.edition}; in use until now: {found.previous or 'none'}.")
    say(f"All {found.canaries} canaries were found, and none of the {found.traps} traps was flagged.")
    show_table("List editions that are new here", ("Regime", "Edition"), found.activated.editions)
    for change in found.changes:
        _show_change(change)
    screened = found.screened
    say(f"It would flag {screened.raised:,} asset lines and release {screened.lapsed:,}.")
    if screened.changed:
        say(f"It would change the ground or verdict of {counted(screened.changed, 'flag')}.")
    if found.restated:
        kept = counted(found.restated, "verdict")
        say(f"{kept} on distinct makes and models would stand as now: the new edition repeats the entry word for word.")
    if screened.by_organisation:
        show_table(
            "By organisation, in asset lines",
            ("Organisation", "Newly flagged", "Changed", "Released", "To decide again"),
            ((o.organisation, o.raised, o.changed, o.lapsed, o.reopened) for o in screened.by_organisation),
            numbers=(1, 2, 3, 4),
        )
    reasons = {reason: number for number, reason in enumerate(dict.fromkeys(t.reason for t in found.turned), 1)}
    _rows(
        "What becomes of flags",
        ("Organisation", "", "Regime", "Verdict", "Make", "Model", "Lines", "For example", "Why"),
        [
            (t.organisation, t.turn, t.regime, t.verdict, t.make, t.model, f"{t.lines:,}", t.example, reasons[t.reason])
            for t in found.turned
        ],
    )
    for reason, number in list(reasons.items())[: max((reasons[t.reason] for t in found.turned[:_MOST]), default=0)]:
        say(f"Why {number}: {reason}")
    if found.caught:
        say("It catches lines of saved checks:")
        show_watched(found.caught)
    _rows(
        "Candidate replacements that it catches",
        ("Product", "Reference", "Was", "Is now", "In the plans of", "Why"),
        [
            (each.name, each.reference, each.was.value, each.now.value, ", ".join(each.plans) or "no plan", each.reason)
            for each in found.products
        ],
    )
    if found.stops:
        show_table("Stopped at the gate", ("What", "What to do"), ((s.message, s.cure) for s in found.stops))


def _show_change(change: EditionChange) -> None:
    say(f"{change.regime}: {change.before} → {change.after}")
    show_difference(change.difference)


def show_difference(difference: Difference) -> None:
    """What two editions have of each other."""
    show_counts(
        "",
        {
            "added": len(difference.added),
            "removed": len(difference.removed),
            "changed": len(difference.changed),
            "same": difference.same,
            "companies_lost": len(difference.lost),
        },
    )
    _rows("Added", ("Entry", "Name", "Maker", "From"), [(e.key, e.name, e.vendor, e.from_on) for e in difference.added])
    _rows(
        "Removed",
        ("Entry", "Name", "Maker", "Until"),
        [(e.key, e.name, e.vendor, e.to_on) for e in difference.removed],
    )
    _rows(
        "Changed",
        ("Entry", "Name", "What"),
        [(c.after.key, c.before.name, "; ".join(c.changes)) for c in difference.changed],
    )
    if difference.lost:
        _rows("Companies that are lost", ("Name", "Maker"), [(e.name, e.vendor) for e in difference.lost])


def _rows(title: str, headers: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table of the first rows, and how many more there are; nothing where there are none."""
    if not rows:
        return
    show_table(title, headers, rows[:_MOST])
    if len(rows) > _MOST:
        say(f"… and {len(rows) - _MOST:,} more; see all of them with --json.")
