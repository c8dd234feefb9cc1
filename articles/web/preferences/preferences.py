"""What a reader prefers, remembered in one cookie without an account: validated on the way in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse

from articles.web.i18n.languages import current_language

COOKIE = "reading"
YEAR = 365 * 24 * 3600

ACCEPTED: dict[str, tuple[str, ...]] = {
    "theme": ("auto", "light", "sepia", "dark"),
    "size": ("m", "s", "l"),
    "width": ("medium", "narrow", "wide"),
    "leading": ("normal", "tight", "loose"),
    "digits": ("source", "arab", "latn"),
    "keys": ("on", "off"),
}


@dataclass(frozen=True, slots=True)
class Preferences:
    theme: str = "auto"
    size: str = "m"
    width: str = "medium"
    leading: str = "normal"
    digits: str = "source"
    keys: str = "on"  # the single-letter shortcuts

    @classmethod
    def of(cls, request: HttpRequest) -> Preferences:
        """The preferences that the request's cookie carries; what it lacks or garbles is the default."""
        return cls().changed(dict(parse_qsl(request.COOKIES.get(COOKIE, ""))))

    @property
    def interface_digits(self) -> str:
        """The digits of what the site itself says: as chosen, else those of the interface's language."""
        return self.digits if self.digits != "source" else current_language().digits

    def changed(self, choices: Mapping[str, str]) -> Preferences:
        """These preferences with the accepted ones among ``choices``; the rest is ignored."""
        accepted = {name: choices[name] for name in ACCEPTED if choices.get(name) in ACCEPTED[name]}
        return replace(self, **accepted)

    def set_cookie(self, response: HttpResponse, *, secure: bool) -> None:
        """Write what differs from the defaults into the response's cookie."""
        chosen = {name: value for name, value in asdict(self).items() if value != DEFAULTS[name]}
        if chosen:
            response.set_cookie(
                COOKIE, urlencode(chosen), max_age=YEAR, samesite="Lax", secure=secure, httponly=True
            )
        else:
            response.delete_cookie(COOKIE)


DEFAULTS = {field.name: field.default for field in fields(Preferences)}
