"""The command line: one module per group of commands. Calls operations, and nothing else."""

from __future__ import annotations

import gc
import sys
import tempfile
import traceback
from collections.abc import Mapping, MutableMapping
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
import typer.core
import typer.main

from riskreg import __version__
from riskreg.cli.common import say, stderr, tell_error
from riskreg.errors import RiskregError

MODULES: Mapping[str, tuple[str, ...]] = {
    "setting_up": ("db", "org"),
    "lists": ("lists",),
    "vendors": ("vendors",),
    "templating": ("template",),
    "importing": ("import",),
    "imports": ("imports", "mappings"),
    "conflicts": ("conflicts",),
    "returns": ("returns",),
    "merging": ("asset",),
    "screening": ("screen", "flags"),
    "checking": ("check",),
    "explaining": ("explain",),
    "deciding": ("determine", "decide"),
    "exempting": ("exempt",),
    "planning": ("plan",),
    "products": ("products",),
    "removing": ("removal",),
    "asking": ("query", "show", "export"),
    "reporting": ("report",),
    "demonstrating": ("demo",),
    "serving": ("serve",),
}
"""Module → the commands that it hangs on the program. Only the module of the command that was typed is loaded."""


class _Commands(typer.core.TyperGroup):
    """The commands by name: one alone is looked for in its own module; all of them load every module."""

    _here: MutableMapping[str, Any]

    @property
    def commands(self) -> MutableMapping[str, Any]:
        """Every command, in the order of the modules."""
        for names in MODULES.values():
            for name in names:
                self._load(name)
        first = [name for names in MODULES.values() for name in names]
        return {name: self._here[name] for name in (*first, *self._here)}

    @commands.setter
    def commands(self, given: MutableMapping[str, Any]) -> None:
        self._here = given

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """One command, or None."""
        self._load(cmd_name)
        return self._here.get(cmd_name)

    def _load(self, name: str) -> None:
        """Hang the commands of a name's module on the program, where they do not hang there."""
        module = next((module for module, names in MODULES.items() if name in names), None)
        if module is not None and name not in self._here:
            part = typer.Typer(rich_markup_mode=None)
            import_module(f"riskreg.cli.{module}").register(part)
            self._here.update(typer.main.get_group(part).commands)


app = typer.Typer(
    name="riskreg",
    help="Tells where restricted surveillance equipment is installed, with evidence, and whether it has really gone.",
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        version()
        raise typer.Exit


@app.callback()
def _program(
    _version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version of riskreg.")
    ] = False,
) -> None:
    pass


@app.command("version")
def version() -> None:
    """Print the version of riskreg."""
    say(f"riskreg {__version__}")


def main() -> None:
    """Run a command; every error raised on purpose is one plain message and its own exit code, never a traceback."""
    # Loading makes some hundred thousand objects that stay; looking through them for rubbish while they come is a
    # fifth of the time to load.
    gc.set_threshold(50_000, 20, 20)
    as_json = "--json" in sys.argv
    try:
        app()
    except RiskregError as error:
        tell_error(error, as_json=as_json)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        stderr.print("Stopped. Nothing that was under way has been written.")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
    except Exception:
        with tempfile.NamedTemporaryFile("w", prefix="riskreg-fault-", suffix=".txt", delete=False) as report:
            report.write(f"riskreg {__version__}\n{' '.join(sys.argv[:2])}\n\n{traceback.format_exc()}")
        stderr.print("Error: riskreg has a fault of its own; nothing that was under way has been written.")
        stderr.print(f"Send the file {Path(report.name)} to those who look after riskreg.")
        sys.exit(70)
