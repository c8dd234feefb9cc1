"""A fuzz of the readers: mutated samples of every format; none may escape its row or pass its limits.

``python -m tests.benchmarks.fuzz_readers --runs 200000 [--seed 1] [--seconds 3000] [--of a.mrc]`` prints how
many inputs of each kind it read, the slowest, and every input that broke a promise (kept in ``--keep``): an
exception out of the readers, an item that is neither a draft nor a problem, a text with halves of letters, a
traceback (a reader's mistake, which costs its row alone and is counted apart), or more time of the processor
than ``--limit`` seconds.
"""

from __future__ import annotations

import argparse
import logging
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Final

from articles.ingest.reading import READERS, read_here
from articles.ingest.types import Draft, ImportProblem, Input, Limits
from tests.benchmarks.fuzz_samples import samples

_LIMITS: Final = Limits(
    file_size=4 << 20, document_size=1 << 20, unpacked_size=8 << 20, members=200, pages=20
)
_MEMORY: Final = 2 << 30
_BITS: Final = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xd8", b"\xed\xa0\xbd", b"\r", b"\x1a", b"\xe2\x80\xa8"),
)
_TOKENS: Final = (
    *(b'"', b"'", b"\\", b",", b"\t", b"\n", b"{", b"}", b"[", b"]", b"<", b">", b"&", b"]]>", b"<![CDATA["),
    *(
        b"<o:p>",
        b"&nbsp;",
        b"&#xD800;",
        b"\\ud83d",
        b"nan",
        b"null",
        b"1e999",
        b"-1",
        b"99999999999999999999",
    ),
    *(text.encode() for text in ("ؤأ", "ﷲ", "\u202e", "؟", "%D8%A7", "????", "Ø§Ù„", "ط§ظ„")),
    *(b"--B", b"From ", b"Content-Length: -5", b"\r\n\r\n", b"sep=;", b"<DOC ", b"[" * 2000, b"<a>" * 500),
)

# What patterns that look back pay for with the square of a run's length.
_SIGNS: Final = " \t\n\u00a0-_ـ|\"'([<&.#\\1aاو\u064e"
_PIECES: Final = (
    *("1/", "- \n", " \n", "ا ", "ا: ", "ا\n", "من ", "> ", "<b>", "<p>", "<!--", "&amp;", "a@", "/*"),
    *("https://", "01/02/2020 "),
)
_RUNS: Final = tuple(text.encode() for text in (*_SIGNS, *_PIECES))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data after one to eight changes of the kinds that files suffer."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        place = chance.randrange(len(out) + 1)
        end = min(len(out), place + chance.choice((1, 2, 8, 64, 512)))
        match chance.randrange(9):
            case 0:
                del out[place:end]
            case 1:
                out[place:place] = chance.choice(_TOKENS)
            case 2:
                out[place:end] = chance.choice(_TOKENS)
            case 3:
                out[place:place] = chance.choice(_BITS)
            case 4 if place < len(out):
                out[place] ^= 1 << chance.randrange(8)
            case 5:
                out[place:place] = out[place:end] * chance.choice((1, 2, 50))
            case 6:
                out[place:end] = chance.randbytes(end - place)
            case 7:
                out[place:place] = chance.choice(_RUNS) * chance.choice((20, 1000, 10_000))
            case _:
                del out[place : len(out) if chance.random() < 0.3 else end]
    return bytes(out)


def inputs(seed: int, of: Collection[str] = ()) -> Iterator[tuple[str, bytes, int]]:
    """Names and contents without end, ``of`` some samples alone; a number tells one again: ``--only``."""
    originals = samples()
    names = sorted(name for name in originals if not of or name in of)
    number = seed * 1_000_000_000
    while True:
        number += 1
        chance = random.Random(number)
        name = names[number % len(names)]
        data = mutated(originals[name], chance)
        if chance.random() < 0.05:  # the right content under another's name
            name = chance.choice(names)
        yield name, data, number


def broken_promise(path: Path, name: str) -> tuple[str, int]:
    """What is wrong with the reading of a file, or ""; and the number of mistakes that cost a row."""
    mistakes = 0
    for item in read_here(Input(path, name, _LIMITS)):
        if isinstance(item, ImportProblem):
            mistakes += item.code == "failed"
        elif not isinstance(item, Draft):
            return f"neither draft nor problem: {item!r}", mistakes
        else:
            item.prepared()
            for text in (item.title, item.body, item.source, item.url, *item.authors, *item.tags):
                text.encode("utf-8")
    return "", mistakes


def run(options: argparse.Namespace, tell: Callable[[str], None] = print) -> int:
    """Read the inputs; return how many broke a promise."""
    counts: Counter[str] = Counter()
    slowest: list[tuple[float, str, int]] = []
    bad = done = mistakes = 0
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for name, data, number in inputs(options.seed, options.of):
            if done >= options.runs or time.monotonic() - begun > options.seconds:
                break
            if options.only and number != options.only:
                continue
            path = Path(folder) / "input"
            path.write_bytes(data)
            started = time.process_time()
            try:
                wrong, failed = broken_promise(path, name)
            except Exception:
                wrong, failed = traceback.format_exc(), 0
            took = time.process_time() - started
            if took > options.limit:
                wrong = wrong or f"{took:.1f} s"
            done += 1
            mistakes += failed
            counts[name] += 1
            slowest = sorted([*slowest, (took, name, number)], reverse=True)[:5]
            if wrong or (failed and options.keep):
                bad += bool(wrong)
                tell(f"{name} {number}: {wrong.strip().splitlines()[-1] if wrong else 'a row failed'}")
                if options.keep:
                    (options.keep / f"{number}-{name}").write_bytes(data)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds = time.monotonic() - begun
    tell(f"{done} inputs of {len(counts)} samples and {len(READERS)} formats in {seconds:.0f} s")
    tell(f"{bad} escaped; {mistakes} rows failed by a mistake of a reader; at most {peak} MB")
    tell("slowest: " + ", ".join(f"{name} {number} {took:.2f} s" for took, name, number in slowest))
    return bad


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--limit", type=float, default=10.0, help="seconds of the processor for one input")
    parser.add_argument(
        "--of", nargs="*", default=(), help="names of samples, of which alone inputs are made"
    )
    parser.add_argument("--only", type=int, default=0, help="the number of one input")
    parser.add_argument("--keep", type=Path, default=None, help="a folder for inputs that broke a promise")
    options = parser.parse_args()
    logging.disable()  # of refused files there are many; a reader's mistakes are counted and kept
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    sys.exit(1 if run(options) else 0)


if __name__ == "__main__":
    main()
