"""Columns put together to records: structs inside structs, in the types of the dataset's Parquet files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from aep_emulator.dataflow.columns.rules import check_object
from aep_emulator.dataflow.columns.values import all_alike, either
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa

Columns: TypeAlias = "dict[tuple[str, ...], pa.Array]"
"""The finished column of each destination, by its path."""


class RecordTree:
    """The objects that a set of destinations makes, with what their schema requires of them.

    Each destination is the path of a field that has a column and no parts. Raises UnsupportedError for objects that
    columns cannot be checked for.
    """

    def __init__(self, paths: list[tuple[str, ...]], schema: Document, arrow: pa.Schema) -> None:
        import pyarrow as pa

        self._arrow = arrow
        self._root = _Branch(paths, schema)
        self._nulls: dict[pa.DataType, pa.Array] = {}
        self.no_records = pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in arrow], schema=arrow)
        """A batch without records."""

    def incomplete(self, columns: Columns) -> pa.BooleanArray | None:
        """True for each record in which an object lacks a required member; None when nothing is required."""
        return self._root.incomplete(columns)

    def records(self, columns: Columns) -> pa.RecordBatch:
        """The records. Objects without any member are left out, as they are when rows are mapped one by one."""
        import pyarrow as pa

        rows = len(next(iter(columns.values())))
        return pa.RecordBatch.from_arrays(self._children(self._root, self._arrow, columns, rows), schema=self._arrow)

    def _children(self, branch: _Branch, fields: Any, columns: Columns, rows: int) -> list[pa.Array]:
        arrays = []
        for field in fields:
            child = branch.children.get(field.name)
            if child is None:
                arrays.append(self._empty(field.type, rows))
            elif isinstance(child, _Branch):
                arrays.append(self._struct(child, field.type, columns, rows))
            else:
                arrays.append(columns[child])
        return arrays

    def _struct(self, branch: _Branch, kind: pa.StructType, columns: Columns, rows: int) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        children = self._children(branch, kind, columns, rows)
        return pa.StructArray.from_arrays(children, fields=list(kind), mask=pc.invert(branch.present(columns)))

    def _empty(self, kind: pa.DataType, rows: int) -> pa.Array:
        import pyarrow as pa

        # Most fields of a schema are not mapped, and their columns are parts of the same empty one.
        known = self._nulls.get(kind)
        if known is None or len(known) < rows:
            known = self._nulls[kind] = pa.nulls(rows, kind)
        return known.slice(0, rows)


class _Branch:
    """An object: its members that are mapped, each a leaf's path or a branch."""

    def __init__(self, paths: list[tuple[str, ...]], node: Document, depth: int = 0) -> None:
        grouped: dict[str, list[tuple[str, ...]]] = {}
        for path in paths:
            grouped.setdefault(path[depth], []).append(path)
        self.required = check_object(node, set(grouped))
        self.children: dict[str, tuple[str, ...] | _Branch] = {
            name: below[0] if len(below[0]) == depth + 1 else _Branch(below, node["properties"][name], depth + 1)
            for name, below in grouped.items()
        }

    def present(self, columns: Columns) -> pa.BooleanArray:
        """True for each record in which the object has any member."""
        found = None
        for child in self.children.values():
            here = child.present(columns) if isinstance(child, _Branch) else columns[child].is_valid()
            found = either(found, here)
        return found

    def incomplete(self, columns: Columns) -> pa.BooleanArray | None:
        """True for each record in which this object, or one inside it, lacks a required member though it is there.

        The outermost object is always there. None when nothing is required.
        """
        import pyarrow.compute as pc

        lacking = None
        for name in self.required:
            lacking = either(lacking, self._lacks(name, columns))
        for child in self.children.values():
            if isinstance(child, _Branch) and (below := child.incomplete(columns)) is not None:
                lacking = either(lacking, pc.and_(below, child.present(columns)))
        return lacking

    def _lacks(self, name: str, columns: Columns) -> pa.BooleanArray:
        import pyarrow.compute as pc

        child = self.children.get(name)
        if child is None:
            return all_alike(True, len(next(iter(columns.values()))))
        return pc.invert(child.present(columns)) if isinstance(child, _Branch) else columns[child].is_null()
