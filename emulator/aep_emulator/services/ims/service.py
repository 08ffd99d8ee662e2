"""Identity Management: access tokens, for any credentials or for those in a list.

Documented: "Authenticate and access Experience Platform APIs" (help/landing/api-authentication.md); lifetime 24 hours;
JWT exchange answers expires_in in milliseconds, OAuth in seconds. Revoking: the endpoint is in Adobe's guide to user
authentication with IMS.
Assumed: which OAuth error code a missing parameter has. The JWT that is exchanged may be any text, and so may the code
of an authorization: the secret decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aep_emulator.clock import Clock
from aep_emulator.services.ims.credentials import CredentialList
from aep_emulator.services.ims.errors import ImsError
from aep_emulator.services.ims.tokens import LIFETIME_S, Tokens


@dataclass(frozen=True, slots=True)
class Owner:
    """Who was given a token; `org_id` None when that is not known."""

    client_id: str
    org_id: str | None


class Ims:
    """Issues and checks access tokens."""

    def __init__(self, clock: Clock, credentials: CredentialList | None = None) -> None:
        """Without `credentials` everybody gets a token."""
        self._tokens = Tokens(clock)
        self._credentials = credentials

    @property
    def knows_clients(self) -> bool:
        """Whether only listed clients get a token."""
        return self._credentials is not None

    def knows_org(self, org_id: str) -> bool:
        """Whether a listed client belongs to the organisation."""
        return self._credentials is not None and self._credentials.has_org(org_id)

    def client_credentials(self, parameters: dict[str, str]) -> dict[str, Any]:
        """`POST /ims/token/v2` and `/v3`: `{access_token, token_type, expires_in}`, in seconds.

        aepp also sends grant_type authorization_code with a `code`. Raises ImsError 400.
        """
        grant = parameters.get("grant_type")
        if not grant:
            raise ImsError("invalid_request", "grant_type parameter is missing")
        if grant not in ("client_credentials", "authorization_code"):
            raise ImsError("unsupported_grant_type", f"grant_type '{grant}' is not supported")
        _required(parameters, "client_id")
        _required(parameters, "client_secret")
        if grant == "authorization_code":
            _required(parameters, "code")
        return {"access_token": self._issue(parameters), "token_type": "bearer", "expires_in": LIFETIME_S}

    def exchange_jwt(self, parameters: dict[str, str]) -> dict[str, Any]:
        """`POST /ims/exchange/jwt`: the same with milliseconds. Raises ImsError 400."""
        for name in ("client_id", "client_secret", "jwt_token"):
            _required(parameters, name)
        token = self._issue({**parameters, "scope": ""})
        return {"token_type": "bearer", "access_token": token, "expires_in": LIFETIME_S * 1000}

    def revoke(self, parameters: dict[str, str]) -> None:
        """`POST /ims/revoke`: `token` is no longer valid. Raises ImsError 400.

        Text that is no token is no error, as in OAuth's own rules (RFC 7009). Listed clients revoke their own tokens.
        """
        token = _required(parameters, "token")
        if self._credentials is not None:
            client_id = _required(parameters, "client_id")
            self._credentials.check(client_id, _required(parameters, "client_secret"), "")
            owner = self.owner(token)
            if owner is not None and owner.client_id != client_id:
                raise ImsError("invalid_client", "the token belongs to another client")
        self._tokens.revoke(token)

    def revoke_all(self) -> None:
        """Make every token issued so far invalid."""
        self._tokens.revoke_all()

    def is_valid(self, token: str) -> bool:
        """Whether this server issued the token, and it has neither expired nor been revoked."""
        return self._tokens.read(token) is not None

    def owner(self, token: str) -> Owner | None:
        """Who was given the token; None for one that is not valid."""
        claims = self._tokens.read(token)
        return None if claims is None else Owner(claims["client_id"], claims.get("org"))

    def _issue(self, parameters: dict[str, str]) -> str:
        client_id, scope = parameters["client_id"], parameters.get("scope", "")
        if self._credentials is None:
            return self._tokens.issue(client_id, scope, None)
        found = self._credentials.check(client_id, parameters["client_secret"], scope)
        return self._tokens.issue(client_id, scope, found.org_id)


def _required(parameters: dict[str, str], name: str) -> str:
    value = parameters.get(name)
    if not value:
        raise ImsError(
            "invalid_client" if name.startswith("client") else "invalid_request", f"{name} parameter is missing"
        )
    return value
