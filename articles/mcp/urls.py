"""The path of the Model Context Protocol."""

from django.urls import path

from articles.mcp.views import mcp_view

urlpatterns = [path("mcp", mcp_view, name="mcp")]
