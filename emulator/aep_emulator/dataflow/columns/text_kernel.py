"""Expressions of `concat`, `upper` and `lower` on columns of text, without a step of Python for each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from aep_emulator.services.data_prep.language import nodes

if TYPE_CHECKING:
    import pyarrow as pa

Columns: TypeAlias = "Mapping[str, pa.Array]"

_CASES = {"upper": "ascii_upper", "ucase": "ascii_upper", "lower": "ascii_lower", "lcase": "ascii_lower"}
_JOIN = "concat"

_MOST_BYTES = 128 * 1024 * 1024
"""An expression can repeat a column any number of times."""


class TextKernel:
    """An expression for Arrow."""

    def __init__(self, root: nodes.Node) -> None:
        self._root = root
        self._parts = list(_leaves(root))
        self._cased = {name for node in _cased(root) for part in _leaves(node) if (name := _attribute(part))}

    @classmethod
    def of(cls, root: nodes.Node) -> TextKernel | None:
        """The kernel; None for an expression that does anything else."""
        if not _is_known(root) or not any(map(_attribute, _leaves(root))):
            return None
        return cls(root)

    def values(self, columns: Columns, rows: int) -> tuple[pa.Array, pa.BooleanArray] | None:
        """The expression's value for each row, and true for the rows in which it is not to be relied on.

        None when a column does not hold text, or when the result would take too much memory.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        if not all(pa.types.is_string(column.type) for column in columns.values()) or self._size(columns, rows) > (
            _MOST_BYTES
        ):
            return None
        for column in columns.values():
            column.validate(full=True)
        others = pa.repeat(pa.scalar(False), rows)
        # What is upper case of a letter beyond ASCII is not asked of Arrow.
        for name in self._cased.intersection(columns):
            others = pc.or_(others, pc.invert(pc.fill_null(pc.string_is_ascii(columns[name]), True)))
        return self._apply(self._root, columns, rows), others

    def _size(self, columns: Columns, rows: int) -> int:
        size = 0
        for part in self._parts:
            if isinstance(part, nodes.Literal):
                size += len(part.value) * rows
            elif (column := columns.get(str(_attribute(part)))) is not None:
                size += column.nbytes
        return size

    def _apply(self, node: nodes.Node, columns: Columns, rows: int) -> Any:
        import pyarrow as pa
        import pyarrow.compute as pc

        match node:
            case nodes.Literal(value):
                return pa.scalar(value, pa.string())
            case nodes.Attribute(name):
                return columns[name] if name in columns else pa.nulls(rows, pa.string())
            case nodes.Call(name, arguments):
                parts = [self._apply(argument, columns, rows) for argument in arguments]
                if name == _JOIN:
                    return pc.binary_join_element_wise(*parts, "", null_handling="replace", null_replacement="")
                return getattr(pc, _CASES[name])(*parts)
        raise TypeError(f"not a part of a text expression: {node}")


def _is_known(node: nodes.Node) -> bool:
    match node:
        case nodes.Attribute():
            return True
        case nodes.Literal(str() as value):
            return value.isascii()
        case nodes.Call(name, arguments, of=None):
            return (name == _JOIN or name in _CASES) and bool(arguments) and all(map(_is_known, arguments))
    return False


def _cased(node: nodes.Node) -> Iterator[nodes.Node]:
    """The parts whose case is changed."""
    if isinstance(node, nodes.Call) and node.name in _CASES:
        yield node
    else:
        for child in nodes.children(node):
            yield from _cased(child)


def _leaves(node: nodes.Node) -> Iterator[nodes.Node]:
    """The attributes and literals."""
    if isinstance(node, nodes.Call):
        for child in nodes.children(node):
            yield from _leaves(child)
    else:
        yield node


def _attribute(node: nodes.Node) -> str | None:
    return node.name if isinstance(node, nodes.Attribute) else None
