"""The paths of signing in, and of a forgotten password; those of the institution answer when it has a
provider (``OIDC_ISSUER``)."""

from django.urls import path

from articles.access import institution_views, login_views, second_factor_views

urlpatterns = [
    path("login", login_views.LoginView.as_view(), name="login"),
    path("login/code", second_factor_views.code_view, name="login-code"),
    path("login/second", second_factor_views.settings_view, name="second-factor"),
    path("login/institution", institution_views.begin_view, name="institution"),
    path("login/institution/back", institution_views.callback_view, name="institution-callback"),
    path("login/institution/account", institution_views.account_view, name="institution-account"),
    path("logout", login_views.LogoutView.as_view(), name="logout"),
    path("password/reset", login_views.ResetView.as_view(), name="password-reset"),
    path("password/sent", login_views.ResetSentView.as_view(), name="password-reset-sent"),
    path(
        "password/new/<uidb64>/<token>",
        login_views.ResetConfirmView.as_view(),
        name="password-reset-confirm",
    ),
    path("password/changed", login_views.ResetCompleteView.as_view(), name="password-reset-complete"),
]
