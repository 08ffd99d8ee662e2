"""A thin client for Adobe Experience Platform's ingestion APIs, and for the emulator of them.

    with AEPClient.from_env() as aep:
        for flow in aep.flow_service.flows.list():
            print(flow["name"], flow["state"])

There is a member per service (`flow_service`, `schema_registry`, `catalog`, `data_prep`, `batch_ingestion`,
`data_access`, `observability`, `sandboxes`, `sandbox_tooling`, `streaming`), with a method per operation; `upload` and
`read` bring data into a dataset and out of it again.

Plain dictionaries go in and come out, as Adobe documents them. What goes wrong is raised as an AEPError, an argument
that cannot be right as a ValueError. `aep_client.wsgi` runs the client against an application in the same process.
"""

from aep_client.client import AEPClient
from aep_client.credentials import Credentials
from aep_client.errors import (
    AEPAPIError,
    AEPConnectionError,
    AEPError,
    BadRequestError,
    BatchFailedError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    RateLimitedError,
    ServerError,
    StaleError,
    UnauthorizedError,
    WaitTimeoutError,
)
from aep_client.exchange import Exchanged

__all__ = [
    "AEPAPIError",
    "AEPClient",
    "AEPConnectionError",
    "AEPError",
    "BadRequestError",
    "BatchFailedError",
    "ConflictError",
    "Credentials",
    "Exchanged",
    "ForbiddenError",
    "NotFoundError",
    "RateLimitedError",
    "ServerError",
    "StaleError",
    "UnauthorizedError",
    "WaitTimeoutError",
]
