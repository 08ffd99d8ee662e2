"""Scalars in the type a spec asks for, for checking only: what was sent is stored and read back as sent.

Adobe's pages send `"startTime": "1604961070"` and `"mappingVersion": 2` where the specs say integer and string.
"""

from __future__ import annotations

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


def _scalar(value: Any, schema: Document, numbers_as_text: bool) -> Any:
    wanted = schema.get("type")
    if wanted == "object":
        return coerced(value, schema, numbers_as_text=numbers_as_text)
    if isinstance(value, str):
        text = value.strip()
        if wanted == "integer" and text.lstrip("-").isdigit() and len(text) < 20 and text.isascii():
            return int(text)
        if wanted == "number":
            try:
                return float(text)
            except ValueError:
                return value
        if wanted == "boolean" and text.lower() in ("true", "false"):
            return text.lower() == "true"
    if numbers_as_text and wanted == "string" and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value
