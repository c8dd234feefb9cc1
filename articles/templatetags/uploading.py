"""Template tags of the upload pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from django import template
from django.template import Context

from articles.importing.messages.problem_messages import message
from articles.models import ImportIssue
from articles.templatetags.archive import digits_of
from articles.web.i18n.formatting import counted, in_digits

register = template.Library()

_NUMBER = re.compile(r">?\d+(?:\.\d+)?")


@register.filter
def of(counts: Mapping[str, int], name: str) -> int:
    """How many of a kind there are."""
    return counts.get(name, 0)


@register.filter
def has(chosen: Collection[str], pk: int) -> bool:
    """Whether a row is among those that were ticked."""
    return str(pk) in chosen


@register.simple_tag(takes_context=True)
def time_left(context: Context, seconds: int) -> str:
    """About how long something still takes, in whole minutes or tens of seconds."""
    minutes = round(seconds / 60)
    noun, count = (
        ("minute_left", minutes) if minutes > 1 else ("second_left", max(10, -(-seconds // 10) * 10))
    )
    return counted(count, noun, digits=digits_of(context))


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
