"""The demo: the client walks Adobe's eCommerce tutorial."""

from __future__ import annotations

from typing import Any


def run_demo(base_url: str | None, *, console: Any = None) -> int:
    """Walk the tutorial against `base_url`, or against a server started for it. Returns the exit status."""
    from aep_emulator.demo.walk import walk

    return walk(base_url, console=console)
