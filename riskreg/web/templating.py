"""The templates of the pages, and the words that they share."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, PackageLoader, PrefixLoader, Template
from jinja2.loaders import ChoiceLoader

from riskreg import __version__
from riskreg.rules.dates import long_date, long_instant
from riskreg.rules.references import parse_reference
from riskreg.settings import data_folder
from riskreg.web.import_words import IMPORT_WORDS
from riskreg.web.security import TOKEN_FIELD
from riskreg.web.wording import for_pages

_REFERENCE_LENGTH = 40


def is_reference(value: object) -> bool:
    """Whether a value is a reference such as `ASSET-4KX-R2F7W`."""
    return isinstance(value, str) and len(value) < _REFERENCE_LENGTH and parse_reference(value) is not None


def _cell(value: Any, unit: Any) -> str:
    from riskreg.operations.asking import format_cell  # with all questions, of which the first page asks none

    return format_cell(value, unit)


def _is_number(unit: Any) -> bool:
    from riskreg.operations.asking import is_number

    return is_number(unit)


_FOLDER = Path(__file__).parent / "templates"
NAVIGATION = (
    ("Home", "/"),
    ("Import", "/imports"),
    ("Sites", "/sites"),
    ("Assets", "/assets"),
    ("Flags", "/flags"),
    ("Plans", "/plans"),
    ("Vendors", "/vendors"),
    ("Check", "/check"),
    ("Lists", "/lists"),
    ("Reports", "/reports"),
)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(_FOLDER),
                PrefixLoader(
                    {
                        "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                        "reports": FileSystemLoader(data_folder("reports")),
                    }
                ),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(zip=zip, navigation=NAVIGATION, version=__version__, token_field=TOKEN_FIELD)
    environment.filters.update(
        long_date=long_date,
        long_instant=long_instant,
        words=lambda text: str(text).replace("_", " "),
        number=lambda count: f"{count:,}",
        cell=_cell,
        for_pages=for_pages,
        **IMPORT_WORDS,
    )
    environment.tests.update(numeric=_is_number, reference=is_reference)
    return environment


@lru_cache(maxsize=256)
def template(name: str) -> Template:
    """A template of the pages.

    Args:
        name: Name of its file.
    """
    return _environment().get_template(name)
