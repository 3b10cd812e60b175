"""A report's figures, made by hand: every unit, things not known, a bridge, odd characters, an empty table."""

from __future__ import annotations

from datetime import UTC, date, datetime

from riskreg.reporting.progress import (
    Breakdown,
    Bridge,
    BridgeLine,
    BridgeRow,
    Column,
    EditionUsed,
    Figure,
    Progress,
)

FORMULA = '=HYPERLINK("https://example.invalid","Totally a vendor")'
"""A make that somebody typed, and that a spreadsheet would run."""

ODD = "Žižkov & Sons <CCTV> “Ltd” 海康威视 \u202emirrored"
"""A make with entities, quotes, Chinese and a direction override."""

HEADLINE = Figure(
    code="removed_verified_share",
    title="Flagged devices verified as removed",
    definition="Flagged devices whose removal has evidence and a second person’s verification, of all ever flagged.",
    value=312 / 499,
    unit="share",
    numerator=312,
    denominator=499,
    not_known=41,
    drill="removals --step verified --as-at 2026-11-22",
)

BESIDE = (
    Figure(
        "unknown_share",
        "Devices whose maker is not known",
        "Devices of the estate whose maker could not be told from the lists, of all devices.",
        0.084,
        "share",
        1_204,
        14_333,
        0,
        "assets --verdict unknown",
    ),
    Figure(
        "left_dismissed",
        "Dismissed by decision",
        "Devices that no longer count as open though no removal was verified: a person decided so, with a reason.",
        27,
        "devices",
        drill="flagged-assets --count dismissed",
    ),
    *(
        Figure(
            f"left_{code}", title, f"Devices that no longer count as open: {title.lower()}.", 0, "devices", drill=code
        )
        for code, title in (("released_edition", "Released by a list edition"), ("import_undone", "Import undone"))
    ),
)

FIGURES = (
    *(
        Figure(
            f"step_{code}", title, f"Devices ever flagged for which this step is recorded: {title}.", value, "devices"
        )
        for code, title, value in (
            ("planned", "Removal planned", 450),
            ("ordered", "Replacement ordered", 431),
            ("disconnected", "Disconnected", 410),
            ("physically_removed", "Physically removed", 372),
        )
    ),
    Figure(
        "overdue_devices",
        "Devices past their due date",
        "Flagged devices still installed after the date by which an obligation asks for removal.",
        58,
        "devices",
        not_known=3,
        drill="obligations --overdue",
    ),
    Figure(
        "due_90_days",
        "Devices due within 90 days",
        "Flagged devices whose earliest due date is within 90 days of the as-at date.",
        1,
        "devices",
        drill="obligations --due-within 90",
    ),
    Figure(
        "sites_clear",
        "Sites clear of flagged devices",
        "Sites with a list, no flagged device and none unknown.",
        211,
        "sites",
        211,
        389,
        64,
        "sites --clear",
    ),
    Figure(
        "removed_almost",
        "Devices disconnected",
        "Flagged devices disconnected from any network.",
        9_999 / 10_000,
        "share",
        9_999,
        10_000,
        0,
        "removals --step disconnected",
    ),
    Figure("systems", "Systems with a flagged device", "Recorder groups.", 1_042, "systems", drill="systems --flagged"),
    Figure(
        "cost_to_complete",
        "Cost to complete",
        "Central estimate of all planned replacements not yet paid, at 2026 prices, without VAT.",
        123_456_700,
        "pence",
        drill="plans --cost",
    ),
    Figure("cost_variance", "Against the baseline", "Forecast less baseline.", -4_520_050, "pence", drill="plans"),
    Figure("median_days", "Median days from flag to removal", "Half took longer.", 143.5, "days", drill="removals"),
    Figure(
        "months_left", "Months to the last removal", "At the pace of the last year.", None, "months", drill="forecast"
    ),
    Figure(
        "quality_authenticated",
        "Entries by signed-in people",
        "Changes whose actor signed in, rather than being declared on a command line.",
        0.0,
        "share",
        0,
        812,
        0,
        "changes --basis authenticated",
    ),
)

_COUNTS = (
    Column("organisation", "Organisation"),
    Column("flagged", "Flagged", "devices"),
    Column("reported", "Reported removed", "devices"),
    Column("verified", "Verified removed", "devices"),
    Column("left", "Still there", "devices"),
    Column("unknown", "Maker not known", "devices"),
    Column("share", "Verified share", "share"),
)

_ORGANISATIONS = (
    ("Department for Weather and Tides", 210, 24, 150, 36, 312, 150 / 210),
    (
        "HM Harbour Inspectorate (formerly the Board of Quays, Wharves and Landing Stages)",
        124,
        12,
        100,
        12,
        20,
        100 / 124,
    ),
    ("Northshire & Vale Council", 90, 30, 40, 20, 800, 40 / 90),
    ("St Ælfgar’s NHS Trust", 60, 9, 22, 29, 72, 22 / 60),
    ("Agency of Maps", 15, None, None, None, None, None),
    ("Vale Police", 0, 0, 0, 0, 0, None),
)

BREAKDOWNS = (
    Breakdown(
        "burn_down",
        "Progress over time",
        "Flagged devices still installed and verified removals at the end of each month.",
        (
            Column("on", "Date", "date"),
            Column("left", "Still installed", "devices"),
            Column("verified", "Verified removed", "devices"),
            Column("baseline", "Baseline plan", "devices"),
        ),
        (
            (date(2026, 1, 31), 470, 10, 460),
            (date(2026, 3, 31), 410, 80, 400),
            (date(2026, 5, 31), None, 130, 330),
            (date(2026, 7, 31), 300, 190, 240),
            (date(2026, 9, 30), 240, 250, 160),
            (date(2026, 11, 22), 187, 312, 90),
        ),
        "line",
        ("left", "verified", "baseline"),
    ),
    Breakdown(
        "by_organisation",
        "By organisation",
        "Flagged devices by the organisation that holds the site at the as-at date. Reported and verified are apart.",
        _COUNTS,
        _ORGANISATIONS,
        "stacked_bar",
        ("verified", "reported", "left"),
    ),
    Breakdown(
        "by_vendor",
        "By vendor",
        "Flagged devices by the vendor that a flag names, largest first.",
        (Column("vendor", "Vendor"), Column("devices", "Devices", "devices"), Column("share", "Share", "share")),
        (
            ("Hikvision", 301, 301 / 499),
            ("Dahua", 140, 140 / 499),
            (FORMULA, 40, 40 / 499),
            (ODD, 18, 18 / 499),
            *((f"Vendor no. {n}", 0, 0.0) for n in range(5, 20)),
        ),
        "bar",
        ("devices",),
    ),
    Breakdown(
        "by_kind",
        "By kind of equipment",
        "Flagged devices by kind.",
        (Column("kind", "Kind"), Column("devices", "Devices", "devices")),
        (("Dome camera", 260), ("Recorder", 120), ("Intercom", 71), ("Kind not known", 48)),
        "bar",
        ("devices",),
    ),
    Breakdown(
        "by_area",
        "By postcode area",
        "Flagged devices still open by postcode area.",
        (
            Column("place", "Postcode area"),
            Column("area", "Letters"),
            Column("sites", "Sites", "sites"),
            Column("open", "Still open", "devices"),
        ),
        (("Leeds", "LS", 9, 100), ("Belfast", "BT", 3, 25), ("Cardiff", "CF", 2, 0), ("Not on the map", "none", 1, 62)),
        "map",
        ("open",),
    ),
    Breakdown(
        "removal_steps",
        "Removal steps",
        "How many flagged devices have reached each step, as reported and as verified.",
        (
            Column("step", "Step"),
            Column("reported", "Reported", "devices"),
            Column("verified", "Verified", "devices"),
            Column("latest", "Latest", "date"),
        ),
        (
            ("Planned", 450, 450, date(2026, 10, 1)),
            ("Disconnected", 410, 350, date(2026, 11, 2)),
            ("Physically removed", 372, 312, date(2026, 11, 20)),
            ("Media sanitised", 120, 88, None),
        ),
        "bar",
        ("reported", "verified"),
    ),
    Breakdown(
        "cost_by_year",
        "Cost by financial year",
        "Planned and actual cost of replacement at 2026 prices, without VAT.",
        (Column("year", "Financial year"), Column("planned", "Planned", "pence"), Column("actual", "Actual", "pence")),
        (("2025 to 2026", 40_000_000, 41_250_050), ("2026 to 2027", 83_000_000, None)),
        "bar",
        ("planned", "actual"),
    ),
    Breakdown(
        "waivers_expired",
        "Waivers that have expired",
        "Waivers whose date has passed while the device is still installed.",
        (Column("reference", "Waiver"), Column("expired_on", "Expired on", "date")),
        (),
    ),
    Breakdown(
        "quality_issues",
        "Data quality",
        "Issues that imports raised and that are still open.",
        (Column("issue", "Issue"), Column("issue_rows", "Rows", "number"), Column("issue", "Issue")),
        (("Date not understood", 14, "-3 degrees"), ("Serial number met twice", 6, "@home")),
    ),
)


def _row(number: int, devices: int, make: str = "Hikvision") -> BridgeRow:
    return BridgeRow(
        reference=f"ASSET-7F{number:03}",
        site="Tide House, Quay 4",
        organisation="Department for Weather and Tides",
        make=make,
        model="DS-2CD2143G0-I",
        devices=devices,
        on=date(2026, 10, number),
        actor="A. Osei",
        reason="Removed; photo and certificate seen" if devices < 0 else "Found by the survey of October 2026",
        change=700 + number,
    )


BRIDGE = Bridge(
    measure="Flagged devices still installed",
    opening_as_at=date(2026, 9, 30),
    opening_as_known=640,
    opening=240,
    lines=(
        BridgeLine("found", "Newly found", 9, (_row(1, 4, FORMULA), _row(2, 5, ODD))),
        BridgeLine("listed", "Newly listed vendor", 0),
        BridgeLine("removed", "Removed and verified", -60, (_row(3, -20), _row(4, -40))),
        BridgeLine("dismissed", "Flag dismissed by decision", -2, (_row(5, -2),)),
    ),
    closing=187,
)


def sample_progress(*, bridge: Bridge | None = BRIDGE) -> Progress:
    """A realistic report, sealed."""
    return Progress(
        title="Removal progress report",
        organisation="Department for Weather and Tides",
        register_code="DWT",
        as_at=date(2026, 11, 22),
        as_known=812,
        as_known_at=datetime(2026, 11, 22, 9, 41, 7, tzinfo=UTC),
        trail_hash="9c1185a5c5e9fc54612808977ee8f548b2258d31d1e6f5b2f6e3f6f7e8a9b0c1",
        marking="OFFICIAL-SENSITIVE",
        scope="All sites of the department and its agencies: cameras, recorders, intercoms. Body-worn video is out.",
        regimes=("UK-WMS-2022", "UK-PA23"),
        catalogue_edition="2026-11-01",
        headline=HEADLINE,
        beside_headline=BESIDE,
        figures=FIGURES,
        breakdowns=BREAKDOWNS,
        editions=(
            EditionUsed(
                "UK-WMS-2022", "Written statement of 24 November 2022", "2022-11-24", date(2022, 11, 24), "ab" * 32
            ),
            EditionUsed("UK-PA23", "Debarment list", "2026-10-30", None, "cd" * 32),
        ),
        notes=("Agency of Maps has not sent a list since 1 March 2026.", "Vale Police joined on 1 October 2026."),
        bridge=bridge,
    ).sealed()
