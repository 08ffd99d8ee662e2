"""Schema Registry: schemas, classes, field groups, data types and descriptors."""

from aep_emulator.services.schema_registry import errors, routes
from aep_emulator.services.schema_registry.library import open_library
from aep_emulator.services.schema_registry.service import SchemaRegistry

__all__ = ["SchemaRegistry", "errors", "open_library", "routes"]
