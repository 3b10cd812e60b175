"""PROVE: the steps of a removal, the evidence for them, and what broke a rule."""

from riskreg.removal.evidence import (
    MAX_EVIDENCE_BYTES,
    EvidenceProblem,
    evidence_path,
    evidence_problems,
    kept_copy,
    store_evidence,
)
from riskreg.removal.history import open_breaches, steps_in_force, steps_of
from riskreg.removal.steps import StepRecorded, record_step, record_steps

__all__ = [
    "MAX_EVIDENCE_BYTES",
    "EvidenceProblem",
    "StepRecorded",
    "evidence_path",
    "evidence_problems",
    "kept_copy",
    "open_breaches",
    "record_step",
    "record_steps",
    "steps_in_force",
    "steps_of",
    "store_evidence",
]
