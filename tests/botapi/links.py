"""Which addresses Telegram accepts behind a text link or a button."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):(?!\d)(//)?")
_HOST = re.compile(r"^[^\s@/?#\\<>\"'`:]+$")
_WEB = {"http", "https", "ftp"}
_APP = {"tg", "ton", "tonsite"}


def mentioned_user(url: str) -> int | None:
    """The user id in a ``tg://user?id=`` link, which is a mention rather than a link."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() != "tg" or (parts.netloc or parts.path) != "user":
        return None
    value = parse_qs(parts.query).get("id", [""])[0]
    return int(value) if value.isascii() and value.isdigit() and int(value) > 0 else None


def checked_link(url: str) -> str | None:
    """The address as Telegram stores it, or None where Telegram finds it invalid.

    ``tel:``, ``mailto:`` and ``javascript:`` are invalid: Telegram knows web addresses and its
    own ``tg:`` links only.
    """
    url = url.strip()
    if not url or re.search(r"[\s\x00-\x1f]", url):
        return None
    match = _SCHEME.match(url)
    scheme = match.group(1).lower() if match else "http"
    if match and scheme in _APP:
        return url
    if match and (scheme not in _WEB or not match.group(2)):
        return None
    rest = url[match.end() :] if match else url
    host, slash, tail = _split_host(rest)
    name, _, port = host.rpartition(":") if re.search(r":\d+$", host) else (host, "", "")
    if not _valid_host(name) or (port and not 0 < int(port) < 65536):
        return None
    return f"{scheme}://{host.lower()}{slash or '/'}{tail}"


def _split_host(rest: str) -> tuple[str, str, str]:
    found = re.search(r"[/?#]", rest)
    if found is None:
        return rest, "", ""
    at = found.start()
    if rest[at] == "/":
        return rest[:at], "/", rest[at + 1 :]
    return rest[:at], "/", rest[at:]


def _valid_host(name: str) -> bool:
    """A host needs a dot: Telegram refuses ``localhost`` and single words."""
    labels = name.split(".")
    return bool(_HOST.match(name)) and len(labels) > 1 and all(labels) and len(labels[-1]) > 0
