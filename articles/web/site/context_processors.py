"""What every page's template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from articles.build.font_faces import WEB_FONTS
from articles.web.site.preferences import Preferences


def site(request: HttpRequest) -> dict[str, Any]:
    return {"preferences": Preferences.of(request), "faces": [f"fonts/{name}" for name in WEB_FONTS]}
