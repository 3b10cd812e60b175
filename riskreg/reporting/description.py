"""What is shown of one thing: sections of labelled values and tables, which terminal and pages render alike. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from riskreg.errors import NotFound
from riskreg.reporting.progress import Column, Scalar


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a description.

    Attributes:
        rows: Labels with their values.
        columns: Columns of the table, where it has one.
        table: Its rows, in a stated order.
    """

    title: str
    rows: tuple[tuple[str, Scalar], ...] = ()
    columns: tuple[Column, ...] = ()
    table: tuple[tuple[Scalar, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """Everything known now of one thing."""

    title: str
    reference: str
    sections: tuple[Section, ...]

    def section(self, title: str) -> Section:
        """The section of that title.

        Raises:
            KeyError: There is none.
        """
        for section in self.sections:
            if section.title == title:
                return section
        raise KeyError(title)


def columns(*titles: str) -> tuple[Column, ...]:
    """Columns from titles; one that ends in ` (date)`, ` (devices)` or ` (pence)` has that unit."""
    found = []
    for title in titles:
        name, unit = title, "text"
        for each in ("date", "devices", "pence", "number", "instant", "assets"):
            if title.endswith(f" ({each})"):
                name, unit = title.removesuffix(f" ({each})"), each
        found.append(Column(name.lower().replace(" ", "_"), name, unit))
    return tuple(found)


def missing(what: str) -> NotFound:
    """The error for a key that is not there."""
    return NotFound(f"There is no such {what} in this register.", "Copy the reference whole, with its last character.")
