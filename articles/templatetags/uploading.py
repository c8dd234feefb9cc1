"""Template tags of the upload pages."""

from __future__ import annotations

import re

from django import template
from django.template import Context

from articles.importing.problem_messages import message
from articles.models import ImportIssue
from articles.templatetags.archive import digits_of
from articles.web.i18n.formatting import in_digits

register = template.Library()

_NUMBER = re.compile(r">?\d+(?:\.\d+)?")


@register.simple_tag(takes_context=True)
def refusal(context: Context, issue: ImportIssue) -> str:
    """Why a file or row was refused and what to do, in the reader's language and digits."""
    if issue.message:
        return issue.message
    digits = digits_of(context)
    return message(issue.code, {name: _shown(value, digits) for name, value in issue.values.items()})


def _shown(value: str, digits: str) -> str:
    """A number in the reader's digits; any other value set apart from the direction around it."""
    if not _NUMBER.fullmatch(value):
        return f"\u2068{value}\u2069"
    decimal = value.replace(".", "٫") if digits == "arab" else value
    return in_digits(decimal, digits)
