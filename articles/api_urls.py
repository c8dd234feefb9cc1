"""The paths of the JSON API."""

from django.urls import path

from articles import api

urlpatterns = [
    path("search", api.search_view, name="api-search"),
    path("timeline", api.timeline_view, name="api-timeline"),
    path("compare", api.compare_view, name="api-compare"),
    path("suggest", api.suggest_view, name="api-suggest"),
    path("analyze", api.analyze_view, name="api-analyze"),
    path("articles/<int:article_id>", api.article_view, name="api-article"),
    path("sources", api.sources_view, name="api-sources"),
    path("tags", api.tags_view, name="api-tags"),
]
