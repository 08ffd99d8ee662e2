"""Sandbox tooling: /data/foundation/exim.

Documented: sandbox.yaml and help/sandboxes/sandbox-tooling-api.
"""

from __future__ import annotations

from aep_client.sandbox_tooling.jobs import Jobs
from aep_client.sandbox_tooling.packages import Packages
from aep_client.sandbox_tooling.sharing import Handshakes, Transfers
from aep_client.sandbox_tooling.tools import Artifacts, Files
from aep_client.transport import Transport

__all__ = ["SandboxTooling"]


class SandboxTooling:
    """Objects in packages that are copied between sandboxes, and shared between organisations.

    A package is created, published, and imported into a sandbox; a job says what became of each object.
    """

    def __init__(self, transport: Transport, org_id: str) -> None:
        self.packages = Packages(transport, org_id)
        self.jobs = Jobs(transport)
        self.artifacts = Artifacts(transport)
        self.files = Files(transport)
        self.handshakes = Handshakes(transport, org_id)
        self.transfers = Transfers(transport)
