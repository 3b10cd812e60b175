"""Tables of the report: by organisation, vendor, kind, control, step, obligation, and the burn-down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date

from riskreg.reporting.asking import Filters
from riskreg.reporting.burndown import burn_down
from riskreg.reporting.events import decisions
from riskreg.reporting.figures_removal import LIMB_TITLES, STEP_TITLES
from riskreg.reporting.histories import Part
from riskreg.reporting.measures import Measures
from riskreg.reporting.postcode_areas import NONE, area_of, areas
from riskreg.reporting.progress import Breakdown, Column, Scalar
from riskreg.reporting.selecting import is_yes
from riskreg.reporting.state import FlaggedAsset
from riskreg.rules.terms import Act, Sensitivity, SiteClass, Step, Verdict

ACT_TITLES = {
    Act.CEASE_DEPLOYMENT: "Stop deploying",
    Act.NEVER_CONNECT: "Never connect to core networks",
    Act.REMOVE: "Remove",
    Act.CONSIDER_REMOVAL: "Consider removing",
    Act.CEASE_PROCUREMENT: "Stop buying",
    Act.REPORT: "Report",
}
SITE_CLASS_TITLES = {
    SiteClass.SENSITIVE: "sensitive sites",
    SiteClass.NOT_SENSITIVE: "sites that are not sensitive",
    SiteClass.ANY: "all sites",
}

_COHORT = (
    Column("ever", "Ever flagged", "devices"),
    Column("verified", "Verified as removed", "devices"),
    Column("open", "Still open", "devices"),
    Column("left", "Left in another way", "devices"),
    Column("reported", "Reported as removed, not verified", "devices"),
    Column("share", "Verified share", "share"),
)
_PLOTTED = ("verified", "open", "left")


def words(value: str) -> str:
    """A stored word as a person reads it: `dome_camera` → `Dome camera`; `pfi` → `PFI`."""
    if value in ("pfi", "ptz_camera", "anpr_camera"):
        head, _, tail = value.partition("_")
        return f"{head.upper()} {tail}".strip()
    text = value.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:] if text != "unknown" else "Not known"


def _cohort_rows(
    assets: Iterable[FlaggedAsset], key: Callable[[FlaggedAsset], Hashable], title: Callable[[Hashable], str]
) -> list[tuple[Scalar, ...]]:
    found: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    for asset in assets:
        parts = asset.parts
        row = found[key(asset)]
        verified, still = parts.get(Part.VERIFIED, 0), parts.get(Part.OPEN, 0)
        row[0] += asset.standing.cohort
        row[1] += verified
        row[2] += still
        row[3] += asset.standing.cohort - verified - still
        row[4] += asset.reported_removed
    rows = [(title(each), *counts, counts[1] / counts[0] if counts[0] else None) for each, counts in found.items()]
    return sorted(rows, key=lambda row: _largest_first(row))


def _largest_first(row: tuple[Scalar, ...]) -> tuple[int, int, str, str]:
    still, ever = row[3], row[1]
    return (
        -still if isinstance(still, int) else 0,
        -ever if isinstance(ever, int) else 0,
        str(row[0]).casefold(),
        str(row[0]),
    )


def by_organisation(measures: Measures) -> Breakdown:
    """The cohort by the body that holds the site, with the whole estate and its unknown devices beside it."""
    state = measures.state
    estate: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for group in measures.groups:
        estate[group.organisation_id][0] += group.devices
        if group.verdict is Verdict.UNKNOWN:
            estate[group.organisation_id][1] += group.devices
    flagged: dict[int, list[FlaggedAsset]] = defaultdict(list)
    for asset in state.assets:
        flagged[asset.organisation_id].append(asset)
    rows: list[tuple[Scalar, ...]] = []
    for body in sorted(estate.keys() | flagged.keys(), key=lambda key: (state.organisation_name(key).casefold(), key)):
        cohort = _cohort_rows(flagged[body], lambda _: 0, lambda _: "")
        counts = cohort[0][1:] if cohort else (0, 0, 0, 0, 0, None)
        rows.append((state.organisation_name(body), *counts, estate[body][0], estate[body][1]))
    return Breakdown(
        "by_organisation",
        "By organisation",
        "Flagged devices by the body that holds the site on the as-at date; all its devices, and those whose maker is "
        "not known, stand beside them.",
        (
            Column("organisation", "Organisation"),
            *_COHORT,
            Column("devices", "All devices", "devices"),
            Column("unknown", "Maker not known", "devices"),
        ),
        tuple(rows),
        "stacked_bar",
        _PLOTTED,
    )


def by_vendor(measures: Measures) -> Breakdown:
    """The cohort by identified maker."""
    rows = _cohort_rows(
        measures.state.assets, lambda asset: (asset.maker.slug or "", asset.maker.name), lambda key: _name(key)
    )
    return _cohort_table(
        "by_vendor",
        "By vendor",
        "Flagged devices by the maker that identification names, whatever brand they carry.",
        Column("vendor", "Vendor"),
        rows,
    )


def _name(key: Hashable) -> str:
    return str(key[1]) if isinstance(key, tuple) else str(key)


def by_kind(measures: Measures) -> Breakdown:
    """The cohort by kind of equipment: recorders, intercoms and software count as cameras do."""
    rows = _cohort_rows(
        measures.state.assets, lambda asset: asset.standing.place.kind.value, lambda key: words(str(key))
    )
    return _cohort_table(
        "by_kind", "By kind of equipment", "Flagged devices by the kind that lists tell.", Column("kind", "Kind"), rows
    )


def by_control(measures: Measures) -> Breakdown:
    """The cohort by who controls the building: removals stall with landlords."""
    places, on = measures.state.places, measures.on
    rows = _cohort_rows(
        measures.state.assets,
        lambda asset: places.site(asset.site_id, on).control.value,
        lambda key: words(str(key)),
    )
    return _cohort_table(
        "by_control",
        "By control of the building",
        "Flagged devices by who controls the building: owned, landlord, shared, PFI or contractor.",
        Column("control", "Control"),
        rows,
    )


def by_sensitivity(measures: Measures) -> Breakdown:
    """The cohort by sensitivity of the site, not assessed standing apart."""
    titles = {
        Sensitivity.SENSITIVE: "Sensitive",
        Sensitivity.NOT_SENSITIVE: "Not sensitive",
        Sensitivity.NOT_ASSESSED: "Not assessed",
    }
    rows = _cohort_rows(
        measures.state.assets, lambda asset: asset.sensitivity.value, lambda key: titles[Sensitivity(str(key))]
    )
    return _cohort_table(
        "by_sensitivity",
        "By sensitivity of the site",
        "Flagged devices by whether their site is sensitive. Not assessed is not the same as not sensitive.",
        Column("sensitivity", "Site"),
        rows,
    )


def by_network(measures: Measures) -> Breakdown:
    """The cohort by where lists say that it is connected."""
    rows = _cohort_rows(
        measures.state.assets, lambda asset: asset.standing.place.network.value, lambda key: words(str(key))
    )
    return _cohort_table(
        "by_network",
        "By network",
        "Flagged devices by where lists say that they are connected. A segregated network is a claim, not a removal.",
        Column("network", "Network"),
        rows,
    )


def _cohort_table(code: str, title: str, definition: str, first: Column, rows: list[tuple[Scalar, ...]]) -> Breakdown:
    return Breakdown(code, title, definition, (first, *_COHORT), tuple(rows), "stacked_bar", _PLOTTED)


def removal_steps(measures: Measures) -> Breakdown:
    """Devices at each step, counted apart."""
    latest: dict[Step, date] = {}
    for asset in measures.state.assets:
        seen = asset.standing.seen_again
        for step in asset.history.steps:
            if step.on <= measures.on and (seen is None or step.on >= seen.on):
                latest[step.step] = max(step.on, latest.get(step.step, date.min))
    rows = tuple(
        (title, measures.count(Filters(step=step)).devices, latest.get(step)) for step, title in STEP_TITLES.items()
    )
    return Breakdown(
        "removal_steps",
        "Removal steps",
        "Devices ever flagged for which each step is recorded. A device counts at each of its steps; only “verified as "
        "removed” means removed.",
        (Column("step", "Step"), Column("devices", "Devices", "devices"), Column("latest", "Latest", "date")),
        rows,
        "bar",
        ("devices",),
    )


def obligations(measures: Measures) -> Breakdown:
    """Each obligation in force with the devices that it concerns."""
    rows = []
    for duty in measures.duties.all:
        if not measures.is_used(duty.name.partition("/")[0]):
            continue
        applies = unsure = 0
        for asset in measures.state.open_assets:
            if duty.concerns(asset):
                reaches = duty.reaches(asset.sensitivity)
                applies += asset.open_devices if reaches else 0
                unsure += asset.open_devices if reaches is None else 0
        overdue = applies if duty.asks_removal and duty.is_overdue(measures.on) else 0
        rows.append(
            (
                duty.name,
                ACT_TITLES[duty.act],
                SITE_CLASS_TITLES[duty.site_class],
                duty.equipment,
                duty.strength,
                duty.from_on,
                duty.due_on if duty.due_on is not None else "no date set",
                applies,
                unsure,
                overdue,
            )
        )
    return Breakdown(
        "obligations",
        "Obligations",
        "Obligations of the newest edition of each regime adopted here, in law on the as-at date, with open flagged "
        "devices at the sites that each reaches. Which equipment and purposes an obligation covers is given in its own "
        "words and not narrowed further here. Devices at sites not assessed may be reached.",
        (
            Column("obligation", "Obligation"),
            Column("act", "Act"),
            Column("site_class", "Sites"),
            Column("equipment", "Equipment"),
            Column("strength", "Strength"),
            Column("from_on", "From", "date"),
            Column("due_on", "Due", "date"),
            Column("applies", "Open flagged devices", "devices"),
            Column("unsure", "At sites not assessed", "devices"),
            Column("overdue", "Overdue", "devices"),
        ),
        tuple(rows),
    )


def limbs(measures: Measures) -> Breakdown:
    """Sensitive sites by limb."""
    state = measures.state
    still = {asset.site_id for asset in state.open_assets}
    rows = []
    for limb, title in LIMB_TITLES.items():
        yes = [site for site in measures.site_ids if is_yes(state, site, limb)]
        silent = [site for site in measures.site_ids if limb not in state.places.limbs(site, measures.on)]
        rows.append((title, len(yes), sum(site in still for site in yes), len(silent)))
    return Breakdown(
        "limbs",
        "Sensitive sites by limb",
        "Sites for which each limb is answered yes, those of them with open flagged devices, and sites where nobody "
        "answered it. A site may count at several limbs.",
        (
            Column("limb", "Limb"),
            Column("sites", "Answered yes", "sites"),
            Column("left", "Of these, with open flags", "sites"),
            Column("silent", "Not answered", "sites"),
        ),
        tuple(rows),
        "bar",
        ("sites", "left"),
    )


def decisions_table(measures: Measures) -> Breakdown:
    """Decisions in force by regime and outcome."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for each in decisions(measures.session, measures.state):
        counts[measures.state.regimes[each.regime_id][0], words(each.outcome.value)] += 1
    return Breakdown(
        "decisions",
        "Decisions",
        "Flags by regime and newest decision of a person.",
        (Column("regime", "Regime"), Column("outcome", "Decision"), Column("flags", "Flags", "number")),
        tuple((*key, counts[key]) for key in sorted(counts)),
    )


def by_area(measures: Measures) -> Breakdown:
    """What is left by postcode area: the map of the report, and its list."""
    places, on = measures.state.places, measures.state.point.as_at
    left: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for asset in measures.state.open_assets:
        left[area_of(places.site(asset.site_id, on).postcode)][asset.site_id] += asset.open_devices
    order = sorted(left, key=lambda code: (code == NONE, -sum(left[code].values()), code))
    return Breakdown(
        "by_area",
        "By postcode area",
        "Flagged devices still open, and their sites, by the area with which the postcode of the site begins. The "
        "register holds no coordinates: each area is shown at one town of it. Positions: GeoNames, CC BY 4.0. Outline: "
        "Natural Earth.",
        (
            Column("place", "Postcode area"),
            Column("area", "Letters"),
            Column("sites", "Sites", "sites"),
            Column("open", "Still open", "devices"),
        ),
        tuple(
            (areas()[code].place if code != NONE else "Not on the map", code, len(left[code]), sum(left[code].values()))
            for code in order
        ),
        "map" if any(code != NONE for code in left) else None,
        ("open",),
    )


def all_breakdowns(measures: Measures) -> tuple[Breakdown, ...]:
    """Every table, in the order of the report."""
    return (
        burn_down(measures.state),
        by_organisation(measures),
        by_vendor(measures),
        by_kind(measures),
        by_sensitivity(measures),
        limbs(measures),
        by_control(measures),
        by_network(measures),
        by_area(measures),
        removal_steps(measures),
        obligations(measures),
        decisions_table(measures),
    )
