"""The paths of the pages."""

from django.urls import path, re_path

from articles.web.article.citation_views import cite_view
from articles.web.article.copies_view import copies_view
from articles.web.article.document_views import card_view, pdf_view
from articles.web.article.original_view import original_view
from articles.web.article.proof_views import proof_view, seals_view
from articles.web.article.views import article_view
from articles.web.browse.date_views import dates_view, undated_view, year_view
from articles.web.browse.day_views import day_view, past_view
from articles.web.browse.help import help_view
from articles.web.browse.home import home_view
from articles.web.browse.name_views import authors_view, sources_view, tag_view, tags_view
from articles.web.browse.sources import source_view
from articles.web.cite.views import cite_all_view
from articles.web.collection import reading as collections
from articles.web.collection import writing as collecting
from articles.web.feeds.epub import article_epub_view, search_epub_view, story_epub_view
from articles.web.feeds.feeds import collections_sitemap_view, feed_view, sitemap_index_view, sitemap_view
from articles.web.feeds.oembed import oembed_view
from articles.web.feeds.opensearch import opensearch_view, suggestions_view
from articles.web.harvest.views import oai_view
from articles.web.notebook.article_notes import note_view, notes_view
from articles.web.notebook.views import jsonld_view, markdown_view, notebook_view, readable_view, take_view
from articles.web.preferences.views import settings_view
from articles.web.search.views import search_view
from articles.web.site.addresses import without_slash_view
from articles.web.story.views import cite_view as story_cite_view
from articles.web.story.views import feed_view as story_feed_view
from articles.web.story.views import stories_view, story_view
from articles.web.trends.views import chart_png_view, chart_svg_view, compare_view, table_csv_view

WITH_SLASH = "|".join(
    ("search", "help", "compare", "past", "feed", "export", "oai", "login", "notebook", "cite", "collect")
)

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
    path("a/<id:pk>/notes", notes_view, name="notes"),
    path("notes/<id:pk>", note_view, name="note"),
    path("notebook", notebook_view, name="notebook"),
    path("notebook.md", markdown_view, name="notebook-markdown"),
    path("notebook.jsonld", jsonld_view, name="notebook-jsonld"),
    path("notebook/readable", readable_view, name="notebook-readable"),
    path("notebook/take", take_view, name="notebook-take"),
    path("cite", cite_all_view, name="cite-all"),
    path("cite/<str:style>", cite_all_view, name="cite-all-file"),
    path("collect", collecting.collect_view, name="collect"),
    path("collections/", collections.collections_view, name="collections"),
    path("collections/new", collecting.new_view, name="collection-new"),
    path("collections/<str:key>/feed", collections.feed_view, name="collection-feed"),
    path("collections/<str:key>/export", collections.export_view, name="collection-export"),
    path("collections/<str:key>/collection.epub", collections.epub_view, name="collection-epub"),
    path("collections/<str:key>/cite", collections.cite_view, name="collection-cite"),
    path("collections/<str:key>/cite/<str:style>", collections.cite_view, name="collection-cite-file"),
    path(
        "collections/<str:key>/citation/<str:style>",
        collections.cite_itself_view,
        name="collection-cite-itself",
    ),
    path("collections/<str:key>/edit", collecting.edit_view, name="collection-edit"),
    path("collections/<str:key>/items", collecting.item_view, name="collection-items"),
    path("collections/<str:key>/delete", collecting.delete_view, name="collection-delete"),
    path("collections/<str:key>/list", collecting.list_view, name="collection-list"),
    path("collections/<str:key>/<str:slug>/", collections.collection_view, name="collection"),
    path("collections/<str:key>/", collections.collection_view, name="collection-by-key"),
    path("stories/", stories_view, name="stories"),
    path("story/<id:pk>/story.epub", story_epub_view, name="story-epub"),
    path("story/<id:pk>/cite", story_cite_view, name="story-cite"),
    path("story/<id:pk>/cite/<str:style>", story_cite_view, name="story-cite-file"),
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
    path("search.epub", search_epub_view, name="search-epub"),
    path("feed", feed_view, name="feed"),
    path("opensearch.xml", opensearch_view, name="opensearch"),
    path("suggestions", suggestions_view, name="suggestions"),
    path("oembed", oembed_view, name="oembed"),
    path("sitemap.xml", sitemap_index_view, name="sitemap-index"),
    path("sitemap-collections.xml", collections_sitemap_view, name="sitemap-collections"),
    path("sitemap-<id:block>.xml", sitemap_view, name="sitemap"),
    path("compare", compare_view, name="compare"),
    path("compare.svg", chart_svg_view, name="compare-svg"),
    path("compare.png", chart_png_view, name="compare-png"),
    path("compare.csv", table_csv_view, name="compare-csv"),
    path("oai", oai_view, name="oai"),
    path("settings", settings_view, name="settings"),
]
