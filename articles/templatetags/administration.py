"""Template tags of the administration's own pages."""

from __future__ import annotations

from django import template
from django.http import HttpRequest

from articles.admin.home import LatestChange
from articles.admin.home import latest_changes as latest_changes_of
from articles.status import overview
from newsarchive import __version__

register = template.Library()


@register.simple_tag
def archive_overview() -> overview.Overview:
    return overview.overview()


@register.simple_tag
def latest_changes(request: HttpRequest) -> list[LatestChange]:
    return latest_changes_of(request)


@register.simple_tag
def version() -> str:
    return __version__
