"""Scalars in the type a spec asks for, for checking only: what was sent is stored and read back as sent.

Adobe's pages send `"startTime": "1604961070"` and `"mappingVersion": 2` where the specs say integer and string.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from aep_emulator.types import Document


def coerced(params: Any, schema: Document, *, numbers_as_text: bool = False) -> Any:
    """A copy of params in which each member that could be of the type its schema names is.

    Numbers stand for text only where asked: pages send a mapping version as either, but never a table's name.
    """
    if not isinstance(params, dict):
        return params
    properties = schema.get("properties", {})
    return {name: _scalar(value, properties.get(name, {}), numbers_as_text) for name, value in params.items()}


def _scalar(value: Any, schema: Any, numbers_as_text: bool) -> Any:
    # A schema may also be a bare true or false.
    wanted = schema.get("type") if isinstance(schema, Mapping) else None
    if wanted == "object":
        return coerced(value, schema, numbers_as_text=numbers_as_text)
    if isinstance(value, str):
        text = value.strip()
        if wanted == "integer" and text.isascii() and text.removeprefix("-").isdigit() and len(text) < 20:
            return int(text)
        if wanted == "number":
            return _number(text, value)
        if wanted == "boolean" and text.lower() in ("true", "false"):
            return text.lower() == "true"
    if numbers_as_text and wanted == "string" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value


def _number(text: str, otherwise: Any) -> Any:
    try:
        number = float(text)
    except ValueError:
        return otherwise
    # JSON has neither infinity nor "not a number", and no spec means to allow them.
    return number if math.isfinite(number) else otherwise
