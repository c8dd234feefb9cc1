"""Reading settings and the language of the interface: one form field is enough, no account is needed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.web.preferences.preferences import YEAR, Preferences


# Exempt on purpose: a forged request could change how a page looks and nothing else, and without a token
# every page stays the same for all readers.
@login_not_required
@csrf_exempt
@require_POST
def settings_view(request: HttpRequest) -> HttpResponse:
    """Keep the posted choices and go back to the page they were made on."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    response.status_code = 303
    Preferences.of(request).changed(request.POST.dict()).set_cookie(response, secure=request.is_secure())
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    return response
