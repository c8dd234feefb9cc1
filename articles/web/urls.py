"""The paths of the pages."""

from django.urls import path

from articles.web.documents import card_view, pdf_view
from articles.web.exports import export_view
from articles.web.feeds import feed_view, opensearch_view, sitemap_index_view, sitemap_view
from articles.web.help import help_view
from articles.web.home import home_view
from articles.web.reading import article_view
from articles.web.search import search_view
from articles.web.settings_view import settings_view
from articles.web.sources import source_view, sources_view, tag_view

urlpatterns = [
    path("", home_view, name="home"),
    path("search", search_view, name="search"),
    path("a/<int:pk>/<str:slug>/", article_view, name="article"),
    path("a/<int:pk>/", article_view),
    path("a/<int:pk>/article.pdf", pdf_view, name="article-pdf"),
    path("a/<int:pk>/card.png", card_view, name="article-card"),
    path("sources/", sources_view, name="sources"),
    path("sources/<str:slug>/", source_view, name="source"),
    path("tags/<str:slug>/", tag_view, name="tag"),
    path("help", help_view, name="help"),
    path("export", export_view, name="export"),
    path("feed", feed_view, name="feed"),
    path("opensearch.xml", opensearch_view, name="opensearch"),
    path("sitemap.xml", sitemap_index_view, name="sitemap-index"),
    path("sitemap-<int:block>.xml", sitemap_view, name="sitemap"),
    path("settings", settings_view, name="settings"),
]
