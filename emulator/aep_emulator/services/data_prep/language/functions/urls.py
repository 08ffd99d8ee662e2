"""URL functions. Documented: help/data-prep/functions.md "URL functions" and its appendix "Special characters"."""

from __future__ import annotations

from typing import Any
from urllib.parse import SplitResult, quote, unquote, urlsplit

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import function

_CATEGORY = "URL"
_PORTS = {"http": 80, "https": 443, "ftp": 21, "ftps": 990, "sftp": 22, "ssh": 22, "ws": 80, "wss": 443, "ldap": 389}
_ANCHORS = ("retain", "remove", "append")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme and parts.netloc and " " not in url else None


@function(
    "get_url_protocol",
    category=_CATEGORY,
    description="Takes the protocol of a URL.",
    returns="The protocol; null when the URL is not valid.",
    example='get_url_protocol("https://platform.adobe.com/home")',
    result="https",
)
def get_url_protocol(url: str) -> str | None:
    parts = _split(url)
    return None if parts is None else parts.scheme


@function(
    "get_url_host",
    category=_CATEGORY,
    description="Takes the host of a URL.",
    returns="The host; null when the URL is not valid.",
    example='get_url_host("https://platform.adobe.com/home")',
    result="platform.adobe.com",
)
def get_url_host(url: str) -> str | None:
    parts = _split(url)
    return None if parts is None else parts.hostname


@function(
    "get_url_port",
    category=_CATEGORY,
    description="Takes the port of a URL, the protocol's usual one when none is written.",
    returns="The port; null when the URL is not valid.",
    example='get_url_port("sftp://example.com//home/joe/employee.csv")',
    result=22,
)
def get_url_port(url: str) -> int | None:
    parts = _split(url)
    return None if parts is None else parts.port or _PORTS.get(parts.scheme)


@function(
    "get_url_path",
    category=_CATEGORY,
    description="Takes the path of a URL, or only its last part when full_path is false.",
    returns="The path; null when the URL is not valid.",
    example='get_url_path("sftp://example.com//home/joe/employee.csv")',
    result="//home/joe/employee.csv",
)
def get_url_path(url: str, full_path: Any = True) -> str | None:
    parts = _split(url)
    if parts is None:
        return None
    return parts.path.rpartition("/")[2] if full_path is False else parts.path


@function(
    "get_url_query_str",
    category=_CATEGORY,
    description="Takes the query of a URL. The anchor is kept (retain), dropped (remove) or a member (append).",
    returns="An object with the query's parameters; null when the URL is not valid.",
    example='get_url_query_str("foo://example.com:8042/over/there?name=ferret#nose", "append")',
    result={"name": "ferret", "_anchor_": "nose"},
)
def get_url_query_str(url: str, anchor: str) -> dict[str, Any] | None:
    if anchor not in _ANCHORS:
        raise TransformError(f"the anchor must be one of {', '.join(_ANCHORS)}, not '{anchor}'")
    parts = _split(url)
    if parts is None:
        return None
    query = parts.query
    if anchor == "retain" and parts.fragment:
        query += f"#{parts.fragment}"
    found = {name: value for name, _, value in (pair.partition("=") for pair in query.split("&")) if name}
    if anchor == "append" and parts.fragment:
        found["_anchor_"] = parts.fragment
    return found


@function(
    "get_url_encoded",
    category=_CATEGORY,
    description="Writes the reserved characters of a URL as percent codes.",
    returns="The encoded string.",
    example='get_url_encoded("https://example.com/partneralliance_asia-pacific_2022")',
    result="https%3A%2F%2Fexample.com%2Fpartneralliance_asia-pacific_2022",
)
def get_url_encoded(url: str) -> str:
    # `~` is reserved in the documented table, which `quote` never encodes.
    return quote(url, safe="").replace("~", "%7E")


@function(
    "get_url_decoded",
    category=_CATEGORY,
    description="Reads the percent codes of an encoded URL.",
    returns="The decoded string.",
    example='get_url_decoded("https%3A%2F%2Fexample.com%2Fpartneralliance_asia-pacific_2022")',
    result="https://example.com/partneralliance_asia-pacific_2022",
)
def get_url_decoded(url: str) -> str:
    return unquote(url)
