"""Flow Service: /data/foundation/flowservice, and /data/foundation/connectors with the landing
zone and encryption keys.

Documented: flow-service.yaml and the pages below help/sources/tutorials/api.
"""

from aep_client.flow_service.collections import Patch
from aep_client.flow_service.service import ENDED, FlowService

__all__ = ["ENDED", "FlowService", "Patch"]
