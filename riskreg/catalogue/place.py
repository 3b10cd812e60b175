"""Where the vendor lists lie: inside the installed package, else in the checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from riskreg.errors import NotFound


def vendor_lists_folder() -> Path:
    """The folder of the bundled vendor lists.

    Raises:
        NotFound: The lists were not shipped with this installation.
    """
    installed = Path(str(files("riskreg"))) / "_data" / "vendor_lists"
    checkout = Path(str(files("riskreg"))).parent / "vendor_lists"
    for folder in (installed, checkout):
        if (folder / "edition.yaml").is_file():
            return folder
    raise NotFound(
        "The vendor lists are missing from this installation.",
        "Install riskreg again, or name the folder of the lists.",
    )
