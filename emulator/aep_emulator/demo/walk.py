"""Walking the steps and showing them."""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import ExitStack
from typing import Any

import orjson
from rich.console import Console
from rich.padding import Padding
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from aep_client import AEPAPIError, AEPClient, AEPError, Credentials
from aep_emulator.demo import results
from aep_emulator.demo.own_server import ServerStartError, own_server
from aep_emulator.demo.steps import STEPS, Walk

_ORG = "DEMO0000000000000000000A@AdobeOrg"
_RUN_TIMEOUT_S = 300
_PIPED_WIDTH = 132
_LOCAL_CREDENTIALS = Credentials(client_id="demo", client_secret="demo", org_id=_ORG)  # noqa: S106  (any will do)


def walk(base_url: str | None, *, console: Console | None = None) -> int:
    """The whole demo; the exit status."""
    # Piped output has no width of its own; the usual 80 columns would cut the tables.
    out = console or Console(highlight=False, width=None if sys.stdout.isatty() else _PIPED_WIDTH)
    try:
        with ExitStack() as stack:
            if base_url is None:
                with out.status("Starting the emulator …"):
                    url = stack.enter_context(own_server())
                suffix = ""
            else:
                url, suffix = base_url, f" {secrets.token_hex(3)}"
            out.print("[bold]Collect eCommerce data[/] - Adobe's tutorial, run for real")
            out.print(f"Server: {url}\n")
            client = stack.enter_context(_client(url, given=base_url is not None))
            _walk(Walk(client, suffix), out)
    except ServerStartError as error:
        out.print(f"[red]The emulator did not start:[/] {error}", markup=True)
        return 1
    except AEPError as error:
        _explain(error, out)
        return 1
    except KeyboardInterrupt:
        out.print("Stopped.")
        return 130
    return 0


def _client(url: str, *, given: bool) -> AEPClient:
    """Credentials from the environment for a server that was named, when there are any; else made-up ones."""
    if given and os.environ.get("AEP_CLIENT_ID"):
        return AEPClient.from_env(base_url=url)
    return AEPClient(base_url=url, credentials=_LOCAL_CREDENTIALS)


def _walk(state: Walk, out: Console) -> None:
    for number, step in enumerate(STEPS, 1):
        shown = step.act(state)
        out.print(f"[bold cyan]{number:>2}[/]  {step.call}", style=None)
        out.print(f"    {step.meaning}", style="dim")
        out.print(f"    → [green]{shown}[/]")
        if step.act.__name__ == "explore_table":
            _print_rows(out, [results.flat(row) for row in state.table["data"][:3]], columns=5)
    number = len(STEPS) + 1
    out.print(f"[bold cyan]{number:>2}[/]  GET /flowservice/runs?property=flowId=={{id}}")
    out.print("    wait for the run", style="dim")
    run = _wait(state, out)
    metrics = results.metrics(run)
    status = str(metrics["status"])
    out.print(f"    → [{'green' if status == 'success' else 'red'}]{status}[/], run {run['id']}")
    _print_rows(out, [metrics])
    if status != "success":
        raise AEPError(f"the run {run['id']} ended as {status}: {run['metrics']['statusSummary'].get('errors')}")
    batch_id = results.batch_id(run)
    out.print(f"[bold cyan]{number + 1:>2}[/]  GET /export/batches/{batch_id}/files, GET /export/files/{{id}}?path=…")
    out.print("    the first records that arrived, read from the Parquet file of the batch", style="dim")
    _print_rows(out, results.first_records(state.client, batch_id, limit=8))
    out.print("\nDone. [bold]make run[/] starts the emulator for your own requests; the README has the curl lines.")


def _wait(state: Walk, out: Console) -> dict[str, Any]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        task = progress.add_task("    waiting for the run", total=None)

        def show(run: dict[str, Any] | None) -> None:
            records = {} if run is None else run["metrics"].get("recordSummary", {})
            text = "not started" if run is None else f"{records.get('inputRecordCount', 0)} rows read"
            progress.update(task, description=f"    waiting for the run: {text}")

        return state.client.flow_service.wait_for_run(
            state.ids["flow"], timeout=_RUN_TIMEOUT_S, poll=0.1, on_progress=show
        )


def _print_rows(out: Console, rows: list[dict[str, Any]], columns: int | None = None) -> None:
    """Rows as a table; columns in the order in which they first occur."""
    names = list(dict.fromkeys(name for row in rows for name in row))[:columns]
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in names:
        table.add_column(name.rpartition(".")[2], header_style="bold", no_wrap=True)
    for row in rows:
        table.add_row(*(str(row.get(name, "")) for name in names))
    out.print(Padding(table, (0, 0, 0, 4)))
    out.print()


def _explain(error: AEPError, out: Console) -> None:
    """What was sent and what came back."""
    out.print(f"\n[bold red]This step failed.[/] {error}", markup=True)
    if isinstance(error, AEPAPIError):
        out.print(f"sent:      {error.method} {error.url}", markup=False)
        if error.sent is not None:
            out.print(_pretty(error.sent), markup=False)
        out.print(f"came back: {error.status}, request id {error.request_id or 'none'}", markup=False)
        out.print(_pretty(error.body), markup=False)


def _pretty(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
