"""The one exception type that becomes an HTTP answer.

Services raise it (or a subclass) where the problem is noticed; each service has one function that turns it into
its own body, because each Adobe service has an error body of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aep_emulator.gateway.scope import Scope


class ApiError(Exception):
    """An answer that is not a success.

    `code` is Adobe's error code where one is documented (`XDM-1010-404`, `1404-412`). `extra` holds members that
    the service's renderer adds to the body.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        *,
        code: str | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail
        self.code = code
        self.extra: Mapping[str, Any] = extra or {}


@dataclass(frozen=True, slots=True)
class ErrorContext:
    """What a renderer may mention: the request id and the time in milliseconds since the epoch.

    `scope` is None where the gateway has admitted nobody.
    """

    request_id: str
    now_ms: int
    scope: Scope | None = None


ErrorRenderer = Callable[[ApiError, ErrorContext], dict[str, Any]]
