"""What is known of vendors and regimes: the bundled or a ministry's own lists, checked, indexed and gated."""

from riskreg.catalogue.definitions import (
    Catalogue,
    CriterionDefinition,
    Debarment,
    EditionDefinition,
    EntryDefinition,
    ObligationDefinition,
    Probe,
    Proposal,
    ProposalFact,
    RegimeDefinition,
    VendorEvidence,
    Withheld,
)
from riskreg.catalogue.kept import users_folder
from riskreg.catalogue.layers import Layer, own_layers
from riskreg.catalogue.load import load_catalogue
from riskreg.catalogue.place import vendor_lists_folder

__all__ = [
    "Catalogue",
    "CriterionDefinition",
    "Debarment",
    "EditionDefinition",
    "EntryDefinition",
    "Layer",
    "ObligationDefinition",
    "Probe",
    "Proposal",
    "ProposalFact",
    "RegimeDefinition",
    "VendorEvidence",
    "Withheld",
    "load_catalogue",
    "own_layers",
    "users_folder",
    "vendor_lists_folder",
]
