"""Who the client acts for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_SCOPES = "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session"


@dataclass(frozen=True)
class Credentials:
    """OAuth server-to-server credentials of one organisation; or a token someone else fetched.

    `access_token` is used as it is and never renewed. Secrets do not appear in the representation.
    """

    client_id: str
    client_secret: str = field(default="", repr=False)
    org_id: str = ""
    scopes: str = DEFAULT_SCOPES
    access_token: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Credentials:
        """From AEP_CLIENT_ID, AEP_CLIENT_SECRET, AEP_ORG_ID, AEP_SCOPES, AEP_ACCESS_TOKEN.

        Raises ValueError naming the variable that is missing.
        """
        values = os.environ if environ is None else environ
        token = values.get("AEP_ACCESS_TOKEN") or None
        needed = ["AEP_CLIENT_ID", "AEP_ORG_ID"] + ([] if token else ["AEP_CLIENT_SECRET"])
        missing = [name for name in needed if not values.get(name)]
        if missing:
            raise ValueError(f"the environment variable {missing[0]} is not set")
        return cls(
            client_id=values["AEP_CLIENT_ID"],
            client_secret=values.get("AEP_CLIENT_SECRET", ""),
            org_id=values["AEP_ORG_ID"],
            scopes=values.get("AEP_SCOPES") or DEFAULT_SCOPES,
            access_token=token,
        )
