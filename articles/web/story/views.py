"""The pages of stories: one story, all of them, and the feed of one."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from articles.indexing.runtime import current_searcher
from articles.models import Article, Story
from articles.stories import reading
from articles.web.i18n.formatting import lead
from articles.web.site.absolute_urls import site_address
from articles.web.story.presenter import story_page

PER_PAGE = 30
ENTRIES = 50  # of a feed


@require_safe
def story_view(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """A story, or a series. One that joined another leads there, and another slug to the present one."""
    story = get_object_or_404(Story.objects.select_related("lead", "joined__lead"), pk=pk)
    if story.joined:
        return HttpResponsePermanentRedirect(story.joined.get_absolute_url())
    view = story_page(story, request.GET.get("page", ""), current_searcher().analyzer)
    if view is None:
        raise Http404
    if slug != story.slug:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(story.get_absolute_url() + (f"?{query}" if query else ""))
    return render(request, "story/story.html", {"view": view, "story": story, "nav": "stories"})


@require_safe
def stories_view(request: HttpRequest) -> HttpResponse:
    """All stories, the newest first; ``?kind=series`` the series, the largest first."""
    kind = request.GET.get("kind", "")
    if kind not in ("", Story.Kind.SERIES):
        raise Http404
    rows = reading.series() if kind else reading.events()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "stories": reading.extents(page.object_list),
        "kind": kind,
        "others": reading.series().exists() if not kind else True,
        "nav": "stories",
    }
    return render(request, "story/stories.html", context)


@require_safe
def feed_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest articles of a story."""
    story = get_object_or_404(Story.objects.select_related("lead", "joined__lead"), pk=pk)
    if story.joined:
        return HttpResponsePermanentRedirect(reverse("story-feed", args=[story.joined.pk]))
    rows = story.in_order().select_related("source").reverse()[:ENTRIES]
    if not rows:
        raise Http404
    site = site_address(request)
    feed = Atom1Feed(
        title=story.title,
        link=site + story.get_absolute_url(),
        feed_url=site + reverse("story-feed", args=[story.pk]),
        description="",
        language=settings.LANGUAGE_CODE,
    )
    for article in rows:
        _add(feed, article, site + article.get_absolute_url())
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _add(feed: Atom1Feed, article: Article, address: str) -> None:
    feed.add_item(
        title=article.title,
        link=address,
        unique_id=address,
        description=lead(article.body),
        author_name="، ".join(article.authors) or (article.source.name if article.source else None),
        pubdate=datetime.fromisoformat(article.published).replace(tzinfo=UTC),
        updateddate=article.updated_at,
    )
