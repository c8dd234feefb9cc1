"""Buttons of the administration's home."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import samples
from articles.web.i18n.formatting import counted
from articles.web.preferences.preferences import Preferences


@staff_member_required
@permission_required("articles.delete_article", raise_exception=True)
@require_POST
def remove_samples_view(request: HttpRequest) -> HttpResponse:
    count = counted(samples.remove(), "article", digits=Preferences.of(request).interface_digits)
    messages.success(request, _("حُذفت العيّنة: %s") % count)
    return redirect("admin:index")
