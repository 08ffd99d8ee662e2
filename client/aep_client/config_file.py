"""Configuration files of aepp, which its users have already.

A file is a JSON object `{org_id, client_id, secret, scopes, sandbox-name, environment}`, names in any case; aepp also
reads `api_key` for client_id, `client_secret` and `client_secrets` for secret, and a list of scopes.
"""

from __future__ import annotations

import json
import os
from typing import Any

from aep_client.credentials import DEFAULT_SCOPES, Credentials

_STAGE_IMS = "https://ims-na1-stg1.adobelogin.com"


def read_config(path: str | os.PathLike[str], *, credentials: Credentials | None = None) -> dict[str, Any]:
    """The options of AEPClient in the file; `credentials` take the place of the file's own.

    Raises OSError, and ValueError naming what is missing, but never what the file says.
    """
    with open(path, encoding="utf-8") as file:
        try:
            found = json.load(file)
        except ValueError:
            raise ValueError(f"{os.fspath(path)} is not a JSON file") from None
    if not isinstance(found, dict):
        raise ValueError(f"{os.fspath(path)} must hold a JSON object")
    values = {name.lower(): value for name, value in found.items()}
    return {
        "credentials": credentials or _credentials(values),
        "sandbox": str(values.get("sandbox-name") or "prod"),
        **_addresses(str(values.get("environment") or "prod")),
    }


def _credentials(values: dict[str, Any]) -> Credentials:
    if values.get("auth_code"):
        raise ValueError("auth_code is not supported; use scopes and a client's secret")
    secrets = values.get("client_secrets")
    given = {
        "org_id": values.get("org_id"),
        "client_id": values.get("api_key") or values.get("client_id"),
        "secret": values.get("secret")
        or values.get("client_secret")
        or (secrets[0] if isinstance(secrets, list) and secrets else None),
    }
    for name, value in given.items():
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"{name} is missing in the configuration, or is no text")
    scopes = values.get("scopes") or DEFAULT_SCOPES
    return Credentials(
        org_id=str(given["org_id"]).strip(),
        client_id=str(given["client_id"]).strip(),
        client_secret=str(given["secret"]).strip(),
        scopes=",".join(map(str, scopes)) if isinstance(scopes, list) else str(scopes).replace(" ", ""),
    )


def _addresses(environment: str) -> dict[str, str]:
    """The addresses aepp uses; none for `support`, whose address is not in the file, so that an option must say it."""
    if environment == "prod":
        return {}
    if environment == "support":
        return {"base_url": ""}
    if not (environment.isascii() and environment.replace("-", "").isalnum()):
        # The secret would go to whatever host the text makes of the address.
        raise ValueError("environment must be a name such as prod or stage")
    return {"base_url": f"https://platform-{environment}.adobe.io", "ims_url": _STAGE_IMS}
