"""Documents cannot drift: every command stands in the page of commands as its own help says it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from riskreg.cli.manual import manual
from riskreg.intake.codes import CODES as IMPORT_CODES
from riskreg.rules.terms import Verdict
from riskreg.tables.codes import CODES as TABLE_CODES

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_page_of_commands_is_what_help_prints() -> None:
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == manual()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_code_of_an_import_is_explained() -> None:
    text = (ROOT / "docs" / "import-format.md").read_text(encoding="utf-8")
    missing = [code for code in (*TABLE_CODES, *IMPORT_CODES) if f"`{code}`" not in text]
    assert missing == []


def test_every_verdict_is_in_the_glossary() -> None:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert [verdict for verdict in Verdict if f"**{verdict}**" not in text] == []


def test_the_gate_runs_the_tests_as_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"<!-- (\w+) command -->\s+```sh\n(.+?)\n```", readme, re.S)
    assert [name for name, _ in commands] == ["demo", "test"]
    assert all("\n" not in command for _, command in commands)
    assert "<!-- test command -->" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_nothing_names_a_package_registry() -> None:
    hosts = re.compile(r"(?:files\.)?pythonhos" + r"ted|py" + r"pi\.org|registry\.npm" + r"js|deb\.deb" + r"ian")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for name in filter(None, tracked):
        path = ROOT / name
        if path.suffix in (".md", ".py", ".toml", ".txt", ".yaml", ".ini", ".csv") and path.exists():
            assert not hosts.search(path.read_text(encoding="utf-8", errors="replace")), name


def test_every_pin_satisfies_what_the_project_asks() -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = dict(
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    wanted = [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]
    for text in wanted:
        requirement = Requirement(text)
        if requirement.name == "riskreg":
            continue
        assert requirement.name.lower() in pins, requirement.name
        assert requirement.specifier.contains(pins[requirement.name.lower()]), text
