"""Static files as they are collected for serving."""

from __future__ import annotations

from django.core.management import call_command


def test_style_sheets_keep_their_rules_however_often_they_are_collected(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "articles.web.site.static_storage.StaticStorage"}
    }
    call_command("build_fonts", verbosity=0)
    for _ in range(2):
        call_command("collectstatic", interactive=False, verbosity=0)
        sheets = list((tmp_path / "css").glob("*.css"))
        assert sheets
        assert all("{" in sheet.read_text(encoding="utf-8") for sheet in sheets)
