"""The pages of signing in by the institution: there, and back. Without ``OIDC_ISSUER`` they are not found."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from articles.access import institution, institution_account, oidc_client, second_factor
from articles.access.actor import actor_of
from articles.access.middleware import too_often
from articles.access.own_address import site_address
from articles.access.rate_limit import over_limit
from articles.access.second_factor_views import CODE, MAX_CODE, MAX_PASSWORD, PASSWORD
from articles.editing import audit
from articles.models.actor import acting

log = logging.getLogger(__name__)

View = Callable[[HttpRequest], HttpResponse]

_THEN: Final = "institution_then"  # in the session: where they were going


def _of_institution(view: View) -> View:
    """For everyone, as long as there is a provider, and not too often."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise Http404
        return too_often(request) if over_limit(request, "login") else view(request)

    return login_not_required(never_cache(require_GET(guarded)))


@_of_institution
def begin_view(request: HttpRequest) -> HttpResponse:
    """To the provider's page. By a link, as the policy for forms lets them lead to this site alone. Who is
    about to link an account says there once more who they are: the browser may be somebody else's too."""
    request.session[_THEN] = _safe(request, request.GET.get("next", ""))
    anew = institution_account.is_expected(request)
    try:
        return oidc_client.redirect_to_provider(request, _address(request, "institution-callback"), anew=anew)
    except institution.Refused as refusal:
        return _refused(request, refusal)


@_of_institution
def callback_view(request: HttpRequest) -> HttpResponse:
    """Back from the provider. Who has turned the second step on is asked for a code here too."""
    then = request.session.pop(_THEN, None) or resolve_url(settings.LOGIN_REDIRECT_URL)
    try:
        claims = oidc_client.verified_claims(request)
        if institution_account.is_expected(request):
            return _link(request, claims)
        with acting(actor_of(request)):
            user = cast(Any, institution.account_of(claims))
    except institution.Refused as refusal:
        return _refused(request, refusal)
    user.backend = institution.BACKEND
    if second_factor.is_on(user):
        second_factor.ask_for_code(request, user, then)
        return redirect("login-code")
    login(request, user, backend=institution.BACKEND)
    return redirect(then)


def _link(request: HttpRequest, claims: dict[str, Any]) -> HttpResponse:
    """The present user's account is this person's too. Raises Refused."""
    institution_account.forget(request)
    with acting(actor_of(request)):
        institution_account.link(cast(User, request.user), claims)
    messages.success(request, _("رُبط حسابك بحساب المؤسّسة: %s") % f"\u2068{institution.person(claims)}\u2069")
    return redirect("institution-account")


@never_cache
@sensitive_post_parameters(CODE, PASSWORD)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_view(request: HttpRequest) -> HttpResponse:
    """Whether one's account is linked to the institution's; to link it, and to take that back."""
    if not settings.OIDC_ISSUER:
        raise Http404
    user = cast(User, request.user)
    if request.method != "POST":
        return _account_page(request, user)
    if over_limit(request, "login"):
        return too_often(request)
    password, code = request.POST.get(PASSWORD, "")[:MAX_PASSWORD], request.POST.get(CODE, "")[:MAX_CODE]
    if institution_account.hindrance(user) or not institution_account.is_proven(user, password, code):
        return _account_page(request, user, wrong=True)
    if request.POST.get("action") == "unlink":
        with acting(actor_of(request)):
            institution_account.unlink(user)
        messages.success(request, _("فُكّ الربط: لا يُدخل حساب المؤسّسة إلى حسابك من الآن."))
    else:
        institution_account.expect(request, user)
    return redirect("institution-account")


def _account_page(request: HttpRequest, user: User, *, wrong: bool = False) -> HttpResponse:
    context = {
        "institution": settings.OIDC_NAME or _("حساب المؤسّسة"),
        "hindrance": institution_account.hindrance(user),
        "linked": institution_account.identities(user).exists(),
        "proven": institution_account.is_expected(request),
        "asks_code": second_factor.is_on(user),
        "wrong": wrong,
        "field": CODE,
    }
    return render(request, "account/institution.html", context)


def came_from_institution(request: HttpRequest) -> bool:
    """Whether the present session began at the provider."""
    return bool(request.session.get("_auth_user_backend") == institution.BACKEND)


def sign_out_address(request: HttpRequest) -> str:
    """Where the provider ends its own session; empty when it has no such page."""
    return oidc_client.sign_out_address(_address(request, "home"))


def _address(request: HttpRequest, name: str) -> str:
    return site_address(request) + reverse(name)


def _safe(request: HttpRequest, then: str) -> str:
    """Where somebody was going, within this site."""
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(then, allowed_hosts=hosts, require_https=request.is_secure())
    return then if safe else ""


def _refused(request: HttpRequest, refusal: institution.Refused) -> HttpResponse:
    """Logged for who runs the archive, entered in the audit trail, told to the reader with what helps."""
    log.warning("sign-in by the institution refused (%s): %s", refusal.reason, refusal, exc_info=refusal)
    with acting(actor_of(request)):
        audit.record(
            audit.Action.SIGN_IN_FAILED, kind="user", user_name=refusal.name, institution=refusal.reason
        )
    status = 503 if refusal.reason == "unreachable" else 403
    context = {"reason": refusal.reason, "institution": settings.OIDC_NAME}
    return render(request, "account/institution_refused.html", context, status=status)
