"""The Accept header: which of a resource's forms is wanted.

Documented: "Accept header" in help/xdm/api/getting-started.md. aepp spells the media types `xdm` as well as `xed`; both
are taken.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from aep_emulator.services.schema_registry import errors

_MEDIA = re.compile(r"application/vnd\.adobe\.(?P<family>xed|xdm)(?P<variant>(-[a-z0-9]+)*)\+json")
_KNOWN_FLAGS = frozenset({"id", "full", "notext", "desc", "deprecatefield", "link", "v2", "flat"})


@dataclass(frozen=True, slots=True)
class Accepted:
    """A parsed Accept header. `media_type` is what the answer declares."""

    media_type: str
    flags: frozenset[str]
    version: str | None

    @property
    def full(self) -> bool:
        """Whether references are to be resolved."""
        return bool(self.flags & {"full", "deprecatefield"})


@functools.lru_cache(maxsize=256)
def parse(header: str | None, *, is_list: bool) -> Accepted:
    """The wanted form. Without a usable header ApiError 406; a list may also be asked for as plain JSON.

    The first media type that is ours counts, whatever else stands in the header. Raises ApiError 406.
    """
    if not header or not header.strip():
        raise errors.not_acceptable("Accept header parameter is required")
    plain = None
    for part in header.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        match = _MEDIA.fullmatch(media.lower())
        if match:
            flags = frozenset(filter(None, match["variant"].split("-")))
            if flags <= _KNOWN_FLAGS and not (is_list and flags & {"full"}):
                return Accepted(media, flags, _version(parameters))
        elif media in ("*/*", "application/*", "application/json"):
            plain = media
    if plain is not None and is_list:
        # Assumed: curl and browsers send */* when told nothing; a list of whole resources is the useful answer.
        return Accepted("application/json", frozenset(), None)
    if plain is not None:
        raise errors.not_acceptable("Accept header parameter is required")
    raise errors.not_acceptable(f"Unknown Accept media supplied: {header.strip()}")


def _version(parameters: list[str]) -> str | None:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "version":
            return value.strip()
    return None
