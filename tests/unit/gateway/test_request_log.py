"""The request log: one line, nothing secret, nothing forged."""

from __future__ import annotations

import io
import json

import pytest

from aep_emulator.gateway.request_log import make_request_log


def test_text_line() -> None:
    out = io.StringIO()
    make_request_log("text", out)("GET", "/data/x", 200, 1.234, "abc")
    assert out.getvalue() == "GET    /data/x 200 1.2 ms abc\n"


def test_json_line() -> None:
    out = io.StringIO()
    make_request_log("json", out)("GET", "/data/x", 404, 1.236, "abc")
    assert json.loads(out.getvalue()) == {
        "method": "GET",
        "path": "/data/x",
        "status": 404,
        "milliseconds": 1.24,
        "requestId": "abc",
    }


def test_a_path_cannot_forge_a_line() -> None:
    out = io.StringIO()
    make_request_log("text", out)("GET", "/a\nGET /forged 200", 200, 1, "abc")
    assert out.getvalue().count("\n") == 1


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_log_nobody_reads_any_more_fails_no_request(log_format: str) -> None:
    class Gone(io.StringIO):
        def write(self, _text: str, /) -> int:
            raise BrokenPipeError

    make_request_log(log_format, Gone())("GET", "/data/x", 200, 1, "abc")
