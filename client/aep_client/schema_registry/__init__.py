"""Schema Registry: /data/foundation/schemaregistry.

Documented: schema-registry.yaml and the pages below help/xdm/api.
"""

from aep_client.schema_registry.resources import FULL, RAW
from aep_client.schema_registry.service import SchemaRegistry

__all__ = ["FULL", "RAW", "SchemaRegistry"]
