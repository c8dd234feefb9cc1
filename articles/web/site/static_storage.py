"""Static files as they are served: hashed, compressed, and style sheets without comments and spaces."""

from __future__ import annotations

from typing import Any

import rcssmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Takes a sixth off the archive's own style sheets when they are collected (28 to 23 kB a page)."""

    def _save(self, name: str, content: Any) -> str:
        if name.startswith("css/") and name.endswith(".css"):
            content.seek(0)  # it was read to its end when its hash was taken
            content = ContentFile(rcssmin.cssmin(content.read().decode("utf-8")).encode("utf-8"))
        return str(super()._save(name, content))
