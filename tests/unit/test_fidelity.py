"""docs/fidelity.md is what the sources say."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from aep_emulator.admin.fidelity import fidelity
from aep_emulator.cli import main

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "fidelity.md"


def test_the_page_is_what_the_command_prints() -> None:
    assert CliRunner().invoke(main, ["fidelity"]).output == PAGE.read_text(encoding="utf-8")


def test_statements_are_found_in_docstrings_and_comments(tmp_path: Path) -> None:
    module = tmp_path / "services" / "catalog" / "module.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        '"""First line.\n\n'
        "Documented: help/catalog/api/a.md and catalog.yaml.\n"
        "Assumed: one thing, over\ntwo lines.\nDiffers: another.\n\nRaises what it must.\n"
        '"""\n'
        "# Assumed: a third,\n"
        "# also over two lines.\n"
        "x = 1  # unrelated\n"
        'y = "Joins texts. Assumed: nulls do not count. Returns: A text."\n'
    )
    catalog = next(part for part in fidelity(tmp_path) if part.name == "Catalog")
    assert catalog.pages == {"help/catalog/api/a.md", "catalog.yaml"}
    name = "services/catalog/module.py"
    assert catalog.assumed == [
        ("One thing, over two lines.", name),
        ("Joins texts: nulls do not count.", name),
        ("A third, also over two lines.", name),
    ]
    assert catalog.differs == [("Another.", name)]


def test_every_assumption_of_the_sources_is_on_the_page() -> None:
    package = ROOT / "emulator" / "aep_emulator"
    said = sum(
        path.read_text(encoding="utf-8").count("Assumed: ")
        for path in package.rglob("*.py")
        if path.name != "fidelity.py"
    )
    assert PAGE.read_text(encoding="utf-8").count(".py`)") >= said > 50
