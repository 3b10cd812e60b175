"""Settings from `RISKREG_*` and a `.env` file, and the place of the data files that travel with the program."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """What an installation decides; each is an environment variable `RISKREG_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="RISKREG_", env_file=".env", extra="ignore")

    database_url: str = Field(
        default="sqlite:///riskreg.sqlite",
        description="The register: an SQLite file, or postgresql+psycopg://user@host/name.",
    )
    reader_url: str | None = Field(
        default=None, description="PostgreSQL only: the same database under a role that may only read."
    )
    actor: str | None = Field(default=None, description="Name of the person who acts, where --as is not given.")
    marking: str = Field(default="OFFICIAL-SENSITIVE", description="Protective marking printed on every output.")
    evidence_folder: Path | None = Field(
        default=None,
        description="Where copies of evidence files are kept; by default beside the SQLite register.",
    )
    jobs_folder: Path | None = Field(
        default=None,
        description="Where lists lie that are being imported on a page; by default beside the SQLite register.",
    )
    jobs_mb: int = Field(
        default=4_096, gt=0, description="Size, in MiB, that all lists that are being imported may take together."
    )
    jobs_days: int = Field(
        default=30, gt=0, description="Days after which a list that nobody went on with is deleted, and what was kept."
    )
    return_cells: int = Field(
        default=250_000,
        description="Cells up to which an officer's own workbook is marked and handed back; above, a new one is made.",
    )
    read_seconds: float = Field(default=600, gt=0, description="Seconds after which reading a list is stopped.")
    read_memory_mb: int = Field(default=8_192, gt=0, description="Memory, in MiB, that reading a list may take.")
    read_file_mb: int = Field(default=1_024, gt=0, description="Size of a list, in MiB, up to which it is read.")
    read_expanded_mb: int = Field(
        default=6_144, gt=0, description="Size, in MiB, up to which a workbook may unpack; checked before it does."
    )
    read_expansion_ratio: float = Field(
        default=120, gt=1, description="How many times its own size a workbook may unpack to; above 64 MiB only."
    )
    read_rows: int = Field(default=1_500_000, gt=0, description="Rows of one sheet that are read.")
    read_columns: int = Field(default=2_000, gt=0, description="Columns of one sheet that are read.")
    vendor_lists: Path | None = Field(
        default=None, description="A folder to use instead of the vendor lists that came with the program."
    )
    lists_folder: Path | None = Field(
        default=None,
        description="The ministry's own lists, which lie over the vendor lists; by default beside the SQLite register.",
    )
    cache_folder: Path | None = Field(
        default=None,
        description="Where loaded lists are kept to start sooner; by default in your own cache folder. May be emptied.",
    )


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def data_folder(name: str) -> Path:
    """Folder of data files that travel with the program: `migrations`, `vendor_lists` or `reports`.

    An installed wheel carries them inside the package; a checkout has them beside it.

    Args:
        name: Name of the folder.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"The folder “{name}” that belongs to riskreg is missing; install riskreg again.")
