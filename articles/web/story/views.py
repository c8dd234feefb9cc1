"""The pages of stories: one story, all of them, and the feed of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.indexing.runtime import current_searcher
from articles.models import Story
from articles.models.identity import identity
from articles.stories import reading
from articles.web.feeds.atom import ArticleFeed, FeedHead
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
    rows = story.in_order().select_related("source").prefetch_related("tags").reverse()[:ENTRIES]
    if not rows:
        raise Http404
    site, own = site_address(request), identity()
    head = FeedHead(
        title=f"{story.title} – {_('أرشيف الأخبار')}",
        link=site + story.get_absolute_url(),
        address=site + reverse("story-feed", args=[story.pk]),
        id=own.tag_uri("story", story.pk),
    )
    feed = ArticleFeed(head, site, own)
    for article in rows:
        feed.add(article, [tag.name for tag in article.tags.all()])
    return feed.response()
