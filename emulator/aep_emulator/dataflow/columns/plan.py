"""A mapping set as a plan over columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aep_emulator.dataflow.columns.expressions import ExpressionLeaf
from aep_emulator.dataflow.columns.finish import Finish
from aep_emulator.dataflow.columns.leaves import AttributeLeaf, ConstantLeaf, Leaf
from aep_emulator.dataflow.columns.rules import UnsupportedError
from aep_emulator.dataflow.columns.tree import Columns, RecordTree
from aep_emulator.dataflow.columns.values import either
from aep_emulator.services.data_prep.program import MAX_ROW_WEIGHT, Program, Step
from aep_emulator.services.data_prep.source_types import ATTRIBUTE, EXPRESSION
from aep_emulator.types import Document

if TYPE_CHECKING:
    import pyarrow as pa


class ColumnPlan:
    """Maps and checks batches of source rows against one schema."""

    def __init__(self, leaves: dict[tuple[str, ...], Leaf], tree: RecordTree) -> None:
        self._leaves = leaves
        self._tree = tree

    @classmethod
    def of(cls, program: Program, schema: Document, arrow: pa.Schema) -> ColumnPlan | None:
        """The plan for a program whose records have this composed schema and these columns.

        None when the program does something, or the schema asks for something, that columns cannot do: arrays,
        copied objects, several mappings to one field, `anyOf`.
        """
        try:
            share = MAX_ROW_WEIGHT // max(len(program.steps), 1)
            leaves = {_path(step): _leaf(step, schema, arrow, share) for step in program.steps}
            if len(leaves) != len(program.steps) or not leaves:
                return None
            return cls(leaves, RecordTree(list(leaves), schema, arrow))
        except UnsupportedError:
            return None

    def run(self, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch | None]:
        """The records that are good, and the source rows to look at one by one; None when there are none."""
        import pyarrow as pa

        try:
            return self._split(batch)
        except pa.ArrowException:
            # Arrow cannot do everything with every type, and there is text that is not UTF-8.
            return self._tree.no_records, batch

    def _split(self, batch: pa.RecordBatch) -> tuple[pa.RecordBatch, pa.RecordBatch | None]:
        import pyarrow.compute as pc

        columns: Columns = {}
        bad = None
        for path, leaf in self._leaves.items():
            columns[path], mask = leaf.column(batch)
            bad = either(bad, mask)
        bad = either(bad, self._tree.incomplete(columns))
        if bad is None or not bad.true_count:
            return self._tree.records(columns), None
        good = pc.invert(bad)
        return self._tree.records({path: column.filter(good) for path, column in columns.items()}), batch.filter(bad)


def _path(step: Step) -> tuple[str, ...]:
    names = tuple(segment for segment in step.segments if isinstance(segment, str))
    if len(names) != len(step.segments):
        raise UnsupportedError(f"the destination {step.destination}")
    return names


def _leaf(step: Step, schema: Document, arrow: pa.Schema, share: int) -> Leaf:
    """`share` is the part of a row's weight that this mapping may take."""
    node, kind = _target(_path(step), schema, arrow)
    finish = Finish(step.convert, node, kind)
    if step.kind == ATTRIBUTE:
        if step.names is None or step.is_weighed:
            raise UnsupportedError(f"the source {step.source}")
        return AttributeLeaf(step.names, step.source, step.read, finish)
    if step.kind == EXPRESSION:
        if step.attributes is None:
            raise UnsupportedError(f"the expression {step.source}")
        return ExpressionLeaf.of(step.source, step.read, step.attributes, finish, share)
    return ConstantLeaf(step.read({}), finish)


def _target(path: tuple[str, ...], schema: Document, arrow: pa.Schema) -> tuple[Document, pa.DataType]:
    """The scalar field at the end of the path: its schema and its type in Parquet."""
    import pyarrow as pa

    node, kind = schema, None
    for depth, name in enumerate(path):
        node = node.get("properties", {}).get(name) or {}
        fields = arrow if kind is None else kind
        if depth and not pa.types.is_struct(kind):
            raise UnsupportedError(f"the field {'.'.join(path)}")
        index = fields.get_field_index(name)
        if index < 0:
            raise UnsupportedError(f"the field {'.'.join(path)}, which has no column")
        kind = fields.field(index).type
    if pa.types.is_nested(kind):
        raise UnsupportedError(f"the field {'.'.join(path)}, which has parts")
    return node, kind
