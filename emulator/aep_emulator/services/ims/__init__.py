"""Identity Management Service: access tokens."""

from aep_emulator.services.ims import errors, routes
from aep_emulator.services.ims.credentials import read_credentials
from aep_emulator.services.ims.gate import PlatformGate
from aep_emulator.services.ims.service import Ims

__all__ = ["Ims", "PlatformGate", "errors", "read_credentials", "routes"]
