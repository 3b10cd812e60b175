"""What was dropped of a workbook, for the time of one run and in memory only, so that it can be looked for elsewhere.

**Source**: law 9 of the register: no credential is ever stored or passed on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from riskreg.intake.returned.package import parts_of
from riskreg.tables.credentials import REPLACED_BY, is_credential_header, without_credentials

_SHORTEST: Final = 4
"""Characters from which a text is told apart from ordinary words and numbers."""
_MOST_SEARCHED: Final = 400
"""Different secrets that are looked for inside longer texts; whole texts are compared for all."""


_WHOLE: Final = r"(?<!\w)(?:{})(?!\w)"
"""Not inside another word: the user name “admin” is no part of “administration”."""


class Secrets:
    """What was dropped."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.columns: set[str] = set()
        """Headers of dropped columns by which formulas of a table may name them."""
        self._pattern: re.Pattern[str] | None = None
        self._known = -1

    def add(self, value: object) -> None:
        """Keep what a dropped cell held."""
        text = str(getattr(value, "text", value)).strip()
        if len(text) >= _SHORTEST and not is_credential_header(text):
            self.texts.add(text)

    def cleaned(self, text: str) -> str:
        """A text without anything that was dropped elsewhere, and without credentials of its own."""
        if self._known != len(self.texts):
            self._known = len(self.texts)
            longest = sorted(self.texts, key=lambda secret: (-len(secret), secret))[:_MOST_SEARCHED]
            self._pattern = re.compile(_WHOLE.format("|".join(map(re.escape, longest)))) if longest else None
        cleaned = without_credentials(text)
        return self._pattern.sub(REPLACED_BY, cleaned) if self._pattern is not None else cleaned

    def is_in(self, text: str | None) -> bool:
        """Whether a text holds anything that was dropped."""
        return text is not None and self.cleaned(text) != text

    def names_column(self, formula: str) -> bool:
        """Whether a formula takes from a dropped column by its header."""
        return any(f"[{name}]" in formula or f"[@{name}]" in formula for name in self.columns)

    def left_in(self, path: Path, kept: Iterable[str]) -> bool:
        """Whether a written workbook still holds a dropped text that no cell which was read holds.

        Args:
            path: The workbook.
            kept: Every text that was read.
        """
        if not self.texts:
            return False
        distinct = {text.strip() for text in kept}
        looked_for = self.texts - distinct
        read = "\n".join(distinct)
        searched = sorted(looked_for, key=lambda text: (-len(text), text))[:_MOST_SEARCHED]
        searched = [secret for secret in searched if secret not in read]
        for part in parts_of(path):
            if not looked_for.isdisjoint(piece.strip() for piece in re.split(r'[<>"]', part)):
                return True
            # Looking for the plain text first is many times quicker than one pattern of all of them.
            if any(s in part and re.search(_WHOLE.format(re.escape(s)), part) for s in searched):
                return True
        return False
