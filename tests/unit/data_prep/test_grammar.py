"""An expression printed from its parts and parsed again has the same parts."""

from __future__ import annotations

import functools
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aep_emulator.services.data_prep.language import nodes
from aep_emulator.services.data_prep.language.operators import BINARY, OPERATORS
from aep_emulator.services.data_prep.language.parser import MAX_LENGTH, RESERVED, parse

BINARY_SYMBOLS = {entry.method_name: entry.symbol for entry in OPERATORS if entry.operands == 2}
BINARY_WORDS = {entry.method_name: entry.word or entry.symbol for entry in OPERATORS if entry.operands == 2}
UNARY_SYMBOLS = {entry.method_name: entry.symbol for entry in OPERATORS if entry.operands == 1}
IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

# Loosest first, as in grammar.lark; operators of one level lean to the left.
LEVELS = (
    ("or",),
    ("and",),
    ("bitwiseOr",),
    ("bitwiseXor",),
    ("bitwiseAnd",),
    ("equals", "notEquals"),
    (
        *("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual", "contains", "notContains"),
        *("startsWith", "notStartsWith", "endsWith", "notEndsWith"),
    ),
    ("shiftLeft", "shiftRight", "shiftRightUnsigned"),
    ("add", "subtract"),
    ("multiply", "divide", "mod"),
)
FIRST = 2
LEVEL = {name: level for level, names in enumerate(LEVELS, start=FIRST) for name in names}
CHOICE, IF_NULL, PREFIX, POSTFIX = 0, 1, FIRST + len(LEVELS), FIRST + len(LEVELS) + 1


def level_of(node: nodes.Node) -> int:
    match node:
        case nodes.Choice():
            return CHOICE
        case nodes.IfNull():
            return IF_NULL
        case nodes.Binary(operator=operator):
            return LEVEL[operator]
        case nodes.Unary():
            return PREFIX
    return POSTFIX


def show(node: nodes.Node, least: int = CHOICE, *, words: bool = False) -> str:
    """The node as text, in brackets only if it binds more loosely than `least`. `words` prefers `and` to `&&`."""
    text = _show(node, functools.partial(show, words=words), BINARY_WORDS if words else BINARY_SYMBOLS)
    return f"({text})" if level_of(node) < least else text


def _show(node: nodes.Node, inner: Any, symbols: dict[str, str]) -> str:
    match node:
        case nodes.Literal(value):
            return literal(value)
        case nodes.Attribute(name):
            return shown_name(name)
        case nodes.Member(of, name):
            return f"{inner(of, POSTFIX)}.{shown_name(name)}"
        case nodes.Index(of, at):
            return f"{inner(of, POSTFIX)}[{inner(at)}]"
        case nodes.Every(of):
            return f"{inner(of, POSTFIX)}[*]"
        case nodes.Call(name, arguments, _, of):
            before = "" if of is None else f"{inner(of, POSTFIX)}."
            return f"{before}{name}({', '.join(map(inner, arguments))})"
        case nodes.Lambda(parameter, body):
            return f"{parameter} -> {inner(body)}"
        case nodes.Unary(operator, operand):
            return f"{UNARY_SYMBOLS[operator]} {inner(operand, PREFIX)}"
        case nodes.Binary(operator, left, right):
            level = LEVEL[operator]
            return f"{inner(left, level)} {symbols[operator]} {inner(right, level + 1)}"
        case nodes.Choice(condition, None, otherwise):
            return f"{inner(condition, IF_NULL)} ?: {inner(otherwise)}"
        case nodes.Choice(condition, then, otherwise) if then is not None:
            return f"{inner(condition, IF_NULL)} ? {inner(then)} : {inner(otherwise)}"
        case nodes.IfNull(value, otherwise):
            return f"{inner(value, FIRST)} ?? {inner(otherwise, IF_NULL)}"
        case nodes.ArrayOf(items):
            return f"[{', '.join(map(inner, items))}]"
        case nodes.MapOf(entries):
            return "{" + ", ".join(f"{inner(key, FIRST)}: {inner(value)}" for key, value in entries) + "}"
    raise AssertionError(node)


def literal(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, str):
        return repr(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def shown_name(name: str) -> str:
    if IDENTIFIER.fullmatch(name) and name not in RESERVED:
        return name
    return "${" + re.sub(r"([\\}])", r"\\\1", name) + "}"


def without_positions(node: nodes.Node) -> Any:
    """What two parses have in common whatever the spaces and brackets are."""
    if isinstance(node, nodes.Call):
        of = None if node.of is None else without_positions(node.of)
        return ("Call", node.name, [without_positions(argument) for argument in node.arguments], of)
    if isinstance(node, nodes.Literal):
        return ("Literal", type(node.value), node.value)
    named = [getattr(node, member) for member in ("name", "parameter", "operator") if hasattr(node, member)]
    is_elvis = isinstance(node, nodes.Choice) and node.then is None
    return (type(node).__name__, is_elvis, named, [without_positions(child) for child in nodes.children(node)])


IDENTIFIERS = st.from_regex(IDENTIFIER, fullmatch=True).filter(lambda name: name not in RESERVED and len(name) < 12)
NAMES = IDENTIFIERS | st.sampled_from(sorted(RESERVED)) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
NUMBERS = st.integers(0, 10**20) | st.floats(0, 1e300, allow_nan=False)
LITERALS = st.builds(
    nodes.Literal,
    st.none() | st.booleans() | NUMBERS | st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


def _larger(inner: st.SearchStrategy[nodes.Node]) -> st.SearchStrategy[nodes.Node]:
    several = st.lists(inner, max_size=3).map(tuple)
    arguments = st.lists(inner | st.builds(nodes.Lambda, IDENTIFIERS, inner, st.just(0)), max_size=3).map(tuple)
    return st.one_of(
        st.builds(nodes.Member, inner, NAMES),
        st.builds(nodes.Index, inner, inner),
        st.builds(nodes.Every, inner),
        st.builds(nodes.Call, IDENTIFIERS, arguments, st.just(0)),
        st.builds(nodes.Call, IDENTIFIERS, several, st.just(0), inner),
        st.builds(nodes.Unary, st.sampled_from(sorted(UNARY_SYMBOLS)), inner),
        st.builds(nodes.Binary, st.sampled_from(sorted(BINARY_SYMBOLS)), inner, inner),
        st.builds(nodes.Choice, inner, st.none() | inner, inner),
        st.builds(nodes.IfNull, inner, inner),
        st.builds(nodes.ArrayOf, several),
        st.builds(nodes.MapOf, st.lists(st.tuples(inner, inner), max_size=3).map(tuple)),
    )


TREES: st.SearchStrategy[nodes.Node] = st.recursive(
    LITERALS | st.builds(nodes.Attribute, NAMES), _larger, max_leaves=15
)


def test_the_levels_have_every_operator_once() -> None:
    assert sorted(LEVEL) == sorted([*BINARY, "and", "or"])


@pytest.mark.parametrize("words", [False, True], ids=["symbols", "words"])
@given(tree=TREES)
@settings(max_examples=300, deadline=None)
def test_what_is_printed_parses_to_the_same_tree(tree: nodes.Node, words: bool) -> None:
    text = show(tree, words=words)
    if len(text) <= MAX_LENGTH:
        assert without_positions(parse(text)) == without_positions(tree)


@given(TREES)
@settings(max_examples=200, deadline=None)
def test_brackets_around_everything_change_nothing(tree: nodes.Node) -> None:
    text = show(tree)
    if len(text) < MAX_LENGTH - 10:
        assert without_positions(parse(f"((\n {text}\t))")) == without_positions(tree)
