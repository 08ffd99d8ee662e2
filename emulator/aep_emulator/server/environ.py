"""The WSGI environment of a request that came in as an ASGI scope (PEP 3333)."""

from __future__ import annotations

import functools
import sys
from collections.abc import MutableMapping
from typing import IO, Any

Scope = MutableMapping[str, Any]


def make_environ(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """The environment; `body` is complete, rewound and `size` bytes long."""
    server = scope.get("server") or ("127.0.0.1", 80)
    client = scope.get("client") or ("", 0)
    raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
    query = scope["query_string"].decode("latin-1")
    target = raw_path.decode("latin-1")
    if query:
        target = f"{target}?{query}"
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": target,
        "RAW_URI": target,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": client[0],
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in scope["headers"]:
        key = _key(name)
        if key is not None:
            text = value.decode("latin-1")
            environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ


@functools.lru_cache(maxsize=512)
def _key(header: bytes) -> str | None:
    """The environment's key of a header, None for one that is not passed on.

    The length is that of the body as received, whatever was announced, and the body is no longer in chunks. A name
    with an underscore is dropped, as other servers do: in the environment it could not be told from the same name with
    a hyphen.
    """
    if header == b"content-type":
        return "CONTENT_TYPE"
    if header in (b"content-length", b"transfer-encoding") or b"_" in header:
        return None
    return "HTTP_" + header.decode("latin-1").upper().replace("-", "_")
