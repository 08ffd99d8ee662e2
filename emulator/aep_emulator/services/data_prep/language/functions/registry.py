"""Where functions are registered: what the compiler looks up is what `GET /languages/el/functions` describes.

A function says with its annotations what it takes. `str`, `int`, `list`, `dict`, `datetime` arguments are converted
first, and a null for one of them makes the result null without a call; `X | None` lets null through, `Any` takes what
comes, `Callable` takes a function written as `x -> …`. `Environment` or `Row` as the first parameter gives access to
the clock and ids, or to the row.
"""

from __future__ import annotations

import collections.abc
import functools
import importlib
import inspect
import time
import typing
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from aep_emulator.services.data_prep.language.functions.binding import ANY, Argument, Evaluate, argument_of, bare, bind

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
    "user_agents",
    "analytics",
)


@dataclass(frozen=True, slots=True)
class Environment:
    """What functions may ask of the world: the time in milliseconds, and new ids."""

    now_ms: Callable[[], int] = field(default=lambda: time.time_ns() // 1_000_000)
    uuid: Callable[[], str] = field(default=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class Named:
    """An argument that is nothing but an attribute's name, with the attribute's value in the row."""

    name: str
    value: Any


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
    """One function or method.

    `arity` is the least and the greatest number of arguments, None for no limit, without a method's receiver.
    `taken` says how each argument is taken, `rest` how all after them are. `lambdas` are the positions, from 0, of
    the arguments that are functions themselves, `named` the one that comes as Named when it is a bare attribute.
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
    implementation: Callable[..., Any]
    taken: tuple[Argument, ...]
    rest: Argument
    lambdas: frozenset[int]
    wants_row: bool
    wants_environment: bool
    pairs: bool
    named: int | None

    def bind(self, arguments: Sequence[Evaluate], environment: Environment) -> Evaluate:
        """What calls the function with these arguments, a method's receiver first."""
        taken = [self.taken[index] if index < len(self.taken) else self.rest for index in range(len(arguments))]
        if self.wants_row:
            return bind(self.implementation, [ANY, *taken], [lambda row: row, *arguments])
        if self.wants_environment:
            return bind(functools.partial(self.implementation, environment), taken, arguments)
        return bind(self.implementation, taken, arguments)

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
    named: int | None = None,
) -> Callable[[Implementation], Implementation]:
    """Register the decorated function under these names.

    `pairs`: arguments come as keys and values. `named`: the position, from 0, of one that may name an attribute.
    """

    def register(implementation: Implementation) -> Implementation:
        for name in names:
            _functions[name] = _describe(
                implementation, name, category, description, returns, example, result, pairs, named, method=False
            )
        return implementation

    return register


def method(
    name: str, *, category: str, description: str, returns: str, example: str, result: Any
) -> Callable[[Implementation], Implementation]:
    """Register the decorated function as a method; its first parameter is the value before the dot."""

    def register(implementation: Implementation) -> Implementation:
        _methods[name] = _describe(
            implementation, name, category, description, returns, example, result, False, None, method=True
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
    collections.abc.Callable: "java.util.function.Function",
}
_JSON_TYPES = {
    "java.lang.String": "string",
    "java.lang.Integer": "integer",
    "java.lang.Double": "number",
    "java.lang.Boolean": "boolean",
    "java.util.List": "array",
    "java.time.ZonedDateTime": "string",
}


def _is_lambda(annotation: Any) -> bool:
    return bare(annotation)[0] is collections.abc.Callable


def _java_type(annotation: Any) -> str:
    return _JAVA_TYPES.get(bare(annotation)[0], "java.lang.Object")


def _describe(
    implementation: Callable[..., Any],
    name: str,
    category: str,
    description: str,
    returns: str,
    example: str,
    result: Any,
    pairs: bool,
    named: int | None,
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
    taken = [argument_of(parameter.annotation) for parameter in given]
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
        implementation=implementation,
        taken=tuple(taken[:-1] if variadic else taken),
        rest=taken[-1] if variadic else ANY,
        lambdas=frozenset(index for index, parameter in enumerate(shown) if _is_lambda(parameter.annotation)),
        wants_row=wants_row,
        wants_environment=wants_environment,
        pairs=pairs,
        named=named,
    )


def _syntax(name: str, return_type: str, parameters: tuple[Parameter, ...], receiver: inspect.Parameter | None) -> str:
    def short(java_type: str) -> str:
        simple = (
            java_type.strip("[L;").rpartition(".")[2] if java_type.startswith("[L") else java_type.rpartition(".")[2]
        )
        return f"{simple}..." if java_type.startswith("[L") else simple

    before = f"{short(_java_type(receiver.annotation))}." if receiver is not None else ""
    return f"{short(return_type)} {before}{name}({', '.join(short(parameter.java_type) for parameter in parameters)})"
