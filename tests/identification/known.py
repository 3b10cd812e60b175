"""A small catalogue of its own, so that these tests do not move when the bundled one does."""

from __future__ import annotations

from datetime import date

from riskreg.identification.knowledge import (
    Attestation,
    BrandNumbering,
    ComponentMarker,
    Knowledge,
    KnownName,
    Lookalike,
    ModelPattern,
    SerialGrammar,
    SoftwareMarker,
    SuppliedBrand,
    VendorFacts,
    VendorTie,
)
from riskreg.rules.terms import LinkKind, NameKind

READ = Attestation("a text that was read", "high")
HEARD = Attestation("general knowledge", "unverified")

CAMERAS = ("cameras", "recorders")


def name(vendor: str, value: str, kind: NameKind = NameKind.ALIAS, *, ambiguous: bool = False) -> KnownName:
    return KnownName(vendor, kind, value, READ, is_ambiguous=ambiguous)


def pattern(id: str, vendor: str, regex: str, strength: str = "strong", *, needs_brand: bool = False) -> ModelPattern:
    return ModelPattern(id, vendor, regex, strength, needs_brand, "cameras", READ, id.upper())


def claim(
    id: str,
    brand: str,
    maker: str,
    *,
    series: str | None = None,
    confidence: str = "high",
    status: str = "current",
    relation: str = "oem",
    until: date | None = None,
    citable: bool = True,
    counter: bool = False,
    aliases: tuple[str, ...] = (),
) -> SuppliedBrand:
    return SuppliedBrand(
        id,
        brand,
        aliases,
        maker,
        relation,
        status,
        series,
        None,
        until,
        confidence,
        citable,
        (f"text {id}",),
        "",
        counter,
    )


def small_knowledge() -> Knowledge:
    """Hikvision, Dahua, Huawei and ZTE as watched; Axis, Bosch and others as makers outside."""
    watched = {
        slug: VendorFacts(slug, shown, True, "CN", "headquarters", kinds=CAMERAS)
        for slug, shown in (("hikvision", "Hikvision"), ("dahua", "Dahua"), ("huawei", "Huawei"), ("zte", "ZTE"))
    }
    watched["ezviz"] = VendorFacts("ezviz", "EZVIZ", True, "CN", "parent", ("hikvision",), kinds=CAMERAS)
    others = {
        "axis": VendorFacts("axis", "Axis Communications", False, "SE", kinds=CAMERAS),
        "bosch": VendorFacts("bosch", "Bosch", False, "DE", kinds=CAMERAS),
        "honeywell": VendorFacts("honeywell", "Honeywell", False, "US", kinds=("access_control",)),
        "intel": VendorFacts("intel", "Intel", False, "US", kinds=("components",)),
        "guessed": VendorFacts("guessed", "Guessed Cameras", False, "US", basis="general_knowledge", kinds=CAMERAS),
        "store": VendorFacts("store", "StoreBrand", False, "US", role="house_brand", kinds=CAMERAS),
        "other-hivision": VendorFacts("other-hivision", "Hivision", False, "CN", kinds=("network_equipment",)),
        "ring": VendorFacts("ring", "Ring", False, "US", kinds=CAMERAS),
    }
    return Knowledge(
        edition="test",
        vendors=watched | others,
        names=(
            name("hikvision", "Hikvision"),
            name("hikvision", "Hangzhou Hikvision Digital Technology Co., Ltd.", NameKind.LEGAL),
            name("hikvision", "杭州海康威视数字技术股份有限公司", NameKind.NATIVE),
            name("hikvision", "海康威视", NameKind.NATIVE),
            name("hikvision", "HiLook", NameKind.BRAND),
            name("hikvision", "Prama Hikvision India Private Limited", NameKind.AFFILIATE),
            name("hikvision", "Hikvison", NameKind.MISSPELLING),
            name("hikvision", "Hivision", NameKind.MISSPELLING, ambiguous=True),
            KnownName("hikvision", NameKind.BRAND, "HearsayCam", HEARD),
            name("dahua", "Dahua"),
            name("huawei", "Huawei"),
            name("zte", "ZTE"),
            name("ezviz", "EZVIZ"),
            name("axis", "AXIS", NameKind.BRAND),
            name("axis", "Axis Communications AB", NameKind.LEGAL),
            name("bosch", "Bosch"),
            name("honeywell", "Honeywell"),
            name("guessed", "Guessed Cameras"),
            name("store", "StoreBrand"),
            name("other-hivision", "Hivision", NameKind.LEGAL),
            name("other-hivision", "Twinname", NameKind.LEGAL),
            name("hikvision", "Twinname", NameKind.MISSPELLING),
            name("ring", "Ring"),
        ),
        patterns=(
            pattern("ds", "hikvision", r"^I?DS-(?:2CD|7\d{3})[A-Z0-9]"),
            pattern("nods", "hikvision", r"^2CD\d{4}", "medium"),
            pattern("typo", "hikvision", r"^DC-2CD\d", "weak"),
            pattern("ipc", "dahua", r"^(?:DH-)?IPC-H[A-Z]+\d{4}"),
            pattern("dh", "dahua", r"^DH-\d{3}"),
            pattern("sdc", "huawei", r"^[MCD]\d{4}-[A-Z]{1,3}", "medium", needs_brand=True),
        ),
        supplied_brands=(
            claim("abc-series", "Oemcam", "dahua", series=r"^OC\d{3}", aliases=("OC",)),
            claim("whole", "Wholebrand", "hikvision", confidence="medium"),
            claim("hearsay", "Rumourcam", "hikvision", confidence="low"),
            claim("unread", "Unreadcam", "hikvision", citable=False),
            claim("honeywell", "Honeywell", "dahua", series=r"^HEN\d", until=date(2022, 4, 30), status="former"),
            claim("counter-a", "Mixcam", "hikvision", confidence="medium"),
            claim("counter-b", "Mixcam", "hikvision", series=r"^NX\d", confidence="medium", counter=True),
            claim("own", "Ownbrand", "dahua", relation="own_brand"),
        ),
        serials=(
            SerialGrammar("hikvision", r"20[12]\d(?:0[1-9]|1[0-2])[0-3]\d[A-Z]{2}(?:WR|RR|CH)[A-Z]?\d{8,9}", READ),
        ),
        components=(ComponentMarker("huawei", r"\bHI35\d\d\b", "HiSilicon Hi35xx", READ),),
        software=(
            SoftwareMarker("hikvision", r"\bIVMS-?\d{4}\b", "iVMS-4200", READ),
            SoftwareMarker("hikvision", r"\bSADP\b", "SADP", HEARD),
        ),
        lookalikes=(Lookalike("sony", r"^DH-160$", "Sony DH-160 resembles Dahua DH-", READ),),
        brand_numberings=(
            BrandNumbering("Oemcam", r"^OC\d{3}", "strong", "OC", READ),
            BrandNumbering("Honeywell", r"^HEN\d", "strong", "HEN", READ),
            BrandNumbering("Axis", r"^[MP]\d{4}-", "strong", "M3045-V", READ),
            BrandNumbering("Wholebrand", r"^WB\d", "shared", "WB", READ, ("StoreBrand",)),
        ),
        ties=(VendorTie("ezviz", "hikvision", LinkKind.SUBSIDIARY, None, None, READ),),
        prefixes={
            "4419B6": "hikvision",
            "3CEF8C": "dahua",
            "00E0FC": "huawei",
            "B8A44F": "axis",
            "001B21": "intel",
            "70B3D5123": "dahua",
            "4AC03F": "hikvision",
            "01005E": "hikvision",
        },
        registrants={"4419B6": "Hangzhou Hikvision Digital Technology Co.,Ltd.", "B8A44F": "Axis Communications AB"},
        module_prefixes=frozenset({"240AC4", "70B3D5"}),
        everyday_words=frozenset({"ring"}),
    )
