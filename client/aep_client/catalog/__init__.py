"""Catalog: /data/foundation/catalog.

Documented: catalog.yaml and the pages below help/catalog/api. Answers are objects keyed by id; here each carries its
id as `id`.
"""

from aep_client.catalog.objects import Changes
from aep_client.catalog.service import Catalog

__all__ = ["Catalog", "Changes"]
