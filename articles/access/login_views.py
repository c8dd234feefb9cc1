"""Signing in and out, and a forgotten password: pages of the site, for readers and staff alike."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.access import institution_views, second_factor
from articles.access.middleware import too_often
from articles.access.password_reset import send_reset_mail
from articles.access.rate_limit import over_limit


class _Fields:
    """The fields wear the site's clothes, and names are typed from the side that they are written from."""

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        for name, field in form.fields.items():
            is_name = name == "username"
            field.widget.attrs |= {"class": "field", "dir": "auto" if is_name else "ltr"}
        return form


class LoginView(_Fields, views.LoginView):
    """``?next=`` leads back, to this site alone. Too many tries from one address are refused for a minute."""

    template_name = "account/login.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if over_limit(request, "login"):
            return too_often(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right; who has turned the second step on is asked for a code."""
        user = form.get_user()
        if not second_factor.is_on(user):
            return super().form_valid(form)
        second_factor.ask_for_code(self.request, user, self.get_success_url())
        return redirect("login-code")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        institution = (settings.OIDC_NAME or _("حساب المؤسّسة")) if settings.OIDC_ISSUER else ""
        more = {"can_reset": bool(settings.EMAIL_URL), "institution": institution}
        return super().get_context_data(**kwargs) | more


class LogoutView(views.LogoutView):
    """Of the archive. Who came by the institution is still signed in there, and is told how to end that."""

    next_page = "home"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        was_there = institution_views.came_from_institution(request)
        response = super().post(request, *args, **kwargs)
        address = institution_views.sign_out_address(request) if was_there else ""
        return render(request, "account/signed_out.html", {"address": address}) if address else response


class _WithMail:
    """The pages of a forgotten password are there when mail can be sent (``EMAIL_URL``)."""

    @method_decorator(login_not_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.EMAIL_URL:
            raise Http404
        if request.method == "POST" and over_limit(request, "login"):
            return too_often(request)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class ResetView(_WithMail, _Fields, views.PasswordResetView):
    """Answers alike whether the address has an account or not."""

    template_name = "account/password_reset.html"
    success_url = reverse_lazy("password-reset-sent")

    def form_valid(self, form: Any) -> HttpResponse:
        send_reset_mail.enqueue(form.cleaned_data["email"], get_language() or settings.LANGUAGE_CODE)
        return redirect(self.get_success_url())


class ResetSentView(_WithMail, views.PasswordResetDoneView):
    template_name = "account/password_reset_sent.html"


class ResetConfirmView(_WithMail, _Fields, views.PasswordResetConfirmView):
    template_name = "account/password_new.html"
    success_url = reverse_lazy("password-reset-complete")


class ResetCompleteView(_WithMail, views.PasswordResetCompleteView):
    template_name = "account/password_changed.html"


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """What django-axes shows to whom it has locked out."""
    response = render(request, "account/locked_out.html", status=429)
    response["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return response


def reader_address(request: HttpRequest) -> str:
    """The address that django-axes counts by: of the reader, whatever proxies stand between."""
    return str(request.META.get("REMOTE_ADDR", ""))
