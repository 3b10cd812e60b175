"""Parsers of single values. Each is pure, remembers what it has seen, and returns `(value, code)`.

`code` is None when all is well, else one of `riskreg.tables.codes`; `issue_for` turns it into an issue with its cure.
A blank cell gives `(None, None)`, or the enumeration's *unknown* and None. A value is never guessed: with a code that
is an error, the value is None; with a code that only must be said, the value stands.
"""

from riskreg.tables.values.choices import (
    parse_answer,
    parse_control,
    parse_funding,
    parse_interoperability,
    parse_kind,
    parse_network,
    parse_organisation_kind,
    parse_status,
)
from riskreg.tables.values.dates import parse_date
from riskreg.tables.values.identifiers import (
    parse_host,
    parse_identifier,
    parse_mac,
    parse_postcode,
    parse_text,
    parse_uprn,
)
from riskreg.tables.values.numbers import parse_minutes, parse_pence, parse_quantity
from riskreg.tables.values.saying import issue_for

__all__ = [
    "issue_for",
    "parse_answer",
    "parse_control",
    "parse_date",
    "parse_funding",
    "parse_host",
    "parse_identifier",
    "parse_interoperability",
    "parse_kind",
    "parse_mac",
    "parse_minutes",
    "parse_network",
    "parse_organisation_kind",
    "parse_pence",
    "parse_postcode",
    "parse_quantity",
    "parse_status",
    "parse_text",
    "parse_uprn",
]
