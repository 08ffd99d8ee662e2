"""The files behind file-based connectors: what there is, which of it a path means, and what is in it."""

from aep_emulator.sources.files.entries import FileEntry
from aep_emulator.sources.files.files import Files
from aep_emulator.sources.files.preview import Preview

__all__ = ["FileEntry", "Files", "Preview"]
