"""Whatever people and files do to the archive, in whatever order, it holds together.

The model is a stack of versions for each input, every one the work of a batch. Undoing a batch takes its
versions out of the stacks, and each article shows the last that is left; one whose last version an editor
corrected stays as it is. Drafts of updates are held beside the stack until they are published.

``STATE_MACHINE=500x60`` runs that many examples of so many steps, instead of the few of a test run.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from articles.editing import articles, names, publishing
from articles.importing import jobs, pipeline, uploads
from articles.importing.rows.store import Report, store
from articles.indexing import outbox, runtime
from articles.ingest import reading
from articles.ingest.dedupe import signature
from articles.ingest.types import Input
from articles.models import (
    Article,
    DuplicateSignature,
    FormerTag,
    Import,
    ImportedFile,
    IndexChange,
    Original,
    Source,
    Tag,
)
from articles.models.outbox import paused
from articles.searching.request import SearchRequest
from articles.searching.service import search
from tests import archive

EXAMPLES, STEPS = (int(part) for part in os.environ.get("STATE_MACHINE", "12x25").split("x"))
CROPS = ("الزيتون", "التين", "الرمان", "القمح", "الشعير")
TAGS = ("نهر السرو", "المياه", "الميناء")
SOURCES = ("صحيفة الضفاف", "وكالة الساحل")

numbers = strategies.integers(1, 3)
crops = strategies.sampled_from(CROPS)
rows = strategies.lists(strategies.tuples(numbers, crops), min_size=1, max_size=4)
choices = strategies.integers(0, 9)  # of what there is, modulo its number


@dataclass
class Version:
    batch: int
    crop: str
    edited: bool = False
    tag: str = ""  # that its file gave it


@dataclass
class InputHistory:
    """What the archive is to hold of one input."""

    versions: list[Version]
    status: str
    held: list[Version] = field(default_factory=list)  # drafts of updates, in the order of their making

    @property
    def top(self) -> Version:
        return self.versions[-1]

    @property
    def batch(self) -> int:
        """The batch that the article belongs to."""
        return self.versions[0].batch


def address(number: int) -> str:
    return f"https://mina.example/{number}"


def body(number: int, crop: str) -> str:
    """Long enough to be compared with other texts for being a copy."""
    return "\n\n".join(
        f"بلغ محصول {crop} في القرية رقم {number} نحو {number * year} قنطارا في موسم {year}."
        for year in range(1991, 1997)
    )


def tag_of(crop: str) -> str:
    return TAGS[CROPS.index(crop) % len(TAGS)]


def line(number: int, crop: str) -> str:
    known_by = {"source": SOURCES[number % 2], "url": address(number), "tags": [tag_of(crop)]}
    return json.dumps({"title": f"خبر {number}", "body": body(number, crop)} | known_by, ensure_ascii=False)


# Hardly a step does nothing, so that the rare states (an update held beside its article, a batch that changed
# what another had added) come in every example.
if_there_are_articles = precondition(lambda self: self.histories)
if_updated_twice = precondition(lambda self: any(len(h.versions) > 2 for h in self.histories.values()))
if_updates_are_held = precondition(lambda self: any(history.held for history in self.histories.values()))


class ArchiveMachine(RuleBasedStateMachine):
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.histories: dict[int, InputHistory] = {}
        self.undone: set[int] = set()
        self.folder = TemporaryDirectory()
        django_settings.INDEX_DIR = Path(self.folder.name) / "index"
        runtime.reset()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.paused = paused()
        self.paused.__enter__()

    def teardown(self) -> None:
        self.paused.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        runtime.reset()
        self.folder.cleanup()

    # ---- files ----------------------------------------------------------------------------------------

    @initialize(rows=rows, publish=strategies.booleans())
    def begin(self, rows: list[tuple[int, str]], publish: bool) -> None:
        self.import_rows(rows, publish)

    @if_there_are_articles
    @rule(choice=choices, crop=crops, publish=strategies.booleans())
    def import_again(self, choice: int, crop: str, publish: bool) -> None:
        """A file that has another text of an input, mostly."""
        self.import_rows([(self._number(choice), crop)], publish)

    @rule(rows=rows, publish=strategies.booleans())
    def import_rows(self, rows: list[tuple[int, str]], publish: bool) -> None:
        batch = Import.objects.create(publish_at_once=publish)
        file = ImportedFile.objects.create(batch=batch, name="rows.jsonl")
        path = Path(self.folder.name) / "rows.jsonl"
        path.write_text("\n".join(line(*row) for row in rows), encoding="utf-8")
        report = Report()
        store(reading.read_here(Input(path, path.name)), report, pipeline.begin(file))
        pipeline.finish(file)
        assert not report.issues
        assert report.added + report.updated + report.duplicates == len(rows)
        for number, crop in dict(rows).items():  # the last of a number
            self._expect_import(number, Version(batch.pk, crop, tag=tag_of(crop)), publish)

    def _expect_import(self, number: int, version: Version, publish: bool) -> None:
        history = self.histories.get(number)
        if history is None:
            self.histories[number] = InputHistory([version], "published" if publish else "draft")
        elif history.top.edited or version.crop in {v.crop for v in [history.top, *history.held]}:
            pass  # it is known
        elif publish or history.status == "draft":
            history.versions.append(version)
        else:
            history.held.append(version)

    @rule(choice=choices)
    def undo(self, choice: int) -> None:
        self._undo(self._batch(choice))

    @if_updated_twice
    @rule(choice=choices)
    def undo_the_last_file_but_one_and_then_the_last(self, choice: int) -> None:
        twice = [history for _, history in sorted(self.histories.items()) if len(history.versions) > 2]
        for version in twice[choice % len(twice)].versions[-2:]:
            self._undo(Import.objects.get(pk=version.batch))

    def _undo(self, batch: Import) -> None:
        names_in_use = [(model, set(self._in_use(model))) for model in (Source, Tag)]
        uploads.undo(batch)
        jobs.revert_batch.call(batch.pk)
        for model, before in names_in_use:  # what no article has any more goes with them
            assert before & set(model.objects.values_list("pk", flat=True)) <= set(self._in_use(model))
        self.undone.add(batch.pk)
        for number, history in list(self.histories.items()):
            self._expect_undone(number, history, batch.pk)

    def _in_use(self, model: type[Source | Tag]) -> QuerySet[Any]:
        return model.objects.exclude(articles=None).values_list("pk", flat=True)

    def _expect_undone(self, number: int, history: InputHistory, batch: int) -> None:
        if not history.top.edited:
            history.versions[1:] = [version for version in history.versions[1:] if version.batch != batch]
        history.held = [held for held in history.held if held.batch != batch]
        if history.batch == batch:
            own = self.undone | {batch}
            others = [n for n, version in enumerate(history.versions) if version.batch not in own]
            if others:
                del history.versions[: others[0]]
            else:
                self._expect_deleted(number, history)

    def _expect_deleted(self, number: int, history: InputHistory) -> None:
        """The oldest draft that was to update it takes its place."""
        del self.histories[number]
        if history.held:
            self.histories[number] = InputHistory([history.held[0]], "draft", history.held[1:])

    @rule(choice=choices)
    def discard(self, choice: int) -> None:
        """What is not published of a file goes."""
        batch = self._batch(choice)
        uploads.discard(batch.files.get())
        for number, history in list(self.histories.items()):
            history.held = [held for held in history.held if held.batch != batch.pk]
            if history.status == "draft" and history.batch == batch.pk:
                self._expect_deleted(number, history)

    @rule(choice=choices)
    def publish_batch(self, choice: int) -> None:
        self._publish_batch(self._batch(choice))

    @if_updates_are_held
    @rule(choice=choices, crop=crops)
    def correct_an_article_and_publish_the_batch_of_its_update(self, choice: int, crop: str) -> None:
        """What an editor has written is not overwritten by publishing many."""
        numbers = sorted(number for number, history in self.histories.items() if history.held)
        number = numbers[choice % len(numbers)]
        self._edit(number, crop)
        self._publish_batch(Import.objects.get(pk=self.histories[number].held[0].batch))

    def _publish_batch(self, batch: Import) -> None:
        uploads.publish(batch)
        for history in self.histories.values():
            if history.status == "published" and not history.top.edited:
                for held in [held for held in history.held if held.batch == batch.pk]:
                    self._expect_superseded(history, held)
            if history.status == "draft" and history.batch == batch.pk:
                history.status = "published"

    def _batch(self, choice: int) -> Import:
        """One of the batches, the newest first."""
        batches = list(Import.objects.order_by("-pk"))
        return batches[choice % len(batches)]

    # ---- people ---------------------------------------------------------------------------------------

    @if_there_are_articles
    @rule(choice=choices, crop=crops)
    def edit(self, choice: int, crop: str) -> None:
        self._edit(self._number(choice), crop)

    def _edit(self, number: int, crop: str) -> None:
        history = self.histories[number]
        archive.update(self._article(number), body=body(number, crop), edited=True)
        history.versions[-1] = replace(history.top, crop=crop, edited=True)

    @if_updates_are_held
    @rule(choice=choices)
    def publish_update(self, choice: int) -> None:
        drafts = Article.objects.exclude(replaces=None).order_by("pk")
        draft = drafts[choice % len(drafts)]
        history = next(h for number, h in self.histories.items() if address(number) == draft.url)
        place = [each.pk for each in drafts.filter(replaces=draft.replaces)].index(draft.pk)
        publishing.publish_one(draft)
        self._expect_superseded(history, history.held[place])
        history.status = "published"

    def _expect_superseded(self, history: InputHistory, held: Version) -> None:
        history.held.remove(held)
        history.versions.append(replace(held))

    @if_there_are_articles
    @rule(choice=choices)
    def publish_article(self, choice: int) -> None:
        number = self._number(choice)
        publishing.publish_one(self._article(number))
        self.histories[number].status = "published"

    @if_there_are_articles
    @rule(choice=choices)
    def withdraw(self, choice: int) -> None:
        """What readers never saw stays as it is."""
        number = self._number(choice)
        publishing.set_status(self._article(number), "withdrawn")
        if self.histories[number].status == "published":
            self.histories[number].status = "withdrawn"

    @if_there_are_articles
    @rule(choice=choices)
    def unpublish(self, choice: int) -> None:
        number = self._number(choice)
        publishing.set_status(self._article(number), "draft")
        self.histories[number].status = "draft"

    @if_there_are_articles
    @rule(choice=choices)
    def delete(self, choice: int) -> None:
        self._delete(self._number(choice))

    @if_updates_are_held
    @rule(choice=choices)
    def delete_what_an_update_is_held_for(self, choice: int) -> None:
        numbers = sorted(number for number, history in self.histories.items() if history.held)
        self._delete(numbers[choice % len(numbers)])

    def _delete(self, number: int) -> None:
        articles.delete(Article.objects.filter(pk=self._article(number).pk))
        self._expect_deleted(number, self.histories[number])

    @rule(choice=choices, other=choices)
    def merge_sources(self, choice: int, other: int) -> None:
        self._merge(list(Source.objects.order_by("pk")), choice, other)

    @rule(choice=choices, other=choices)
    def merge_tags(self, choice: int, other: int) -> None:
        self._merge(list(Tag.objects.order_by("pk")), choice, other)

    def _merge(self, found: list[Any], choice: int, other: int) -> None:
        if len(found) > 1 and choice % len(found) != other % len(found):
            row, into = found[choice % len(found)], found[other % len(found)]
            carrying = set(row.articles.values_list("pk", flat=True)) | set(
                into.articles.values_list("pk", flat=True)
            )
            names.merge(row, into)
            assert set(into.articles.values_list("pk", flat=True)) == carrying

    def _number(self, choice: int) -> int:
        numbers = sorted(self.histories)
        return numbers[choice % len(numbers)]

    def _article(self, number: int) -> Article:
        return Article.objects.get(url=address(number), replaces=None)

    # ---- what must hold -------------------------------------------------------------------------------

    @invariant()
    def rows_are_as_expected(self) -> None:
        type(self).steps += 1
        found = Article.objects.annotate(n=Count("revisions", distinct=True)).order_by("pk")
        live = {
            a.url: (a.body, a.status, a.edited, a.imported_file.batch_id, a.n)
            for a in found
            if not a.replaces
        }
        assert live == {
            address(n): (body(n, s.top.crop), s.status, s.top.edited, s.batch, len(s.versions) - 1)
            for n, s in self.histories.items()
        }
        held = [(a.url, a.body, a.imported_file.batch_id) for a in found if a.replaces]
        expected = [(address(n), body(n, v.crop), v.batch) for n, s in self.histories.items() for v in s.held]
        assert sorted(held) == sorted(expected)
        assert len(live) + len(held) == len(found), "no input twice"

    @invariant()
    def the_index_holds_what_readers_see(self) -> None:
        outbox.drain(runtime.current_engine())
        assert not IndexChange.objects.exists()
        shown = Article.objects.published()
        assert sorted(runtime.current_engine().ids()) == sorted(shown.values_list("pk", flat=True))
        for crop in CROPS:
            expected = {article.pk for article in shown if crop in article.body}
            assert self._found(SearchRequest(text=crop)) == expected
        for tag in Tag.objects.all():
            expected = set(tag.articles.published().values_list("pk", flat=True))
            assert self._found(SearchRequest(columns={"tag": (tag.slug,)})) == expected

    def _found(self, request: SearchRequest) -> set[int]:
        return {result.article.pk for result in search(request).results}

    @invariant()
    def what_belongs_to_an_article_is_of_its_version(self) -> None:
        for original in Original.objects.select_related("article"):
            text = json.loads(original.text)["text"]
            assert original.article.edited or original.article.body == text
        for number, history in self.histories.items():
            article = self._article(number)
            assert {tag.name for tag in article.tags.all()} <= {self._name_now(history.top.tag)}
            signed = DuplicateSignature.objects.get(article=article)
            assert bytes(signed.data) == signature(f"{article.title}\n{article.body}")

    def _name_now(self, tag: str) -> str:
        """The name of a tag, which may have been merged into another."""
        former = FormerTag.objects.filter(name=tag).select_related("row").first()
        return former.row.name if former else tag

    @invariant()
    def nothing_is_orphaned(self) -> None:
        connection.check_constraints()  # no row points to one that is gone
        assert Original.objects.count() == Article.objects.count()
        assert Article.objects.filter(replaces=None, input_key=None).count() == 0
        assert Article.objects.exclude(replaces=None).exclude(input_key=None).count() == 0


@pytest.mark.django_db
def test_the_archive_holds_together_whatever_is_done_to_it(settings_restored: None) -> None:
    run_state_machine_as_test(
        ArchiveMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    print(f"{ArchiveMachine.steps} states checked")


@pytest.fixture
def settings_restored(settings: Any) -> None:
    """The machine gives each example an index folder of its own; pytest-django puts the setting back."""
    settings.INDEX_DIR = settings.INDEX_DIR
