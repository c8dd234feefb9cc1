"""Damage every file of a served archive's index, and see what readers get and how soon it heals.

``make torture``. Each file below ``index/`` is in turn flipped (64 bytes in its midst), cut in half, emptied
and deleted, the folders deleted, while the archive answers. Every answer to a search must be the right one,
or 503 with a time to try again; the pages for reading must go on; an article saved meanwhile must be found
afterwards; and the index must be whole again in time. The seed chooses the order and, with --sample, which
damages are tried.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests import processes

PATIENCE = 30.0  # seconds within which an index of 1,000 articles is whole again
WORD = "الجسر"
_POLL = 0.1


def flip(file: Path) -> None:
    with file.open("r+b") as stream:
        at = file.stat().st_size // 3
        stream.seek(at)
        content = stream.read(64)
        stream.seek(at)
        stream.write(bytes(byte ^ 255 for byte in content))


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


DAMAGES: dict[str, Callable[[Path], None]] = {"flip": flip, "cut": cut, "empty": empty, "delete": delete}


@dataclass
class Outcome:
    """What readers got after one damage."""

    file: str
    damage: str
    answers: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    healed: float | None = None  # seconds

    def __str__(self) -> str:
        answers = ", ".join(f"{count} × {answer}" for answer, count in sorted(self.answers.items()))
        healed = "never whole again" if self.healed is None else f"whole after {self.healed:.1f} s"
        return f"{self.file:64} {self.damage:7} {healed:24} {answers}{'  WRONG: ' if self.wrong else ''}" + (
            "; ".join(sorted(set(self.wrong)))
        )


class Archive:
    """An archive of invented articles, served by the product's own command."""

    def __init__(self, data: Path, engine: str, articles: int, patience: float) -> None:
        self.data = data
        self.patience = patience  # seconds within which it is to be whole again
        self.engine = engine
        self.articles = articles
        self.saved = 0
        self._port = processes.free_port()

    @contextmanager
    def served(self) -> Iterator[None]:
        rows = self.data.with_suffix(".jsonl")
        rows.write_text("".join(self._row(number) for number in range(self.articles)), "utf-8")
        self._run("migrate", "--verbosity", "0")
        self._run("import", str(rows), "--json")
        self._run("rebuild_index")
        log = self.data.with_suffix(".log").open("w")
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=processes.ROOT,
            env=self._environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            if not processes.until(lambda: self._get("/healthz")[0] == 200, 120):
                raise RuntimeError(f"it does not serve: see {log.name}")
            yield
        finally:
            server.terminate()
            server.wait(60)
            log.close()

    def _environment(self) -> dict[str, str]:
        settings = {"SEARCH_ENGINE": self.engine, "PORT": str(self._port), **processes.UNLIMITED}
        return processes.environment(self.data, **settings)

    def _run(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=processes.ROOT,
            env=self._environment(),
            check=True,
            capture_output=True,
        )

    @staticmethod
    def _row(number: int) -> str:
        body = f"مرّ موكب رقم {number} فوق {WORD} قبل الظهر. " * 5
        return json.dumps({"title": f"خبر {number} عن {WORD}", "body": body, "id": number}) + "\n"

    def _get(self, path: str) -> tuple[int, bytes, str | None]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=30) as answer:
                return answer.status, answer.read(), answer.headers["Retry-After"]
        except urllib.error.HTTPError as error:
            return error.code, error.read(), error.headers["Retry-After"]
        except OSError as error:
            return 0, str(error).encode(), None

    @property
    def index(self) -> Path:
        return self.data / "index"

    def targets(self) -> list[Path]:
        """Every file of the index but the locks, which hold nothing, and the folders."""
        files = [path for path in self.index.rglob("*") if path.is_file() and "lock" not in path.name.lower()]
        folders = [self.index, self.index / self.engine, *self.index.glob(f"{self.engine}/generation-*")]
        return sorted(files) + folders

    # ---- one damage ----

    def try_damage(self, path: Path, damage: str) -> Outcome:
        outcome = Outcome(str(path.relative_to(self.data)), damage)
        DAMAGES[damage](path)
        begun = time.monotonic()
        self._look(outcome)
        self._save()
        while time.monotonic() - begun < self.patience:
            whole = self._look(outcome)
            if whole and self._is_whole():
                outcome.healed = time.monotonic() - begun
                break
            time.sleep(_POLL)
        return outcome

    def _look(self, outcome: Outcome) -> bool:
        """Ask as readers do; whether all was answered, the newest article found."""
        status, content, retry = self._get(f"/api/v1/search?q={quote(WORD)}")
        outcome.answers[f"search {status}"] = outcome.answers.get(f"search {status}", 0) + 1
        total = json.loads(content)["total"] if status == 200 else -1
        expected = self.articles + self.saved
        if status == 200 and total not in (expected, expected - 1):
            outcome.wrong.append(f"{total} found, there are {expected}")
        if status not in (200, 503) or (status == 503 and not retry):
            outcome.wrong.append(f"search answers {status}")
        for page in ("/", "/a/1/"):
            if (answer := self._get(page)[0]) not in (200, 301):
                outcome.wrong.append(f"{page} answers {answer}")
        return total == expected and self._get("/readyz")[0] == 200

    def _save(self) -> None:
        """An article saved by another process of the archive, as by its editor."""
        title = f"{WORD} المحفوظ {self.saved}"
        self._run("shell", "-c", f"from tests import archive; archive.create(title={title!r})")
        self.saved += 1

    def _is_whole(self) -> bool:
        checked = subprocess.run(
            [sys.executable, "manage.py", "check_index"],
            cwd=processes.ROOT,
            env=self._environment(),
            capture_output=True,
            check=False,
        )
        return checked.returncode == 0


def torture(
    engine: str, articles: int, seed: int, sample: int = 0, patience: float = PATIENCE
) -> list[Outcome]:
    """Try every damage on every file, or ``sample`` of them; what came of each."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        archive = Archive(Path(folder) / "data", engine, articles, patience)
        with archive.served():
            return list(_all(archive, chance, sample))


def _all(archive: Archive, chance: random.Random, sample: int) -> Iterator[Outcome]:
    """A rebuild names its files anew, so each is found again by its kind: its place in the list."""
    plan = [(kind, how) for kind in range(len(archive.targets())) for how in DAMAGES]
    chance.shuffle(plan)
    for kind, damage in plan[: sample or None]:
        targets = archive.targets()
        path = targets[kind % len(targets)]
        outcome = archive.try_damage(path, "delete" if path.is_dir() else damage)
        print(outcome, flush=True)
        yield outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--engines", nargs="+", default=["whoosh", "tantivy"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=0, help="how many damages of each engine; 0: all")
    options = parser.parse_args()
    failed = 0
    for engine in options.engines:
        print(f"{engine}, {options.articles} articles, seed {options.seed}")
        outcomes = torture(engine, options.articles, options.seed, options.sample)
        slowest = max((outcome.healed or PATIENCE for outcome in outcomes), default=0.0)
        bad = [outcome for outcome in outcomes if outcome.wrong or outcome.healed is None]
        print(
            f"{engine}: {len(outcomes)} damages, {len(bad)} failed, whole after {slowest:.1f} s at the latest"
        )
        failed += len(bad)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
