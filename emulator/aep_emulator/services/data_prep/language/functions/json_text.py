"""JSON. Documented: help/data-prep/functions.md "JSON functions"."""

from __future__ import annotations

from typing import Any

import orjson

from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import function
from aep_emulator.services.data_prep.language.work import spend

_CATEGORY = "JSON"


@function(
    "json_to_object",
    category=_CATEGORY,
    description="Reads a JSON string. A value that is an object already, as in the documented example, stays.",
    returns="The value the string describes.",
    example='json_to_object({"info": {"firstName": "John", "lastName": "Doe"}})',
    result={"info": {"firstName": "John", "lastName": "Doe"}},
)
def json_to_object(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # Every number or comma may become a value.
    spend(len(value) // 8)
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        raise TransformError(f"the string is not valid JSON: {error}") from None
