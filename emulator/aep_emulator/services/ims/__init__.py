"""Identity Management Service: access tokens."""

from aep_emulator.services.ims import errors, routes
from aep_emulator.services.ims.service import Ims

__all__ = ["Ims", "errors", "routes"]
