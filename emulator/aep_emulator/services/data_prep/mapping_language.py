"""Everything that compiles or runs what mappings say.

Apart from the service, because the modules of the language are a tenth of the start-up: the first who needs them loads
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aep_emulator.services.data_prep import errors, expressions
from aep_emulator.services.data_prep.language.functions.registry import Environment
from aep_emulator.services.data_prep.preview import preview, transform_error
from aep_emulator.services.data_prep.program import MappingError, Program, compile_mapping, compile_program
from aep_emulator.types import Document


class MappingLanguage:
    """Mappings are those of a draft; `schema` is composed, or None when there is no target schema."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def program(self, mapping_set: Document, schema: Document) -> Program:
        """A stored mapping set, compiled. Raises ApiError 400 when it does not fit the schema any more."""
        try:
            return compile_program(mapping_set["mappings"], schema, self._environment)
        except MappingError as error:
            raise errors.invalid(f"mapping set '{mapping_set['id']}': {error.message}.") from None

    def problems(self, mappings: Sequence[Document], schema: Document | None) -> list[MappingError | None]:
        """For each mapping, what is wrong with it."""
        return [self._error(mapping, schema) for mapping in mappings]

    def validation(self, mappings: Sequence[Document], schema: Document | None) -> list[dict[str, Any]]:
        """For each mapping, `{status, errors}`."""
        return [
            {"status": "SUCCESS", "errors": None}
            if error is None
            else {"status": "FAILED", "errors": [transform_error(mapping, error.message)]}
            for mapping, error in zip(mappings, self.problems(mappings, schema), strict=True)
        ]

    def preview(
        self, mappings: Sequence[Document], schema: Document | None, rows: Sequence[Document]
    ) -> list[dict[str, Any]]:
        """What each row becomes, `{data, errors}`. Raises MappingError, and ApiError 400 for too large an answer."""
        return preview(compile_program(mappings, schema, self._environment), rows, mappings)

    def validate_expression(self, expression: str) -> dict[str, str]:
        """`{validationStatus, error}`."""
        return expressions.validate(expression, self._environment)

    def describe_functions(self) -> list[dict[str, Any]]:
        """Exactly what is implemented, methods included."""
        return expressions.describe_functions()

    def describe_operators(self) -> list[dict[str, Any]]:
        """The operators."""
        return expressions.describe_operators()

    def _error(self, mapping: Document, schema: Document | None) -> MappingError | None:
        try:
            compile_mapping(mapping, schema, self._environment)
        except MappingError as error:
            return error
        return None
