"""Files larger than the memory: reading goes as far as it is asked to, and keeps little."""

from __future__ import annotations

import gc
import io
import random
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

from aep_emulator.sources import FileFormat, Sources
from aep_emulator.sources.files.writing import compressed
from aep_emulator.sources.formats.reading import read

SIZE = 200_000_000
MUCH_LESS = SIZE // 8


class Endless(io.RawIOBase):
    """A file of SIZE bytes that repeats a piece between a start and an end, and counts what was read of it."""

    def __init__(self, start: bytes, piece: bytes) -> None:
        self.given = 0
        self._next = start
        self._piece = piece * (1 + 65_536 // len(piece))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.given >= SIZE:
            return 0
        content = self._next or self._piece
        count = min(len(buffer), len(content))
        buffer[:count] = content[:count]
        self._next = content[count:]
        self.given += count
        return count


@pytest.mark.parametrize(
    ("start", "piece", "kind"),
    [
        pytest.param(b"a,b\n", b'1,"x"\n', "delimited", id="delimited"),
        pytest.param(b"", b'{"a":1,"b":"x"}\n', "json", id="JSON lines"),
        pytest.param(b"[", b'{"a":1,"b":"x"},', "json", id="JSON array"),
    ],
)
def test_the_first_batches_need_only_the_first_part_of_the_file(start: bytes, piece: bytes, kind: str) -> None:
    file = Endless(start, piece)
    stream = io.BufferedReader(file)
    batches = list(islice(read(stream, "file", FileFormat(kind), size=1000), 3))
    assert [batch.num_rows for batch in batches] == [1000, 1000, 1000]
    assert file.given < MUCH_LESS


class Counted(io.BytesIO):
    """Bytes that count how many of them were read, and refuse to be read once they are closed."""

    given = 0

    def read(self, size: int | None = -1, /) -> bytes:
        content = super().read(size)
        self.given += len(content)
        return content


@pytest.fixture(scope="module")
def text() -> bytes:
    """20 MB of delimited text that does not compress well."""
    return b"a,b\n" + random.Random(1).randbytes(10_000_000).hex(",", 100).replace(",", "\nx,").encode()


@pytest.mark.parametrize("compression", ["gzip", "deflate", "zipDeflate", "tarGzip"])
def test_the_first_batches_need_only_the_first_part_of_a_compressed_file(text: bytes, compression: str) -> None:
    packed = Counted(compressed(text, compression, "file"))
    batch = next(read(packed, "file", FileFormat(compression=compression), size=1000))
    assert batch.num_rows == 1000
    assert packed.given < len(packed.getvalue()) * 0.8


def test_nothing_is_read_of_a_file_that_nobody_wants_more_of(text: bytes) -> None:
    file = Counted(text)
    batches = read(file, "file", FileFormat(), size=1000)
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    given = file.given
    file.close()
    gc.collect()
    assert file.given == given < len(text)


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_no_batch_is_kept_while_a_user_table_is_read(data: Path, big_table: Callable[[str], int], ending: str) -> None:
    import pyarrow as pa

    expected = big_table(ending)
    table = Sources(seed=1, rows=5, data=data).table("mysql", "Big")
    assert table is not None
    assert [column.name for column in table.columns] == ["id", "text"]
    before = pa.total_allocated_bytes()
    rows, most = 0, 0
    for batch in table.batches(size=2_000):
        rows += batch.num_rows
        most = max(most, pa.total_allocated_bytes() - before)
    assert rows == expected
    whole = table.arrow.nbytes
    assert most < whole / 2


@pytest.fixture
def big_table(data: Path) -> Callable[[str], int]:
    """Writes `tables/Big` in some format; gives the number of its rows."""

    def write(ending: str) -> int:
        import pyarrow as pa
        import pyarrow.csv
        import pyarrow.parquet

        count = 400_000
        path = data / "tables" / f"Big.{ending}"
        table = pa.table({"id": range(count), "text": [f"the text of row {number:>30}" for number in range(count)]})
        if ending == "csv":
            pyarrow.csv.write_csv(table, path)
        elif ending == "parquet":
            pyarrow.parquet.write_table(table, path, row_group_size=20_000)
        else:
            with path.open("w") as file:
                file.writelines(f'{{"id":{number},"text":"the text of row {number:>30}"}}\n' for number in range(count))
        return count

    return write


def test_importing_sources_loads_neither_pyarrow_nor_faker() -> None:
    code = (
        "import sys; from aep_emulator.sources import Sources\n"
        "sources = Sources(seed=1, rows=5, data=None); sources.tables('shopify')\n"
        "sources.files('ftp').list_folder('/')\n"
        "print(*({'pyarrow', 'faker'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
