"""A small archive with one of everything: what there is a page, a form or a list of, with 1 as its number
and x as its name or key wherever an address has one."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from articles.access import roles
from articles.collections import editing as collections
from articles.editing import bin, names, stories
from articles.editing.erasure import erase_rows
from articles.ingest.types import RawArticle, pack
from articles.models import (
    ApiKey,
    Article,
    AuditEntry,
    BulkCorrection,
    Change,
    Collection,
    Export,
    Import,
    ImportedFile,
    ImportIssue,
    IndexChange,
    Note,
    Original,
    SavedSearch,
    Source,
    SourceRule,
    Story,
    Subscriber,
    Tag,
)
from articles.models.packing import packed_ids
from articles.proof.sealing import make_seal
from tests import archive

TEXT = "عبر أوّل قطار جسر الضفاف صباح الخميس، وانتظره أهل الحيّ على الرصيف حتّى الظهر.\nومن غد يعبر كلّ ساعة."


def user_of(role: str) -> User:
    user = User.objects.create_user(role, password="x", is_staff=roles.is_staff(role))
    user.groups.add(Group.objects.get(name=role))
    return user


def fill(make: Any) -> dict[str, User]:
    """Make the archive by ``make_article``; its people by their role."""
    _number_from_one()
    people = {role: user_of(role) for role in roles.ALL}
    Group.objects.get_or_create(pk=1, defaults={"name": "قرّاء الصحيفة"})  # the roles may have other numbers
    source = Source.objects.create(name="صحيفة الضفاف", slug="x")
    tag = Tag.objects.create(pk=1, name="جسور", slug="x")
    batch = Import.objects.create(pk=1, user=people[roles.CONTRIBUTOR], source_name=source.name)
    file = ImportedFile(pk=1, batch=batch, name="أخبار.txt", status=ImportedFile.Status.DONE)
    file.size, file.sha256 = len(TEXT.encode()), sha256(TEXT.encode()).hexdigest()
    file.file.save("1.txt", ContentFile(TEXT.encode()))
    raw = RawArticle(TEXT).dumps()
    hashed = {"raw_hash": sha256(raw.encode()).hexdigest()}
    given = {"published": "2021-01-01", "authors": ["سلمى النجّار"], "url": "https://example.org/1"}
    first = make(
        "أوّل قطار يعبر جسر الضفاف", TEXT, pk=1, source=source.name, imported_file=file, **given, **hashed
    )
    first.tags.add(tag)
    Original.objects.create(article=first, name=file.name, packed=pack(raw))
    copies = [make(first.title, TEXT, source="المنارة", duplicate_group=1, published="2021-01-02", pk=2)]
    make("مسوّدة عن الجسر", TEXT, status="draft", imported_file=file, pk=3)
    make("تحديث الخبر", TEXT, status="draft", replaces=first, pk=4)
    make("خبر مسحوب", TEXT, status="withdrawn", source=source.name, pk=5)
    make("خبر مؤجّل", TEXT, status="scheduled", source=source.name, pk=6)
    make("خبر لا تاريخ له", TEXT, pk=7)
    make("خبر خاصّ", TEXT, source="نشرة الأعضاء", pk=8)
    Source.objects.filter(name="نشرة الأعضاء").update(is_private=True)
    make("خبر في السلّة", TEXT, pk=9)
    bin.put_in(Article.objects.filter(pk=9))
    make("خبر ممحوّ", TEXT, pk=10)
    erase_rows([10], "حكم محكمة الضفاف")
    archive.update(first, subtitle="بعد عامين من العمل")
    names.merge(Source.objects.create(name="الضفاف"), source)
    ImportIssue.objects.create(file=file, name="صورة.jpg", code="empty")
    corrected = BulkCorrection.objects.create(
        pk=1, user=batch.user, field="section", values=["محلّيّات"], status=BulkCorrection.Status.APPLIED
    )
    corrected.batches.add(batch)
    IndexChange.objects.create(pk=1, article_id=3, error="x")
    _make_stories(first, copies)
    _make_what_people_have(people, first)
    make_seal(date(2021, 1, 3))
    return people


def _number_from_one() -> None:
    """Databases go on counting where earlier tests ended; who asks for row 1 of a table is to find it."""
    models = (User, Source, AuditEntry, Change, Collection)
    tables = [{"table": model._meta.db_table, "column": "id"} for model in models]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_by_name_sql(no_style(), tables):
            cursor.execute(statement)


def _make_stories(first: Article, copies: list[Article]) -> None:
    event = Story.objects.create(pk=1, lead=first, size=2, last="2021-01-02")
    stories.set_story([first.pk, *(copy.pk for copy in copies)], event)
    Story.objects.create(pk=2, kind=Story.Kind.SERIES, name="يوميّات الجسر", key="x", size=0)


def _make_what_people_have(people: dict[str, User], first: Article) -> None:
    reader, administrator = people[roles.READER], people[roles.ADMINISTRATOR]
    Note.objects.create(pk=1, user=reader, article=first, exact="جسر الضفاف", text="للباب الثاني")
    made = collections.create(reader, collections.Words("جسور المدينة", audience="public"))
    collections.add(made, [first.pk])
    Collection.objects.filter(pk=made.pk).update(key="x", listed_at=timezone.now())
    Export.objects.create(
        pk=1, user=reader, query="q=x", format="csv", site="http://testserver",
        status="ready", finished_at=timezone.now(), packed_ids=packed_ids([1]), articles=1, total=1,
    )  # fmt: skip
    export = Export.objects.get(pk=1)
    export.path.parent.mkdir(parents=True, exist_ok=True)
    export.path.write_text("id\n1\n")
    subscriber = Subscriber.objects.create(pk=1, email="salma@example.org", user=reader, key="x")
    SavedSearch.objects.create(pk=1, subscriber=subscriber, query="q=x", key="x", confirmed_at=timezone.now())
    ApiKey.objects.create(pk=1, user=administrator, name="رقمنة", digest="x", hint="x")
    SourceRule.objects.create(
        pk=1, source=first.source, line="ومن غد يعبر كلّ ساعة.", role="boilerplate", kind="same", place=-1
    )
