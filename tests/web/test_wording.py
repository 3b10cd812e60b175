"""Messages that name a command or an option are said on pages without it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import riskreg
from riskreg.web.wording import for_pages

PACKAGE = Path(riskreg.__file__).parent
COMMAND = re.compile(
    r"(?:^|[\s(“\"])--[a-z]|riskreg (?:import|returns|lists|removal|asset|conflicts|imports|show|org|plan|products) "
)


def messages() -> list[str]:
    """Every text of the rooms that an import goes through which looks like something to type."""
    found = set()
    for room in ("intake", "tables", "screening", "review", "planning"):
        for path in (PACKAGE / room).rglob("*.py"):
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            within = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
            said = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
            for node in nodes:
                text = ""
                if isinstance(node, ast.JoinedStr):
                    parts = (str(part.value) if isinstance(part, ast.Constant) else "X-1" for part in node.values)
                    text = "".join(parts)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in within | said:
                    text = node.value
                if COMMAND.search(text):
                    found.add(text)
    return sorted(found)


def test_no_message_tells_a_person_at_a_page_to_type_a_command() -> None:
    found = messages()
    assert len(found) > 20
    assert [text for text in found if COMMAND.search(for_pages(text))] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Put right what stands below.", "Put right what stands below."),
        ("Lantern House", "Lantern House"),
        (
            "If the list is only a part of what is there, import it with --covers part.",
            "If the list is only a part of what is there, say so under “About this list”.",
        ),
        ('Fill it in; or say which column holds it: --map "HEADER=site_name"',
         "Fill it in; or say under “Columns” which column holds it."),
        ("It is not there. Look at it with: riskreg show X", "It is not there."),
        (
            "No candidate replacements are known. Import some with: riskreg products import --bundled --apply",
            "No candidate replacements are known. Take some in under “Products”.",
        ),
    ],
)  # fmt: skip
def test_what_to_do_is_said_in_words(text: str, said: str) -> None:
    assert for_pages(text) == said
