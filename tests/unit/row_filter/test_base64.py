"""Filters come encoded."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from aep_emulator.row_filter import RowFilterError, decode
from tests.unit.row_filter.filters import compares, pql

# Its Base64 has both characters in which the alphabets differ.
PLUS_AND_SLASH = pql(compares("c", ">=", "~~~~???????>>>>>"))


@pytest.mark.parametrize(
    "variant",
    [
        lambda text: text,
        lambda text: text.rstrip("="),
        lambda text: text.replace("+", "-").replace("/", "_"),
        lambda text: text.replace("+", " "),
        lambda text: f" {text}\n",
        lambda text: f"{text}\\",
        lambda text: f"{text[:40]}\r\n{text[40:]}",
        lambda text: f"{text[:40]}  {text[40:]}",
    ],
    ids=[
        "standard",
        "no padding",
        "URL-safe",
        "blank for plus",
        "blanks around",
        "backslash",
        "lines",
        "blanks inside",
    ],
)
def test_every_way_to_write_base64_is_read(variant: Any) -> None:
    text = base64.b64encode(json.dumps(PLUS_AND_SLASH).encode()).decode()
    assert {"+", "/", "="} <= set(text)
    assert decode(variant(text)) == PLUS_AND_SLASH


@pytest.mark.parametrize(
    "text", ["", "=", "\\", "{}", "a", "é", "\x00", "AAAA", "////", base64.b64encode(b"{'type':").decode(), "\ud800"]
)
def test_what_is_not_json_in_base64_is_refused(text: str) -> None:
    with pytest.raises(RowFilterError) as caught:
        decode(text)
    assert (caught.value.path, caught.value.code) == ("", "1389-400")


def test_json_nested_without_end_is_refused() -> None:
    with pytest.raises(RowFilterError):
        decode(base64.b64encode(b"[" * 100_000).decode())
