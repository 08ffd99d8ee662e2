"""Parts of an expression → Python closures `(row) -> value`, once per mapping and not once per row.

Expressions come from users: they reach functions and methods only through the registry, members only of dicts and
lists, and nothing of Python's own objects.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from aep_emulator.services.data_prep.language import nodes, paths
from aep_emulator.services.data_prep.language.errors import ExpressionError, TransformError
from aep_emulator.services.data_prep.language.functions.registry import (
    Environment,
    Function,
    Named,
    functions,
    methods,
)
from aep_emulator.services.data_prep.language.lambdas import make_lambda
from aep_emulator.services.data_prep.language.operators import BINARY, UNARY
from aep_emulator.services.data_prep.language.parser import parse
from aep_emulator.services.data_prep.language.values import text, truth
from aep_emulator.services.data_prep.language.work import CALL, MAX_WORK, limited, spend

Row = Mapping[str, Any]
Evaluate = Callable[[Row], Any]

# Beyond this no function's name looks similar, and comparing takes long.
_LONGEST_NAME = 60

# What a function can raise on a value it was not made for.
_FAILURES = (ValueError, TypeError, ArithmeticError, LookupError, RecursionError)


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression.

    `attributes` are the row's columns it reads, in the order they appear; None when only a row can tell, because a
    function is given a path.
    """

    source: str
    attributes: tuple[str, ...] | None
    _evaluate: Evaluate
    _size: int
    _share: int

    def evaluate(self, row: Row) -> Any:
        """The expression's value for one row, if it takes no more than its share of steps. Raises TransformError."""
        return limited(self._share, self.evaluate_within, row)

    def evaluate_within(self, row: Row) -> Any:
        """The expression's value, paid for from the budget of the row. Raises TransformError."""
        try:
            spend(self._size)
            return self._evaluate(row)
        except TransformError:
            raise
        except _FAILURES as error:
            raise TransformError(str(error) or type(error).__name__) from None


def compile_expression(source: str, environment: Environment | None = None, *, share: int = MAX_WORK) -> Expression:
    """Parse and compile what may take `share` steps for a row.

    Raises ExpressionError: syntax, unknown function, wrong number of arguments, limits.
    """
    root = parse(source)
    compiler = _Compiler(environment or Environment())
    evaluate = compiler.compile(root)
    return Expression(
        source, None if compiler.reads_any else tuple(compiler.attributes), evaluate, size_of(root), share
    )


def size_of(node: nodes.Node) -> int:
    """How many steps the node takes at least, whatever the row."""
    own = CALL if isinstance(node, nodes.Call) else 1
    return own + sum(map(size_of, nodes.children(node)))


class _Compiler:
    def __init__(self, environment: Environment) -> None:
        self.attributes: dict[str, None] = {}
        self.reads_any = False
        self._environment = environment
        self._parameters: list[str] = []

    def compile(self, node: nodes.Node) -> Evaluate:
        match node:
            case nodes.Literal(value):
                return lambda _row: value
            case nodes.Attribute() | nodes.Member() | nodes.Index() | nodes.Every():
                return self._path(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Lambda():
                return self._lambda(node)
            case nodes.Unary(operator, operand):
                apply, inner = UNARY[operator], self.compile(operand)
                return lambda row: apply(inner(row))
            case nodes.Binary():
                return self._binary(node)
            case nodes.Choice():
                return self._choice(node)
            case nodes.IfNull(value, otherwise):
                return _if_null(self.compile(value), self.compile(otherwise))
            case nodes.ArrayOf(items):
                parts = [self.compile(item) for item in items]
                return lambda row: [part(row) for part in parts]
            case nodes.MapOf(entries):
                pairs = [(self.compile(key), self.compile(value)) for key, value in entries]
                return lambda row: {text(key(row)): value(row) for key, value in pairs}

    def _binary(self, node: nodes.Binary) -> Evaluate:
        left, right = self.compile(node.left), self.compile(node.right)
        if node.operator == "and":
            return lambda row: truth(left(row)) and truth(right(row))
        if node.operator == "or":
            return lambda row: truth(left(row)) or truth(right(row))
        apply = BINARY[node.operator]
        return lambda row: apply(left(row), right(row))

    def _choice(self, node: nodes.Choice) -> Evaluate:
        condition, otherwise = self.compile(node.condition), self.compile(node.otherwise)
        if node.then is None:

            def elvis(row: Row) -> Any:
                value = condition(row)
                return value if truth(value) else otherwise(row)

            return elvis
        then = self.compile(node.then)
        return lambda row: then(row) if truth(condition(row)) else otherwise(row)

    def _path(self, node: nodes.Node) -> Evaluate:
        steps: list[paths.Segment | Evaluate] = []
        while True:
            match node:
                case nodes.Member(of, name):
                    steps.append(name)
                case nodes.Index(of, nodes.Literal(value)) if isinstance(value, int | str) and value is not True:
                    steps.append(value)
                case nodes.Index(of, at):
                    steps.append(self.compile(at))
                case nodes.Every(of):
                    steps.append(paths.EVERY)
                case _:
                    break
            node = of
        steps.reverse()
        if isinstance(node, nodes.Attribute):
            name = node.name
            if name not in self._parameters:
                self.attributes[name] = None
            base: Evaluate = operator.methodcaller("get", name)
            if not steps:
                return base
        else:
            base = self.compile(node)
        fixed = tuple(step for step in steps if not callable(step))
        if len(fixed) == len(steps):
            return lambda row: paths.read(base(row), fixed)
        return lambda row: _walk(base(row), steps, row)

    def _call(self, node: nodes.Call) -> Evaluate:
        known = functions() if node.of is None else methods()
        function = known.get(node.name)
        if function is None:
            raise _unknown(node, known)
        receiver = () if node.of is None else (node.of,)
        _check_arity(node, function)
        _check_lambdas(node, function)
        self.reads_any |= function.wants_row
        arguments = [self.compile(argument) for argument in (*receiver, *node.arguments)]
        if function.named is not None and function.named < len(node.arguments):
            argument = node.arguments[function.named]
            if isinstance(argument, nodes.Attribute) and argument.name not in self._parameters:
                arguments[function.named] = _named(argument.name)
        return function.bind(arguments, self._environment)

    def _lambda(self, node: nodes.Lambda) -> Evaluate:
        self._parameters.append(node.parameter)
        body = self.compile(node.body)
        self._parameters.pop()
        return make_lambda(node.parameter, body, size_of(node))


def _named(name: str) -> Evaluate:
    return lambda row: Named(name, row.get(name))


def _if_null(value: Evaluate, otherwise: Evaluate) -> Evaluate:
    def evaluate(row: Row) -> Any:
        found = value(row)
        return otherwise(row) if found is None else found

    return evaluate


def _walk(value: Any, steps: list[paths.Segment | Evaluate], row: Row) -> Any:
    for position, step in enumerate(steps):
        if value is None:
            return None
        if isinstance(step, paths.Every):
            if not isinstance(value, list):
                return None
            spend(len(value))
            return [_walk(element, steps[position + 1 :], row) for element in value]
        segment = step(row) if callable(step) else step
        if isinstance(segment, float) and segment.is_integer():
            segment = int(segment)
        if not isinstance(segment, str | int) or isinstance(segment, bool):
            return None
        value = paths.step(value, segment)
    return value


def _unknown(node: nodes.Call, known: Mapping[str, Function]) -> ExpressionError:
    what = "function" if node.of is None else "method"
    near = (get_close_matches(node.name, known, n=3, cutoff=0.6) if len(node.name) <= _LONGEST_NAME else []) or [
        name for name in known if name.lower().replace("_", "") == node.name.lower().replace("_", "")
    ]
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    if not near and node.of is None and node.name in methods():
        hint = f"; it is a method, write value.{node.name}(...)"
    return ExpressionError(
        f"at position {node.position}: unknown {what} '{node.name}'{hint}", node.position, node.name, tuple(near)
    )


def _check_arity(node: nodes.Call, function: Function) -> None:
    given = len(node.arguments)
    low, high = function.arity
    if given < low or (high is not None and given > high):
        wanted = f"at least {low}" if high is None else str(low) if low == high else f"{low} to {high}"
        noun = "argument" if wanted in ("1", "at least 1") else "arguments"
        raise ExpressionError(
            f"at position {node.position}: {node.name} takes {wanted} {noun}, not {given}: {function.syntax}",
            node.position,
            node.name,
            (function.syntax,),
        )
    if function.pairs and given % 2:
        raise ExpressionError(
            f"at position {node.position}: {node.name} takes keys and values in pairs, not {given} arguments: "
            f"{function.syntax}",
            node.position,
            node.name,
            (function.syntax,),
        )


def _check_lambdas(node: nodes.Call, function: Function) -> None:
    for index, argument in enumerate(node.arguments):
        is_lambda = isinstance(argument, nodes.Lambda)
        if is_lambda == (index in function.lambdas):
            continue
        position = argument.position if isinstance(argument, nodes.Lambda) else node.position
        wanted = "a value, not a function" if is_lambda else "a function, such as x -> x > 0"
        raise ExpressionError(
            f"at position {position}: argument {index + 1} of {node.name} must be {wanted}: {function.syntax}",
            position,
            node.name,
            (function.syntax,),
        )
