"""The parts of a parsed expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a string, a boolean or null."""

    value: Any


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of the row."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """`of.name`."""

    of: Node
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`of[at]`."""

    of: Node
    at: Node


@dataclass(frozen=True, slots=True)
class Every:
    """`of[*]`: what follows is read from every element."""

    of: Node


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`, or `of.name(arguments)` when `of` is given. `position` is where the name stands."""

    name: str
    arguments: tuple[Node, ...]
    position: int
    of: Node | None = None


@dataclass(frozen=True, slots=True)
class Lambda:
    """`parameter -> body`, which only some arguments of functions may be. `position` is where it begins."""

    parameter: str
    body: Node
    position: int


@dataclass(frozen=True, slots=True)
class Unary:
    """An operator with one operand; `operator` is a method name such as `negate`."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator with two operands; `operator` is a method name such as `add`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? then : otherwise`. `then` None is the elvis form: the condition's own value."""

    condition: Node
    then: Node | None
    otherwise: Node


@dataclass(frozen=True, slots=True)
class IfNull:
    """`value ?? otherwise`."""

    value: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class ArrayOf:
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """`{"a": b}`."""

    entries: tuple[tuple[Node, Node], ...]


Node = Literal | Attribute | Member | Index | Every | Call | Lambda | Unary | Binary | Choice | IfNull | ArrayOf | MapOf


def children(node: Node) -> Iterator[Node]:
    """The parts directly below a part."""
    match node:
        case Literal() | Attribute():
            return
        case Member(of=of) | Every(of=of):
            yield of
        case Index(of=of, at=at):
            yield of
            yield at
        case Call(arguments=arguments, of=receiver):
            if receiver is not None:
                yield receiver
            yield from arguments
        case Lambda(body=body):
            yield body
        case Unary(operand=operand):
            yield operand
        case Binary(left=left, right=right):
            yield left
            yield right
        case Choice(condition=condition, then=then, otherwise=otherwise):
            yield condition
            if then is not None:
                yield then
            yield otherwise
        case IfNull(value=value, otherwise=otherwise):
            yield value
            yield otherwise
        case ArrayOf(items=items):
            yield from items
        case MapOf(entries=entries):
            for key, value in entries:
                yield key
                yield value
