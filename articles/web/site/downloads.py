"""Answers that browsers save as files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def suggest_file_name(response: HttpResponse, name: str) -> None:
    """Let a browser that saves the answer call the file ``name``; it still opens in place where it can."""
    if header := content_disposition_header(as_attachment=False, filename=name):
        response["Content-Disposition"] = header
