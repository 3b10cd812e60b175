"""What is recorded: tables and the facts that constrain them, no workflow."""

from riskreg.register.base import Base, Fact, Note, Standing, append_only_tables, note_tables, standing_tables
from riskreg.register.estate import (
    Asset,
    AssetAbsence,
    AssetMerge,
    AssetVersion,
    Organisation,
    OrganisationParent,
    Site,
    SiteAssessment,
    SiteTenure,
    SiteVersion,
    System,
)
from riskreg.register.findings import Decision, Flag, FlagBasis, Identification, KeyVerdict, TraceKey
from riskreg.register.identity import IdentityAnswer
from riskreg.register.imports import ImportBatch, ImportedRow, ImportWithdrawal, MappingProfile
from riskreg.register.jobs import Job
from riskreg.register.people import Person
from riskreg.register.plans import PlanLine, PlanLineAsset, ReplacementPlan
from riskreg.register.products import Product, ProductList, ProductProfile, ProductVersion
from riskreg.register.regimes import (
    Adoption,
    Criterion,
    Determination,
    Exemption,
    ExemptionEnd,
    ListEdition,
    ListEntry,
    Obligation,
    Regime,
)
from riskreg.register.removals import Breach, Evidence, Reappearance, RemovalStep
from riskreg.register.returns import NilReturn, NilReturnWithdrawal, ReturnRequest, ReturnRequestEnd
from riskreg.register.saved_checks import SavedCheck, SavedCheckEnd, SavedCheckLine, SavedCheckRegime
from riskreg.register.trail import Change, ChangeItem, RegisterIdentity, TrailHead
from riskreg.register.vendors import CatalogueEdition, Vendor, VendorLink, VendorName

__all__ = [
    "Adoption",
    "Asset",
    "AssetAbsence",
    "AssetMerge",
    "AssetVersion",
    "Base",
    "Breach",
    "CatalogueEdition",
    "Change",
    "ChangeItem",
    "Criterion",
    "Decision",
    "Determination",
    "Evidence",
    "Exemption",
    "ExemptionEnd",
    "Fact",
    "Flag",
    "FlagBasis",
    "Identification",
    "IdentityAnswer",
    "ImportBatch",
    "ImportWithdrawal",
    "ImportedRow",
    "Job",
    "KeyVerdict",
    "ListEdition",
    "ListEntry",
    "MappingProfile",
    "NilReturn",
    "NilReturnWithdrawal",
    "Note",
    "Obligation",
    "Organisation",
    "OrganisationParent",
    "Person",
    "PlanLine",
    "PlanLineAsset",
    "Product",
    "ProductList",
    "ProductProfile",
    "ProductVersion",
    "Reappearance",
    "Regime",
    "RegisterIdentity",
    "RemovalStep",
    "ReplacementPlan",
    "ReturnRequest",
    "ReturnRequestEnd",
    "SavedCheck",
    "SavedCheckEnd",
    "SavedCheckLine",
    "SavedCheckRegime",
    "Site",
    "SiteAssessment",
    "SiteTenure",
    "SiteVersion",
    "Standing",
    "System",
    "TraceKey",
    "TrailHead",
    "Vendor",
    "VendorLink",
    "VendorName",
    "append_only_tables",
    "note_tables",
    "standing_tables",
]
