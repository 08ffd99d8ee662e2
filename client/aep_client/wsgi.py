"""The client without a network: requests go straight into a WSGI application.

    from aep_client.wsgi import WSGIAdapter
    from aep_emulator.app import create_app

    aep = AEPClient(base_url="http://localhost", credentials=credentials, adapter=WSGIAdapter(create_app()))

Tests that use the emulator this way need neither a port nor a process. The adapter works with any session of
`requests`: `session.mount("http://localhost", WSGIAdapter(app))`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

WSGIApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WSGIAdapter(HTTPAdapter):
    """Answers requests by calling `app` in the thread of the caller.

    The whole answer is held in memory. Time limits do not apply, and what the application raises reaches the caller.
    """

    def __init__(self, app: WSGIApp) -> None:
        super().__init__()
        self._app = app

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002
        timeout: Any = None,  # noqa: ARG002
        verify: Any = True,  # noqa: ARG002
        cert: Any = None,  # noqa: ARG002
        proxies: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> requests.Response:
        """The application's answer."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        body = io.BytesIO()

        def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> Any:
            started.append((status, headers))
            return body.write

        result = self._app(_environ(request), start_response)
        try:
            body.writelines(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        status, headers = started[-1]
        body.seek(0)
        code, _, reason = status.partition(" ")
        answer = HTTPResponse(
            body,
            headers=HTTPHeaderDict(headers),
            status=int(code),
            reason=reason,
            preload_content=False,
            request_method=request.method,
        )
        return self.build_response(request, answer)


def _environ(request: requests.PreparedRequest) -> dict[str, Any]:
    """PEP 3333's environment for the request."""
    parts = urlsplit(request.url or "")
    body = _bytes(request.body)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": target,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        if key == "CONTENT_TYPE":
            environ[key] = text
        # The length counts what is in wsgi.input, which also holds what was sent in chunks.
        elif key not in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
            environ[f"HTTP_{key}"] = text
    return environ


def _bytes(body: Any) -> bytes:
    """A request's body: text, bytes, a file, or pieces of bytes."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    return bytes(body.read()) if hasattr(body, "read") else b"".join(body)
