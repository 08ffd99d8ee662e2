"""The objects that can be packaged, by the service that has them."""

from aep_emulator.services.sandbox_tooling.objects.base import ImportFailedError, ObjectKinds
from aep_emulator.services.sandbox_tooling.objects.objects import Objects

__all__ = ["ImportFailedError", "ObjectKinds", "Objects"]
