"""The paths of the JSON API."""

from django.urls import URLPattern, path, re_path

from articles.api.api import api
from articles.api.document import docs_view, openapi_view
from articles.api.guard import guarded, unknown_view
from articles.api.problems import problem_page
from articles.api.uploads import before_reading

_patterns: list[URLPattern] = [each for each in api.urls[0] if isinstance(each, URLPattern)]
for each in _patterns:
    if each.name == "api-uploads":
        each.callback = before_reading(each.callback)
    each.callback = guarded(each.callback)

urlpatterns = [
    path("docs", docs_view, name="api-docs"),
    path("problems/<slug:slug>", problem_page, name="api-problem"),
    path("openapi.json", guarded(openapi_view), name="api-openapi"),
    *_patterns,
    re_path(r"^(?P<path>[\s\S]*)$", guarded(unknown_view)),
]
