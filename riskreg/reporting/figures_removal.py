"""Figures about flagged devices: the cohort and where it is, the steps, sensitive sites, duties, plans."""

from __future__ import annotations

from riskreg.reporting.asking import Counted, Filters, Installed, Planning
from riskreg.reporting.histories import Part
from riskreg.reporting.loading import Planned
from riskreg.reporting.measures import Measures
from riskreg.reporting.progress import Figure
from riskreg.reporting.selecting import is_yes
from riskreg.rules.terms import Limb, Network, Sensitivity, Step, Verdict

STEP_TITLES = {
    Step.MITIGATED: "Risk reduced in place",
    Step.PLANNED: "Removal planned",
    Step.FUNDED: "Removal funded",
    Step.ORDERED: "Replacement ordered",
    Step.SCHEDULED: "Removal scheduled",
    Step.DISCONNECTED: "Disconnected",
    Step.PHYSICALLY_REMOVED: "Physically removed",
    Step.VERIFIED: "Verified as removed",
    Step.MEDIA_SANITISED: "Media sanitised",
    Step.DISPOSED: "Disposed of",
}

LIMB_TITLES = {
    Limb.SECRET_MATERIAL: "Secret material is held",
    Limb.VETTED_OFFICIALS: "Many officials hold developed vetting",
    Limb.MINISTERS: "Routinely used by ministers",
    Limb.SOCPA_2005: "Covered by the Act of 2005 (SOCPA)",
}

LEFT = (
    (Part.DISMISSED, "Dismissed by decision", "a person decided, with a reason, that the flag does not hold"),
    (Part.RELEASED_EDITION, "Released by a list edition", "the maker left the list"),
    (Part.RELEASED_DETERMINATION, "Released by a determination", "an officer determined that the criterion is not met"),
    (Part.RELEASED_ADOPTION, "Released because a regime no longer counts", "the body ended its adoption of the regime"),
    (Part.CATALOGUE_CORRECTED, "Flag withdrawn: vendor facts corrected", "what was known of vendors was wrong"),
    (Part.ASSET_CHANGED, "Released because a list says otherwise", "a later list names another maker"),
    (Part.MERGED, "Merged into another record", "two records of one device; it is counted once, in the other record"),
    (Part.IMPORT_UNDONE, "Import undone", "the import that named them was undone"),
    (
        Part.QUANTITY_CORRECTED,
        "Number corrected downwards",
        "a later list counts fewer devices, with no removal verified",
    ),
)


def headline(measures: Measures) -> Figure:
    """Verified removals as a share of the fixed cohort ever flagged."""
    verified = measures.count(Filters(count=Part.VERIFIED)).devices
    ever = measures.count(Filters(count=Counted.ALL)).devices
    return measures.share(
        "removed_verified_share",
        "Flagged devices verified as removed",
        "Devices whose removal is proved by evidence and confirmed by a second person, as a share of all devices ever "
        "flagged. Devices that left in another way stay below the line. Not known: devices whose maker cannot be told.",
        verified,
        ever,
        measures.unknown_devices,
        measures.drill("flagged-assets", Filters(count=Part.VERIFIED)),
    )


def beside(measures: Measures) -> tuple[Figure, ...]:
    """What must stand beside the headline: the unknown share, what is open, and every other way out of the cohort."""
    devices = measures.devices
    unknown = measures.share(
        "unknown_share",
        "Devices whose maker is not known",
        "Devices of the estate of which no adopted regime can say anything, because their maker, or its standing, "
        "cannot be told. They are not clear.",
        measures.unknown_devices,
        devices,
        0,
        measures.drill("assets", Filters(verdict=Verdict.UNKNOWN)),
    )
    ever = measures.flagged(
        "ever_flagged",
        "Devices ever flagged",
        "Devices that carried a flag on any day up to the as-at date: the cohort of the headline.",
        Filters(count=Counted.ALL),
    )
    still = measures.flagged(
        "open_devices",
        "Flagged devices still open",
        "Devices whose flag stands, that nobody dismissed and whose removal is not verified.",
        Filters(count=Part.OPEN),
    )
    left = [
        measures.flagged(
            f"left_{part.value.replace('-', '_')}",
            title,
            f"Devices of the cohort that no longer count as open though no removal was verified: {why}.",
            Filters(count=part),
        )
        for part, title, why in LEFT
    ]
    return (unknown, ever, still, *left)


def units(measures: Measures) -> list[Figure]:
    """Open flags in asset lines, systems and sites."""
    found = measures.count(Filters(count=Part.OPEN))
    definition = "with at least one open flagged device"
    return [
        Figure(
            "open_lines",
            "Asset lines still open",
            f"Lines of asset lists {definition}.",
            found.lines,
            "assets",
            drill=measures.drill("flagged-assets", Filters(count=Part.OPEN)),
        ),
        Figure(
            "open_systems",
            "Systems with open flags",
            f"Video management systems or recorder groups {definition}. "
            "Devices without a named system are not counted.",
            found.systems,
            "systems",
            drill=measures.drill("flagged-systems", Filters(count=Part.OPEN)),
        ),
        Figure(
            "open_sites",
            "Sites with open flags",
            f"Sites {definition}.",
            found.sites,
            "sites",
            drill=measures.drill("flagged-sites", Filters(count=Part.OPEN)),
        ),
    ]


def steps(measures: Measures) -> list[Figure]:
    """Devices per removal step, each counted apart, and what lists merely report."""
    found = [
        measures.flagged(
            f"step_{step.value}",
            title,
            f"Devices ever flagged for which the step “{title.lower()}” is recorded and not reset by a reappearance. "
            "A device counts at each of its steps.",
            Filters(step=step),
        )
        for step, title in STEP_TITLES.items()
    ]
    found.append(
        measures.flagged(
            "reported_removed",
            "Reported as removed, not verified",
            "Open flagged devices that a list claims to be removed, replaced or disposed of. A claim is not a removal.",
            Filters(count=Counted.REPORTED_REMOVED),
        )
    )
    return found


def sensitive(measures: Measures) -> list[Figure]:
    """Sensitive sites: how many, by limb, how many still hold flagged devices, and what was never assessed."""
    places, on, state = measures.state.places, measures.on, measures.state
    standing = {site: places.sensitivity(site, on) for site in measures.site_ids}
    all_sensitive = [site for site, said in standing.items() if said is Sensitivity.SENSITIVE]
    not_assessed = sum(said is Sensitivity.NOT_ASSESSED for said in standing.values())
    left = measures.count(Filters(sensitivity=Sensitivity.SENSITIVE))
    unsure = measures.count(Filters(sensitivity=Sensitivity.NOT_ASSESSED))
    ever = measures.count(Filters(sensitivity=Sensitivity.SENSITIVE, count=Counted.ALL))
    found = [
        Figure(
            "sensitive_sites",
            "Sensitive sites",
            "Sites for which at least one of the four limbs is answered yes.",
            len(all_sensitive),
            "sites",
            not_known=not_assessed,
            drill=measures.drill("sites", Filters(sensitivity=Sensitivity.SENSITIVE)),
        ),
        Figure(
            "sites_not_assessed",
            "Sites not assessed",
            "Sites with no limb answered yes and at least one limb not answered: they may be sensitive.",
            not_assessed,
            "sites",
            drill=measures.drill("sites", Filters(sensitivity=Sensitivity.NOT_ASSESSED)),
        ),
        Figure(
            "sensitive_sites_left",
            "Sensitive sites with open flags",
            "Sensitive sites that still hold at least one open flagged device.",
            left.sites,
            "sites",
            not_known=unsure.sites,
            drill=measures.drill("flagged-sites", Filters(sensitivity=Sensitivity.SENSITIVE)),
        ),
        Figure(
            "sites_not_assessed_left",
            "Sites not assessed, with open flags",
            "Sites that may be sensitive and hold at least one open flagged device.",
            unsure.sites,
            "sites",
            drill=measures.drill("flagged-sites", Filters(sensitivity=Sensitivity.NOT_ASSESSED)),
        ),
        measures.flagged(
            "sensitive_devices_left",
            "Open flagged devices on sensitive sites",
            "Open flagged devices on sites for which at least one limb is answered yes. "
            "Not known: open flagged devices on sites not assessed.",
            Filters(sensitivity=Sensitivity.SENSITIVE),
            unsure.devices,
        ),
        measures.share(
            "sensitive_removed_share",
            "Flagged devices of sensitive sites verified as removed",
            "Devices verified as removed, as a share of devices ever flagged, on sensitive sites. "
            "Not known: open flagged devices on sites not assessed.",
            measures.count(Filters(sensitivity=Sensitivity.SENSITIVE, count=Part.VERIFIED)).devices,
            ever.devices,
            unsure.devices,
            measures.drill("flagged-assets", Filters(sensitivity=Sensitivity.SENSITIVE, count=Part.VERIFIED)),
        ),
    ]
    for limb, title in LIMB_TITLES.items():
        found.append(
            Figure(
                f"limb_{limb.value}",
                title,
                "Sites for which this limb of a sensitive site is answered yes.",
                sum(is_yes(state, site, limb) for site in measures.site_ids),
                "sites",
                drill=measures.drill("sites", Filters(limb=limb)),
            )
        )
    return found


def duties(measures: Measures) -> list[Figure]:
    """What the obligations ask: overdue, due, core network, installed after the prohibition."""
    unsure = measures.count(Filters(sensitivity=Sensitivity.NOT_ASSESSED)).devices
    undated = measures.count(Filters(installed=Installed.NOT_KNOWN)).devices
    network = measures.count(Filters(network=Network.UNKNOWN)).devices
    return [
        measures.flagged(
            "overdue_devices",
            "Open flagged devices past a due date",
            "Open flagged devices to which an obligation to remove or disconnect applies whose date has passed, and "
            "which no exemption lets stay. "
            "Not known: open flagged devices on sites not assessed.",
            Filters(overdue=True),
            unsure,
        ),
        measures.flagged(
            "due_devices",
            "Open flagged devices with a due date to come",
            "Open flagged devices to which an obligation to remove or disconnect applies whose date is still to come, "
            "which none is past, and which no exemption lets stay. "
            "Not known: open flagged devices on sites not assessed.",
            Filters(due_ahead=True),
            unsure,
        ),
        measures.flagged(
            "core_network_devices",
            "Open flagged devices on the core network",
            "Open flagged devices that a list says are connected to the core network. "
            "Not known: open flagged devices of which no list tells the network.",
            Filters(network=Network.CORE_NETWORK),
            network,
        ),
        measures.flagged(
            "installed_after_prohibition",
            "Installed after the prohibition",
            "Open flagged devices installed (or, where that is not told, bought) on or after the day from which a "
            "regime of their flags forbids it at their site. Not known: open flagged devices without either date.",
            Filters(installed=Installed.AFTER_PROHIBITION),
            undated,
        ),
        measures.flagged(
            "install_date_not_known",
            "Flagged, with no date of installation",
            "Open flagged devices without a date of installation or purchase, or with dates later than the list that "
            "tells them: whether they came after the prohibition cannot be told.",
            Filters(installed=Installed.NOT_KNOWN),
        ),
        measures.flagged(
            "prohibition_not_tested",
            "Not tested against a prohibition",
            "Open flagged devices of which it cannot be told whether they came after a prohibition: a date is missing, "
            "the site is not assessed, or the kind of equipment is not settled.",
            Filters(installed=Installed.NOT_TESTED),
        ),
    ]


def lines_left(measures: Measures) -> list[Planned]:
    """Plan lines inside the scope that replace at least one device that is still open."""
    still: set[int] = set()
    replaced: set[int] = set()
    for asset in measures.state.open_assets:
        if asset.stands_at:
            replaced.update(line.id for line in asset.lines)
        else:
            still.add(asset.id)
    return [
        line
        for line in measures.state.plans
        if measures.state.is_inside(line.site_id)
        and (line.id in replaced or any(each in still for each in line.assets))
    ]


def plans(measures: Measures) -> list[Figure]:
    """What is planned, funded, late and what it costs."""
    left = lines_left(measures)
    without = sum(not line.has_cost for line in left)
    found = [
        measures.flagged(
            f"plan_{planning.value.replace('-', '_')}",
            title,
            f"Open flagged devices {what}.",
            Filters(planning=planning),
        )
        for planning, title, what in (
            (Planning.PLANNED, "Planned", "that a line of the newest plan of their site replaces"),
            (Planning.UNPLANNED, "Not planned", "that no line of a plan in force replaces"),
            (Planning.FUNDED, "Planned and funded", "with a plan line for which money is set aside"),
            (Planning.NOT_FUNDED, "Planned, not funded", "with plan lines for which no money is known to be set aside"),
            (Planning.PAST_TARGET, "Past the planned date", "whose last planned date has passed"),
            (Planning.NO_COST, "Planned without a cost", "whose plan lines name no cost"),
        )
    ]
    for code, title, pence in (
        ("cost_low", "Cost to complete, low", [line.low for line in left]),
        ("cost_likely", "Cost to complete, likely", [line.likely for line in left]),
        ("cost_high", "Cost to complete, high", [line.high for line in left]),
    ):
        given = [each for each in pence if each is not None]
        found.append(
            Figure(
                code,
                title,
                "Sum over the plan lines that replace at least one open flagged device, in pounds as the plans say. "
                "Not known: such lines without this cost. Devices not planned are not in it.",
                sum(given) if given or not left else None,
                "pence",
                not_known=len(pence) - len(given),
                drill=measures.drill("plans", Filters(count=Part.OPEN)),
            )
        )
    found.append(
        Figure(
            "plan_lines_without_cost",
            "Plan lines without a cost",
            "Plan lines that replace at least one open flagged device and name no cost.",
            without,
            "number",
            drill=measures.drill("plans", Filters(count=Part.OPEN, planning=Planning.NO_COST)),
        )
    )
    return found
