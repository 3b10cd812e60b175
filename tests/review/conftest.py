"""Councils for tests of reviews."""

from tests.screening.conftest import council, councils, either, template, template_postgresql

__all__ = ["council", "councils", "either", "template", "template_postgresql"]
