"""Answers that browsers save as files."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What begins a formula, at the start of a cell or behind what some spreadsheets take for the end of one:
# where a comma separates decimals, a semicolon separates cells. Spreadsheets read full-width signs alike.
_FORMULA: Final = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r])")


def suggest_file_name(response: HttpResponse, name: str) -> None:
    """Let a browser that saves the answer call the file ``name``; it still opens in place where it can."""
    if header := content_disposition_header(as_attachment=False, filename=name):
        response["Content-Disposition"] = header


def safe_cell(value: str) -> str:
    """A cell that a spreadsheet does not run as a formula: an apostrophe makes it text."""
    return _FORMULA.sub("'", value)
