"""One page, one address: the spellings of a URL made equal, to know an input by it.

A page is linked with its letters or with their percent codes, with the campaign that brought the reader, with
and without ``www`` and the slash at the end. What a newspaper's pages are told apart by stays as it is.
"""

from __future__ import annotations

import re
from typing import Final
from unicodedata import normalize
from urllib.parse import quote, unquote_to_bytes, urlsplit

_CODES: Final = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_HOME: Final = re.compile(r"/?(?:(?:index|default|home)\.\w{2,5})?", re.I)
_SESSION: Final = re.compile(r";jsessionid=[^/?]*", re.I)
_PORTS: Final = {None, 80, 443}
# Parameters that say where the reader came from, and sessions; the page is the same without them.
_TRACKING: Final = re.compile(
    r"utm_\w*|fbclid|fb_\w+|[a-z]*gclid|gclsrc|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id"
    r"|_ga|_gl|_hs\w+|mkt_tok|ref_src|ref_url|at_(?:medium|campaign|custom\w*)|xtor|cmpid|ocid|ns_\w+|smid"
    r"|__twitter_impression|guccounter|phpsessid|jsessionid",
    re.I,
)


def web_address(url: str) -> str:
    """The URL if it is an address of the web, else "": ``javascript:`` is none."""
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:  # https://[x is no address
        return ""


def canonical_url(url: str) -> str:
    """The address that all spellings of ``url`` have in common, ``https://`` first; to compare, not to open.

    Empty when it identifies no page: a home page, another scheme than http and https, no URL at all.

    >>> canonical_url("http://WWW.sahel.example:80/%d8%ae%d8%a8%d8%b1-1/?utm_source=fb#top")
    'https://sahel.example/خبر-1'
    >>> canonical_url("https://sahel.example/")
    ''
    """
    try:
        parts = urlsplit(url.strip())
        host, port = _host(parts.hostname or ""), parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    path = _plain(_SESSION.sub("", parts.path)).rstrip("/")
    query = _query(parts.query)
    fragment = f"#{_plain(parts.fragment)}" if parts.fragment.startswith("!") else ""  # a page of a script
    if _HOME.fullmatch(path) and not query and not fragment:
        return ""
    shown_port = "" if port in _PORTS else f":{port}"
    return f"https://{host}{shown_port}{path}{query}{fragment}"


def _host(name: str) -> str:
    """Small letters, ``xn--`` as the letters that it stands for, without ``www`` and the dot at the end."""
    name = name.lower().rstrip(".").removeprefix("www.")
    try:
        return (
            normalize("NFC", name.encode("ascii").decode("idna"))
            if "xn--" in name
            else normalize("NFC", name)
        )
    except UnicodeError:
        return name


def _query(query: str) -> str:
    """The parameters in the order of their names, without those that only track."""
    pairs = (_plain(pair.replace("+", "%20")) for pair in query.split("&"))
    telling = sorted(pair for pair in pairs if pair and not _TRACKING.fullmatch(pair.partition("=")[0]))
    return f"?{'&'.join(telling)}" if telling else ""


def _plain(text: str) -> str:
    """Percent codes as the letters they stand for; those of reserved characters stay, in capitals."""
    readable = _CODES.sub(lambda found: _decoded(found.group()), text)
    return normalize("NFC", _CONTROL.sub(lambda found: quote(found.group(), errors="replace"), readable))


def _decoded(codes: str) -> str:
    try:
        letters = unquote_to_bytes(codes).decode("utf-8")
    except UnicodeDecodeError:
        return codes.upper()
    return "".join(
        letter if letter in _UNRESERVED or ord(letter) > 0x7F else f"%{ord(letter):02X}" for letter in letters
    )
