"""An expression on a whole batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from aep_emulator.dataflow.columns.finish import Finish, Result
from aep_emulator.dataflow.columns.text_kernel import TextKernel
from aep_emulator.dataflow.columns.values import all_alike, column_of, distinct, either, flags
from aep_emulator.services.data_prep.language import nodes
from aep_emulator.services.data_prep.language.errors import TransformError
from aep_emulator.services.data_prep.language.functions.registry import functions, methods
from aep_emulator.services.data_prep.language.parser import parse

if TYPE_CHECKING:
    import pyarrow as pa

Evaluate = Callable[[Mapping[str, Any]], Any]

_Columns: TypeAlias = "dict[str, pa.Array]"

_LONGEST_TEXT = 10_000
"""Longer results are left to the row-by-row run, which bounds the size of a whole row."""


class ExpressionLeaf:
    """What reads some attributes of a row, evaluated for each row, or for each different value where that is the same.

    `is_repeatable` says that the same values always give the same result. `kernel` does what `evaluate` does for the
    batches it can take.
    """

    def __init__(
        self,
        evaluate: Evaluate,
        attributes: Sequence[str],
        finish: Finish,
        *,
        is_repeatable: bool = False,
        kernel: TextKernel | None = None,
        longest: int = _LONGEST_TEXT,
    ) -> None:
        self._evaluate = evaluate
        self._attributes = attributes
        self._finish = finish
        self._is_repeatable = is_repeatable
        self._kernel = kernel
        self._longest = longest

    @classmethod
    def of(
        cls, source: str, evaluate: Evaluate, attributes: Sequence[str], finish: Finish, most_weight: int
    ) -> ExpressionLeaf:
        """The leaf of an expression's text, whose results may have so many characters at most."""
        root = parse(source)
        return cls(
            evaluate,
            attributes,
            finish,
            is_repeatable=_is_repeatable(root),
            kernel=TextKernel.of(root),
            longest=min(_LONGEST_TEXT, most_weight),
        )

    def column(self, batch: pa.RecordBatch) -> Result:
        """The destination's column for a batch of source rows."""
        columns = {name: found for name in self._attributes if (found := column_of(batch, name)) is not None}
        values = None if self._kernel is None else self._kernel.values(columns, batch.num_rows)
        if values is None:
            return self._evaluated(columns, batch.num_rows)
        return self._completed(columns, *values)

    def _completed(self, columns: _Columns, values: pa.Array, others: pa.BooleanArray) -> Result:
        """The column of what the kernel has found, with the rows in which it may be wrong evaluated one by one."""
        import pyarrow.compute as pc

        others = pc.or_(others, pc.fill_null(pc.greater(pc.binary_length(values), self._longest), False))
        count = others.true_count
        if not count:
            return self._finish.column(values)
        column, bad = self._finish.column(pc.if_else(others, None, values))
        found, failed = self._evaluated({name: column.filter(others) for name, column in columns.items()}, count)
        if failed is not None:
            failed = pc.replace_with_mask(all_alike(False, len(column)), others, failed)
        return pc.replace_with_mask(column, others, found), either(bad, failed)

    def _evaluated(self, columns: _Columns, rows: int) -> Result:
        import pyarrow as pa

        if not self._is_repeatable or len(columns) > 1:
            return self._results(_rows(columns, rows))
        if not columns:
            column, bad = self._results([{}])
            indices: pa.Array | None = pa.repeat(pa.scalar(0), rows)
        else:
            [(name, source)] = columns.items()
            values, indices = distinct(source)
            column, bad = self._results({name: value} for value in values)
        if indices is None:
            return column, bad
        return column.take(indices), None if bad is None else bad.take(indices)

    def _results(self, rows: Iterable[Mapping[str, Any]]) -> Result:
        evaluate, longest = self._evaluate, self._longest
        found: list[Any] = []
        failed: list[int] = []
        for row in rows:
            try:
                value = evaluate(row)
                is_good = len(value) <= longest if type(value) is str else not isinstance(value, list | dict | tuple)
            except TransformError:
                is_good = False
            if not is_good:
                failed.append(len(found))
                value = None
            found.append(value)
        column, bad = self._finish.array(found)
        return column, either(bad, flags(len(found), failed))


def _rows(columns: _Columns, rows: int) -> Iterable[dict[str, Any]]:
    """The rows, with these attributes only."""
    if not columns:
        return ({} for _ in range(rows))
    names = list(columns)
    values = [column.to_pylist() for column in columns.values()]
    return (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))


def _is_repeatable(node: nodes.Node) -> bool:
    """Whether nothing in it asks for the time or for a new id."""
    if isinstance(node, nodes.Call):
        known = functions() if node.of is None else methods()
        if known[node.name].wants_environment:
            return False
    return all(map(_is_repeatable, nodes.children(node)))
