"""The paths of saved searches."""

from django.urls import path

from articles.alerts import views

urlpatterns = [
    path("alerts/new", views.save_view, name="alert-new"),
    path("alerts/confirm/<str:key>", views.confirm_view, name="alert-confirm"),
    path("alerts/stop/<str:key>", views.stop_view, name="alert-stop"),
    path("alerts/stop-all/<str:key>", views.stop_all_view, name="alerts-stop"),
    path("alerts/<str:key>", views.alerts_view, name="alerts-of"),
]
