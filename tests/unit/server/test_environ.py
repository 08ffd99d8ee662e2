"""The WSGI environment made from an ASGI scope."""

from __future__ import annotations

import io
from typing import Any

import pytest

from aep_emulator.server.environ import make_environ


def environ(size: int = 0, **changes: Any) -> dict[str, Any]:
    scope = {
        "method": "GET",
        "path": "/a",
        "raw_path": b"/a",
        "query_string": b"",
        "headers": [],
        "server": ("127.0.0.1", 8080),
        "client": ("127.0.0.1", 4711),
        "scheme": "http",
    }
    return make_environ({**scope, **changes}, io.BytesIO(b"x" * size), size)


def test_request_line_and_addresses() -> None:
    made = environ(path="/a/b", raw_path=b"/a%2Fb", query_string=b'x=="1"&y=%20')
    assert (made["REQUEST_METHOD"], made["SCRIPT_NAME"], made["PATH_INFO"]) == ("GET", "", "/a/b")
    assert made["QUERY_STRING"] == 'x=="1"&y=%20'
    assert made["RAW_URI"] == made["REQUEST_URI"] == '/a%2Fb?x=="1"&y=%20'
    assert (made["SERVER_NAME"], made["SERVER_PORT"], made["REMOTE_ADDR"]) == ("127.0.0.1", "8080", "127.0.0.1")


def test_a_path_travels_as_utf_8_in_latin_1_as_wsgi_wants_it() -> None:
    assert environ(path="/é")["PATH_INFO"] == "/Ã©"


def test_headers_are_found_under_their_cgi_names() -> None:
    made = environ(headers=[(b"x-api-key", b"k"), (b"content-type", b"text/csv"), (b"host", b"h")])
    assert (made["HTTP_X_API_KEY"], made["CONTENT_TYPE"], made["HTTP_HOST"]) == ("k", "text/csv", "h")
    assert "HTTP_CONTENT_TYPE" not in made


def test_a_repeated_header_is_one_list() -> None:
    assert environ(headers=[(b"accept", b"a"), (b"accept", b"b")])["HTTP_ACCEPT"] == "a,b"


def test_any_bytes_may_stand_in_a_header() -> None:
    assert environ(headers=[(b"x-odd", b"\xff\xe4")])["HTTP_X_ODD"] == "ÿä"


def test_the_length_is_that_of_the_body_received() -> None:
    made = environ(size=3, headers=[(b"content-length", b"99")])
    assert made["CONTENT_LENGTH"] == "3"
    assert made["wsgi.input"].read() == b"xxx"


def test_the_body_is_no_longer_in_chunks() -> None:
    assert "HTTP_TRANSFER_ENCODING" not in environ(headers=[(b"transfer-encoding", b"chunked")])


@pytest.mark.parametrize("name", [b"x_api_key", b"content_length", b"x-sandbox_name"])
def test_a_name_with_an_underscore_is_not_taken_for_one_with_a_hyphen(name: bytes) -> None:
    assert "forged" not in environ(headers=[(name, b"forged")]).values()
