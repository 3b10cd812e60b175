"""The command line: one module per group of commands. Calls operations, and nothing else."""

from __future__ import annotations

import sys
import tempfile
import traceback
from pathlib import Path

import typer

from riskreg import __version__
from riskreg.cli import (
    asking,
    checking,
    conflicts,
    deciding,
    demonstrating,
    exempting,
    explaining,
    importing,
    imports,
    lists,
    merging,
    planning,
    products,
    removing,
    reporting,
    returns,
    screening,
    serving,
    setting_up,
    templating,
    vendors,
)
from riskreg.cli.common import say, stderr, tell_error
from riskreg.errors import RiskregError

app = typer.Typer(
    name="riskreg",
    help="Tells where restricted surveillance equipment is installed, with evidence, and whether it has really gone.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for module in (
    setting_up,
    lists,
    vendors,
    templating,
    importing,
    imports,
    conflicts,
    returns,
    merging,
    screening,
    checking,
    explaining,
    deciding,
    exempting,
    planning,
    products,
    removing,
    asking,
    reporting,
    demonstrating,
    serving,
):
    module.register(app)


@app.command("version")
def version() -> None:
    """Print the version of riskreg."""
    say(f"riskreg {__version__}")


def main() -> None:
    """Run a command; every error raised on purpose is one plain message and its own exit code, never a traceback."""
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
