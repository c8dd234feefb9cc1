"""A language is one catalogue and one data file: with a made-up third one, nothing is left in the first two.

The third language goes by the code of Russian, of which Django and the CLDR have everything in Cyrillic; its
own texts are the English ones in full-width letters. Articles and queries are in Greek. Whatever Arabic or
ASCII letters are still on a page, but for names of formats and settings and the words of the query language,
are a text that no catalogue was asked for.
"""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.contrib.auth.models import AnonymousUser, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import render
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from lxml import etree

from articles.build.compile_translations import build_translations
from articles.importing.messages.problem_messages import _SENTENCES as PROBLEMS
from articles.models import Article, Import, ImportedFile, ImportIssue
from articles.search.errors import EngineUnavailable
from articles.web.article.document_views import _pdf_article
from articles.web.preferences.preferences import Preferences
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "articles/locale/en/LC_MESSAGES/django.po"
TEMPLATES = ROOT / "templates"
CODE = "ru"
PLURALS = (
    "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
    "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14) ? 2 : 3"
)
BLANKS = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*(?::,)?\}|<[^>]*>|&\w+;)")
FULL_WIDTH = {ord(letter): ord(letter) + 0xFEE0 for letter in string.ascii_letters}

ARABIC = re.compile(r"[\u0621-\u064a]+")
LATIN = re.compile(r"[A-Za-z]{2,}")
SAYING = ("title", "alt", "placeholder", "label", "abbr", "content", "aria-label", "data-text", "data-done")
# The query language is one: its words are Arabic, as the archive is, with English ones beside them.
SYNTAX = re.compile(
    r"\b(?:أو|OR)\b|\b(?:عنوان|مصدر|وسم|كاتب|قسم|مذكور|تاريخ|title|source|tag|author|section|date):"
)
# What is the same in every language: acronyms, settings, names of formats and files, what scripts fill in.
NAMES = re.compile(
    r"\{\w+\}|https?://\S+|/\S+|\.\w{3}\b|\bJSON Lines\b|\b[A-Z][A-Z_\d-]+\b"
    r"|\b(?:Atom|BibTeX|ninjs|windows-\d+|MacArabic|newsarchive)\b"
)

# Code, words whose language is named, what programs read, and the icons of Django's administration, which are
# called «Search» and «False» in every language.
NOT_SAID = (
    "//script | //style | //code | //kbd | //pre | //*[@lang != 'ru'] | //input[@type='hidden']"
    " | //link | //meta[not(@name='description')] | //span[@class='Z3988'] | //img[contains(@src, 'admin/')]"
)


def in_full_width(text: str) -> str:
    """The text in full-width letters, its Arabic examples in Greek; what is filled in or is no text stays."""
    parts = BLANKS.split(ARABIC.sub("ΑΩ", text))
    return "".join(part if at % 2 else part.translate(FULL_WIDTH) for at, part in enumerate(parts))


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the third language: a catalogue and a data file, and nothing else."""
    folder = tmp_path_factory.mktemp("locale")
    third = Catalog(locale=CODE)
    third.mime_headers = [("Plural-Forms", f"nplurals=4; plural=({PLURALS});")]
    with ENGLISH.open("rb") as file:
        for message in read_po(file, locale="en"):
            if not message.id:
                continue
            one = message.string if isinstance(message.string, str) else message.string[-1]
            text = in_full_width(one)
            plural = (text, text, text, text)
            third.add(message.id, text if isinstance(message.id, str) else plural, context=message.context)
    own = folder / CODE / "LC_MESSAGES"
    own.mkdir(parents=True)
    with (own / "django.po").open("wb") as file:
        write_po(file, third)
    (folder / CODE / "language.toml").write_text('name = "Ⅲ"\nlocale = "ru"\n', "utf-8")
    build_translations(folder)
    return folder


@pytest.fixture(autouse=True)
def third_language(settings: Any, catalogues: Path) -> Iterator[None]:
    settings.LOCALE_PATHS = [catalogues, *settings.LOCALE_PATHS]
    settings.LANGUAGES = [*settings.LANGUAGES, (CODE, "Ⅲ")]
    with override(CODE):
        yield


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.cookies["django_language"] = CODE
    return client


@pytest.fixture
def archivist(reader: Client) -> Client:
    reader.force_login(User.objects.create_superuser("αα", password="αα"))
    return reader


@pytest.fixture
def archive(make_article: Any) -> list[Article]:
    """Articles in Greek, two of them copies, with everything that an article can have."""
    text = "αλφα βητα γαμμα δελτα εψιλον ζητα ητα θητα ιωτα καππα λαμδα μυ νυ ξι ομικρον πι ρω σιγμα ταυ " * 3
    title = "Αλφαα Βητα Γαμμα Δελτα"
    common = {
        "authors": ["Αλφα Βητα", "Γαμμα Δελτα"],
        "tags": ["ταυ", "σιγμα"],
        "section": "ξι",
        "dateline": "πι",
        "url": "https://alpha.example/1",
    }
    return [
        make_article(title, text, source="Ωμεγα", published="2021-09-14", duplicate_group=7, **common),
        make_article(title, text + "υψιλον", source="Ψι", published="2021-09-15", duplicate_group=7),
        make_article("Κομμα Ρωσια Σιγματα", "Λαμδα.\n\n## Μυ\n\nΝυ ξι.", source="Ωμεγα", published="2020-03"),
        make_article("Ζητατα Ητατα", "Θητα ιωτα.", published="2019"),
    ]


def shown(html: str) -> list[str]:
    """What a page says, in texts and attributes, but for code and for words whose language is named."""
    page = lxml.html.document_fromstring(html)
    for element in page.xpath(NOT_SAID):
        element.drop_tree()
    said = [text for text in page.itertext() if text.strip()]
    for element in page.iter(etree.Element):
        button = element.get("type") in {"submit", "button"}
        said += [
            value
            for name, value in element.attrib.items()
            if name in SAYING or name.startswith("data-say") or (name == "value" and button)
        ]
    return said


def foreign(html: str) -> list[str]:
    """What is left of Arabic and English."""
    texts = ((text, SYNTAX.sub("", NAMES.sub("", text))) for text in shown(html))
    return [text.strip() for text, rest in texts if ARABIC.search(rest) or LATIN.search(rest)]


def look(client: Client, address: str, status: int = 200, **fields: Any) -> str:
    answer = client.post(address, fields) if fields else client.get(address)
    assert answer.status_code == status, address
    html = answer.content.decode()
    assert '<html lang="ru" dir="ltr"' in html
    assert foreign(html) == [], address
    return html


def test_the_pages_of_readers(reader: Client, archive: list[Article]) -> None:
    article = archive[0]
    for address in (
        "/",
        article.get_absolute_url(),
        f"{article.get_absolute_url()}?q=αλφα",
        reverse("copies", args=[article.pk]),
        *(reverse(name) for name in ("sources", "tags", "authors", "dates", "past", "help", "compare")),
        reverse("past") + "?day=09-14",
        reverse("year", args=[2021]),
        article.source.get_absolute_url() if article.source else "",
        "/compare?q=αλφα&q=λαμδα",
        "/compare?q=αλφα&q=λαμδα&by=month&unit=count",
        "/compare?" + "&".join(["q=αλφα"] * 9),
    ):
        look(reader, address)


@pytest.mark.parametrize(
    "query",
    [
        "q=αλφα",
        "q=αλφα&mode=wide&list=compact",
        "q=αλφα&mode=exact&numbers=on&copies=fold",
        "q=αλφα βητα -λαμδα&sort=newest",
        'q="αλφα βητα"',
        'q="αλφα βητα"~4 γαμμα*',
        "q=(αλφα | βητα) *αμμ* αλ*φα βητα~ title:αλφα source:ωμεγα tag:ταυ author:αλφα section:ξι",
        "q=αλφα date:2021-09..2022",
        "q=αλφα date:2021..",
        "q=αλφα date:..2021",
        'q=αλφα "βητα',
        "q=(αλφα",
        "q=αλφα OR",
        "q=αλφα -",
        'q="αλ* βητα"',
        "q=αλφα date:χχ",
        "q=αλφα source:χχ tag:χχ author:χχ section:χχ",
        "q=" + "αλφα " * 80,
        "q=" + "(" * 40 + "αλφα" + ")" * 40,
        "q=!",
        "q=",
        "q=αλφα&from=2021&to=2021-09",
        "q=αλφα&from=χχ&mode=χχ",
        "q=αλφα&source=ωμεγα",
        "q=αλφα&source=-ωμεγα&tag=ταυ",
        "q=αλφα χχχχ",
        "q=χχχχ ψψψψ",
        "q=χχχχ&source=ωμεγα&from=2021",
        "q=αλφα&match=any",
        "q=h*",
        "q=αλφα&page=99",
    ],
)
def test_the_page_of_results(reader: Client, archive: list[Article], query: str) -> None:
    look(reader, f"/search?{query}")


def test_an_empty_archive(reader: Client) -> None:
    look(reader, "/")
    look(reader, "/search?q=αλφα")


def test_what_goes_wrong(reader: Client, archive: list[Article], monkeypatch: pytest.MonkeyPatch) -> None:
    look(reader, "/χχ", 404)
    Article.objects.filter(pk=archive[0].pk).update(status=Article.Status.WITHDRAWN)
    look(reader, archive[0].get_absolute_url(), 410)
    answer = reader.get("/", headers={"host": "χχ.χχ"})
    assert answer.status_code == 400
    assert foreign(answer.content.decode()) == []

    def fails(*args: object, **kwargs: object) -> None:
        raise EngineUnavailable("χχ")

    monkeypatch.setattr("articles.web.search.views.search", fails)
    look(reader, "/search?q=αλφα", 503)
    monkeypatch.setattr("articles.web.search.views.search", None)
    reader.raise_request_exception = False
    look(reader, "/search?q=αλφα", 500)


@pytest.mark.parametrize("room", ["errors", "account"])
def test_every_page_about_errors_and_accounts(rf: Any, room: str) -> None:
    for template in sorted((TEMPLATES / room).glob("*.html")):
        request = rf.get("/")
        request.user = AnonymousUser()
        html = render(request, f"{room}/{template.name}", {"validlink": True}).content.decode()
        assert foreign(html) == [], template.name


def test_citations_and_drawings(reader: Client, archive: list[Article]) -> None:
    article = archive[0]
    document = _pdf_article(article, Preferences(), "https://x.example")
    for text in (document.folio, *document.byline, *(words for words, _address in document.notes)):
        assert not ARABIC.search(text)
        assert not LATIN.search(re.sub(r"https?://\S+|\{\w+\}", "", text))
    svg = reader.get("/compare.svg?q=αλφα&q=λαμδα").content.decode()
    texts = " ".join(re.findall(r"<(?:text|title|desc)\b[^>]*>([^<]*)", svg))
    assert not ARABIC.search(texts)
    assert not LATIN.search(texts.replace("http", "").replace("testserver", ""))
    rows = reader.get("/compare.csv?q=αλφα").content.decode()
    assert not ARABIC.search(rows)
    assert not LATIN.search(rows)


def test_the_query_as_it_was_read_in_the_api(reader: Client, archive: list[Article]) -> None:
    answer = json.loads(reader.get("/api/v1/search?q=αλφα βητα -λαμδα&source=ωμεγα").content)
    assert not ARABIC.search(answer["query"]["read_as"])
    assert not LATIN.search(answer["query"]["read_as"])


def test_the_administration(archivist: Client, archive: list[Article]) -> None:
    article = archive[0]
    for address in (
        reverse("admin:index"),
        *(reverse(f"admin:articles_{model}_changelist") for model in ("article", "source", "tag")),
        *(reverse(f"admin:articles_{model}_add") for model in ("article", "source", "tag")),
        reverse("admin:articles_article_change", args=[article.pk]),
        reverse("admin:articles_article_delete", args=[article.pk]),
        reverse("admin:articles_article_history", args=[article.pk]),
    ):
        look(archivist, address)
    both = [tag.pk for tag in article.tags.all()]
    look(
        archivist,
        reverse("admin:articles_tag_changelist"),
        action="merge",
        _selected_action=[str(pk) for pk in both],
    )
    look(archivist, reverse("admin:articles_article_add"), title="", published="χχ", authors="")


def test_the_login(reader: Client) -> None:
    look(reader, reverse("admin:login"))
    look(reader, reverse("admin:login"), username="χχ", password="χχ")


def test_uploading(archivist: Client) -> None:
    look(archivist, reverse("upload"))
    html = archivist.post(reverse("upload"), {"source_name": "ω" * 300}).content.decode()
    assert foreign(html) == []
    page = (
        "Αλφα Βητα\n\nΑλφα Βητα\n\n"
        + "Γαμμα δελτα εψιλον ζητα ητα θητα ιωτα καππα λαμδα μυ νυ ξι ομικρον. " * 3
    )
    files = [SimpleUploadedFile("α.txt", page.encode()), SimpleUploadedFile("β.txt", b"")]
    archivist.post(reverse("upload"), {"files": files, "source_name": "Ωμεγα"})
    batch = Import.objects.get()
    look(archivist, batch.get_absolute_url())
    run_jobs()
    look(archivist, batch.get_absolute_url())
    article = batch.articles().get()
    address = reverse("upload-article", args=[article.pk])
    look(archivist, address)
    look(archivist, address, 422, title="", body="", published="χχ")
    for file in batch.files.all():
        look(archivist, reverse("upload-file", args=[file.pk]))
    look(archivist, reverse("upload-undo", args=[batch.pk]))
    archivist.post(reverse("upload-publish", args=[batch.pk]))
    look(archivist, batch.get_absolute_url())
    archivist.post(reverse("upload-undo", args=[batch.pk]), {"yes": "1"})
    run_jobs()
    look(archivist, batch.get_absolute_url())
    look(archivist, reverse("upload"))


def test_every_refusal(archivist: Client) -> None:
    files = [SimpleUploadedFile("β.txt", b"")]
    archivist.post(reverse("upload"), {"files": files})
    run_jobs()
    file = ImportedFile.objects.get()
    values = dict.fromkeys(
        ("why", "limit", "name", "title", "formats", "encoding", "at", "count", "pages", "names"), "7"
    )
    for code in PROBLEMS:
        ImportIssue.objects.create(file=file, code=code, values=values, line=3)
    look(archivist, reverse("upload-file", args=[file.pk]))
    look(archivist, file.batch.get_absolute_url())


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("en", "ltr"), ("ru", "ltr"), ("fa", "rtl")])
def test_the_cookie_alone_chooses_language_and_direction(settings: Any, code: str, direction: str) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("fa", "فارسی")]
    client = Client(headers={"accept-language": "en" if code != "en" else "ar"})
    client.cookies["django_language"] = code
    assert f'<html lang="{code}" dir="{direction}"' in client.get("/help").content.decode()
