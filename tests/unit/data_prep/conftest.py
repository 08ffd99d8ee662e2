"""Expressions and mapping programs without HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aep_emulator.services.data_prep.language.compiler import compile_expression
from aep_emulator.services.data_prep.language.functions.registry import Environment
from aep_emulator.services.data_prep.program import MappedRow, compile_program

NOW_MS = 1_601_072_251_000
"""Friday 25 September 2020, 22:17:31 UTC."""


@pytest.fixture
def environment() -> Environment:
    """A clock that stands still, and one id."""
    return Environment(now_ms=lambda: NOW_MS, uuid=lambda: "7c0267d2-bb74-4e1a-9275-3bf4fccda5f4")


@pytest.fixture
def evaluate(environment: Environment) -> Callable[..., Any]:
    """`evaluate(expression, **columns)`: the value for a row with these columns."""

    def run(expression: str, **columns: Any) -> Any:
        return compile_expression(expression, environment).evaluate(columns)

    return run


@pytest.fixture
def map_row(environment: Environment) -> Callable[..., MappedRow]:
    """`map_row(mappings, row, properties)`: a row mapped onto a schema with these properties, or onto none.

    A mapping is `(source, destination)` or `(source, destination, sourceType)`.
    """

    def run(
        mappings: list[tuple[str, ...]], row: dict[str, Any], properties: dict[str, Any] | None = None
    ) -> MappedRow:
        schema = None if properties is None else {"type": "object", "properties": properties}
        documents = [
            dict(zip(("source", "destination", "sourceType"), (*mapping, "ATTRIBUTE"), strict=False))
            for mapping in mappings
        ]
        return compile_program(documents, schema, environment).run(row)

    return run
