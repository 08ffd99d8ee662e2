"""A mapping set compiled for one run: rows in, XDM documents out.

Documented: help/data-prep/mapping-set.md for sources, destinations, wildcards and arrays; functions.md "Object copy"
for objects mapped onto objects; troubleshooting-guide.md for errors, which null the attribute and keep the row.
Assumed: of two mappings with the same destination the later one that has a value wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from aep_emulator.services.data_prep.conversion import Converter, Problems, converter, is_scalar, to_string
from aep_emulator.services.data_prep.language.compiler import Expression, compile_expression
from aep_emulator.services.data_prep.language.errors import ExpressionError, TransformError
from aep_emulator.services.data_prep.language.functions.registry import Environment
from aep_emulator.services.data_prep.language.paths import (
    Every,
    Segment,
    WriteError,
    Writer,
    names_of,
    parse_path,
    reader,
    without_gaps,
    writer,
)
from aep_emulator.services.data_prep.language.values import weight
from aep_emulator.services.data_prep.language.work import MAX_WORK, limited
from aep_emulator.services.data_prep.source_types import ATTRIBUTE, EXPRESSION, SOURCE_TYPES, STATIC
from aep_emulator.services.data_prep.targets import find_target
from aep_emulator.types import Document

MAX_ROW_WEIGHT = 2_000_000
"""How many characters and values may be computed for, or copied as objects and arrays into, one row."""


class TransformWarning(NamedTuple):
    """An attribute that was left out of a row because its value could not be computed or converted."""

    destination: str
    source: str
    message: str


class MappedRow(NamedTuple):
    """A row after mapping. `document` has only the attributes that have a value."""

    document: dict[str, Any]
    warnings: list[TransformWarning]


class MappingError(ValueError):
    """A mapping that can never work. `field` is `source`, `sourceType` or `destination`."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True)
class Step:
    """One mapping, compiled.

    `kind` is ATTRIBUTE, EXPRESSION or STATIC, `segments` is the destination's path. An attribute whose path has no
    index and no wildcard has its `names`; an expression has its `attributes`, None when only a row can tell them.
    `read` is for itself and may take its share of a row's work only, `read_in_row` takes from the budget of the row.
    """

    kind: str
    source: str
    destination: str
    segments: tuple[Segment, ...]
    names: tuple[str, ...] | None
    attributes: tuple[str, ...] | None
    read: Callable[[Mapping[str, Any]], Any]
    read_in_row: Callable[[Mapping[str, Any]], Any]
    convert: Converter
    write: Writer
    is_weighed: bool


class Program:
    """Compiled mappings. Rows are independent of each other; one program may serve several threads."""

    def __init__(self, steps: Iterable[Step], *, has_arrays: bool) -> None:
        # An object is copied before its children are written, so that explicit mappings win over copied members.
        self.steps = sorted(steps, key=lambda step: len(step.segments))
        # Taken apart once, because this is gone through for every row. A string that stays one needs no conversion.
        self._steps = [
            (step.read_in_row, step.is_weighed, step.convert, step.convert is to_string, step.write, step)
            for step in self.steps
        ]
        self._has_arrays = has_arrays

    def run(self, row: Mapping[str, Any]) -> MappedRow:
        """Map one row. Never raises for what is in the row: problems become warnings."""
        return limited(MAX_WORK, self._run, row)

    def _run(self, row: Mapping[str, Any]) -> MappedRow:
        document: dict[str, Any] = {}
        warnings: list[TransformWarning] = []
        problems: Problems = []
        total = 0
        for read, is_weighed, convert, takes_strings, write, step in self._steps:
            try:
                value = read(row)
                if value is None:
                    continue
                if is_weighed:
                    total += len(value) if type(value) is str else weight(value, MAX_ROW_WEIGHT - total)
                    if total > MAX_ROW_WEIGHT:
                        raise TransformError(f"the row is larger than {MAX_ROW_WEIGHT} characters and values by now")
                if not takes_strings or type(value) is not str:
                    value = convert(value, problems)
                if value is not None:
                    write(document, value)
            except (TransformError, WriteError) as error:
                warnings.append(TransformWarning(step.destination, step.source, str(error)))
            if problems:
                warnings += [TransformWarning(step.destination + path, step.source, why) for path, why in problems]
                problems.clear()
        if self._has_arrays:
            document = without_gaps(document)
        return MappedRow(document, warnings)


def compile_program(
    mappings: Iterable[Document], target_schema: Document | None, environment: Environment | None = None
) -> Program:
    """Compile mappings (`sourceType`, `source`, `destination`) against a composed XDM schema.

    Without a schema values keep the type they have. Raises MappingError for the first mapping that can never work;
    its message begins with `mappings[INDEX]`.
    """
    steps: list[Step] = []
    mappings = list(mappings)
    share = MAX_WORK // max(len(mappings), 1)
    for index, mapping in enumerate(mappings):
        try:
            steps.append(compile_mapping(mapping, target_schema, environment, share))
        except MappingError as error:
            raise MappingError(error.field, f"mappings[{index}].{error.field}: {error.message}") from None
    has_arrays = any("[" in step.destination for step in steps)
    return Program(steps, has_arrays=has_arrays)


def compile_mapping(
    mapping: Document,
    target_schema: Document | None,
    environment: Environment | None = None,
    share: int = MAX_WORK,
) -> Step:
    """Compile one mapping, whose `read` may take `share` steps of work. Raises MappingError."""
    source, destination = str(mapping["source"]), str(mapping["destination"])
    try:
        segments = parse_path(destination)
        target = find_target(target_schema, segments) if target_schema is not None else None
    except ExpressionError as error:
        raise MappingError("destination", f"'{destination}': {error.message}") from None
    convert = converter(target)
    names: tuple[str, ...] | None = None
    attributes: tuple[str, ...] | None = None
    read: Callable[[Mapping[str, Any]], Any]
    read_in_row: Callable[[Mapping[str, Any]], Any]
    source_type = SOURCE_TYPES.get(str(mapping.get("sourceType", ATTRIBUTE)))
    if source_type == STATIC:
        read = read_in_row = _static(source, convert)
        convert = _unchanged
    elif source_type == ATTRIBUTE:
        read = read_in_row = _attribute(source)
        names = names_of(source)
    elif source_type == EXPRESSION:
        expression = _expression(source, environment, share)
        read, read_in_row, attributes = expression.evaluate, expression.evaluate_within, expression.attributes
    else:
        raise MappingError(
            "sourceType", f"'{mapping.get('sourceType')}' is not a source type; expected {', '.join(SOURCE_TYPES)}"
        )
    # What is neither computed nor copied piece by piece takes no more memory than the source row does.
    is_weighed = source_type == EXPRESSION or _wildcards(segments) > 0 or not is_scalar(target)
    for _ in range(_wildcards(segments)):
        convert = _for_every_element(convert)
    return Step(
        kind=source_type,
        source=source,
        destination=destination,
        segments=segments,
        names=names,
        attributes=attributes,
        read=read,
        read_in_row=read_in_row,
        convert=convert,
        write=writer(segments),
        is_weighed=is_weighed,
    )


def _wildcards(segments: tuple[Segment, ...]) -> int:
    return sum(1 for segment in segments if isinstance(segment, Every))


def _attribute(source: str) -> Callable[[Mapping[str, Any]], Any]:
    try:
        return reader(source)
    except ExpressionError as error:
        raise MappingError("source", f"'{source}': {error.message}") from None


def _expression(source: str, environment: Environment | None, share: int) -> Expression:
    try:
        return compile_expression(source, environment, share=share)
    except ExpressionError as error:
        raise MappingError("source", f"the expression is not valid: {error.message}") from None


def _static(source: str, convert: Converter) -> Callable[[Mapping[str, Any]], Any]:
    try:
        value = convert(source, [])
    except TransformError as error:
        raise MappingError("source", f"the constant can never be written: {error}") from None
    return lambda _row: value


def _unchanged(value: Any, _: Problems) -> Any:
    return value


def _for_every_element(convert: Converter) -> Converter:
    def convert_elements(value: Any, problems: Problems) -> Any:
        elements = value if isinstance(value, list | tuple) else [value]
        converted: list[Any] = []
        for index, element in enumerate(elements):
            start = len(problems)
            try:
                converted.append(None if element is None else convert(element, problems))
            except TransformError as error:
                problems.append(("", str(error)))
                converted.append(None)
            problems[start:] = [(path, f"element {index}: {why}") for path, why in problems[start:]]
        return converted

    return convert_elements
