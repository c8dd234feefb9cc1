"""The history of articles, sources and tags: looked at, and brought back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.cells import Moments, plain_number
from articles.admin.changes import ChangeView, article_changes, name_changes, status_label
from articles.editing import names, revisions
from articles.models import Article
from articles.models.audience import hidden
from articles.models.history import Change
from articles.web.site.admin_site import ReadOnly

if TYPE_CHECKING:
    ChangeModelAdmin = admin.ModelAdmin[Change]
else:
    ChangeModelAdmin = admin.ModelAdmin


class WithHistory:
    """The page of a row's history, from which an earlier state is brought back."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        admin_: Any = self
        with transaction.atomic():  # in which an article may be locked
            row = admin_.get_object(request, object_id)
        if row is None:
            raise Http404
        if not admin_.has_view_or_change_permission(request, row):
            raise PermissionDenied
        changes = _changes_of(row)
        may_restore = admin_.has_change_permission(request, row)
        if request.method == "POST":
            chosen = [each for each in changes if str(each.pk) == request.POST.get("change")]
            if not may_restore or not chosen:
                raise PermissionDenied
            _bring_back(request, chosen[0])
            return redirect(request.path)
        context = {
            **admin_.admin_site.each_context(request),
            "title": _("تاريخ التعديل"),
            "row": row,
            "opts": admin_.opts,
            "changes": _views_of(row, changes),
            "may_restore": may_restore,
        }
        return render(request, "admin/history.html", context)


def _changes_of(row: Any) -> Sequence[Change]:
    rows = Change.objects.filter(kind=_kind(row), row_id=row.pk).select_related("batch")
    return list(rows.order_by("-pk")[:200])


def _kind(row: Any) -> str:
    return Change.Kind.ARTICLE if isinstance(row, Article) else type(row).__name__.lower()


def _views_of(row: Any, changes: Sequence[Change]) -> list[ChangeView]:
    return article_changes(row, changes) if isinstance(row, Article) else name_changes(row, changes)


def _bring_back(request: HttpRequest, change: Change) -> None:
    act: Callable[[Change], Any] = names.bring_back
    if change.kind == Change.Kind.ARTICLE:
        act = revisions.bring_back
    try:
        with transaction.atomic():
            act(change)
    except IntegrityError:
        messages.error(request, _("لغيره الآن هذا الاسم؛ غيّره أو ادمجه قبل أن تعيد هذا."))
    except ValueError:
        messages.error(request, _("لم يغيّر هذا التعديل شيئًا يُعاد."))
    else:
        messages.success(request, _("عاد إلى ما كان عليه. وما كان عليه قبل ذلك محفوظ هنا أيضًا."))


class KindFilter(admin.ChoicesFieldListFilter):
    """By what was changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("النوع")


@admin.register(Change)
class ChangeAdmin(Moments, ReadOnly, ChangeModelAdmin):
    """All changes; merged and deleted sources and tags are brought back from here."""

    list_display = ["at", "action", "what", "who", "reason"]
    list_filter = [("kind", KindFilter), "action"]
    list_display_links = None
    actions = ["restore"]
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=_("ماذا"))
    def what(self, change: Change) -> str:
        row = f"{change.get_kind_display()} {plain_number(change.row_id)}"
        if change.action == Change.Action.STATUS:
            before, after = status_label(change.before), status_label(change.after)
            return gettext("{row}: {before} ثمّ {after}").format(row=row, before=before, after=after)
        return f"{row}: {change.before}" if change.before else row

    @admin.display(description=_("من غيّره"), ordering="user_name")
    def who(self, change: Change) -> str:
        return ChangeView(change).who

    @admin.action(description=_("أعد المختار إلى ما كان عليه قبل التعديل"))
    def restore(self, request: HttpRequest, queryset: QuerySet[Change]) -> None:
        for change in queryset.order_by("-pk"):
            needed = f"articles.change_{change.kind}"
            if not request.user.has_perm(needed):
                raise PermissionDenied
            _bring_back(request, change)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        """Nothing of articles and sources that are hidden from who looks."""
        rows = super().get_queryset(request)
        if not (ids := hidden().ids):
            return rows
        unseen = Article.objects.filter(source__in=ids).values("pk")
        return rows.exclude(kind=Change.Kind.SOURCE, row_id__in=ids).exclude(
            kind=Change.Kind.ARTICLE, row_id__in=unseen
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.change_article")
