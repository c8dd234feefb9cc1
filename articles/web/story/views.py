"""The pages of stories: one story, all of them, and the feed of one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.indexing.runtime import current_searcher
from articles.models import Story
from articles.stories import reading
from articles.web.cite.bibliography import ORDERS
from articles.web.cite.views import MAX_CITED, Cited
from articles.web.cite.views import answer as cite_answer
from articles.web.feeds.atom import feed_of
from articles.web.story.presenter import story_page

PER_PAGE = 30


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
def cite_view(request: HttpRequest, pk: int, style: str = "") -> HttpResponse:
    """The citations of a story's articles, the oldest first, on a page or as a file of one style."""
    story = get_object_or_404(Story.objects.select_related("lead", "joined__lead"), pk=pk)
    if story.joined:
        return HttpResponsePermanentRedirect(reverse("story-cite", args=[story.joined.pk]))
    rows = story.in_order().select_related("source").defer("body", "evidence")
    cited = Cited(str(story), tuple(rows[:MAX_CITED]), rows.count(), "", story.get_absolute_url(), ORDERS[1])
    return cite_answer(request, cited, reverse("story-cite", args=[story.pk]), style)


@require_safe
def feed_view(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest articles of a story."""
    story = get_object_or_404(Story.objects.select_related("lead", "joined__lead"), pk=pk)
    if story.joined:
        return HttpResponsePermanentRedirect(reverse("story-feed", args=[story.joined.pk]))
    articles = story.in_order().reverse()
    if not articles.exists():
        raise Http404
    return feed_of(request, "story", story.pk, story, articles)
