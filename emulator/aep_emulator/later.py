"""Things that are made when they are first used, because each module counts when the server starts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar, cast

from werkzeug.local import LocalProxy

Made = TypeVar("Made")


def later(make: Callable[[], Made]) -> Made:
    """What stands for something until its first attribute is asked for; `make` is called then, and once."""
    lock = threading.Lock()
    made: list[Made] = []

    def get() -> Made:
        if not made:
            with lock:
                if not made:
                    made.append(make())
        return made[0]

    return cast(Made, LocalProxy(get))
