"""Rows as lines of text: nothing cut off, nothing padded at the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_GAP = "  "


def table_lines(rows: Sequence[dict[str, Any]], width: int | None = None) -> list[str]:
    """A line of column names and a line for each row; no lines for no rows.

    Columns come in the order in which rows first have them, named by the last part of their path. With a `width`, in
    characters, columns that do not fit into it whole are left out, and a last line names them.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [[name.rpartition(".")[2], *(_text(row.get(name)) for row in rows)] for name in names]
    shown, left_out = _fitting(columns, width)
    widths = [_width(column) for column in shown]
    lines = [
        _GAP.join(cell.ljust(size) for cell, size in zip(line, widths, strict=True)).rstrip()
        for line in zip(*shown, strict=True)
    ]
    if left_out:
        lines.append(f"(left out here: {', '.join(column[0] for column in left_out)})")
    return lines


def _fitting(columns: list[list[str]], width: int | None) -> tuple[list[list[str]], list[list[str]]]:
    """The columns that fit beside each other, and the others; the first is shown in any case."""
    if width is None:
        return columns, []
    shown: list[list[str]] = []
    left_out: list[list[str]] = []
    free = width
    for column in columns:
        needed = _width(column) + (len(_GAP) if shown else 0)
        if needed <= free or not shown:
            shown.append(column)
            free -= needed
        else:
            left_out.append(column)
    return shown, left_out


def _width(column: list[str]) -> int:
    return max(map(len, column))


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())
