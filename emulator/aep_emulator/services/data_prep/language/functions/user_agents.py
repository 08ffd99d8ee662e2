"""User agent functions. Documented: help/data-prep/functions.md "User agent functions", with one example for all.

Assumed: Adobe's values come from the YAUAA library, whose tables know thousands of devices. Here are the names it gives
the common systems and browsers; everything else is `Unknown`, and an unknown version `??`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from aep_emulator.services.data_prep.language.functions.registry import function
from aep_emulator.services.data_prep.language.work import USER_AGENT, spend

_CATEGORY = "User agent"
_EXAMPLE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 5_1_1 like Mac OS X) AppleWebKit/534.46 (KHTML, like Gecko) "
    "Version/5.1 Mobile/9B206 Safari/7534.48.3"
)
_MAX_LENGTH = 2000
_NO_NAME, _NO_VERSION = "Unknown", "??"
_WINDOWS = {"10.0": ">=10", "6.3": "8.1", "6.2": "8", "6.1": "7", "6.0": "Vista", "5.1": "XP"}

# The first that is found wins: most browsers also name those they want to be taken for.
_SYSTEMS = (
    ("iOS", r"(?:iPhone OS|CPU OS) (\d[\d_]*)"),
    ("Windows NT", r"Windows NT (\d+\.\d+)"),
    ("Android", r"Android (\d[\d.]*)"),
    ("Android", r"Android()"),
    ("Chrome OS", r"CrOS \w+ (\d[\d.]*)"),
    ("Mac OS", r"Mac OS X (\d[\d_.]*)"),
    ("Mac OS", r"Mac OS X()"),
    ("Ubuntu", r"Ubuntu(?:/(\d[\d.]*))?"),
    ("Linux", r"Linux()"),
)
_AGENTS = (
    ("Edge", r"(?:Edg|Edge|EdgA|EdgiOS)/(\d[\d.]*)"),
    ("Opera", r"OPR/(\d[\d.]*)"),
    ("Samsung Internet", r"SamsungBrowser/(\d[\d.]*)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d[\d.]*)"),
    ("Googlebot", r"Googlebot/(\d[\d.]*)"),
    ("Bingbot", r"bingbot/(\d[\d.]*)"),
    ("Chrome", r"(?:Chrome|CriOS)/(\d[\d.]*)"),
    ("Safari", r"Version/(\d[\d.]*) (?:Mobile/\w+ )?Safari/"),
    ("Internet Explorer", r"(?:MSIE |Trident/.{1,40}rv:)(\d[\d.]*)"),
    ("Curl", r"curl/(\d[\d.]*)"),
)
_CLASSES = (
    ("Robot", r"(?i:bot\b|bot/|crawler|spider|curl/)"),
    ("TV", r"(?:SmartTV|SMART-TV|AppleTV|GoogleTV|BRAVIA)"),
    ("Game Console", r"(?:PlayStation|Xbox|Nintendo)"),
    ("Tablet", r"iPad"),
    ("Phone", r"(?:iPhone|iPod|Windows Phone|Android.{0,500} Mobile|Android; Mobile)"),
    ("Tablet", r"Android"),
    ("Mobile", r"Mobile"),
    ("Desktop", r"(?:Windows NT|Macintosh|X11|CrOS)"),
)


@dataclass(frozen=True, slots=True)
class _Product:
    """A system or browser."""

    name: str
    version: str

    @property
    def name_version(self) -> str:
        # YAUAA calls the family Windows NT but writes Windows in front of a version.
        return f"{self.name.removesuffix(' NT')} {self.version}"

    @property
    def name_version_major(self) -> str:
        return f"{self.name.removesuffix(' NT')} {self.version.partition('.')[0]}"


def _find(user_agent: str, patterns: tuple[tuple[str, str], ...]) -> _Product:
    spend(USER_AGENT)
    for name, pattern in patterns:
        if found := re.search(pattern, user_agent[:_MAX_LENGTH]):
            return _Product(name, (found[1] or _NO_VERSION).replace("_", ".").strip("."))
    return _Product(_NO_NAME, _NO_VERSION)


def _system(user_agent: str) -> _Product:
    found = _find(user_agent, _SYSTEMS)
    return _Product(found.name, _WINDOWS.get(found.version, found.version)) if found.name == "Windows NT" else found


def _agent(user_agent: str) -> _Product:
    return _find(user_agent, _AGENTS)


def _device_class(user_agent: str) -> str:
    spend(USER_AGENT)
    shortened = user_agent[:_MAX_LENGTH]
    return next((name for name, pattern in _CLASSES if re.search(pattern, shortened)), _NO_NAME)


def _register(name: str, what: str, result: str, read: Callable[[str], str]) -> None:
    @function(
        name,
        category=_CATEGORY,
        description=f"Takes {what} from a user agent string. Only common systems and browsers are known.",
        returns=f"The {what.removeprefix('the ')}; {_NO_NAME} or {_NO_VERSION} when it is not known.",
        example=f'{name}("{_EXAMPLE}")',
        result=result,
    )
    def user_agent_function(user_agent: str) -> str:
        return read(user_agent)


_register("ua_os_name", "the operating system's name", "iOS", lambda ua: _system(ua).name)
_register("ua_os_version", "the operating system's version", "5.1.1", lambda ua: _system(ua).version)
_register(
    "ua_os_version_major",
    "the operating system's name and major version",
    "iOS 5",
    lambda ua: _system(ua).name_version_major,
)
_register(
    "ua_os_name_version",
    "the operating system's name and version",
    "iOS 5.1.1",
    lambda ua: _system(ua).name_version,
)
_register("ua_agent_name", "the agent's name", "Safari", lambda ua: _agent(ua).name)
_register("ua_agent_version", "the agent's version", "5.1", lambda ua: _agent(ua).version)
_register(
    "ua_agent_version_major", "the agent's name and major version", "Safari 5", lambda ua: _agent(ua).name_version_major
)
_register("ua_device_class", "the device class", "Phone", _device_class)
