"""What every page's template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from articles.build.font_faces import WEB_FONTS
from articles.web.preferences.preferences import Preferences

MAX_ADDRESS = 2_000  # characters that a page repeats


def site(request: HttpRequest) -> dict[str, Any]:
    address = request.get_full_path()
    return {
        "can_mail": bool(settings.EMAIL_URL),
        "has_institution": bool(settings.OIDC_ISSUER),
        "preferences": Preferences.of(request),
        "faces": [f"fonts/{name}" for name in WEB_FONTS],
        # Where the settings lead back to; pages that read an address within limits say it themselves.
        "here": address if len(address) <= MAX_ADDRESS else request.path,
    }
