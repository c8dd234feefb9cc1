"""The paths of exports."""

from django.urls import path

from articles.web.exports import views

urlpatterns = [
    path("export", views.export_view, name="export"),
    path("exports/", views.exports_view, name="exports"),
    path("exports/new", views.new_export_view, name="export-new"),
    path("exports/<id:pk>/file", views.export_file_view, name="export-file"),
    path("exports/<id:pk>/again", views.export_again_view, name="export-again"),
    path("exports/<id:pk>/delete", views.delete_export_view, name="export-delete"),
]
