"""The expression language as its endpoints show it: `/languages/el/validate`, `/functions` and `/operators`.

Documented: help/data-prep/api/functions.md.
"""

from __future__ import annotations

from typing import Any

from aep_emulator.services.data_prep.language.compiler import compile_expression
from aep_emulator.services.data_prep.language.errors import ExpressionError
from aep_emulator.services.data_prep.language.functions.registry import Environment, functions, methods
from aep_emulator.services.data_prep.language.operators import OPERATORS


def validate(expression: str, environment: Environment) -> dict[str, str]:
    """`{validationStatus, error}`.

    Assumed: an invalid expression is an answer (`failed` and why), not an error.
    """
    try:
        compile_expression(expression, environment)
    except ExpressionError as error:
        return {"validationStatus": "failed", "error": error.message}
    return {"validationStatus": "succeeded", "error": "none"}


def describe_functions() -> list[dict[str, Any]]:
    """Exactly what is implemented, methods included."""
    everything = [*functions().values(), *methods().values()]
    return [entry.describe() for entry in sorted(everything, key=lambda entry: (entry.category, entry.name))]


def describe_operators() -> list[dict[str, Any]]:
    """Every operator with its symbol, the name of its method, and an example."""
    return [
        {
            "operatorSymbol": entry.symbol,
            "methodName": entry.method_name,
            "numberOfOperands": entry.operands,
            "description": f"{entry.description} Also written {entry.word}." if entry.word else entry.description,
            "example": entry.example,
        }
        for entry in OPERATORS
    ]
