"""Where functions are registered: what the compiler looks up is what `GET /languages/el/functions` describes.

A function says with its annotations what it takes. `str`, `int`, `list`, `dict`, `datetime` arguments are converted
first, and a null for one of them makes the result null without a call; `X | None` lets null through, `Any` takes what
comes. `Environment` or `Row` as the first parameter gives access to the clock and ids, or to the row.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import time
import types
import typing
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from aep_emulator.services.data_prep.language import dates
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.values import integer, kind, text

_CATEGORY_MODULES = (
    "strings",
    "regular_expressions",
    "hashing",
    "urls",
    "dates",
    "objects",
    "arrays",
    "maps",
    "logical",
    "aggregation",
    "type_conversions",
    "json_text",
    "special",
)


@dataclass(frozen=True, slots=True)
class Environment:
    """What functions may ask of the world: the time in milliseconds, and new ids."""

    now_ms: Callable[[], int] = field(default=lambda: time.time_ns() // 1_000_000)
    uuid: Callable[[], str] = field(default=lambda: str(uuid.uuid4()))


class Row:
    """Annotation of a first parameter that takes the whole row."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as the function list describes it."""

    name: str
    java_type: str
    position: int


@dataclass(frozen=True, slots=True)
class Function:
    """One function or method. `invoke` takes the arguments as a list, the row or environment first if wanted.

    `arity` is the least and the greatest number of arguments, None for no limit, without a method's receiver.
    """

    name: str
    category: str
    description: str
    returns: str
    return_type: str
    syntax: str
    example: str
    result: str
    parameters: tuple[Parameter, ...]
    arity: tuple[int, int | None]
    invoke: Callable[[list[Any]], Any]
    wants_row: bool
    wants_environment: bool
    pairs: bool

    def describe(self) -> dict[str, Any]:
        """The entry of `GET /languages/el/functions`."""
        return {
            "category": self.category,
            "function": self.name,
            "description": self.description,
            "syntax": self.syntax,
            "returns": self.returns,
            "returnType": self.return_type,
            "example": self.example,
            "result": self.result,
            "params": [
                {
                    "name": parameter.name,
                    "description": "",
                    "type": _JSON_TYPES.get(parameter.java_type, "object"),
                    "dataType": parameter.java_type,
                    "position": parameter.position,
                }
                for parameter in self.parameters
            ],
            "since": 1,
        }


_NO_RESULT: Any = object()
_functions: dict[str, Function] = {}
_methods: dict[str, Function] = {}

Implementation = typing.TypeVar("Implementation", bound=Callable[..., Any])


@functools.cache
def functions() -> Mapping[str, Function]:
    """All functions by name; the category modules are loaded at the first call."""
    for module in _CATEGORY_MODULES:
        importlib.import_module(f"{__package__}.{module}")
    return _functions


def methods() -> Mapping[str, Function]:
    """All methods, `value.name(...)`, by name."""
    functions()
    return _methods


def function(
    *names: str,
    category: str,
    description: str,
    returns: str,
    example: str = "",
    result: Any = _NO_RESULT,
    pairs: bool = False,
) -> Callable[[Implementation], Implementation]:
    """Register the decorated function under these names. `pairs`: arguments come as keys and values."""

    def register(implementation: Implementation) -> Implementation:
        for name in names:
            _functions[name] = _describe(
                implementation, name, category, description, returns, example, result, pairs, method=False
            )
        return implementation

    return register


def method(
    name: str, *, category: str, description: str, returns: str, example: str, result: Any
) -> Callable[[Implementation], Implementation]:
    """Register the decorated function as a method; its first parameter is the value before the dot."""

    def register(implementation: Implementation) -> Implementation:
        _methods[name] = _describe(
            implementation, name, category, description, returns, example, result, False, method=True
        )
        return implementation

    return register


_JAVA_TYPES: dict[Any, str] = {
    str: "java.lang.String",
    int: "java.lang.Integer",
    float: "java.lang.Double",
    bool: "java.lang.Boolean",
    list: "java.util.List",
    dict: "java.util.Map",
    datetime: "java.time.ZonedDateTime",
}
_JSON_TYPES = {
    "java.lang.String": "string",
    "java.lang.Integer": "integer",
    "java.lang.Double": "number",
    "java.lang.Boolean": "boolean",
    "java.util.List": "array",
    "java.time.ZonedDateTime": "string",
}


def _java_type(annotation: Any) -> str:
    return _JAVA_TYPES.get(_bare(annotation)[0], "java.lang.Object")


def _bare(annotation: Any) -> tuple[Any, bool]:
    """The type without generics, and whether it may be null."""
    if isinstance(annotation, types.UnionType):
        inner = [argument for argument in typing.get_args(annotation) if argument is not type(None)]
        return (_bare(inner[0])[0] if len(inner) == 1 else Any), True
    return typing.get_origin(annotation) or annotation, False


def _describe(
    implementation: Callable[..., Any],
    name: str,
    category: str,
    description: str,
    returns: str,
    example: str,
    result: Any,
    pairs: bool,
    *,
    method: bool,
) -> Function:
    signature = inspect.signature(implementation, eval_str=True)
    parameters = list(signature.parameters.values())
    wants_row = bool(parameters) and parameters[0].annotation is Row
    wants_environment = bool(parameters) and parameters[0].annotation is Environment
    given = parameters[1:] if wants_row or wants_environment else parameters
    shown = given[1:] if method else given
    variadic = any(parameter.kind is parameter.VAR_POSITIONAL for parameter in given)
    low = sum(
        1
        for parameter in shown
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL
    )
    described = tuple(
        Parameter(
            parameter.name,
            f"[L{_java_type(parameter.annotation)};"
            if parameter.kind is parameter.VAR_POSITIONAL
            else _java_type(parameter.annotation),
            position,
        )
        for position, parameter in enumerate(shown, start=1)
    )
    return_type = _java_type(signature.return_annotation)
    return Function(
        name=name,
        category=category,
        description=description,
        returns=returns,
        return_type=return_type,
        syntax=_syntax(name, return_type, described, given[0] if method else None),
        example=example,
        result="" if result is _NO_RESULT else orjson.dumps(result).decode(),
        parameters=described,
        arity=(low, None if variadic else len(shown)),
        invoke=_invoker(implementation, given, skip=1 if wants_row or wants_environment else 0),
        wants_row=wants_row,
        wants_environment=wants_environment,
        pairs=pairs,
    )


def _syntax(name: str, return_type: str, parameters: tuple[Parameter, ...], receiver: inspect.Parameter | None) -> str:
    def short(java_type: str) -> str:
        simple = (
            java_type.strip("[L;").rpartition(".")[2] if java_type.startswith("[L") else java_type.rpartition(".")[2]
        )
        return f"{simple}..." if java_type.startswith("[L") else simple

    before = f"{short(_java_type(receiver.annotation))}." if receiver is not None else ""
    return f"{short(return_type)} {before}{name}({', '.join(short(parameter.java_type) for parameter in parameters)})"


def _invoker(
    implementation: Callable[..., Any], parameters: list[inspect.Parameter], *, skip: int
) -> Callable[[list[Any]], Any]:
    fixed: list[tuple[Callable[[Any], Any] | None, bool]] = []
    rest: tuple[Callable[[Any], Any] | None, bool] = (None, True)
    for parameter in parameters:
        bare, nullable = _bare(parameter.annotation)
        converter = _CONVERTERS.get(bare)
        if parameter.kind is parameter.VAR_POSITIONAL:
            rest = (converter, nullable)
        else:
            fixed.append((converter, nullable))
    if rest[0] is None and all(converter is None for converter, _ in fixed):
        return lambda arguments: implementation(*arguments)

    def invoke(arguments: list[Any]) -> Any:
        for position in range(skip, len(arguments)):
            index = position - skip
            converter, nullable = fixed[index] if index < len(fixed) else rest
            if converter is None:
                continue
            value = arguments[position]
            if value is not None:
                arguments[position] = converter(value)
            elif not nullable:
                return None
        return implementation(*arguments)

    return invoke


def _list(value: Any) -> list[Any]:
    if isinstance(value, list | tuple):
        return list(value)
    raise TransformError(f"expected an array, not {kind(value)}")


def _dict(value: Any) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    raise TransformError(f"expected an object, not {kind(value)}")


_CONVERTERS: dict[Any, Callable[[Any], Any]] = {
    str: text,
    int: integer,
    list: _list,
    dict: _dict,
    datetime: dates.moment,
}
