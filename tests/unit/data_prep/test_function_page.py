"""docs/data-prep-functions.md is what the registry says."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from aep_emulator.cli import main
from aep_emulator.services.data_prep.function_page import markdown
from aep_emulator.services.data_prep.language.functions.registry import functions, methods
from aep_emulator.services.data_prep.language.operators import OPERATORS

PAGE = Path(__file__).parents[3] / "docs" / "data-prep-functions.md"


def test_the_page_is_the_generated_one() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown() + "\n"


def test_the_command_prints_the_page() -> None:
    assert CliRunner().invoke(main, ["functions"]).output == markdown() + "\n"


def test_every_function_and_operator_is_a_row_of_five_cells() -> None:
    rows = [line for line in markdown().splitlines() if line.startswith("| `")]
    assert len(rows) == len(functions()) + len(methods()) + len(OPERATORS)
    assert {row.replace("\\|", "").count(" | ") for row in rows} == {4}
