"""What the running service does in the background, and how far it is."""

from __future__ import annotations

from enum import StrEnum


class JobKind(StrEnum):
    """What a job is about."""

    IMPORT = "import"
    LISTS = "lists"
    """Lists that are put in use."""
    UNDO = "undo"
    """An import that is taken back."""


class JobStep(StrEnum):
    """What is done with it next, or was done last."""

    LOOK = "look"
    """Read the file and say what importing it would do; nothing is written to the register."""
    RETURN = "return"
    """Write the workbook that goes back to its sender."""
    APPLY = "apply"
    """Write the list to the register."""


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    """Its turn has not come."""
    WORKING = "working"
    ASKING = "asking"
    """A person has to say something first."""
    READY = "ready"
    """A person can look at what it would do, and have it done."""
    REFUSED = "refused"
    """It cannot be done; why is said."""
    INTERRUPTED = "interrupted"
    """The service stopped while it was under way; nothing of it was written, and it can be started again."""
    DONE = "done"
