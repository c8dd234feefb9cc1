"""The paths of the JSON API."""

from django.urls import path

from articles.api import views

urlpatterns = [
    path("search", views.search_view, name="api-search"),
    path("timeline", views.timeline_view, name="api-timeline"),
    path("compare", views.compare_view, name="api-compare"),
    path("suggest", views.suggest_view, name="api-suggest"),
    path("analyze", views.analyze_view, name="api-analyze"),
    path("articles/<id:article_id>", views.article_view, name="api-article"),
    path("sources", views.sources_view, name="api-sources"),
    path("tags", views.tags_view, name="api-tags"),
]
