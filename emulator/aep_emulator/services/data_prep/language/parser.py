"""Text of an expression → its parts. The grammar is `grammar.lark`; it is loaded and built at the first use.

Documented: help/data-prep/functions.md "Fields" for names and reserved words, help/data-prep/troubleshooting-guide.md
for the length limit and escaped dots. The operators are those of Apache JEXL, whose style the language follows.
"""

from __future__ import annotations

import functools
import importlib.resources
import math
import re
from typing import TYPE_CHECKING, Any

from aep_emulator.services.data_prep.language import nodes
from aep_emulator.services.data_prep.language.errors import ExpressionError
from aep_emulator.services.data_prep.language.operators import BINARY_BY_TOKEN, UNARY_BY_TOKEN
from aep_emulator.services.data_prep.language.values import MAX_BITS

if TYPE_CHECKING:
    from lark import Lark, Token

MAX_LENGTH = 4096
MAX_DEPTH = 150
_MAX_DIGITS = 1000

RESERVED = frozenset(
    [
        "new",
        "mod",
        "or",
        "break",
        "var",
        "lt",
        "for",
        "false",
        "while",
        "eq",
        "gt",
        "div",
        "not",
        "null",
        "continue",
        "else",
        "and",
        "ne",
        "true",
        "le",
        "if",
        "ge",
        "return",
        "_errors",
    ]
)

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}

# How the kinds of tokens are named to people; operators are summed up in one word.
_NAMES = {
    "NUMBER": "a number",
    "STRING": "a string",
    "NAME": "an attribute or function",
    "QUOTED": "${name}",
    "MEMBER": "a field name",
    "TRUE": "true",
    "FALSE": "false",
    "NULL": "null",
    "LPAR": "'('",
    "RPAR": "')'",
    "LSQB": "'['",
    "RSQB": "']'",
    "LBRACE": "'{'",
    "RBRACE": "'}'",
    "COMMA": "','",
    "COLON": "':'",
    "DOT": "'.'",
    "ARROW": "'->'",
    "$END": "the end of the expression",
}
_VALUE_STARTS = frozenset({"NUMBER", "STRING", "NAME", "QUOTED", "TRUE", "FALSE", "NULL", "LPAR", "LSQB", "LBRACE"})
_PREFIXES = frozenset({"MINUS", "PLUS", "TILDE", "NOT"})


def parse(text: str) -> nodes.Node:
    """The parts of the expression. Raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression has {len(text)} characters; at most {MAX_LENGTH} are allowed")
    if not text.strip():
        raise ExpressionError("the expression is empty", 0, "", ("a value",))
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

    try:
        node: nodes.Node = _lark().parse(text)  # type: ignore[assignment]
    except UnexpectedToken as error:
        at_end = error.token.type == "$END"
        position = len(text) if at_end else int(error.token.start_pos or 0)
        # `expected` also names what the tables allow before a later check; `accepts` is what can really follow.
        raise _unexpected(position, "" if at_end else str(error.token), error.accepts or error.expected) from None
    except UnexpectedCharacters as error:
        position = int(error.pos_in_stream or 0)
        parser = getattr(error, "interactive_parser", None)
        expected = parser.accepts() if parser is not None else error.allowed or set()
        raise _unexpected(position, _piece_at(text, position), expected) from None
    except UnexpectedInput as error:
        raise ExpressionError(f"the expression cannot be read: {error}") from None
    _check_depth(node)
    return node


@functools.cache
def _lark() -> Lark:
    # Imported here: building the tables takes longer than starting the server, and most runs need none.
    from lark import Lark

    grammar = importlib.resources.files(__package__).joinpath("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=False)


def _unexpected(position: int, piece: str, expected: Any) -> ExpressionError:
    names = _expected_names(set(expected))
    found = f"unexpected '{piece}'" if piece else "unexpected end of the expression"
    hint = ""
    if piece in RESERVED:
        hint = f"; '{piece}' is a reserved word, write ${{{piece}}} for the attribute of that name"
    elif piece in ('"', "'"):
        hint = "; a string may lack its closing quote"
    wanted = f"; expected {_join(names)}" if names else ""
    return ExpressionError(f"at position {position}: {found}{hint}{wanted}", position, piece, tuple(names))


def _expected_names(expected: set[str]) -> list[str]:
    names: list[str] = []
    if expected >= _VALUE_STARTS:
        names.append("a value")
        expected = expected - _VALUE_STARTS - _PREFIXES
    names += [_NAMES[kind] for kind in sorted(expected) if kind in _NAMES]
    if any(kind in BINARY_BY_TOKEN for kind in expected):
        names.append("an operator")
    return names


def _join(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _piece_at(text: str, position: int) -> str:
    word = re.compile(r"[\w$]+").match(text, position)
    return word.group() if word else text[position : position + 1]


def _check_depth(root: nodes.Node) -> None:
    # Compiled closures call each other as deep as the expression nests; the limit keeps that away from Python's own.
    level: list[nodes.Node] = [root]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in nodes.children(node)]
        if not level:
            return
    raise ExpressionError(f"the expression nests deeper than {MAX_DEPTH} levels")


def unescape_name(text: str) -> str:
    """A name as the row has it: `First\\.Name` and `${First Name}` without their markup."""
    if text.startswith("${") and text.endswith("}"):
        text = text[2:-1]
    return re.sub(r"\\(.)", r"\1", text)


def _unescape_string(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        # An unknown escape keeps its backslash, so that "\d+" can be written as a regular expression.
        return _ESCAPES.get(code, "\\" + code)

    unescaped = _ESCAPE.sub(replace, text[1:-1])
    if "\\u" not in text:
        return unescaped
    # Two escapes may be the halves of one character; half a character alone cannot be written anywhere.
    return unescaped.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _number(token: Token) -> int | float:
    shown = str(token)
    digits = shown.rstrip("lLhH") if shown[:2] in ("0x", "0X") else shown.rstrip("lLfFdDhHbB")
    value: int | float = math.inf
    # Longer ones are too large anyway, and Python refuses to read them.
    if len(digits) <= _MAX_DIGITS:
        if shown[:2] in ("0x", "0X"):
            value = int(digits, 16)
        elif shown[-1] in "fFdDbB" or any(sign in digits for sign in ".eE"):
            value = float(digits)
        else:
            value = int(digits)
    if value == math.inf or (isinstance(value, int) and value.bit_length() > MAX_BITS):
        position = int(token.start_pos or 0)
        raise ExpressionError(f"at position {position}: the number is too large", position, shown[:40])
    return value


class _Builder:
    """Makes the parts while the parser runs: one method per rule or alias of the grammar."""

    def start(self, parts: list[Any]) -> nodes.Node:
        node: nodes.Node = parts[0]
        return node

    def ternary(self, parts: list[Any]) -> nodes.Node:
        return nodes.Choice(parts[0], parts[1], parts[2])

    def elvis(self, parts: list[Any]) -> nodes.Node:
        return nodes.Choice(parts[0], None, parts[1])

    def if_null(self, parts: list[Any]) -> nodes.Node:
        return nodes.IfNull(parts[0], parts[1])

    def binary(self, parts: list[Any]) -> nodes.Node:
        return nodes.Binary(BINARY_BY_TOKEN[parts[1].type], parts[0], parts[2])

    def unary(self, parts: list[Any]) -> nodes.Node:
        return nodes.Unary(UNARY_BY_TOKEN[parts[0].type], parts[1])

    def member(self, parts: list[Any]) -> nodes.Node:
        return nodes.Member(parts[0], unescape_name(str(parts[1])))

    def method(self, parts: list[Any]) -> nodes.Node:
        name: Token = parts[1]
        return nodes.Call(str(name), parts[2], int(name.start_pos or 0), parts[0])

    def index(self, parts: list[Any]) -> nodes.Node:
        return nodes.Index(parts[0], parts[1])

    def every(self, parts: list[Any]) -> nodes.Node:
        return nodes.Every(parts[0])

    def number(self, parts: list[Any]) -> nodes.Node:
        return nodes.Literal(_number(parts[0]))

    def string(self, parts: list[Any]) -> nodes.Node:
        return nodes.Literal(_unescape_string(str(parts[0])))

    def true(self, _: list[Any]) -> nodes.Node:
        return nodes.Literal(True)

    def false(self, _: list[Any]) -> nodes.Node:
        return nodes.Literal(False)

    def null(self, _: list[Any]) -> nodes.Node:
        return nodes.Literal(None)

    def attribute(self, parts: list[Any]) -> nodes.Node:
        return nodes.Attribute(unescape_name(str(parts[0])))

    def call(self, parts: list[Any]) -> nodes.Node:
        name: Token = parts[0]
        return nodes.Call(str(name), parts[1], int(name.start_pos or 0))

    def array(self, parts: list[Any]) -> nodes.Node:
        return nodes.ArrayOf(parts[0])

    def map(self, parts: list[Any]) -> nodes.Node:
        return nodes.MapOf(tuple(parts))

    def entry(self, parts: list[Any]) -> tuple[nodes.Node, nodes.Node]:
        return parts[0], parts[1]

    def call_arguments(self, parts: list[Any]) -> tuple[nodes.Node, ...]:
        return tuple(parts)

    def arguments(self, parts: list[Any]) -> tuple[nodes.Node, ...]:
        return tuple(parts)

    def lambda_(self, parts: list[Any]) -> nodes.Node:
        name: Token = parts[0]
        return nodes.Lambda(str(name), parts[1], int(name.start_pos or 0))
