"""The pages of the second step: to sign in with a code, and to turn it on and off."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required, user_passes_test
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.deprecation import MiddlewareMixin
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from articles.access import second_factor
from articles.access.middleware import too_often
from articles.access.rate_limit import over_limit

CODE = "one_time_password"  # the field: a word with which no page shows again what was typed
MAX_CODE = 64  # characters
PASSWORD = "password"  # noqa: S105  a field's name
MAX_PASSWORD = 4096  # characters


class SecondFactorRequired(MiddlewareMixin):
    """Who has turned the second step on passes it before anything else: also who was signed in elsewhere."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kw: Any
    ) -> Any:
        user = cast(Any, request.user)  # django-otp's middleware adds is_verified
        if not user.is_authenticated or user.is_verified() or not second_factor.is_on(user):
            return None
        backend = request.session["_auth_user_backend"]
        logout(request)
        user.backend = backend
        second_factor.ask_for_code(request, user, request.get_full_path())
        return redirect("login-code")


@login_not_required
@never_cache
@sensitive_post_parameters(CODE)
@require_http_methods(["GET", "HEAD", "POST"])
def code_view(request: HttpRequest) -> HttpResponse:
    """After the password: the code."""
    if request.method == "POST" and over_limit(request, "login"):
        return too_often(request)
    user = second_factor.pending_user(request)
    if user is None:
        return redirect("login")
    wrong = False
    if request.method == "POST":
        then = second_factor.sign_in(request, user, _sent_code(request))
        if then is not None:
            return redirect(then)
        if second_factor.pending_user(request) is None:
            return redirect("login")
        wrong = True
    return render(request, "account/code.html", {"wrong": wrong, "field": CODE})


@never_cache
@sensitive_post_parameters(CODE, PASSWORD)
@user_passes_test(lambda user: user.is_active and user.is_staff)
@require_http_methods(["GET", "HEAD", "POST"])
def settings_view(request: HttpRequest) -> HttpResponse:
    """Turn the second step on, make new backup codes, turn it off."""
    user = cast(User, request.user)
    if request.method != "POST":
        return _page(request, user)
    action = _ACTIONS.get(request.POST.get("action", ""))
    if over_limit(request, "login"):
        return too_often(request)
    return action(request, user) if action else redirect("second-factor")


def _begin(request: HttpRequest, user: User) -> HttpResponse:
    second_factor.begin(user)
    return redirect("second-factor")


def _cancel(request: HttpRequest, user: User) -> HttpResponse:
    second_factor.cancel(user)
    return redirect("second-factor")


def _confirm(request: HttpRequest, user: User) -> HttpResponse:
    """Asks for the password too: who has got hold of a session must not lock its owner out with an app."""
    if not user.check_password(request.POST.get(PASSWORD, "")[:MAX_PASSWORD]):
        return _page(request, user, wrong_password=True)
    codes = second_factor.confirm(request, user, _sent_code(request))
    return _page(request, user, codes=codes, wrong=not codes)


def _new_codes(request: HttpRequest, user: User) -> HttpResponse:
    if second_factor.verified_device(user, _sent_code(request)) is None:
        return _page(request, user, wrong=True)
    return _page(request, user, codes=second_factor.new_backup_codes(user))


def _turn_off(request: HttpRequest, user: User) -> HttpResponse:
    if second_factor.verified_device(user, _sent_code(request)) is None:
        return _page(request, user, wrong=True)
    second_factor.turn_off(user)
    messages.success(request, _("أُوقف الدخول بخطوتين: تكفي كلمة المرور من الآن."))
    return redirect("second-factor")


_ACTIONS: dict[str, Callable[[HttpRequest, User], HttpResponse]] = {
    "begin": _begin,
    "cancel": _cancel,
    "confirm": _confirm,
    "codes": _new_codes,
    "off": _turn_off,
}


def _sent_code(request: HttpRequest) -> str:
    return request.POST.get(CODE, "")[:MAX_CODE]


def _page(
    request: HttpRequest,
    user: User,
    *,
    codes: list[str] | None = None,
    wrong: bool = False,
    wrong_password: bool = False,
) -> HttpResponse:
    """``codes`` are shown this once."""
    device = second_factor.device_in_setup(user)
    context: dict[str, Any] = {
        "on": second_factor.is_on(user),
        "codes": codes,
        "left": second_factor.codes_left(user),
        "wrong": wrong,
        "wrong_password": wrong_password,
        "field": CODE,
    }
    if device is not None:
        key = b32encode(device.bin_key).decode().rstrip("=")
        context["key"] = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
        context["qr_code"] = mark_safe(second_factor.qr_code(device))  # noqa: S308  drawn by segno, no text in it
    return render(request, "account/second_factor.html", context)
