"""A number with its noun, so that a message reads right for one and for many. Pure."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 device`, `12 devices`.

    Args:
        number: How many.
        one: What is said of one.
        many: What is said of any other number, where it is more than an s behind the noun.
    """
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
