"""Who the client acts for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_SCOPES = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session"


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """OAuth server-to-server credentials of one organisation; or a token someone else fetched.

    With both, the token is used until it is refused, and then another is fetched. Neither secret nor token appears in
    the representation. Raises ValueError when something is missing or cannot stand in a header.
    """

    client_id: str
    org_id: str
    client_secret: str = field(default="", repr=False)
    scopes: str = DEFAULT_SCOPES
    access_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check the values; a mistake would otherwise only show as a refused request."""
        require_header_value("client_id", self.client_id)
        require_header_value("org_id", self.org_id)
        if self.access_token is not None:
            require_header_value("access_token", self.access_token)
        elif not self.client_secret:
            raise ValueError("either client_secret or access_token is needed")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Credentials:
        """From AEP_CLIENT_ID, AEP_CLIENT_SECRET, AEP_ORG_ID, AEP_SCOPES, AEP_ACCESS_TOKEN.

        Raises ValueError naming the variable that is missing.
        """
        values = os.environ if environ is None else environ

        def value(name: str) -> str:
            # A value read from a file often ends with a line break.
            return values.get(name, "").strip()

        needed = ["AEP_CLIENT_ID", "AEP_ORG_ID"] + ([] if value("AEP_ACCESS_TOKEN") else ["AEP_CLIENT_SECRET"])
        for name in needed:
            if not value(name):
                raise ValueError(f"the environment variable {name} is not set")
        return cls(
            client_id=value("AEP_CLIENT_ID"),
            org_id=value("AEP_ORG_ID"),
            client_secret=value("AEP_CLIENT_SECRET"),
            scopes=value("AEP_SCOPES") or DEFAULT_SCOPES,
            access_token=value("AEP_ACCESS_TOKEN") or None,
        )


def require_header_value(name: str, value: str) -> None:
    """Raises ValueError, without the value, for a text that cannot be sent as a header."""
    if not is_header_value(value):
        raise ValueError(f"{name} must be printable ASCII characters without blanks")


def is_header_value(value: str) -> bool:
    """Whether a text can be sent as a header (all of ours are without blanks)."""
    return bool(value) and value.isascii() and value.isprintable() and " " not in value
