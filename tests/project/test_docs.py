"""Documents cannot drift: commands, codes, words, settings and pins stand in them as the program has them."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
import typer.main
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from riskreg import errors
from riskreg.cli import MODULES, app
from riskreg.cli.manual import manual
from riskreg.intake.codes import CODES as IMPORT_CODES
from riskreg.planning.codes import CODES as PLAN_CODES
from riskreg.register import Base
from riskreg.reporting.asking import Filters
from riskreg.reporting.questions import QUESTIONS
from riskreg.rules import terms
from riskreg.rules.costing_lines import CODES as COST_CODES
from riskreg.settings import Settings
from riskreg.tables.codes import CODES as TABLE_CODES
from tests.conftest import IS_CI

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = [page for page in PAGES if page.name != "commands.md"]
PROGRAM = typer.main.get_command(app)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(pages: list[Path]) -> dict[str, object]:
    return {"argvalues": pages, "ids": [page.relative_to(ROOT).as_posix() for page in pages]}


# Pages and links.


def test_the_page_of_commands_is_what_help_prints() -> None:
    assert text_of("docs/commands.md") == manual()


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", **named(PAGES))  # type: ignore[arg-type]
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(
        r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)", page.read_text(encoding="utf-8")
    ):
        place = page.parent / target if target else page
        assert place.exists(), target
        assert not anchor or anchor in anchors(place), f"{target}#{anchor}"


def test_every_page_can_be_reached_from_the_contents() -> None:
    contents = text_of("docs/README.md")
    pages = [page.name for page in (ROOT / "docs").glob("*.md") if page.name != "README.md"]
    assert [name for name in pages if f"({name})" not in contents and f"]({name}" not in text_of("README.md")] == []


# Commands.


def commands_of(page: Path) -> Iterator[str]:
    """Every command line of riskreg that a page shows, in a block or in a sentence."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:sh)?\n(.*?)^```", text, re.M | re.S)
    sentences = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    for line in "\n".join(blocks).replace(" && ", "\n").split("\n"):
        found = re.match(r"(?:\$ )?(?:\.venv/bin/)?(riskreg .+)", line)
        if found:
            yield found[1]
    yield from re.findall(r"`(riskreg [^`\n]+)`", sentences)


def resolved(line: str) -> tuple[str, list[str], list[str]]:
    """A command line's command, its plain words and its options; fails where there is no such command."""
    words = shlex.split(line, comments=True)[1:]
    command, path = PROGRAM, []
    while hasattr(command, "commands") and (words or not command.invoke_without_command):
        assert words, f"{line}: not a whole command"
        if words[0] in {name for each in command.params for name in each.opts}:  # of the program itself
            break
        assert words[0] in command.commands, f"{line}: there is no command “{words[0]}”"
        path.append(words[0])
        command = command.commands[words.pop(0)]
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
    if path == ["query"]:
        known |= {"--" + each.name.replace("_", "-") for each in fields(Filters)}
    for word in words:
        assert not word.startswith("-") or word.split("=")[0] in known, f"{line}: there is no option {word}"
    plain = [word for word in words if not word.startswith("-")]
    return " ".join(path), plain, words


@pytest.mark.parametrize("page", **named(GUIDES))  # type: ignore[arg-type]
def test_every_command_that_a_page_shows_exists_with_its_options(page: Path) -> None:
    for line in commands_of(page):
        path, plain, _ = resolved(line)
        if path == "query" and plain:
            assert plain[0] in QUESTIONS or plain[0] == "NAME", line


def test_every_command_is_shown_in_a_guide() -> None:
    shown = {resolved(line)[0] for page in GUIDES for line in commands_of(page)}
    assert set(leaves(PROGRAM)) - shown == set()


def leaves(command: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(path)
        return
    for name, each in below.items():
        yield from leaves(each, (*path, name))


@pytest.mark.parametrize("module", MODULES)
def test_a_command_is_looked_for_in_the_module_that_hangs_it_on_the_program(module: str) -> None:
    part = typer.Typer()
    import_module(f"riskreg.cli.{module}").register(part)
    assert tuple(typer.main.get_group(part).commands) == MODULES[module]


def test_every_exit_code_is_explained() -> None:
    head = manual().split("\n## ")[0]
    classes = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Exception)]
    codes = {each.exit_code for each in classes if issubclass(each, errors.RiskregError)}
    assert {code for code in codes if not re.search(rf"\b{code} [a-z]", head)} == set()


# Codes, words, settings.


@pytest.mark.parametrize(
    "codes",
    [TABLE_CODES, IMPORT_CODES, PLAN_CODES, COST_CODES],
    ids=["of tables", "of imports", "of plans", "of costs"],
)
def test_every_code_is_explained_with_its_meaning(codes: dict[str, str]) -> None:
    text = text_of("docs/import-format.md")
    own = {code: meaning for code, meaning in codes.items() if codes is TABLE_CODES or code not in TABLE_CODES}
    assert [code for code, meaning in own.items() if f"| `{code}` | {meaning} | " not in text] == []


def test_every_code_of_vendor_lists_is_explained() -> None:
    text = text_of("docs/import-format.md")
    used = set()
    for module in (ROOT / "riskreg" / "catalogue").glob("*.py"):
        used |= set(re.findall(r'"(list-[a-z0-9-]+)"', module.read_text(encoding="utf-8")))
    assert used
    assert sorted(code for code in used if f"| `{code}` | " not in text) == []


def codes_of_refusals() -> set[str]:
    """Codes that stand in the source alone, where a whole file is refused."""
    return {
        code
        for module in (ROOT / "riskreg").rglob("*.py")
        for code in re.findall(r'code(?:: str = |=)"([a-z-]+)"', module.read_text(encoding="utf-8"))
    }


def test_every_code_of_a_refusal_is_explained() -> None:
    text = text_of("docs/import-format.md")
    assert "no-row-taken" in codes_of_refusals()
    assert sorted(code for code in codes_of_refusals() if f"| `{code}` | " not in text) == []


def test_no_code_is_explained_that_does_not_exist() -> None:
    rows = re.findall(r"^\| `([a-z0-9]+(?:-[a-z0-9]+)+)` \|", text_of("docs/import-format.md"), re.M)
    assert len(rows) == len(set(rows))
    written = {*TABLE_CODES, *IMPORT_CODES, *PLAN_CODES, *COST_CODES, *codes_of_refusals()}
    assert [code for code in rows if code not in written and not code.startswith("list-")] == []


def test_every_rule_that_a_step_can_break_is_in_the_glossary() -> None:
    source = text_of("riskreg/removal/order.py")
    rules = re.findall(r'BrokenRule\(\s*"([a-z-]+)"', source)
    assert len(rules) == source.count("BrokenRule(") > 0
    assert [rule for rule in rules if f"`{rule}`" not in text_of("docs/glossary.md")] == []


def test_every_verdict_is_in_the_glossary() -> None:
    text = text_of("docs/glossary.md")
    assert [verdict for verdict in terms.Verdict if f"**{verdict}**" not in text] == []


@pytest.mark.parametrize(
    "kind",
    [
        *(terms.Step, terms.MatchBasis, terms.Limb, terms.Control, terms.ClaimedStatus, terms.Disposition),
        *(terms.Covers, terms.Interoperability, terms.Funding),
    ],
)
def test_every_word_that_people_type_or_read_is_in_the_glossary(kind: type[terms.StrEnum]) -> None:
    text = text_of("docs/glossary.md")
    assert [member.value for member in kind if f"`{member.value}`" not in text] == []


def test_every_setting_is_documented_with_its_default() -> None:
    text = text_of("docs/operations.md")
    for name, field in Settings.model_fields.items():
        default = "none" if field.default is None else f"`{field.default}`"
        assert f"| `RISKREG_{name.upper()}` | {default} | " in text, name


def test_every_table_is_named_in_the_architecture() -> None:
    text = text_of("docs/architecture.md")
    assert [name for name in Base.metadata.tables if f"`{name}`" not in text] == []


# The README's commands, and the versions that they install.


def test_the_readme_has_two_commands_and_the_gate_runs_the_second() -> None:
    commands = dict(re.findall(r"<!-- (\w+) command -->\s+```sh\n(.+?)\n```", text_of("README.md"), re.S))
    assert list(commands) == ["demo", "test"]
    assert all("\n" not in command and "-c constraints.txt" in command for command in commands.values())
    assert commands["demo"].endswith("riskreg demo")
    assert commands["test"].endswith("python -m pytest -q -n auto --dist loadfile")
    assert "<!-- test command -->" in text_of(".ci/run")


def test_the_changelog_knows_this_version() -> None:
    from riskreg import __version__

    assert f"## [{__version__}] - " in text_of("CHANGELOG.md")


def tracked() -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        if IS_CI:
            pytest.fail("the gate runs in a checkout, and git lists no files")
        pytest.skip("not a checkout")
    for name in filter(None, listed.stdout.split("\n")):
        path = ROOT / name
        if path.suffix in (".md", ".py", ".toml", ".txt", ".yaml", ".ini", ".csv") and path.exists():
            yield path


def test_nothing_names_a_package_registry() -> None:
    hosts = re.compile(r"(?:files\.)?pythonhos" + r"ted|py" + r"pi\.org|registry\.npm" + r"js|deb\.deb" + r"ian")
    assert [str(path) for path in tracked() if hosts.search(path.read_text(encoding="utf-8", errors="replace"))] == []


def pins() -> dict[str, str]:
    lines = [line for line in text_of("constraints.txt").splitlines() if line and not line.startswith("#")]
    found = [re.fullmatch(r"([a-z0-9][a-z0-9-]*)==([0-9][0-9a-z.]*)", line) for line in lines]
    assert [line for line, match in zip(lines, found, strict=True) if match is None] == []
    return {match[1]: match[2] for match in found if match}


def asked() -> list[Requirement]:
    """What the project asks for itself, with all extras."""
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = project["optional-dependencies"].values()
    every = [Requirement(text) for text in (*project["dependencies"], *(each for extra in extras for each in extra))]
    return [each for each in every if each.name != "riskreg"]


def test_every_pin_satisfies_what_the_project_asks() -> None:
    pinned = pins()
    for requirement in asked():
        name = canonicalize_name(requirement.name)
        assert name in pinned, name
        assert requirement.specifier.contains(pinned[name]), requirement


def test_everything_that_is_installed_with_it_is_pinned_and_nothing_else() -> None:
    pinned, waiting, seen = pins(), asked(), set[tuple[str, frozenset[str]]]()
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            below = [Requirement(text) for text in requires(requirement.name) or ()]
        except PackageNotFoundError:
            continue
        extras = ["", *requirement.extras]
        waiting += [
            each for each in below if each.marker is None or any(each.marker.evaluate({"extra": e}) for e in extras)
        ]
    needed = {name for name, _ in seen}
    assert needed - set(pinned) == set()
    assert set(pinned) - needed == set()
