"""The pages by which collections are made, filled, put in order and listed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.collections import editing
from articles.models import Collection, CollectionItem
from articles.searching.request import BadParameter
from articles.web.cite.views import ids_in, in_order
from articles.web.collection.doors import of_owner
from articles.web.collection.forms import CollectionForm
from articles.web.site.converters import is_id
from articles.web.site.parameters import unreadable


@never_cache
@login_required
@require_POST
def new_view(request: HttpRequest) -> HttpResponse:
    """Make a collection; what was typed is shown again when it cannot be."""
    form = CollectionForm(request.POST)
    if form.is_valid():
        try:
            return redirect(editing.create(request.user, form.words()))
        except editing.TooManyCollections:
            form.add_error(None, _too_many())
    return render(request, "collection/edit.html", {"form": form, "nav": "collections"}, status=422)


def _too_many() -> str:
    return _("لك من المجموعات أكثر ما يجوز. احذف بعضها أوّلًا.")


@require_http_methods(["GET", "HEAD", "POST"])
@of_owner
def edit_view(request: HttpRequest, collection: Collection) -> HttpResponse:
    """Change what a collection says and who reads it; below it are its articles, to be put in order."""
    title = collection.title
    form = CollectionForm(request.POST or None, instance=collection)
    if request.method == "POST" and form.is_valid():
        fresh = Collection.objects.get(pk=collection.pk)  # the form has written on the other one
        editing.change(fresh, form.words(), request.user)
        return redirect(fresh)
    context = {
        "form": form,
        "title": title,
        "collection": collection,
        "items": collection.visible_items(),
        "nav": "collections",
    }
    return render(request, "collection/edit.html", context, status=422 if form.errors else 200)


@require_POST
@of_owner
def item_view(request: HttpRequest, collection: Collection) -> HttpResponse:
    """Move an article of a collection, say something of it, or take it out."""
    number = request.POST.get("item", "")
    item = get_object_or_404(collection.items.select_related("collection"), pk=number if is_id(number) else 0)
    act = request.POST.get("act", "")
    if act == "remove":
        editing.remove(item)
    elif act in ("up", "down"):
        editing.move(item, _place(item) + (1 if act == "down" else -1))
    else:
        place = request.POST.get("place", "")
        if is_id(place) and int(place) != _place(item):
            editing.move(item, int(place))
        editing.annotate(item, request.POST.get("note", "").replace("\0", " "), request.user)
    anchor = "" if act == "remove" else f"#i{item.pk}"
    return redirect(f"{_edit_address(collection)}{anchor}")


def _place(item: CollectionItem) -> int:
    seen = [each.pk for each in item.collection.visible_items()]
    return seen.index(item.pk) + 1 if item.pk in seen else len(seen)


def _edit_address(collection: Collection) -> str:
    return reverse("collection-edit", args=[collection.key])


@require_POST
@of_owner
def delete_view(request: HttpRequest, collection: Collection) -> HttpResponse:
    """Delete a collection, once that was ticked; or, with ``act=renew``, give it another address."""
    if request.POST.get("act") == "renew":
        editing.new_link(collection)
        return redirect(_edit_address(collection))
    if request.POST.get("sure") != "yes":
        return redirect(f"{_edit_address(collection)}#delete")
    collection.delete()
    return redirect("collections")


@never_cache
@permission_required(editing.PERMISSION, raise_exception=True)
@require_POST
def list_view(request: HttpRequest, key: str) -> HttpResponse:
    """Let a public collection into the archive's list, or take it out."""
    rows = Collection.objects.filter(audience=Collection.Audience.PUBLIC)
    collection = get_object_or_404(rows, key=key)
    editing.decide(collection, listed=request.POST.get("listed") == "yes")
    return redirect(collection)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def collect_view(request: HttpRequest) -> HttpResponse:
    """Put the articles of the address (``id``, repeated) into one of one's collections, or into a new one.
    ``static/js/collect.js`` shows the page as a dialog."""
    try:
        articles = in_order(ids_in(request))
    except BadParameter as error:
        return unreadable(str(error))
    said, failed = (
        _collected(request, [each.pk for each in articles]) if request.method == "POST" else ("", "")
    )
    own = Collection.objects.of(request.user).with_size()
    full = _with_all(request.user, [each.pk for each in articles])
    context = {
        "articles": articles,
        "own": [(row, row.pk in full) for row in own],
        "said": said,
        "failed": failed,
        "typed": request.POST.get("title", "") if failed else "",
        "nav": "collections",
    }
    return render(request, "collection/collect.html", context, status=422 if failed else 200)


def _with_all(user: Any, ids: list[int]) -> set[int]:
    """The user's collections that hold all of these articles."""
    rows = CollectionItem.objects.filter(collection__owner=user, article__in=ids)
    held: dict[int, int] = {}
    for collection in rows.values_list("collection", flat=True):
        held[collection] = held.get(collection, 0) + 1
    return {pk for pk, count in held.items() if count == len(ids)}


def _collected(request: HttpRequest, ids: list[int]) -> tuple[str, str]:
    """What to say of it: that it was done, or why not."""
    key, title = request.POST.get("collection", ""), request.POST.get("title", "")
    title = " ".join(title.replace("\0", " ").split())
    if not ids:
        return "", _("لم تختر مقالًا.")
    if not key and not title:
        return "", _("اكتب اسمًا للمجموعة الجديدة.")
    if len(title) > 200:
        return "", _("اسم المجموعة أطول ممّا يجوز: ٢٠٠ حرف.")
    try:
        collection = (
            get_object_or_404(Collection.objects.of(request.user), key=key)
            if key
            else editing.create(request.user, editing.Words(title))
        )
        editing.add(collection, ids)
    except editing.TooManyCollections:
        return "", _too_many()
    except editing.CollectionFull:
        return "", _("لا تتّسع هذه المجموعة لمقالات أخرى: فيها أكثر ما يجوز.")
    return _("أُضيف إلى «{title}».").format(title=collection.title), ""
