"""Walking the steps and showing them."""

from __future__ import annotations

import io
import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import requests
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from aep_client import AEPClient, AEPConnectionError, AEPError, Credentials
from aep_emulator.demo import results
from aep_emulator.demo.failure import explain, unreachable
from aep_emulator.demo.last_call import LastCall
from aep_emulator.demo.own_server import ServerStartError, own_server
from aep_emulator.demo.steps import STEPS, Walk
from aep_emulator.demo.tables import table_lines

_ORG = "DEMO0000000000000000000A@AdobeOrg"
_RUN_TIMEOUT_S = 300
_INDENT = "    "
_LOCAL_CREDENTIALS = Credentials(client_id="demo", client_secret="demo", org_id=_ORG)  # noqa: S106  (any will do)


def walk(base_url: str | None, *, console: Console | None = None) -> int:
    """The whole demo; the exit status: 0, 1 when a step failed, 130 when it was interrupted."""
    out = console or _console()
    try:
        with ExitStack() as stack:
            log: Sequence[str] = ()
            if base_url is None:
                with out.status("Starting the emulator …"):
                    server = stack.enter_context(own_server())
                url, log, suffix = server.url, server.log, ""
            else:
                url, suffix = base_url, f" {secrets.token_hex(3)}"
            session = stack.enter_context(requests.Session())
            client = _client(url, session, given=base_url is not None)
            out.print("[bold]Collect eCommerce data[/] - Adobe's tutorial, run for real")
            out.print(f"Server: {escape(url)}\n")
            return _walk(Walk(client, suffix), LastCall(session), log, out)
    except ServerStartError as error:
        out.print(f"[red]The emulator did not start:[/] {escape(str(error))}")
    except ValueError as error:
        # Of the client: an address or credentials that cannot be right.
        out.print(f"[red]Error:[/] {escape(str(error))}")
    except KeyboardInterrupt:
        out.print("\nStopped.")
        return 130
    return 1


def _console() -> Console:
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has no arrows is no reason to fail.
        sys.stdout.reconfigure(errors="replace")
    # Lines are never broken here: an identifier in two pieces cannot be copied.
    return Console(highlight=False, emoji=False, soft_wrap=True)


def _client(url: str, session: requests.Session, *, given: bool) -> AEPClient:
    """Credentials from the environment for a server that was named, when there are any; else made-up ones."""
    if given and os.environ.get("AEP_CLIENT_ID"):
        return AEPClient.from_env(base_url=url, session=session)
    return AEPClient(base_url=url, session=session, credentials=_LOCAL_CREDENTIALS)


def _walk(state: Walk, last_call: LastCall, log: Sequence[str], out: Console) -> int:
    """The steps, up to the first that fails; the exit status."""
    try:
        for number, step in enumerate(STEPS, 1):
            state.step = f"{number} {step.call}"
            _print_step(out, number, step.call, step.meaning)
            out.print(f"{_INDENT}→ [green]{escape(step.act(state))}[/]")
            if step.act.__name__ == "explore_table":
                _print_rows(out, [_first(row, 5) for row in state.table["data"][:3]])
        _show_run(state, out)
    except AEPConnectionError as error:
        if not last_call.lines():
            out.print(f"[red]Error:[/] {escape(unreachable(error, state.client.base_url))}")
        else:
            explain(error, state.step, last_call, log, out)
        return 1
    except (AEPError, KeyError, IndexError, TypeError, ValueError) as error:
        explain(error, state.step, last_call, log, out)
        return 1
    out.print("Done. [bold]make run[/] starts the emulator for your own requests;")
    out.print("the README has the curl lines.")
    return 0


def _show_run(state: Walk, out: Console) -> None:
    """Wait for the run, show what it did, and the records it wrote."""
    number = len(STEPS) + 1
    call = "GET /flowservice/runs?property=flowId=={id}"
    state.step = f"{number} {call}"
    _print_step(out, number, call, "wait for the run")
    run = _wait(state, out)
    metrics = results.metrics(run)
    status = str(metrics["status"])
    out.print(f"{_INDENT}→ [{'green' if status == 'success' else 'red'}]{escape(status)}[/], run {escape(run['id'])}")
    _print_rows(out, [metrics])
    if status != "success":
        raise AEPError(f"the run {run['id']} ended as {status}: {run['metrics']['statusSummary'].get('errors')}")
    call = "GET /export/batches/{id}/files, GET /export/files/{id}?path=…"
    state.step = f"{number + 1} {call}"
    _print_step(out, number + 1, call, "the first records that arrived, read from the batch's Parquet file")
    batch_id = results.batch_id(run)
    records = results.first_records(state.client, batch_id, limit=8)
    out.print(f"{_INDENT}→ [green]batch {escape(batch_id)}[/]")
    _print_rows(out, records)


def _wait(state: Walk, out: Console) -> dict[str, Any]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        task = progress.add_task("waiting for the run", total=None)

        def show(run: dict[str, Any] | None) -> None:
            records = {} if run is None else run["metrics"].get("recordSummary", {})
            text = "not started" if run is None else f"{records.get('inputRecordCount', 0)} rows read"
            progress.update(task, description=f"waiting for the run: {text}")

        return state.client.flow_service.wait_for_run(
            state.ids["flow"], timeout=_RUN_TIMEOUT_S, poll=0.1, on_progress=show
        )


def _print_step(out: Console, number: int, call: str, meaning: str) -> None:
    out.print(f"[bold cyan]{number:>2}[/]  {escape(call)}")
    out.print(f"{_INDENT}{meaning}", style="dim", markup=False)


def _print_rows(out: Console, rows: Sequence[dict[str, Any]]) -> None:
    """Rows as a table, the names of the columns in bold."""
    width = out.width - len(_INDENT) if out.is_terminal else None
    for number, line in enumerate(table_lines([results.flat(row) for row in rows], width)):
        out.print(_INDENT + line, style="bold" if number == 0 else None, markup=False)
    out.print()


def _first(row: dict[str, Any], count: int) -> dict[str, Any]:
    return dict(list(row.items())[:count])
