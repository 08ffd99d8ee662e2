"""A look at the user's own data before the server starts, so that a broken table is told then and not in a run."""

from __future__ import annotations

from pathlib import Path

from aep_emulator.sources import SourceError
from aep_emulator.sources.user_tables import user_tables


def check_data(folder: Path) -> None:
    """Look at the columns of each table in `folder`/tables. Raises SourceError and OSError.

    A folder without tables/ and without files/ is refused: it is nearly always the wrong one.
    """
    if not (folder / "tables").is_dir() and not (folder / "files").is_dir():
        raise SourceError(f"{folder} has neither a folder tables/ nor a folder files/")
    for table in user_tables(folder / "tables"):
        if not table.columns:
            raise SourceError(f"the table '{table.name}' in {folder / 'tables'} has no columns")
