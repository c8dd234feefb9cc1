"""Addresses and sentences that are written in a template once and for all."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import set_script_prefix
from django.utils import translation


def rendered(template: str, **context: object) -> str:
    return Template("{% load i18n archive %}" + template).render(Context(context))


@pytest.fixture
def below_a_prefix():
    set_script_prefix("/news/")
    yield
    set_script_prefix("/")


def test_a_sentence_is_said_in_the_language_of_each_request():
    template = Template('{% load i18n archive %}{% translate "البحث" %}')
    said = []
    for language in ("ar", "en", "ar"):
        with translation.override(language):
            said.append(template.render(Context()))
    assert said == ["البحث", "Search", "البحث"]


def test_a_sentence_with_a_context_a_percent_sign_or_a_name_is_said_as_django_does():
    with translation.override("en"):
        assert rendered('{% translate "البحث" as said %}[{{ said }}]') == "[Search]"
        assert rendered('{% translate "البحث" noop %}') == "البحث"
        assert rendered('{% translate "؟" context "بعد عرض بديل" %}') == "?"
        assert rendered('{% translate "100%" %}') == "100%"
        assert rendered("{% translate text %}", text="البحث") == "Search"
        assert rendered("{% translate text %}", text="<b>") == "&lt;b&gt;"


def test_an_address_is_found_again_below_another_prefix(below_a_prefix):
    assert rendered('{% url "search" %}') == "/news/search"
    set_script_prefix("/")
    assert rendered('{% url "search" %}') == "/search"


def test_an_address_with_arguments_a_name_or_a_variable_is_djangos():
    assert rendered('{% url "copies" 7 %}') == "/a/7/copies"
    assert rendered('{% url "search" as there %}[{{ there }}]') == "[/search]"
    assert rendered('{% url "nowhere" as there %}[{{ there }}]') == "[]"
    assert rendered("{% url name %}", name="search") == "/search"
    assert rendered('{% url "admin:index" %}', request=RequestFactory().get("/")) == "/admin/"


def test_what_django_refuses_is_refused():
    for text in ("{% url %}", '{% translate "البحث" wrong %}'):
        with pytest.raises(TemplateSyntaxError):
            rendered(text)
