"""Telling why a step failed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from aep_client import AEPAPIError, AEPConnectionError
from aep_emulator.demo.last_call import LastCall, exchange_lines


def explain(error: Exception, step: str, last_call: LastCall, log: Sequence[str], out: Console) -> None:
    """What was sent, what came back, and what the demo's own server had to say about it."""
    out.print(f"\n[bold red]This step failed:[/] {escape(step)}\n{escape(_reason(error))}")
    if isinstance(error, AEPAPIError):
        lines = exchange_lines(
            f"{error.method} {error.url}",
            error.sent,
            f"{error.status}, request id {error.request_id or 'none'}",
            error.body,
        )
    else:
        lines = last_call.lines()
    for line in [*lines, *(["the server's log:", *log] if log else [])]:
        out.print(line, markup=False)


def unreachable(error: AEPConnectionError, url: str) -> str:
    """The one line for a server that does not answer at all."""
    return f"No answer from {url}: {_cause(error)}. Is the server running? 'aep-emulator serve' starts one."


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError | IndexError | TypeError | ValueError):
        return f"The answer is not what Adobe documents: {type(error).__name__}: {error}"
    return str(error)


def _cause(error: BaseException) -> str:
    """The system's own words, which the HTTP libraries wrap several times."""
    found: BaseException | None = error
    while found is not None:
        # The libraries' exceptions are OSErrors too, but only the system's have a number.
        if isinstance(found, OSError) and found.errno is not None and found.strerror:
            return found.strerror
        found = found.__cause__ or found.__context__
    return str(error)
