"""The command line: `aep-emulator serve | demo | xdm | postman | coverage | functions | fidelity`."""

from __future__ import annotations

import os
import sys
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click

from aep_emulator import __version__
from aep_emulator.settings import Settings
from aep_emulator.xdm.cli import xdm

_CHOICES = {"log_format": ["text", "json"], "auth": ["lenient", "strict"]}
_RANGES = {
    "port": (0, 65_535),
    "rows": (0, 10_000_000),
    "max_file_bytes": (1, None),
    "max_part_bytes": (1, None),
    "max_batch_files": (1, None),
    "max_batch_bytes": (1, None),
    "max_row_fields": (1, None),
    "max_batches_per_minute": (1, None),
    "max_url_characters": (1, None),
    "max_body_bytes": (1, None),
    "max_json_bytes": (1, None),
    "sandbox_wait": (0, 86_400),
}


class _WholeNumber(click.IntRange):
    """A bounded integer that messages call an integer, not an integer range."""

    name = "integer"


class _Commands(click.Group):
    """Commands whose usage errors are one line, as every other error here."""

    def main(self, *args: Any, **options: Any) -> Any:
        """Run a command; ends the process with its status."""
        try:
            status = super().main(*args, **{**options, "standalone_mode": False})
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx is not None else "aep-emulator"
            click.echo(f"Error: {error.format_message()} See '{path} --help'.", err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("Stopped.", err=True)
            sys.exit(130)
        sys.exit(status if isinstance(status, int) else 0)


def _option(setting: Field[Any]) -> Any:
    """The flag of one setting."""
    kind: Any = {"int": int, "int | None": int}.get(str(setting.type), str)
    extra: dict[str, Any] = {}
    if setting.name in _CHOICES:
        kind = click.Choice(_CHOICES[setting.name])
    elif setting.name in _RANGES:
        low, high = _RANGES[setting.name]
        kind = _WholeNumber(low, high)
    elif setting.name == "data":
        kind = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)
        extra = {"metavar": "DIR"}
    elif setting.name == "lake":
        kind = click.Path(file_okay=False, path_type=Path)
        extra = {"metavar": "DIR"}
    elif setting.name == "xdm":
        kind = click.Path(exists=True, readable=True, path_type=Path)
        extra = {"metavar": "PATH"}
    elif setting.name == "credentials":
        kind = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
        extra = {"metavar": "FILE"}
    elif str(setting.type).startswith("tuple"):
        extra = {"multiple": True, "metavar": "NAME"}
    return click.option(
        "--" + setting.name.replace("_", "-"),
        setting.name,
        type=kind,
        default=setting.default,
        show_default=setting.default not in (None, ()),
        envvar=f"AEP_EMULATOR_{setting.name.upper()}",
        help=setting.metadata["help"],
        **extra,
    )


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="aep-emulator")
def main() -> None:
    """Adobe Experience Platform's data-ingestion APIs on your own machine."""


@main.command(
    epilog="Each option is also an environment variable: AEP_EMULATOR_PORT for --port, AEP_EMULATOR_LOG_FORMAT for "
    "--log-format, and so on. A flag wins over its variable."
)
def serve(**options: Any) -> None:
    """Run the emulator in the foreground, until Ctrl-C."""
    from aep_emulator.server import ServerError
    from aep_emulator.server import serve as run

    if options["data"] is not None and not os.access(options["data"], os.R_OK | os.X_OK):
        raise click.BadParameter(f"Directory '{options['data']}' is not readable.", param_hint="'--data'")
    try:
        settings = Settings(**options)
    except ValueError as error:
        name, _, problem = str(error).partition(": ")
        raise click.BadParameter(problem, param_hint=f"'--{name}'") from None
    try:
        run(settings)
    except ServerError as error:
        raise click.ClickException(str(error)) from None


for _setting in fields(Settings):
    serve = _option(_setting)(serve)


def _checked_url(base_url: str) -> str:
    if not base_url.startswith(("http://", "https://")):
        raise click.BadParameter(f"'{base_url}' must begin with http:// or https://.", param_hint="'--base-url'")
    return base_url


@main.command()
@click.option("--base-url", metavar="URL", help="A server that runs already.")
def demo(base_url: str | None) -> None:
    """Walk Adobe's eCommerce tutorial, start to end.

    Without --base-url an emulator is started for it, and stopped in the end. For Adobe itself, the client's variables
    AEP_CLIENT_ID, AEP_CLIENT_SECRET and AEP_ORG_ID give the credentials.
    """
    from aep_emulator.demo import run_demo

    sys.exit(run_demo(None if base_url is None else _checked_url(base_url)))


@main.command()
@click.argument("collections", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--base-url", metavar="URL", default="http://127.0.0.1:8080", show_default=True, help="The server.")
@click.option(
    "--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".", help="Where to write."
)
def postman(collections: tuple[Path, ...], base_url: str, folder: Path) -> None:
    """Point Adobe's Postman COLLECTIONS at an emulator.

    Writes a copy of each, and an environment for them: import both into Postman.
    """
    from aep_emulator.postman import PostmanFileError, write

    try:
        for line in write(collections, _checked_url(base_url), folder):
            click.echo(line)
    except PostmanFileError as error:
        raise click.ClickException(str(error)) from None


@main.command()
def coverage() -> None:
    """Print the README's table of implemented operations."""
    from aep_emulator.admin.coverage import coverage as measure
    from aep_emulator.admin.coverage import totals
    from aep_emulator.app import create_app

    click.echo(totals(measure(create_app())))


@main.command()
def functions() -> None:
    """Print docs/data-prep-functions.md."""
    from aep_emulator.services.data_prep.function_page import markdown

    click.echo(markdown())


@main.command()
def fidelity() -> None:
    """Print docs/fidelity.md."""
    from aep_emulator.admin.coverage import coverage as measure
    from aep_emulator.admin.fidelity import fidelity as read
    from aep_emulator.admin.fidelity import markdown
    from aep_emulator.app import create_app

    click.echo(markdown(read(), measure(create_app())))


main.add_command(xdm)

if __name__ == "__main__":
    main()
