"""Static files as they are served: hashed, compressed, style sheets and scripts minified."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

import rcssmin
import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

log = logging.getLogger(__name__)

_MINIFIERS: Final[dict[str, Callable[[str], str]]] = {"css": rcssmin.cssmin, "js": rjsmin.jsmin}


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Takes a sixth off the archive's own style sheets when they are collected (28 to 23 kB a page), and a
    quarter off its scripts."""

    def load_manifest(self) -> tuple[dict[str, str], str]:
        """One that is garbled counts as none: ``serve`` collects the files anew."""
        try:
            return super().load_manifest()  # type: ignore[no-any-return]
        except ValueError as error:
            log.warning("%s: the static files are to be collected anew", error)
            return {}, ""

    @cached_property
    def _urls(self) -> dict[str, str]:
        return {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file. A page asks for sixteen, at 15 µs each, and they stay what they are while
        the process lives."""
        if name not in self._urls or force:
            self._urls[name] = str(super().url(name, force))
        return self._urls[name]

    def _save(self, name: str, content: Any) -> str:
        minify = _MINIFIERS.get(name.partition("/")[0])  # the administration's, of Django, have other folders
        if minify and name.endswith((".css", ".js")):
            content.seek(0)  # it was read to its end when its hash was taken
            content = ContentFile(minify(content.read().decode("utf-8")).encode("utf-8"))
        return str(super()._save(name, content))
