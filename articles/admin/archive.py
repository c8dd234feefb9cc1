"""Articles, sources and tags in the administration.

Every change goes through :mod:`articles.editing`, so it reaches the index whichever button made it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.models import DBTaskResult

from articles.access import rights, roles
from articles.admin.cells import LacksFilter, Moments, badge_if, edited_at, headline, number, state
from articles.admin.history import WithHistory
from articles.admin.set_fields import set_fields
from articles.editing import articles, bin, names, publishing
from articles.editing.articles import Version
from articles.editing.erasure import erase_rows
from articles.erasure.jobs import sweep_erased
from articles.models import Article, IndexChange, Named, Source, Tag
from articles.models.actor import because
from articles.models.archive import is_visible
from articles.models.audience import hidden
from articles.web.i18n.formatting import counted
from articles.web.preferences.preferences import Preferences
from articles.web.site.admin_site import EmptyForms, NotEdited, RowSelect, RowsSelect, name_day_and_hour
from articles.web.site.form_fields import LinesField, PartialDateField
from articles.web.site.versioned_form import VersionedForm

apps.get_app_config("axes").verbose_name = _("محاولات الدخول")
# The upload pages show what becomes of jobs; keys and codes of the second step are nobody else's to see.
admin.site.unregister([DBTaskResult, TOTPDevice, StaticDevice])


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    # Django's own classes take no type arguments when they run
    ArticleModelAdmin = admin.ModelAdmin[Article]
    NamedModelAdmin = admin.ModelAdmin[Named]
    IndexChangeModelAdmin = admin.ModelAdmin[IndexChange]

    class Counted(TypedDict):
        n: int  # articles
else:
    ArticleModelAdmin = NamedModelAdmin = IndexChangeModelAdmin = admin.ModelAdmin

HTTPS_ASSUMED: Mapping[type[models.Field[Any, Any]], Mapping[str, Any]] = {
    models.URLField: {"assume_scheme": "https"}
}


MERGE_CHOICES = 500  # names in one list to choose from
Deleted = tuple[list[Any], dict[str, int], set[str], list[str]]


def named_alone(model: type[models.Model], deleted: Deleted) -> Deleted:
    """What an administrator is asked before deleting: the rows of ``model``, without the many that hang on
    them (bands, signatures, places in the outbox), which go with them and say nothing to a person."""
    rows, counts, perms, protected = deleted
    name = str(model._meta.verbose_name_plural)
    return [row for row in rows if isinstance(row, str)], {name: counts.get(name, 0)}, perms, protected


class WithReason(forms.Form):
    """A field of forms that change something: why."""

    reason = forms.CharField(
        label=_("سبب التعديل"),
        required=False,
        max_length=300,
        help_text=_("يُحفظ في التاريخ مع اسمك ووقت التعديل"),
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
    )


class ArticleForm(WithReason, VersionedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = self.fields.get("status")
        if isinstance(status, forms.ChoiceField):  # the bin has ways in and out of its own
            status.choices = [each for each in Article.Status.choices if each[0] != Article.Status.DELETED]
        name_day_and_hour(self.fields.get("visible_from"))

    published = PartialDateField(
        label=_("تاريخ النشر"),
        required=False,
        help_text=_("بالدقّة المعروفة: ١٤ أيلول ٢٠٢١ أو أيلول ٢٠٢١ أو ٢٠٢١، أو فارغًا إن لم يُعرف"),
    )
    authors = LinesField(label=_("الكتّاب"), required=False, help_text=_("كلّ اسم في سطر"))

    class Meta:
        model = Article
        field_classes = {"url": partial(forms.URLField, assume_scheme="https")}
        exclude = ["evidence", "related_links"]
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto", "class": "vLargeTextField"}),
            "subtitle": forms.TextInput(attrs={"dir": "auto", "class": "vLargeTextField"}),
            "body": forms.Textarea(attrs={"dir": "auto", "rows": 24, "class": "vLargeTextField"}),
        }


@admin.register(Article)
class ArticleAdmin(WithHistory, EmptyForms, ArticleModelAdmin):
    form = ArticleForm
    formfield_overrides = HTTPS_ASSUMED
    list_display = ["headline", "state", "edited_at"]
    list_display_links = None  # the headline leads to the editor
    list_filter = ["status", "source", LacksFilter]
    list_select_related = ["source"]
    empty_value_display = _("بلا مصدر")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["title", "body"]
    autocomplete_fields = ["source", "tags"]
    actions = ["publish", "set_fields", "withdraw", "to_draft", "erase"]
    fieldsets = [
        (None, {"fields": ["title", "subtitle", "body", "status", "visible_from", "reason", "version"]}),
        (_("النشر"), {"fields": ["source", "authors", "published", "published_approximate", "url"]}),
        (
            _("التصنيف"),
            {"fields": ["tags", "section", "language", "dateline", "agency", "published_evidence"]},
        ),
    ]

    delete_confirmation_template = "admin/delete_article.html"
    delete_selected_confirmation_template = "admin/delete_articles.html"

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """By sample only while there is one."""
        samples = Article.objects.filter(sample=True).exists()
        return [*self.list_filter, *(["sample"] if samples else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Of a contributor their own drafts alone; of what is hidden from a reader nothing."""
        rows = super().get_queryset(request).filter(is_visible()).exclude(status=Article.Status.DELETED)
        return rows if rights.may_publish(request) else rows.filter(rights.own_drafts(request))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or self._may_write_drafts(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) or self._may_write_drafts(request, obj)

    def _may_write_drafts(self, request: HttpRequest, obj: Any) -> bool:
        """What others have written is not in the list of who may only add."""
        is_draft = obj is None or obj.status == Article.Status.DRAFT
        return is_draft and request.user.has_perm("articles.add_article")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only add decides nothing that readers see."""
        return [] if rights.may_publish(request) else ["status", "visible_from"]

    def get_actions(self, request: HttpRequest) -> Any:
        return super().get_actions(request) if rights.may_publish(request) else {}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Deleted:
        return named_alone(self.model, super().get_deleted_objects(objs, request))

    @admin.display(description=_("المقال"), ordering="title")
    def headline(self, row: Article) -> SafeString:
        return headline(row)

    @admin.display(description=_("الحالة"), ordering="status")
    def state(self, row: Article) -> SafeString:
        return state(row)

    @admin.display(description=_("عُدّل في"), ordering="updated_at")
    def edited_at(self, row: Article) -> SafeString:
        return edited_at(row)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = RowSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = RowsSelect(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """The article to be edited; locked while a form of it is being saved (within the transaction in which
        Django's view does so), so that nothing is written between its look at the version and its own."""
        article = super().get_object(request, object_id, from_field)
        if article and request.method == "POST":
            return articles.lock([article.pk]).get(article.pk)
        return article

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        with because(form.cleaned_data.get("reason", "")):
            self._save(request, obj, form, change)

    def _save(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """The form's content by one way, its status by another: the form itself then finds nothing to do."""
        version = Version(obj, tags=form.cleaned_data.get("tags"))
        chosen = form.cleaned_data.get("status", Article.Status.DRAFT)
        if not change:
            obj.created_by_id = request.user.pk
            obj.status = publishing.status_at_once(chosen, obj.visible_from)
            articles.create([version])
            return
        obj.edited = obj.edited or bool(
            set(form.changed_data) - {"status", "visible_from", "version", "reason"}
        )
        articles.update([version])
        if {"status", "visible_from"} & set(form.changed_data):
            obj.status = form.initial["status"]
            publishing.set_embargo(obj, obj.visible_from)
            publishing.set_status(obj, chosen)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """The draft of an update is gone once it is published: on with the article that it updated."""
        updated = obj.replaces
        if not updated or Article.objects.filter(pk=obj.pk).exists():
            return super().response_change(request, obj)
        response = super().response_change(request, updated)
        stay = "_continue" in request.POST
        return redirect("admin:articles_article_change", updated.pk) if stay else response

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        bin.put_in(Article.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        bin.put_in(queryset)

    @admin.action(description=_("نشر المقالات المختارة"))
    def publish(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        """Drafts and what was withdrawn; updates of what was corrected by hand are published one by one."""
        withdrawn = queryset.filter(status=Article.Status.WITHDRAWN).values_list("pk", flat=True)
        again = Article.objects.filter(pk__in=list(withdrawn))
        self._tell(request, publishing.publish(queryset) + publishing.reinstate(again))
        if left := queryset.filter(status=Article.Status.DRAFT).count():
            text = _("تحديثات لما حُرّر باليد أو سُحب لم تُنشر، فانشر كلًّا منها من صفحته: %s")
            self.message_user(request, text % number(left), messages.WARNING)

    @admin.action(description=_("ضبط المصدر أو التاريخ أو القسم أو الوسوم…"), permissions=["change"])
    def set_fields(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse:
        """In one act that can be taken back."""
        return set_fields(request, queryset)

    @admin.action(description=_("سحب المقالات المختارة من القرّاء"))
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._tell(request, publishing.withdraw(queryset))

    @admin.action(description=_("إعادة المقالات المختارة إلى المسودّات"))
    def to_draft(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._tell(request, publishing.unpublish(queryset))

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.erase_article")

    @admin.action(description=_("محو المقالات المختارة بحكم القانون"), permissions=["erase"])
    def erase(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Asks first, and for the reason that readers are told."""
        reason = request.POST.get("reason", "").strip()
        if not reason or "sure" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("محو بحكم القانون"),
                "articles": queryset,
                "opts": self.opts,
                "reason": reason,
            }
            return render(request, "admin/erase.html", context)
        erased = erase_rows(list(queryset.values_list("pk", flat=True)), reason)
        sweep_erased.enqueue(list(erased.files))
        digits = Preferences.of(request).interface_digits
        text = _("مُحي: %s. ويمحو العامل ما بقي في الفهرس والملفّات خلال دقائق.")
        self.message_user(
            request, text % counted(len(erased.articles), "article", digits=digits), messages.SUCCESS
        )
        return None

    def _tell(self, request: HttpRequest, changed: int) -> None:
        self.message_user(
            request, _("عدد المقالات التي تغيّرت حالتها: %s") % number(changed), messages.SUCCESS
        )


class NamedForm(WithReason, forms.ModelForm):  # type: ignore[type-arg]
    """A source or a tag."""


class NamedAdmin(WithHistory, NamedModelAdmin):
    """Sources and tags: how many articles each has, and merging several into one."""

    formfield_overrides = HTTPS_ASSUMED
    form = NamedForm
    search_fields = ["name", "slug"]
    ordering = ["name"]
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {}
    readonly_fields = ["slug"]
    list_display = ["name", "article_count"]
    actions = ["merge"]
    delete_confirmation_template = "admin/delete_named.html"
    delete_selected_confirmation_template = "admin/delete_names.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Named]:
        return super().get_queryset(request).annotate(n=Count("articles"))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Deleted:
        return named_alone(self.model, super().get_deleted_objects(objs, request))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page says how many articles the row touches, and offers the others to be merged with."""
        row = self.get_object(request, object_id)
        others = row and self.model._default_manager.exclude(pk=row.pk)[:MERGE_CHOICES]
        context = {"row": row, "others": others, **(extra_context or {})}
        return super().delete_view(request, object_id, context)

    @admin.display(description=_("المقالات"), ordering="n")
    def article_count(self, row: WithAnnotations[Named, Counted]) -> str:
        return number(row.n)

    @admin.action(description=_("دمج المختار في واحد"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Named]) -> HttpResponse | None:
        rows = list(queryset.order_by("-n", "name"))
        if len(rows) < 2:
            self.message_user(request, _("اختر اثنين على الأقلّ لدمجهما."), messages.WARNING)
            return None
        target = next((row for row in rows if str(row.pk) == request.POST.get("target")), None)
        if target is None:
            context = {
                **self.admin_site.each_context(request),
                "title": _("دمج"),
                "rows": rows,
                "opts": self.model._meta,
                "action": "merge",
            }
            return render(request, "admin/merge.html", context)
        self._merge_rows(target, [row for row in rows if row != target])
        self.message_user(request, _("دُمج المختار في «%s».") % target, messages.SUCCESS)
        return None

    def _merge_rows(self, target: Named, others: list[Named]) -> None:
        for other in others:
            names.merge(other, target)

    def save_model(self, request: HttpRequest, obj: Named, form: Any, change: bool) -> None:
        with because(form.cleaned_data.get("reason", "")):
            names.save(obj)

    def delete_model(self, request: HttpRequest, obj: Named) -> None:
        names.delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        names.delete(queryset)


@admin.register(Source)
class SourceAdmin(NamedAdmin):
    list_display = ["name", "home_url", "privacy", "article_count"]

    @admin.display(description=_("خاصّ"), ordering="is_private", empty_value="")
    def privacy(self, row: Source) -> str:
        return badge_if(row.is_private, _("خاصّ"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Named]:
        return super().get_queryset(request).exclude(pk__in=hidden().ids)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "readers":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return roles.by_names(super().formfield_for_manytomany(db_field, request, **kwargs))


@admin.register(Tag)
class TagAdmin(NamedAdmin):
    list_display = ["name", "article_count", "is_entity"]
    list_filter = ["is_entity"]


@admin.register(IndexChange)
class IndexChangeAdmin(Moments, NotEdited, IndexChangeModelAdmin):
    """What waits for the index, and what could not be applied and why. To look at, not to edit."""

    list_display = ["article_id", "created_at", "attempts", "not_before", "error"]
