"""The contract of engines that keep their index on disk: several processes, stale indexes, crashes."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from articles.arabic.analysis.analyzer import Analyzer
from articles.search import schema
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.errors import IndexBusy, IndexMissing, IndexStale
from articles.search.types import Doc
from tests.processes import until
from tests.search import elsewhere
from tests.search.contract import DOCS, EngineContract, asked
from tests.search.queries import all_of, query


def flip(file: Path) -> None:
    """Write another byte into the middle of the file."""
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 2)
        byte = stream.read(1)
        stream.seek(-len(byte), os.SEEK_CUR)
        stream.write(bytes(255 - number for number in byte))


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


T = TypeVar("T")


def or_stale(use: Callable[[], T]) -> T | None:
    """What comes of it; None when the index is told to be unusable."""
    try:
        return use()
    except IndexStale as error:
        return None if "rebuild_index" in str(error) else pytest.fail(f"it names no cure: {error}")


class PersistentContract(EngineContract):
    """``name`` is the engine's in the registry."""

    name: str

    @pytest.fixture
    def location(self, tmp_path: Path) -> Path:
        return tmp_path / "index"

    @pytest.fixture
    def engine(self, analyzer: Analyzer, location: Path) -> Iterator[Engine]:
        engine = self.open(location, analyzer)
        yield engine
        engine.close()

    def open(self, location: Path, analyzer: Analyzer, **options: Any) -> Engine:
        return registry.create(self.name, location, analyzer, **options)

    def opener(self, location: Path) -> elsewhere.Opener:
        return elsewhere.opener(self.name, location)

    # ---- several processes ----

    def test_the_index_outlives_its_process(self, location: Path, analyzer: Analyzer) -> None:
        assert elsewhere.in_process(elsewhere.rebuild, self.opener(location), DOCS) == 0
        engine = self.open(location, analyzer)
        assert asked(engine, all_of("الزحام", analyzer)) == {1, 2, 4}
        assert engine.fingerprint() == schema.fingerprint(analyzer)

    def test_other_processes_see_a_change_at_once(
        self, filled: Engine, location: Path, analyzer: Analyzer
    ) -> None:
        assert filled.search(query()).total == len(DOCS)
        other = self.opener(location)
        assert elsewhere.in_process(elsewhere.replace, other, [1, 50], [Doc(50, "بحيرة", "")]) == 0
        assert asked(filled, all_of("بحيرة", analyzer)) == {50}
        assert sorted(filled.ids()) == [2, 3, 4, 5, 6, 50]
        assert elsewhere.in_process(elsewhere.rebuild, other, DOCS[:2]) == 0
        assert sorted(filled.ids()) == [1, 2]

    def test_readers_never_wait_nor_see_half_a_change(
        self, filled: Engine, location: Path, analyzer: Analyzer
    ) -> None:
        titles = ("بحيرة", "صحراء")
        writer = elsewhere.started(elsewhere.keep_replacing, self.opener(location), [71, 72], titles)
        try:
            seen: list[int] = []

            def seen_changing() -> bool:
                total = filled.search(query(all_of("بحيرة", analyzer))).total
                if [total] != seen[-1:]:
                    seen.append(total)
                return len(seen) > 10

            assert until(seen_changing)
            assert set(seen) == {0, 2}
        finally:
            writer.kill()
            writer.join()
        assert len(set(filled.ids())) == len(list(filled.ids()))

    def test_a_change_waits_for_the_lock_and_gives_up_in_time(
        self, filled: Engine, location: Path, analyzer: Analyzer
    ) -> None:
        inside, leave = threading.Event(), threading.Event()

        def slow() -> Iterator[Doc]:
            inside.set()
            leave.wait(10)
            yield Doc(8, "بطيء", "")

        writer = threading.Thread(target=filled.replace, args=([8], slow()))
        writer.start()
        inside.wait(10)
        impatient = self.open(location, analyzer, lock_seconds=0.1)
        with pytest.raises(IndexBusy):
            impatient.replace([9], [])
        assert impatient.search(query()).total == len(DOCS), "readers do not wait"
        leave.set()
        writer.join()
        impatient.replace([8], [])

    def test_only_one_rebuild_at_a_time(self, filled: Engine, location: Path, analyzer: Analyzer) -> None:
        def docs() -> Iterator[Doc]:
            with pytest.raises(IndexBusy):
                self.open(location, analyzer, lock_seconds=0.1).rebuild([])
            filled.replace([1], [])
            assert 1 not in set(filled.ids()), "the live index can be changed meanwhile"
            yield DOCS[1]

        filled.rebuild(docs())
        assert list(filled.ids()) == [2]

    # ---- versions ----

    def test_an_index_of_another_format_is_stale_until_it_is_rebuilt(
        self, filled: Engine, location: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(schema, "FORMAT", schema.FORMAT + 1)
        engine = self.open(location, analyzer)
        for use in (
            lambda: engine.search(query()),
            lambda: engine.replace([1], []),
            lambda: list(engine.ids()),
        ):
            with pytest.raises(IndexStale):
                use()
        assert engine.fingerprint() != schema.fingerprint(analyzer)
        engine.rebuild(DOCS)
        assert engine.search(query()).total == len(DOCS)

    # ---- damage ----

    @pytest.mark.parametrize("opened", [True, False], ids=["open", "closed"])
    @pytest.mark.parametrize("damage", [flip, cut, empty, Path.unlink])
    def test_a_damaged_file_is_told_or_does_no_harm(
        self, analyzer: Analyzer, location: Path, damage: Callable[[Path], None], opened: bool
    ) -> None:
        engine = self.open(location, analyzer, must_exist=lambda: True)
        words = [all_of(word, analyzer) for word in ("الزحام", "النخيل", "بحيرة", "المدينة")]
        engine.rebuild(DOCS)
        engine.replace([4, 9], [Doc(9, "بحيرة", "ماء المدينة")])
        right = [engine.search(query(word)) for word in words]
        pristine = location.with_name("pristine")
        shutil.copytree(location, pristine)
        for name in sorted(file.relative_to(location) for file in location.rglob("*") if file.is_file()):
            engine.close()
            shutil.rmtree(location)
            shutil.copytree(pristine, location)
            if opened:
                engine.search(query(words[0]))
            damage(location / name)
            found = [or_stale(lambda word=word: engine.search(query(word))) for word in words]
            for hits, good in zip(found, right, strict=True):
                assert hits is None or (hits.hits, hits.total) == (good.hits, good.total), name
            if or_stale(lambda: engine.replace([77], [Doc(77, "جزيرة", "بعيدة")]) or True):
                assert or_stale(lambda: sorted(engine.ids())) in (None, [1, 2, 3, 5, 6, 9, 77]), name
            engine.rebuild(DOCS)
            assert engine.search(query()).total == len(DOCS), name
            engine.check(every_byte=True)

    def test_bytes_that_rot_are_found_by_reading_all(self, filled: Engine, location: Path) -> None:
        for file in sorted(location.glob("generation-*/*.*")):
            before, seen = file.read_bytes(), file.stat()
            flip(file)
            os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
            refused = or_stale(lambda: filled.check(every_byte=True) or True) is None
            assert refused or file.name.startswith("."), file.name
            file.write_bytes(before)
            os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        filled.check(every_byte=True)

    @pytest.mark.parametrize("use", ["search", "replace"])
    def test_an_index_that_is_gone_is_not_taken_for_a_new_one(
        self, location: Path, analyzer: Analyzer, use: str
    ) -> None:
        articles = []
        engine = self.open(location, analyzer, must_exist=lambda: bool(articles))
        assert engine.search(query()).total == 0
        engine.replace([1], DOCS[:1])
        articles.append(1)
        shutil.rmtree(location)
        with pytest.raises(IndexMissing, match="rebuild_index"):
            engine.replace([2], DOCS[1:2]) if use == "replace" else engine.search(query())
        assert engine.fingerprint() is None
        engine.rebuild(DOCS)
        assert engine.search(query()).total == len(DOCS)

    def test_an_index_where_others_may_write_is_not_opened(
        self, filled: Engine, location: Path, analyzer: Analyzer
    ) -> None:
        for folder in (location, next(location.glob("generation-*"))):
            folder.chmod(0o777)
            other = self.open(location, analyzer)
            with pytest.raises(IndexStale, match="others may write"):
                other.search(query())
            with pytest.raises(IndexStale, match="others may write"):
                other.replace([1], [])
            folder.chmod(0o700)
        location.chmod(0o777)
        filled.rebuild(DOCS)
        assert self.open(location, analyzer).search(query()).total == len(DOCS)

    # ---- crashes ----

    def test_a_process_killed_in_a_change_leaves_the_index_as_it_was(
        self, filled: Engine, location: Path, analyzer: Analyzer
    ) -> None:
        docs = [Doc(1, "بحيرة", "")]
        died = elsewhere.in_process(elsewhere.die_in_replace, self.opener(location), [1, 2], docs)
        assert died == -signal.SIGKILL
        assert sorted(filled.ids()) == [1, 2, 3, 4, 5, 6]
        assert asked(filled, all_of("بحيرة", analyzer)) == set()
        filled.replace([1, 2], [])
        assert sorted(filled.ids()) == [3, 4, 5, 6]

    def test_a_process_killed_in_its_first_change_leaves_no_index(
        self, engine: Engine, location: Path, analyzer: Analyzer
    ) -> None:
        died = elsewhere.in_process(elsewhere.die_in_replace, self.opener(location), [1], DOCS[:1])
        assert died == -signal.SIGKILL
        assert engine.search(query()).total == 0
        engine.replace([1], DOCS[:1])
        assert list(engine.ids()) == [1]

    def test_a_process_killed_in_a_rebuild_leaves_the_live_index(
        self, filled: Engine, location: Path, analyzer: Analyzer
    ) -> None:
        died = elsewhere.in_process(elsewhere.die_in_rebuild, self.opener(location), DOCS[:3])
        assert died == -signal.SIGKILL
        assert sorted(filled.ids()) == [1, 2, 3, 4, 5, 6]
        filled.rebuild(DOCS[:1])
        assert list(filled.ids()) == [1]
        assert len(list(location.glob("generation-*"))) == 1, "what the dead process left is gone"

    def test_a_process_killed_at_any_moment_leaves_a_sound_index(
        self, filled: Engine, location: Path, analyzer: Analyzer
    ) -> None:
        changes = elsewhere.counter()
        for round in range(1, 7):
            writer = elsewhere.started(elsewhere.keep_counting, self.opener(location), [80, 81], changes)
            wanted = changes.value + round  # it is killed somewhere in the change after that many
            assert until(lambda wanted=wanted: changes.value >= wanted)
            writer.kill()
            writer.join()
            assert sorted(filled.ids()) == [1, 2, 3, 4, 5, 6, 80, 81]
            assert asked(filled, all_of("بحيرة", analyzer)) == {80, 81}
