"""The error body of IMS: OAuth 2's own (RFC 6749, section 5.2)."""

from __future__ import annotations

from typing import Any

from aep_emulator.gateway.errors import ApiError, ErrorContext


class ImsError(ApiError):
    """A token request that was refused; `error` is OAuth's code."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(400, error, description, code=error)


def render(error: ApiError, _context: ErrorContext) -> dict[str, Any]:
    """`{error, error_description}`."""
    return {"error": error.code or error.title.lower().replace(" ", "_"), "error_description": error.detail}
