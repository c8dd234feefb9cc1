"""Template tags of the administration's own pages."""

from __future__ import annotations

from django import template

from articles.status import overview
from newsarchive import __version__

register = template.Library()


@register.simple_tag
def archive_overview() -> overview.Overview:
    return overview.overview()


@register.simple_tag
def version() -> str:
    return __version__
