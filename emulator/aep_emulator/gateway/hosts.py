"""Which names may stand in the Host header.

A web page can make a browser call 127.0.0.1 under a name of its own (DNS rebinding); an address or a local name
cannot be such a name.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from aep_emulator.gateway.errors import ApiError

_LOCAL_NAMES = frozenset({"localhost", "host.docker.internal"})
_MAX_REMEMBERED = 1_000


class Hosts:
    """Knows the allowed names, and remembers the header values it has already let through."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._names = _LOCAL_NAMES | {name.lower() for name in allowed}
        self._accepted: set[str] = set()

    def check(self, header: str | None) -> None:
        """Raises ApiError 403 for a name that is not ours. A request without the header is no browser's."""
        if not header or header in self._accepted:
            return
        name = host_name(header)
        if not (name in self._names or name.endswith(".localhost") or _is_address(name)):
            raise ApiError(
                403,
                "Forbidden",
                f"The Host header names '{name}', which this server does not answer to. "
                f"Start it with --allowed-hosts {name} to allow it.",
            )
        if len(self._accepted) < _MAX_REMEMBERED:
            self._accepted.add(header)


def host_name(header: str) -> str:
    """The host of a Host header in lower case, without port, brackets and the root's dot."""
    host = header if header.endswith("]") else header.rsplit(":", 1)[0]
    return host.strip("[]").lower().removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
