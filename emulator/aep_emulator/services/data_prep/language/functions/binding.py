"""A call with compiled arguments → one closure, so that nothing about a function is looked up again per row."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aep_emulator.services.data_prep.language import dates
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.values import integer, kind, text
from aep_emulator.services.data_prep.language.work import LONG_TEXT, spend

Evaluate = Callable[[Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Argument:
    """How one argument is taken: what converts it (None takes it as it is), and whether it may be null."""

    convert: Callable[[Any], Any] | None
    nullable: bool


ANY = Argument(None, True)


def bind(implementation: Callable[..., Any], taken: Sequence[Argument], arguments: Sequence[Evaluate]) -> Evaluate:
    """What calls the implementation with the arguments' values for a row; null for a null that it does not take."""
    readers = [_reader(how, argument) for how, argument in zip(taken, arguments, strict=True)]
    required = [index for index, how in enumerate(taken) if how.convert is not None and not how.nullable]
    if not readers:
        return lambda _row: implementation()
    if len(readers) == 1:
        only = readers[0]
        if not required:
            return lambda row: implementation(only(row))

        def one(row: Mapping[str, Any]) -> Any:
            value = only(row)
            return None if value is None else implementation(value)

        return one
    if not required:
        return lambda row: implementation(*[read(row) for read in readers])

    def many(row: Mapping[str, Any]) -> Any:
        values = [read(row) for read in readers]
        for index in required:
            if values[index] is None:
                return None
        return implementation(*values)

    return many


def _reader(how: Argument, argument: Evaluate) -> Evaluate:
    convert = how.convert
    if convert is None:
        return argument
    if convert is text:

        def read_string(row: Mapping[str, Any]) -> Any:
            value = argument(row)
            if value is None or (type(value) is str and len(value) <= LONG_TEXT):
                return value
            return text(value)

        return read_string

    def read(row: Mapping[str, Any]) -> Any:
        value = argument(row)
        return None if value is None else convert(value)

    return read


def bare(annotation: Any) -> tuple[Any, bool]:
    """The type without generics, and whether it may be null."""
    if isinstance(annotation, types.UnionType):
        inner = [argument for argument in typing.get_args(annotation) if argument is not type(None)]
        return (bare(inner[0])[0] if len(inner) == 1 else Any), True
    return typing.get_origin(annotation) or annotation, False


def argument_of(annotation: Any) -> Argument:
    """How an argument with this annotation is taken."""
    wanted, nullable = bare(annotation)
    return Argument(_CONVERTERS.get(wanted), nullable)


def _list(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        spend(len(value))
        return list(value)
    raise TransformError(f"expected an array, not {kind(value)}")


def _dict(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        spend(len(value))
        return dict(value)
    raise TransformError(f"expected an object, not {kind(value)}")


_CONVERTERS: dict[Any, Callable[[Any], Any]] = {
    str: text,
    int: integer,
    list: _list,
    dict: _dict,
    datetime: dates.moment,
}
