"""The page of one's notes on an article. ``static/js/notes.js`` takes its panel into the article's own page;
without scripts it is where notes are written."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.annotations import notes
from articles.models import Article, Note
from articles.web.notebook.forms import NoteForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notes_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One's notes on the article, and a form for a new one. Sent by who is signed out meanwhile, it is shown
    again with what was typed (403); with words that the article does not have, too (422)."""
    article = get_object_or_404(Article.objects.published().select_related("source"), pk=pk)
    form = NoteForm(request.POST or None)
    if request.method != "POST":
        return _page(request, article, form)
    if not request.user.is_authenticated:
        form.add_error(None, _("خرجت من حسابك. ادخل إليه ثمّ أرسل ملاحظتك؛ ما كتبته ما زال هنا."))
        return _page(request, article, form, status=403)
    if form.is_valid() and _written(request, article, form):
        return redirect("notes", pk=pk)
    return _page(request, article, form, status=422)


def _written(request: HttpRequest, article: Article, form: NoteForm) -> bool:
    try:
        notes.write(request.user, article, form.draft())
    except notes.WordsNotFound:
        form.add_error("exact", _("لم نجد هذه الكلمات في المقال. انسخها منه كما هي."))
    except notes.NothingWritten:
        form.add_error("text", _("اكتب ملاحظة، أو انسخ كلمات من المقال، أو كليهما."))
    except notes.TooManyNotes:
        form.add_error(None, _("بلغ دفترك أكثر ما يسعه من الملاحظات. صدّره واحذف بعضها أوّلًا."))
    return not form.errors


def _page(request: HttpRequest, article: Article, form: NoteForm, status: int = 200) -> HttpResponse:
    own = notes.notes_on(request.user, article) if request.user.is_authenticated else []
    context = {"article": article, "form": form, "notes": own, "nav": "notebook"}
    return render(request, "notebook/article.html", context, status=status)


@never_cache
@login_required
@require_POST
def note_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's note another text, or delete it; then back to where its form stood."""
    note = get_object_or_404(Note, pk=pk, user=request.user)
    if request.POST.get("act") == "delete":
        note.delete()
    else:
        notes.rewrite(note, request.POST.get("text", "").replace("\0", " "))
    if request.POST.get("back") == "notebook":
        return redirect("notebook")
    return redirect("notes", pk=note.article_id)
