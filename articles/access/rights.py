"""Who may upload, and what they may do with which batch.

Who may add articles uploads, and sees, corrects, discards and reads again the drafts of batches of their own.
Who may change articles does the same with everyone's, publishes, and corrects what is published. Who may
delete articles too takes back a batch of which something is published or was updated.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from articles.importing import uploads
from articles.models import Article, Import

View = Callable[..., HttpResponse]


def for_archivists(view: View) -> View:
    """Others are sent to sign in, or refused; nothing of what they sent is read."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if not user.has_perm("articles.add_article"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(guarded)


def own_drafts(request: HttpRequest) -> Q:
    """The condition on which an article is a draft that the user wrote or uploaded."""
    own = Q(created_by=request.user.pk) | Q(imported_file__batch__user=request.user.pk)
    return own & Q(status=Article.Status.DRAFT)


def may_publish(request: HttpRequest) -> bool:
    """Whether the user decides what readers see."""
    return request.user.has_perm("articles.change_article")


def may_correct(request: HttpRequest, batch: Import) -> bool:
    """Whether the user may work on the drafts of the batch."""
    return batch.user_id == request.user.pk or may_publish(request)


def may_undo(request: HttpRequest, batch: Import) -> bool:
    """Whether the user may take back all that the batch did."""
    if may_publish(request) and request.user.has_perm("articles.delete_article"):
        return True
    state = uploads.state(batch)
    return may_correct(request, batch) and not (state.published or state.updated)


def require(allowed: bool) -> None:
    """Raises PermissionDenied."""
    if not allowed:
        raise PermissionDenied
