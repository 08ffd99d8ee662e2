"""What a run works with, and how it says that it cannot go on."""

from __future__ import annotations

from dataclasses import dataclass

from aep_emulator.clock import Clock
from aep_emulator.ids import Ids
from aep_emulator.lake.base import Lake
from aep_emulator.services.catalog import Catalog
from aep_emulator.services.data_prep import DataPrep
from aep_emulator.services.flow_service import FlowService
from aep_emulator.services.schema_registry import SchemaRegistry
from aep_emulator.sources import Sources
from aep_emulator.store.base import Store


@dataclass(frozen=True)
class RunContext:
    """Everything a run works with."""

    store: Store
    clock: Clock
    ids: Ids
    flow_service: FlowService
    catalog: Catalog
    schemas: SchemaRegistry
    data_prep: DataPrep
    sources: Sources
    lake: Lake


class RunFailure(Exception):  # noqa: N818  (it is a result of the run, as Adobe calls it, not a defect)
    """The run cannot go on; `code` and the message become the run's error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
