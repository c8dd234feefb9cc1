"""All paths: pages, the JSON API, the administration."""

from django.contrib import admin
from django.urls import include, path

from articles.web import status
from articles.web.administration import remove_samples_view

urlpatterns = [
    path("healthz", status.healthz),
    path("readyz", status.readyz),
    path("robots.txt", status.robots),
    path("admin/samples/remove/", remove_samples_view, name="remove-samples"),
    path("admin/upload/", include("articles.web.upload.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("articles.api_urls")),
    path("", include("articles.web.urls")),
]

handler400 = "articles.web.errors.bad_request"
handler403 = "articles.web.errors.permission_denied"
handler404 = "articles.web.errors.not_found"
handler500 = "articles.web.errors.server_error"
