"""The multipart form that `/rpc/csv2schema` takes.

Documented: help/xdm/api/csv-to-schema.md.
Assumed: all four parts of the form that /rpc/csv2schema takes must be there; only the description may be empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from aep_emulator.services.schema_registry import errors

FILE = "csv-file"
CLASS = "schema-class-id"
NAME = "schema-name"
DESCRIPTION = "schema-description"
_FORM = "multipart/form-data"


@dataclass(frozen=True)
class Template:
    """A CSV file, and what the schema made of it is to be: the `$id` of its class, its title and description."""

    content: bytes
    class_id: str
    name: str
    description: str


def template_of(request: Request) -> Template:
    """What the request's form holds. Raises ApiError 400 naming the part that is missing."""
    if request.mimetype != _FORM:
        raise errors.bad_request(f"A CSV template is sent as {_FORM}, in a part named '{FILE}'.")
    try:
        file, texts = request.files.get(FILE), request.form
    except RequestEntityTooLarge:
        raise errors.bad_request(
            "The form has too many parts, or one that is too large and has no file name."
        ) from None
    # A client may send the file's content like the other parts, without the name of a file.
    content = file.read() if file is not None else texts.get(FILE, "").encode()
    missing = [name for name in (CLASS, NAME, DESCRIPTION) if name not in texts]
    if file is None and FILE not in texts:
        missing.insert(0, FILE)
    if missing:
        raise errors.bad_request(f"The form lacks the part {', '.join(missing)}.")
    for name in (CLASS, NAME):
        if not texts[name].strip():
            raise errors.bad_request(f"{name}: the part must not be empty.")
    return Template(content, texts[CLASS].strip(), texts[NAME].strip(), texts[DESCRIPTION].strip())
