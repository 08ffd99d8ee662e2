"""Read, change, write back, and again when someone else was faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from aep_client.errors import StaleError

ATTEMPTS = 5

Answer = TypeVar("Answer")


def read_modify_write(read: Callable[[], dict[str, Any]], write: Callable[[dict[str, Any]], Answer]) -> Answer:
    """What `write` answers for what `read` gives; `write` sends If-Match with the version it was given.

    Raises StaleError when the resource has changed between reading and writing every one of five times.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return write(read())
        except StaleError:
            continue
    return write(read())
