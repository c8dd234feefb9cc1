"""The paths of the pages."""

from django.urls import path, re_path

from articles.web.article.citation_views import cite_view
from articles.web.article.copies_view import copies_view
from articles.web.article.document_views import card_view, pdf_view
from articles.web.article.original_view import original_view
from articles.web.article.proof_views import proof_view, seals_view
from articles.web.article.views import article_view
from articles.web.browse.date_views import dates_view, day_view, past_view, undated_view, year_view
from articles.web.browse.help import help_view
from articles.web.browse.home import home_view
from articles.web.browse.name_views import authors_view, sources_view, tag_view, tags_view
from articles.web.browse.sources import source_view
from articles.web.feeds.epub import article_epub_view, search_epub_view, story_epub_view
from articles.web.feeds.exports import export_view
from articles.web.feeds.feeds import feed_view, sitemap_index_view, sitemap_view
from articles.web.feeds.oembed import oembed_view
from articles.web.feeds.opensearch import opensearch_view, suggestions_view
from articles.web.harvest.views import oai_view
from articles.web.preferences.views import settings_view
from articles.web.search.views import search_view
from articles.web.site.addresses import without_slash_view
from articles.web.story.views import feed_view as story_feed_view
from articles.web.story.views import stories_view, story_view
from articles.web.trends.views import chart_png_view, chart_svg_view, compare_view, table_csv_view

WITH_SLASH = "|".join(("search", "help", "compare", "past", "feed", "export", "oai", "login"))

urlpatterns = [
    re_path(rf"^({WITH_SLASH})/$", without_slash_view),
    path("", home_view, name="home"),
    path("search", search_view, name="search"),
    path("a/<id:pk>/<str:slug>/", article_view, name="article"),
    path("a/<id:pk>/article.pdf", pdf_view, name="article-pdf"),
    path("a/<id:pk>/article.epub", article_epub_view, name="article-epub"),
    path("a/<id:pk>/card.png", card_view, name="article-card"),
    path("a/<id:pk>/", article_view, name="article-by-id"),
    path("a/<id:pk>/cite/<str:style>", cite_view, name="cite"),
    path("a/<id:pk>/copies", copies_view, name="copies"),
    path("a/<id:pk>/original", original_view, name="original"),
    path("a/<id:pk>/proof", proof_view, name="proof"),
    path("seals", seals_view, name="seals"),
    path("stories/", stories_view, name="stories"),
    path("story/<id:pk>/story.epub", story_epub_view, name="story-epub"),
    path("story/<id:pk>/feed", story_feed_view, name="story-feed"),
    path("story/<id:pk>/<str:slug>/", story_view, name="story"),
    path("story/<id:pk>/", story_view, name="story-by-id"),
    path("sources/", sources_view, name="sources"),
    path("sources/<str:slug>/", source_view, name="source"),
    path("tags/", tags_view, name="tags"),
    path("tags/<str:slug>/", tag_view, name="tag"),
    path("authors/", authors_view, name="authors"),
    path("dates/", dates_view, name="dates"),
    path("dates/<id:year>/", year_view, name="year"),
    path("dates/<id:year>/<id:month>/<id:day>/", day_view, name="day"),
    path("dates/undated/", undated_view, name="undated"),
    path("past", past_view, name="past"),
    path("help", help_view, name="help"),
    path("export", export_view, name="export"),
    path("search.epub", search_epub_view, name="search-epub"),
    path("feed", feed_view, name="feed"),
    path("opensearch.xml", opensearch_view, name="opensearch"),
    path("suggestions", suggestions_view, name="suggestions"),
    path("oembed", oembed_view, name="oembed"),
    path("sitemap.xml", sitemap_index_view, name="sitemap-index"),
    path("sitemap-<id:block>.xml", sitemap_view, name="sitemap"),
    path("compare", compare_view, name="compare"),
    path("compare.svg", chart_svg_view, name="compare-svg"),
    path("compare.png", chart_png_view, name="compare-png"),
    path("compare.csv", table_csv_view, name="compare-csv"),
    path("oai", oai_view, name="oai"),
    path("settings", settings_view, name="settings"),
]
