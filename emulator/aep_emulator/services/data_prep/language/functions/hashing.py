"""Hashing functions. Documented: help/data-prep/functions.md "Hashing functions"."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import function

_CATEGORY = "Hashing"
_CHARSETS = {"UTF-8": "utf-8", "UTF-16": "utf-16-be", "ISO-8859-1": "iso-8859-1", "US-ASCII": "ascii"}


def _encoded(string: str, charset: str | None) -> bytes:
    name = (charset or "UTF-8").upper()
    if name not in _CHARSETS:
        raise TransformError(f"'{charset}' is not a character set; known are {', '.join(_CHARSETS)}")
    encoded = string.encode(_CHARSETS[name], "replace")
    # Java writes a byte order mark in front of UTF-16.
    return b"\xfe\xff" + encoded if name == "UTF-16" else encoded


def _crc32(data: bytes) -> str:
    # The documented value has the checksum's bytes in reverse order.
    return zlib.crc32(data).to_bytes(4, "little").hex()


def _register(name: str, result: str, digest: Callable[[bytes], str]) -> None:
    @function(
        name,
        category=_CATEGORY,
        description=f"Computes the {name.upper()} hash of a string in a character set, UTF-8 by default.",
        returns="The hash in hexadecimal digits.",
        example=f'{name}("my text", "UTF-8")',
        result=result,
    )
    def hash_function(string: str, charset: str | None = None) -> str:
        return digest(_encoded(string, charset))


_register("sha1", "c3599c11e47719df18a2448690840c5dfcce3c80", lambda data: hashlib.sha1(data).hexdigest())  # noqa: S324
_register(
    "sha256",
    "7330d2b39ca35eaf4cb95fc846c21ee6a39af698154a83a586ee270a0d372104",
    lambda data: hashlib.sha256(data).hexdigest(),
)
_register(
    "sha512",
    "a3d7e45a0d9be5fd4e4b9a3b8c9c2163c21ef708bf11b4232bb21d2a8704ada2"
    "cdcd7b367dd0788a89a5c908cfe377aceb1072a7b386b7d4fd2ff68a8fd24d16",
    lambda data: hashlib.sha512(data).hexdigest(),
)
_register("md5", "d3b96ce8c9fb4e9bd0198d03ba6852c7", lambda data: hashlib.md5(data).hexdigest())  # noqa: S324
_register("crc32", "8df92e80", _crc32)
