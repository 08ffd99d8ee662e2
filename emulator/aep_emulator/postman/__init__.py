"""Adobe's Postman collections, pointed at an emulator: `aep-emulator postman`."""

from aep_emulator.postman.files import PostmanFileError, write

__all__ = ["PostmanFileError", "write"]
