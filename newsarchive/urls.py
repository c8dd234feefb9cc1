"""All paths: pages, the JSON API, the administration."""

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.urls import include, path, register_converter, reverse_lazy

from articles.access.login_views import LoginView
from articles.admin.holdings import holdings_view
from articles.admin.views import remove_samples_view
from articles.status import health_views
from articles.status.metrics_view import metrics_view
from articles.web.site.converters import IdConverter

register_converter(IdConverter, "id")  # before the addresses that use it are read

urlpatterns = [
    path("api/v1/", include("articles.api.urls")),  # first: programs ask it most
    path("healthz", health_views.healthz),
    path("readyz", health_views.readyz),
    path("metrics", metrics_view),
    path("robots.txt", health_views.robots),
    path("admin/samples/remove/", remove_samples_view, name="remove-samples"),
    path("admin/holdings/", holdings_view, name="holdings"),
    path("admin/upload/", include("articles.web.upload.urls")),
    path(
        "admin/login/",
        LoginView.as_view(authentication_form=AdminAuthenticationForm, next_page=reverse_lazy("admin:index")),
    ),
    path("admin/", admin.site.urls),
    path("", include("articles.access.urls")),
    path("", include("articles.alerts.urls")),
    path("", include("articles.web.exports.urls")),
    path("", include("articles.mcp.urls")),
    path("", include("articles.web.urls")),
]

handler400 = "articles.web.errors.views.bad_request"
handler403 = "articles.web.errors.views.permission_denied"
handler404 = "articles.web.errors.views.not_found"
handler500 = "articles.web.errors.views.server_error"
