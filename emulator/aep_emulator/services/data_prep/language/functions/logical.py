"""Logical functions. Documented: help/data-prep/functions.md "Logical operators"."""

from __future__ import annotations

from typing import Any

from aep_emulator.services.data_prep.language.functions.registry import function
from aep_emulator.services.data_prep.language.operators import equal
from aep_emulator.services.data_prep.language.values import truth

_CATEGORY = "Logical operators"


@function(
    "decode",
    category=_CATEGORY,
    description="Looks a key up in keys and values that follow each other; an odd last argument is the default.",
    returns="The value of the key, the default, or null.",
    example='decode("pa", "ca", "California", "pa", "Pennsylvania", "N/A")',
    result="Pennsylvania",
)
def decode(key: Any, *options: Any) -> Any:
    for candidate, value in zip(options[::2], options[1::2], strict=False):
        if equal(key, candidate):
            return value
    return options[-1] if len(options) % 2 else None


@function(
    "iif",
    category=_CATEGORY,
    description="Chooses between two values by a condition.",
    returns="The second argument when the condition holds, else the third.",
    example='iif("s".equalsIgnoreCase("S"), "True", "False")',
    result="True",
)
def iif(condition: Any, true_value: Any, false_value: Any) -> Any:
    return true_value if truth(condition) else false_value
