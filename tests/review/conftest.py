"""Councils for tests of reviews."""

from tests.screening.conftest import council, councils, either, template

__all__ = ["council", "councils", "either", "template"]
