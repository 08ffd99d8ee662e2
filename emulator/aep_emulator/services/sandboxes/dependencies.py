"""What can prevent a production sandbox from being reset or deleted.

Documented: help/sandboxes/api/sandboxes.md, Reset a sandbox and Delete a sandbox: identity graphs that Adobe Analytics
or Audience Manager use too prevent it; segment sharing is a warning, which `ignoreWarnings` passes over but not for
the default sandbox.
Ours: the emulator has none of these products, so that a marker in a sandbox's title stands for them: `[CDA]`,
`[PBD]`, `[Segment sharing]`.
Assumed: the messages when a sandbox may not be deleted, which are shown for resetting alone.
"""

from __future__ import annotations

from aep_emulator.services.sandboxes import errors
from aep_emulator.types import Document

_GRAPH = "The identity graph hosted in this sandbox is also being used by"
_CDA = "Adobe Analytics for the Cross Device Analytics (CDA) feature"
_PBD = "Adobe Audience Manager for the People Based Destinations (PBD) feature"
_SHARING = "bi-directional segment sharing with Adobe Audience Manager or Audience Core Service"


def check(sandbox: Document, action: str, *, ignore_warnings: bool) -> None:
    """Raises ApiError 400, SMS-2074 to SMS-2077; `action` is `reset` or `deleted`."""
    if sandbox["type"] != "production":
        return
    title = str(sandbox["title"]).lower()
    cda, pbd = "[cda]" in title, "[pbd]" in title
    refused = f"Sandbox `{sandbox['name']}` cannot be {action}. {_GRAPH}"
    if cda and pbd:
        raise errors.in_use("2076-400", f"{refused} {_PBD}, as well by {_CDA}.")
    if cda:
        raise errors.in_use("2074-400", f"{refused} {_CDA}.")
    if pbd:
        raise errors.in_use("2075-400", f"{refused} {_PBD}.")
    if "[segment sharing]" in title and (sandbox["isDefault"] or not ignore_warnings):
        raise errors.in_use("2077-400", f"Warning: Sandbox `{sandbox['name']}` is used for {_SHARING}.")
