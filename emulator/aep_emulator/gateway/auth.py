"""The checks every call under /data/ passes: token, API key, organisation, sandbox.

Documented: "Experience Platform FAQ and troubleshooting guide", section "Request header errors", gives the bodies;
help/sources/errors/flow-service-errors.md those about sandboxes. The status is the first three digits of a gateway
code.
Those that say that a key, an account or an organisation is not entitled are in services/ims/gate.py: only strict mode
with listed credentials knows.
Differs: unless the server is strict, every bearer token is accepted, and the two calls that Adobe's own curl lines make
without one pass without one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from aep_emulator.gateway.errors import ApiError
from aep_emulator.gateway.scope import Scope
from aep_emulator.types import Document

# Adobe's own curl lines for these two calls carry no Authorization header. The default mode answers what the
# documentation shows; strict mode refuses.
DOCUMENTED_WITHOUT_AUTHORIZATION = frozenset(
    {
        ("GET", "/data/foundation/flowservice/flowSpecs"),
        ("POST", "/data/foundation/flowservice/flows"),
    }
)

DEFAULT_SANDBOX = "prod"
_MAX_CACHED_SCOPES = 10_000


class GatewayError(ApiError):
    """Refused before any service saw the request: `{"error_code", "message"}`."""

    def __init__(self, error_code: str, message: str) -> None:
        super().__init__(int(error_code[:3]), message, message, code=error_code)


class SandboxLookup(Protocol):
    """What the gateway needs of sandbox management."""

    def resolve(self, org_id: str, name: str) -> Document | None:
        """The sandbox with `id`, `name`, `type`, or None. An unknown organisation is provisioned on first sight."""
        ...


class Gate:
    """Turns the headers of a request into a Scope."""

    def __init__(self, sandboxes: SandboxLookup, tenant: str, verify_token: Callable[[str], bool] | None) -> None:
        """`verify_token` None accepts every bearer token (the default, lenient mode)."""
        self._sandboxes = sandboxes
        self._tenant = tenant
        self._verify_token = verify_token
        self._scopes: dict[tuple[str, str, str], Scope] = {}

    def forget(self) -> None:
        """Drop what is remembered of sandboxes; call it when they change."""
        # A new dictionary: a request under way may still put what it has found into the old one.
        self._scopes = {}

    def admit(self, environ: Mapping[str, Any], *, sandbox_required: bool) -> Scope:
        """The scope of a request, from its WSGI environment.

        Raises GatewayError for the headers, and ApiError with a code of Flow Service's catalogue for the sandbox:
        400 (2105-400) missing, 403 (2111-403) all of them with `*`, 404 (2100-404) unknown, 404 (2103-404) not the
        one with the id in x-sandbox-id. Where no sandbox is required, its absence means the default one: the
        authentication tutorial's check call sends none.
        Assumed: x-sandbox-id may be sent. Adobe allows it with service tokens only (2110-400), and aepp sends it.
        """
        scopes = self._scopes
        self._check_token(environ)
        client_id = environ.get("HTTP_X_API_KEY")
        if not client_id:
            raise GatewayError("403000", "Api Key is required")
        org_id = environ.get("HTTP_X_GW_IMS_ORG_ID")
        if not org_id:
            raise GatewayError("400003", "Missing header")
        name = environ.get("HTTP_X_SANDBOX_NAME")
        if sandbox_required and not name:
            raise ApiError(
                400,
                "Header is missing",
                "The header x-sandbox-name is missing in the request. "
                "Please add the header in the request and try again.",
                code="2105-400",
            )
        key = (org_id, name or DEFAULT_SANDBOX, client_id)
        scope = scopes.get(key)
        if scope is None:
            scope = self._make_scope(*key)
            if len(scopes) >= _MAX_CACHED_SCOPES:
                scopes.clear()
            scopes[key] = scope
        sandbox_id = environ.get("HTTP_X_SANDBOX_ID")
        if sandbox_id and sandbox_id != scope.sandbox_id:
            raise ApiError(
                404,
                "Sandbox not found",
                f"The sandbox with ID {sandbox_id} and name {scope.sandbox_name} could not be found. "
                "Please ensure that the ID and sandbox name values are correct and try again.",
                code="2103-404",
            )
        return scope

    def _check_token(self, environ: Mapping[str, Any]) -> None:
        authorization: str | None = environ.get("HTTP_AUTHORIZATION")
        if not authorization:
            call = (environ["REQUEST_METHOD"], environ["PATH_INFO"].rstrip("/"))
            if self._verify_token is None and call in DOCUMENTED_WITHOUT_AUTHORIZATION:
                return
            raise GatewayError("403010", "Oauth token is missing.")
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise GatewayError("401013", "Oauth token is not valid")
        if self._verify_token is not None and not self._verify_token(token):
            raise GatewayError("401013", "Oauth token is not valid")

    def _make_scope(self, org_id: str, name: str, client_id: str) -> Scope:
        if name == "*":
            raise ApiError(
                403,
                "Headers with value restricted",
                "The header x-sandbox-name with value * is restricted with the user token. "
                "Please update the header and value and try again.",
                code="2111-403",
            )
        sandbox = self._sandboxes.resolve(org_id, name)
        if sandbox is None:
            raise ApiError(
                404,
                "Sandbox not found",
                f"The sandbox with the name '{name}' could not be found. "
                "Please ensure that the sandbox name is correct and try again.",
                code="2100-404",
            )
        return Scope(
            org_id=org_id,
            tenant=self._tenant,
            world=sandbox["id"],
            sandbox_name=sandbox["name"],
            sandbox_type=sandbox["type"],
            client_id=client_id,
            user_id=user_id_of(client_id),
        )


def user_id_of(client_id: str) -> str:
    """The account that acts for an API key, in the form `28AF22BA5DE6B0B40A494036@AdobeID`.

    Assumed: one account per key. With real Adobe it depends on who made the credentials.
    """
    return hashlib.sha256(client_id.encode()).hexdigest()[:24].upper() + "@AdobeID"
