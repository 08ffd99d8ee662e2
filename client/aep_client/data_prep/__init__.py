"""Data Prep: /data/foundation/conversion.

Documented: data-prep.yaml and help/data-prep.
"""

from __future__ import annotations

from aep_client.data_prep.expressions import Expressions
from aep_client.data_prep.library import Samples, Schemas
from aep_client.data_prep.mapping_sets import MappingSets
from aep_client.transport import Transport

__all__ = ["DataPrep"]


class DataPrep:
    """Mapping sets, the language they are written in, and what they are made for."""

    def __init__(self, transport: Transport) -> None:
        self.mapping_sets = MappingSets(transport)
        self.expressions = Expressions(transport)
        self.samples = Samples(transport, "samples")
        self.schemas = Schemas(transport, "schemas")
