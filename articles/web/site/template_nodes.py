"""The tags ``url`` and ``translate`` for what is written in a template once and for all.

A page has some 30 addresses without arguments and 60 sentences. Django finds each of them anew: 17 µs for an
address, 12 for a sentence.
"""

from __future__ import annotations

from functools import cache

from django.template import Context, Node
from django.template.base import FilterExpression, Parser, Token
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import do_translate
from django.urls import get_script_prefix, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext


def url(parser: Parser, token: Token) -> Node:
    """``{% url %}`` of Django; the address of a name alone is found once a process."""
    node = django_url(parser, token)
    name = _written(node.view_name)
    in_namespace = ":" in name  # which depends on the request
    if node.args or node.kwargs or node.asvar or not name or in_namespace:
        return node
    return _Address(name)


def translate(parser: Parser, token: Token) -> Node:
    """``{% translate %}`` of Django; a sentence without a context is looked up once for each language."""
    node = do_translate(parser, token)
    sentence = _written(node.filter_expression)
    if node.noop or node.asvar or node.message_context or not sentence or "%" in sentence:
        return node
    return _Sentence(sentence)


def _written(expression: FilterExpression) -> str:
    """What stands there in quotes; '' for a variable, or with a filter."""
    literal = getattr(expression.var, "literal", expression.var)
    return str(literal) if isinstance(literal, str) and not expression.filters else ""


class _Address(Node):
    child_nodelists = ()

    def __init__(self, name: str) -> None:
        self._name = name

    def render(self, context: Context) -> SafeString:
        return _address(self._name, get_script_prefix())


class _Sentence(Node):
    child_nodelists = ()

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def render(self, context: Context) -> SafeString:
        return _said(self._sentence, get_language())


@cache
def _said(sentence: str, language: str | None) -> SafeString:
    """``language`` is the one in use, in which the catalogue answers."""
    return SafeString(gettext(sentence))


@cache
def _address(name: str, prefix: str) -> SafeString:
    """``prefix`` is that of the request (``SCRIPT_NAME``), which ``reverse`` puts before the path."""
    return escape(reverse(name))
