"""Returns on pages: how complete the register is, and nil returns."""

from __future__ import annotations

from tests.web.conftest import Visitor
from tests.web.test_importing import Officer


def test_completeness_leads_to_the_rows_behind_it(reader: Visitor) -> None:
    answer = reader.get("/returns")
    assert answer.status_code == 200
    assert "How complete the register is" in answer.text
    assert 'href="/questions/returns' in answer.text


def test_a_nil_return_is_recorded_and_its_faults_are_named(county: Visitor) -> None:
    officer = Officer(county)
    officer.go("/returns/nil")
    said = officer.send("/returns/nil", organisation="Larkmoor Fire and Rescue")
    assert officer.status == 422
    assert "Say who signs." in said
    assert "Say on which date there was none." in said
    said = officer.send("/returns/nil", as_at="1 March 2026", signed_by="J. Doe", post="Head of Estates")
    assert "Name either an organisation or a site" in said
    said = officer.send(
        "/returns/nil", organisation="Larkmoor Fire and Rescue", as_at="1 March 2026", signed_by="J. Doe", post="Head"
    )
    assert "Nil return recorded" in said
    assert "NIL-" in said
