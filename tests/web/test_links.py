"""Every link, picture and form of the site leads to something: the whole of a small archive is walked."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests import full_archive, pages

pytestmark = pytest.mark.django_db

EACH = 3  # addresses of one view
OF_ROWS = 11  # of one that shows a row: as many as there are articles, and one
ROOTS = (
    "/",
    "/search?q=جسر",
    "/search?q=",
    "/notebook",
    "/help",
    "/compare?q=جسر",
    "/past?day=01-01",
    "/dates/",
)
OF_ACCOUNTS = ("/exports/", "/alerts/x", "/login/second", "/collections/", "/admin/", "/admin/upload/")
_FORM = re.compile(r"<(?:form|button)\b[^>]*>")
_ROW = re.compile(r"/\d+/")
_ACTION = re.compile(r"""\b(?:form)?action=["']([^"']*)""")


def forms_of(body: str) -> set[str]:
    """The addresses that a page's forms and their buttons are sent to."""
    actions = (_ACTION.search(form) for form in _FORM.findall(body))
    return {urlsplit(found[1]).path for found in actions if found and found[1].startswith("/")}


def walk(client: Client, roots: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    """Every address that is linked to, with its status and the page that links to it; but for those of forms
    that ask for their fields (422) or to be posted (405)."""
    waiting, seen, kinds = [(root, "") for root in roots], set(roots), dict[Any, int]()
    found, forms = dict[str, tuple[int, str]](), set[str]()
    while waiting:
        address, page = waiting.pop()
        response = client.get(address)
        body = response.getvalue()
        found[address] = (response.status_code, page)
        if response.get("Content-Type", "").startswith("text/html"):
            forms |= forms_of(body.decode())
        answer = pages.Answer(address, response.status_code, dict(response.items()), body)
        for link in pages.links(answer, left_out=("/static/", "/logout", "/admin/logout")):
            kind = pages.kind(link)
            cap = OF_ROWS if _ROW.search(urlsplit(link).path) else EACH
            if link not in seen and kinds.get(kind, 0) < cap:
                seen.add(link)
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append((link, address))
    return {
        address: (status, page)
        for address, (status, page) in found.items()
        if not (status in (405, 422) and address in forms)
    }


def broken(found: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """What leads nowhere. By intention, what was withdrawn (5) or erased (10) says so, and a text that
    somebody takes for a table says that it is none."""
    told = {address: 410 for address in found if address.startswith(("/a/5/", "/a/10/"))}
    told |= {"/admin/upload/file/1/columns/": 422}
    return {
        address: (status, page)
        for address, (status, page) in found.items()
        if status >= 400 and status != told.get(address)
    }


@pytest.fixture
def people(make_article: Any, settings: Any) -> dict[str, User]:
    settings.PAGE_RATE_LIMIT = settings.API_RATE_LIMIT = 0
    settings.EMAIL_URL = "smtp://localhost"
    return full_archive.fill(make_article)


def test_nothing_that_a_stranger_is_led_to_is_missing(people: dict[str, User]) -> None:
    found = walk(Client(), ROOTS)
    assert broken(found) == {}
    assert len(found) > 80


@pytest.mark.parametrize("role", ["reader", "contributor", "editor", "archivist", "administrator"])
def test_nothing_that_people_with_an_account_are_led_to_is_missing(
    people: dict[str, User], role: str
) -> None:
    client = Client()
    client.force_login(people[role])
    roots = [path for path in OF_ACCOUNTS if role != "reader" or not path.startswith("/admin")]
    found = walk(client, (*ROOTS, *roots))
    assert broken(found) == {}
    assert len(found) > 80


def test_a_link_that_leads_nowhere_is_found(client: Client) -> None:
    found = walk(client, ("/", "/no-such-page"))
    assert set(broken(found)) == {"/no-such-page"}
