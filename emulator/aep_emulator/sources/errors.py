"""What goes wrong when a source is read."""

from __future__ import annotations


class SourceError(ValueError):
    """A table or file cannot be read; the message names it and says why."""


class NoSuchPathError(SourceError):
    """There is no file or folder of that path."""
