"""Every address of the site, asked for by every role: who gets in is written down here, for each that is not
everybody's; and none fails, whoever asks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from articles.access import roles
from tests import full_archive

pytestmark = pytest.mark.django_db

VISITOR: Final = "visitor"
LADDER: Final = (VISITOR, *roles.ALL)
VALUES: Final = {
    "pk": "1", "article_id": "1", "story_id": "1", "upload_id": "1", "object_id": "1",
    "id": "1", "year": "2021", "month": "1", "day": "1", "block": "0", "slug": "x", "style": "ris",
    "key": "x", "kind": "csv", "content_type_id": "1", "uidb64": "MQ", "token": "x", "url": "x",
}  # fmt: skip
_PARAMETER: Final = re.compile(r"<(?:\w+:)?(\w+)>")


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every pattern of the site, with values for its parameters that name something that is there."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, prefix + route)
        elif isinstance(pattern, URLPattern) and "(?P" not in route and not route.startswith("^"):
            yield prefix + _PARAMETER.sub(lambda found: VALUES[found[1]], route)


def is_let_in(response: Any) -> bool:
    """Whether the address is this person's: a redirect to the sign-in is a no, one to elsewhere is a yes, as
    is the word that something is to be posted or asked for otherwise."""
    if response.status_code == 302 and "/login" in response["Location"]:
        return False
    return response.status_code not in {401, 403, 404}


def _paths(text: str) -> list[str]:
    return text.split()


# Who gets in, from the lowest role on; everybody where an address is in none of the lists.
READER: Final = _paths("""
/collect /exports/ /exports/new /exports/1/again /exports/1/delete /notebook.jsonld /notebook.md
/notebook/take /notes/1 /collections/new
""")
OWNER: Final = ["/collections/x/edit", "/exports/1/file"]  # a reader's, and nobody else's
CONTRIBUTOR: Final = _paths("""
/admin/ /admin/jsi18n/ /admin/password_change/ /admin/password_change/done/ /login/second
/admin/articles/article/ /admin/articles/article/add/ /admin/articles/article/1/change/
/admin/articles/source/ /admin/articles/source/1/change/ /admin/articles/source/1/history/
/admin/articles/tag/ /admin/articles/tag/1/change/ /admin/articles/tag/1/history/
/admin/upload/ /admin/upload/1/ /admin/upload/1/forget/ /admin/upload/1/publish/ /admin/upload/1/retry/
/admin/upload/1/together/ /admin/upload/article/1/ /admin/upload/article/1/discard/
/admin/upload/article/1/restore/ /admin/upload/file/1/ /admin/upload/file/1/columns/
/admin/upload/file/1/discard/ /admin/upload/file/1/retry/ /admin/upload/together/
/admin/upload/together/all/ /admin/upload/together/1/
""")
EDITOR: Final = _paths("""
/admin/articles/article/1/history/ /admin/articles/change/ /admin/articles/change/1/change/
/admin/articles/change/1/history/ /admin/articles/collection/ /admin/articles/collection/1/change/
/admin/articles/collection/1/history/ /admin/holdings/ /admin/upload/rules/ /admin/upload/rules/1/
/admin/upload/article/1/rule/ /collections/x/list
""")
ARCHIVIST: Final = _paths("""
/admin/articles/article/1/delete/ /admin/articles/binnedarticle/ /admin/articles/binnedarticle/1/change/
/admin/articles/binnedarticle/1/delete/ /admin/articles/indexchange/ /admin/articles/indexchange/1/change/
/admin/articles/indexchange/1/history/ /admin/articles/source/add/ /admin/articles/source/1/delete/
/admin/articles/tag/add/ /admin/articles/tag/1/delete/ /admin/upload/1/undo/ /admin/samples/remove/
""")
ADMINISTRATOR: Final = _paths("""
/admin/articles/apikey/ /admin/articles/apikey/add/ /admin/articles/apikey/1/change/
/admin/articles/apikey/1/history/ /admin/articles/auditentry/ /admin/articles/auditentry/1/change/
/admin/articles/auditentry/1/history/ /admin/articles/auditentry/export.csv /admin/auth/group/
/admin/auth/group/add/ /admin/auth/group/1/change/ /admin/auth/group/1/history/ /admin/auth/user/
/admin/auth/user/add/ /admin/auth/user/1/change/ /admin/auth/user/1/delete/ /admin/auth/user/1/history/
/admin/auth/user/1/password/ /admin/axes/accessattempt/ /admin/axes/accessattempt/1/change/
/admin/axes/accesslog/ /admin/axes/accesslog/1/change/
""")
NOBODY: Final = _paths("""
/admin/articles/apikey/1/delete/ /admin/articles/auditentry/add/ /admin/articles/auditentry/1/delete/
/admin/articles/binnedarticle/add/ /admin/articles/change/add/ /admin/articles/change/1/delete/
/admin/articles/collection/add/ /admin/articles/collection/1/delete/ /admin/articles/indexchange/add/
/admin/articles/indexchange/1/delete/ /admin/auth/group/1/delete/ /admin/autocomplete/
/admin/axes/accessattempt/add/ /admin/axes/accessattempt/1/delete/ /admin/axes/accesslog/add/
/admin/axes/accesslog/1/delete/ /admin/axes/accessfailurelog/ /admin/axes/accessfailurelog/add/
/admin/axes/accessfailurelog/1/change/ /admin/axes/accessfailurelog/1/delete/ /admin/r/1/1/
/api/v1/uploads/1 /api/v1/problems/x /api/v1/ /a/1/copies /oembed
/login/code /login/institution /login/institution/back /login/institution/account
""")
OPEN: Final = {"/admin/login/", "/admin/logout/"}
# What the administration leads on to a page that is in a list itself.
LED_ON: Final = re.compile(
    r"/admin/(articles|auth|axes)/\w+/1/$|/admin/(articles/binnedarticle|axes/\w+)/1/history/$"
)


def allowed(path: str, role: str) -> bool:
    """What the lists say."""
    if path in OWNER:
        return role == roles.READER
    if path in NOBODY:
        return False
    lists = {roles.READER: READER, roles.CONTRIBUTOR: CONTRIBUTOR, roles.EDITOR: EDITOR}
    lists |= {roles.ARCHIVIST: ARCHIVIST, roles.ADMINISTRATOR: ADMINISTRATOR}
    lowest = next((each for each, paths in lists.items() if path in paths), VISITOR)
    lowest = roles.CONTRIBUTOR if LED_ON.match(path) else lowest
    return LADDER.index(role) >= LADDER.index(lowest)


@pytest.fixture
def people(make_article: Any, settings: Any) -> Any:
    settings.PAGE_RATE_LIMIT = settings.API_RATE_LIMIT = 0
    settings.EMAIL_URL = "smtp://localhost"
    return full_archive.fill(make_article)


def test_every_address_that_is_written_down_is_there() -> None:
    found = set(addresses())
    assert len(found) > 200
    written = {*READER, *OWNER, *CONTRIBUTOR, *EDITOR, *ARCHIVIST, *ADMINISTRATOR, *NOBODY}
    assert written - found == set()
    assert all(
        not path.startswith("/admin/") or path in written or LED_ON.match(path) for path in found - OPEN
    )


@pytest.mark.parametrize("role", LADDER)
def test_who_gets_in(people: Any, role: str) -> None:
    client = Client(raise_request_exception=False)
    if role != VISITOR:
        client.force_login(people[role])
    got, said = {}, {}
    for path in sorted(set(addresses())):
        response = client.get(path)
        assert response.getvalue() is not None
        assert response.status_code != 500, path
        got[path], said[path] = is_let_in(response), allowed(path, role)
    assert {path for path in got if got[path] != said[path]} == set()


def test_the_page_of_a_row_is_no_way_around(people: Any, make_article: Any) -> None:
    """The administration's address that leads to the page of any row tells nobody a title that is hidden."""
    kinds = {
        model: ContentType.objects.get(app_label="articles", model=model).pk for model in ("article", "note")
    }
    client = Client(raise_request_exception=False)
    hidden = f"/admin/r/{kinds['article']}/8/"  # of a private source
    client.force_login(people[roles.CONTRIBUTOR])
    assert client.get(hidden).status_code == 404
    client.force_login(people[roles.EDITOR])
    assert client.get(hidden)["Location"].startswith("/a/8/")
    for kind, key in (
        (kinds["note"], "1"),
        (999_999, "1"),
        ("x", "1"),
        (kinds["article"], "x"),
        ("9" * 30, "1"),
    ):
        assert client.get(f"/admin/r/{kind}/{key}/").status_code == 404
