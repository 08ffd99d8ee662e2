"""What can go wrong, as exceptions.

Adobe's services have error bodies of different shapes; `AEPAPIError` reads them all.
"""

from __future__ import annotations

from typing import Any

SECRET_NAMES = frozenset(
    {
        "client_secret",
        "access_token",
        "accesstoken",
        "password",
        "secret",
        "jwt_token",
        "authorization",
        "securitytoken",
    }
)
_HIDDEN = "***"


class AEPError(Exception):
    """Everything this client raises."""


class AEPConnectionError(AEPError):
    """No answer came back: no connection, or too late."""

    def __init__(self, method: str, url: str, reason: str) -> None:
        super().__init__(f"{method} {url}: {reason}")
        self.method = method
        self.url = url


class WaitTimeoutError(AEPError):
    """What was waited for did not happen in time."""


class AEPAPIError(AEPError):
    """An answer that is not a success.

    `code` is Adobe's error code where the body has one, `message` its text, `request_id` what Adobe's support asks for.
    `sent` and `body` are the request's and the answer's bodies; secrets in `sent` are hidden.
    """

    def __init__(
        self, status: int, method: str, url: str, body: Any, sent: Any = None, request_id: str | None = None
    ) -> None:
        self.status = status
        self.method = method
        self.url = url
        self.body = body
        self.sent = redacted(sent)
        self.request_id = request_id
        self.code, self.title, self.message = _read(body)
        code = f" [{self.code}]" if self.code else ""
        super().__init__(f"{method} {url} answered {status}{code}: {self.message or self.title or 'no message'}")


class BadRequestError(AEPAPIError):
    """400: the request breaks a rule."""


class UnauthorizedError(AEPAPIError):
    """401: no valid token."""


class ForbiddenError(AEPAPIError):
    """403: not allowed, or a header is missing."""


class NotFoundError(AEPAPIError):
    """404: no such resource."""


class ConflictError(AEPAPIError):
    """409 or 412: the resource has changed, or exists already."""


class RateLimitedError(AEPAPIError):
    """429, after all retries."""


class ServerError(AEPAPIError):
    """5xx."""


_BY_STATUS: dict[int, type[AEPAPIError]] = {
    400: BadRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    412: ConflictError,
    429: RateLimitedError,
}


def api_error(
    status: int, method: str, url: str, body: Any, sent: Any = None, request_id: str | None = None
) -> AEPAPIError:
    """The exception for an answer, of the class its status calls for."""
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else AEPAPIError)
    return kind(status, method, url, body, sent, request_id)


def redacted(value: Any) -> Any:
    """A copy in which the values of secrets are hidden."""
    if isinstance(value, dict):
        return {
            name: _HIDDEN if str(name).lower().replace("-", "") in SECRET_NAMES else redacted(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [redacted(item) for item in value]
    return value


def _read(body: Any) -> tuple[str | None, str | None, str | None]:
    """Code, title and message of an error body, whichever service sent it."""
    if isinstance(body, str):
        return None, None, body.strip()[:500] or None
    if not isinstance(body, dict):
        return None, None, None
    # The code may be a member of its own, or the end of the problem type's address.
    code = body.get("error_code") or body.get("errorCode") or body.get("code")
    kind = body.get("type")
    if code is None and isinstance(kind, str) and "/errors/" in kind:
        code = kind.rpartition("/")[2]
    if code is None and isinstance(body.get("error"), str):
        code = body["error"]
    report = body.get("report")
    texts = [
        body.get("detail"),
        body.get("errorMessage"),
        body.get("message"),
        body.get("error_description"),
        report.get("detailed-message") if isinstance(report, dict) else None,
    ]
    message = next((str(text) for text in texts if text), None)
    title = body.get("title")
    return (None if code is None else str(code)), (None if title is None else str(title)), message
