"""The body in which tools and jobs are answered.

Documented: help/sandboxes/sandbox-tooling-api/tools.md and jobs.md: whatever was found is the `object`.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.types import Json


def found(message: str, what: Json) -> dict[str, Any]:
    """`{status, type, message, object}`."""
    return {"status": "OK", "type": "SUCCESS", "message": message, "object": what}
