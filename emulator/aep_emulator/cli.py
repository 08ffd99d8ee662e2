"""The command line: `aep-emulator serve | demo | coverage`."""

from __future__ import annotations

import os
import sys
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click

from aep_emulator import __version__
from aep_emulator.settings import Settings

_CHOICES = {"log_format": ["text", "json"], "auth": ["lenient", "strict"]}
_RANGES = {"port": (0, 65_535), "rows": (0, 10_000_000), "max_body_bytes": (1, None), "max_json_bytes": (1, None)}


def _option(setting: Field[Any]) -> Any:
    """The flag of one setting."""
    kind: Any = {"int": int, "int | None": int}.get(str(setting.type), str)
    extra: dict[str, Any] = {}
    if setting.name in _CHOICES:
        kind = click.Choice(_CHOICES[setting.name])
    elif setting.name in _RANGES:
        low, high = _RANGES[setting.name]
        kind = click.IntRange(low, high)
    elif setting.name == "data":
        kind = click.Path(exists=True, file_okay=False, readable=True, path_type=Path)
    elif str(setting.type).startswith("tuple"):
        extra = {"multiple": True}
    return click.option(
        "--" + setting.name.replace("_", "-"),
        setting.name,
        type=kind,
        default=setting.default,
        show_default=setting.default not in (None, ()),
        envvar=f"AEP_EMULATOR_{setting.name.upper()}",
        show_envvar=True,
        help=setting.metadata["help"],
        **extra,
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="aep-emulator")
def main() -> None:
    """Adobe Experience Platform's data-ingestion APIs on your own machine."""


@main.command()
def serve(**options: Any) -> None:
    """Run the emulator in the foreground."""
    from aep_emulator.server import ServerError
    from aep_emulator.server import serve as run

    if options["data"] is not None and not os.access(options["data"], os.R_OK | os.X_OK):
        raise click.BadParameter(f"Directory '{options['data']}' is not readable.", param_hint="'--data'")
    try:
        run(Settings(**options))
    except ServerError as error:
        raise click.ClickException(str(error)) from None


for _setting in reversed(fields(Settings)):
    serve = _option(_setting)(serve)


@main.command()
@click.option("--base-url", envvar="AEP_BASE_URL", help="A running emulator, or Adobe. Without it one is started.")
def demo(base_url: str | None) -> None:
    """Walk Adobe's eCommerce tutorial, start to end."""
    from aep_emulator.demo import run_demo

    sys.exit(run_demo(base_url))


@main.command()
def coverage() -> None:
    """Print which documented operations are implemented, as a Markdown table."""
    from aep_emulator.admin.coverage import coverage as measure
    from aep_emulator.admin.coverage import markdown
    from aep_emulator.app import create_app

    click.echo(markdown(measure(create_app())))


if __name__ == "__main__":
    main()
