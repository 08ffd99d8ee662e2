"""The commands of `aep-emulator xdm`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from aep_emulator.services.schema_registry.importing import Published

_NAMES = {
    "behaviors": "behaviors",
    "classes": "classes",
    "mixins": "field groups",
    "datatypes": "data types",
    "schemas": "schemas",
}


@click.group()
def xdm() -> None:
    """Adobe's published XDM schemas (github.com/adobe/xdm)."""


@xdm.command("import")
@click.argument("source", metavar="PATH", type=click.Path(exists=True, path_type=Path))
def import_(source: Path) -> None:
    """Say what `serve --xdm PATH` would load: a checkout or a zip archive of the repository.

    Nothing is changed. What cannot be used is listed with the reason, and the exit status is then 1.
    """
    published = _loaded(source)
    for kind, count in published.counts().items():
        click.echo(f"{count:5} {_NAMES[kind]}")
    if published.problems:
        click.echo(f"{len(published.problems):5} cannot be used:")
        for problem in published.problems:
            click.echo(f"      {problem}")
    sys.exit(1 if published.problems else 0)


@xdm.command()
@click.argument("source", metavar="PATH", type=click.Path(exists=True, path_type=Path))
@click.argument("folder", metavar="FIXTURES", type=click.Path(exists=True, file_okay=False, path_type=Path))
def library(source: Path, folder: Path) -> None:
    """Write the built-in library anew, from the checkout PATH into the folder FIXTURES.

    For developers of the emulator; FIXTURES is fixtures/aep_fixtures/xdm.
    """
    from aep_emulator.services.schema_registry.library_files import write_library

    published = _loaded(source)
    if published.problems:
        raise click.ClickException(f"{len(published.problems)} files cannot be used; see 'aep-emulator xdm import'.")
    click.echo(f"{write_library(published, folder)} files written.")


def _loaded(source: Path) -> Published:
    from aep_emulator.services.schema_registry.importing import SourceError, load

    try:
        return load(source)
    except SourceError as error:
        raise click.ClickException(f"{error}.") from None
