"""How good the first results are: python -m tests.benchmarks.relevance [--corpus FOLDER] [--queries N].

With ``--folds N`` the articles are cut into N folds that share neither source nor date, each is an archive of
its own, and the gains over the baseline are told fold by fold, with their mean and spread: what is tuned on
some of the folds must hold on the others.

Each query was made from one text, and the question is at which rank that text comes back:

- headline: a headline finds the body it was written for;
- three words: so do three random words of a headline;
- question: a question finds the paragraph that answers it;
- lead: six random words of an article's beginning find the article, indexed with its title.

Headlines are not indexed in the first two sets. Only articles whose headline and opening occur once take
part. For each set: MRR@10 (mean of 1/rank, 0 beyond ten), R@1 and R@10 (how often it is first, among the
first ten), beside what Lucene's Arabic analyzer with BM25 gets on the same texts and queries. The engine
searches with ``match=any``, as Lucene does by default.
"""

from __future__ import annotations

import argparse
import html
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean, pstdev
from tempfile import TemporaryDirectory
from typing import NamedTuple

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines import registry
from articles.search.engines.base import Engine
from articles.search.query.parse import parse
from articles.search.ranking import bm25
from articles.search.types import Doc, Match, Mode
from tests.benchmarks import corpus, lucene

DEPTH = 10
LEAD_WORDS = 30  # of which six are drawn
SHORTEST = 3  # letters of a drawn word
TITLE_WEIGHTS = (0.0, 0.7, 1.0, 2.0, 3.0)
MODES: tuple[Mode, ...] = ("normal", "wide")

Rank = Callable[[str, int], int]  # of a text, by its id, among the results of a query; 0 when beyond DEPTH


class Asked(NamedTuple):
    query: str
    id: int


class Measure(NamedTuple):
    mrr: float
    first: float
    found: float


def measure(asked: Sequence[Asked], rank: Rank) -> Measure:
    """MRR@10, R@1 and R@10."""
    ranks = [rank(query, id) for query, id in asked]
    count = len(ranks)
    mrr = sum(1 / place for place in ranks if place) / count
    return Measure(mrr, sum(place == 1 for place in ranks) / count, sum(place > 0 for place in ranks) / count)


# ---- texts and queries ----


def articles(path: Path, analyzer: Analyzer) -> list[Doc]:
    """The articles whose headline and opening occur once, numbered from 0."""
    docs = [_unescaped(doc) for doc in corpus.read(path)]
    titles = [" ".join(analyzer.words(doc.title)) for doc in docs]
    openings = [" ".join(analyzer.words(doc.body[:200])[:12]) for doc in docs]
    title_counts, opening_counts = Counter(titles), Counter(openings)
    single = [
        doc
        for doc, title, opening in zip(docs, titles, openings, strict=True)
        if title and title_counts[title] == opening_counts[opening] == 1
    ]
    return [replace(doc, id=number) for number, doc in enumerate(single)]


def _unescaped(doc: Doc) -> Doc:
    return replace(doc, title=html.unescape(doc.title), body=html.unescape(doc.body))


def drawn(text: str, count: int, chance: random.Random, analyzer: Analyzer) -> str:
    """``count`` random words of the text; empty when it has not so many."""
    words = sorted({word for word in text.split() if len("".join(analyzer.words(word))) >= SHORTEST})
    return " ".join(chance.sample(words, count)) if len(words) >= count else ""


def questions(path: Path) -> tuple[list[Doc], list[Asked]]:
    """The paragraphs of a file in the layout of SQuAD, and its questions."""
    paragraphs, asked = list[Doc](), list[Asked]()
    for article in json.loads(path.read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            asked += [Asked(each["question"], len(paragraphs)) for each in paragraph["qas"]]
            paragraphs.append(Doc(len(paragraphs), "", paragraph["context"]))
    return paragraphs, asked


def chosen(queries: Iterator[Asked], maximum: int) -> list[Asked]:
    """The first ``most`` queries that say anything."""
    found: list[Asked] = []
    for each in queries:
        if each.query and len(found) < maximum:
            found.append(each)
    return found


def folds(docs: Sequence[Doc], count: int) -> list[list[Doc]]:
    """Articles in folds of about one size that share no source and no date; most belong to none."""
    sources = _parts(Counter(doc.source for doc in docs), count)
    dates = _parts(Counter(doc.published for doc in docs), count)
    parts = [[doc for doc in docs if sources[doc.source] == dates[doc.published] == n] for n in range(count)]
    return [[replace(doc, id=number) for number, doc in enumerate(part)] for part in parts]


def _parts(counts: Mapping[str, int], count: int) -> dict[str, int]:
    """Each value's part, such that the parts have about as many articles each: the largest go first."""
    sizes, part_of = [0] * count, dict[str, int]()
    for value in sorted(counts, key=lambda value: (-counts[value], value)):
        part_of[value] = min(range(count), key=sizes.__getitem__)
        sizes[part_of[value]] += counts[value]
    return part_of


# ---- searching ----


def vocabulary(docs: Sequence[Doc], analyzer: Analyzer) -> Counter[str]:
    """The words of the articles, as a rebuild freezes them."""
    counts: Counter[str] = Counter()
    for doc in docs:
        counts.update(set(analyzer.words(f"{doc.title}\n{doc.body}")))
    return counts


def by_engine(engine: Engine, analyzer: Analyzer, mode: Mode, match: Match) -> Rank:
    def rank(query: str, id: int) -> int:
        parsed = parse(query, mode=mode, match=match, analyzer=analyzer)
        ids = [hit.id for hit in engine.search(parsed, limit=DEPTH).hits]
        return ids.index(id + 1) + 1 if id + 1 in ids else 0

    return rank


def indexed(docs: Sequence[Doc], folder: str, analyzer: Analyzer) -> Engine:
    """An engine that holds the texts, numbered from 1 as engines number articles."""
    engine = registry.create("whoosh", folder, analyzer)
    engine.rebuild(replace(doc, id=doc.id + 1) for doc in docs)
    return engine


def by_lucene(docs: Sequence[Doc], title_weight: float = 0.0) -> Rank:
    bodies = lucene.Index([doc.body for doc in docs])
    titles = lucene.Index([doc.title for doc in docs]) if title_weight else None

    def rank(query: str, id: int) -> int:
        scores = bodies.scores(query)
        if titles:
            scores = scores + title_weight * titles.scores(query)
        better = (scores > scores[id]).sum() + (scores[:id] == scores[id]).sum()
        return int(better) + 1 if scores[id] and better < DEPTH else 0

    return rank


# ---- the report ----


def line(name: str, found: Measure, baseline: Measure | None = None) -> str:
    gain = f"{found.mrr / baseline.mrr - 1:+8.1%}" if baseline else ""
    return f"{name:34}{found.mrr:8.3f}{found.first:8.3f}{found.found:8.3f}{gain}"


Sets = Mapping[str, Sequence[Asked]]


def drawn_sets(docs: Sequence[Doc], queries: int, chance: random.Random, analyzer: Analyzer) -> Sets:
    """The headlines, and three words of each."""
    order = chance.sample(docs, len(docs))
    words = (Asked(drawn(doc.title, 3, chance, analyzer), doc.id) for doc in order)
    return {
        "headline": chosen((Asked(doc.title, doc.id) for doc in order), queries),
        "three words": chosen(words, queries),
    }


def better_of(*each: Rank) -> Rank:
    """What chooses for every query the ranking that places its text higher: more than any mixture can do."""

    def rank(query: str, id: int) -> int:
        return min(filter(None, (one(query, id) for one in each)), default=0)

    return rank


def gains(docs: Sequence[Doc], sets: Sets, analyzer: Analyzer, match: Match) -> dict[tuple[str, str], float]:
    """For each set and mode, and for the better of normal mode and the baseline, MRR@10 beside the
    baseline's, less 1."""
    found = dict[tuple[str, str], float]()
    with TemporaryDirectory() as folder:
        engine = indexed(docs, folder, analyzer)
        for name, asked in sets.items():
            theirs, normal = by_lucene(docs), by_engine(engine, analyzer, "normal", match)
            baseline = measure(asked, theirs).mrr
            for mode in MODES:
                found[name, mode] = (
                    measure(asked, by_engine(engine, analyzer, mode, match)).mrr / baseline - 1
                )
            found[name, "better of both"] = measure(asked, better_of(theirs, normal)).mrr / baseline - 1
        engine.close()
    return found


def compare_folds(archives: Sequence[tuple[Sequence[Doc], Sets, Analyzer]], match: Match) -> None:
    """For each set and mode the gain over the baseline in each fold, their mean and spread."""
    each = [gains(docs, sets, analyzer, match) for docs, sets, analyzer in archives]
    for name, mode in each[0]:
        values = [fold[name, mode] for fold in each]
        figures = "".join(f"{value:+8.1%}" for value in values)
        print(f"{name}, {mode}".ljust(28) + figures + f"   mean {fmean(values):+.1%} ± {pstdev(values):.1%}")


def compare(
    docs: Sequence[Doc], sets: Mapping[str, Sequence[Asked]], analyzer: Analyzer, match: Match
) -> None:
    """For each set: the baseline, and the engine in both modes."""
    baseline_rank = by_lucene(docs)
    with TemporaryDirectory() as folder:
        engine = indexed(docs, folder, analyzer)
        for name, asked in sets.items():
            baseline = measure(asked, baseline_rank)
            print(line(f"{name} ({len(asked)}): Lucene", baseline))
            for mode in MODES:
                print(line(f"  {mode}", measure(asked, by_engine(engine, analyzer, mode, match)), baseline))
        engine.close()


def compare_titles(docs: Sequence[Doc], asked: Sequence[Asked], analyzer: Analyzer, match: Match) -> None:
    """The set of leads, for each weight that a title can have."""
    usual = bm25.FIELD_WEIGHTS["title"]
    with TemporaryDirectory() as folder:
        indexed(docs, folder, analyzer).close()
        for weight in TITLE_WEIGHTS:
            baseline = measure(asked, by_lucene(docs, weight))
            print(line(f"lead ({len(asked)}), title {weight:g}: Lucene", baseline))
            bm25.FIELD_WEIGHTS["title"] = weight
            engine = registry.create("whoosh", folder, analyzer)
            for mode in MODES:
                print(line(f"  {mode}", measure(asked, by_engine(engine, analyzer, mode, match)), baseline))
            engine.close()
    bm25.FIELD_WEIGHTS["title"] = usual


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=corpus.DEFAULT.parent, help="folder of the dev files")
    parser.add_argument("--queries", type=int, default=1000, help="of each set but the questions")
    parser.add_argument("--match", choices=("any", "all", "most"), default="any")
    parser.add_argument("--seed", type=int, default=1, help="of the choice of articles and words")
    parser.add_argument("--folds", type=int, default=0, help="that share no source and no date")
    options = parser.parse_args()
    plain = Analyzer()
    docs = articles(options.corpus / "news-dev.jsonl.gz", plain)
    chance = random.Random(options.seed)
    if options.folds:
        compare_folds(_archives(docs, options.folds, options.queries, chance), options.match)
        halves = [_half(options.corpus, number) for number in range(2)]
        compare_folds([(found, {"question": asked}, plain) for found, asked in halves], options.match)
        return
    analyzer = Analyzer(vocabulary(docs, plain))
    sets = drawn_sets(docs, options.queries, chance, plain)
    order = chance.sample(docs, len(docs))
    leads = chosen((Asked(_lead(doc, chance, plain), doc.id) for doc in order), options.queries)
    print(f"{len(docs):,} articles, match={options.match}".ljust(34) + "  MRR@10     R@1    R@10 MRR@10")
    bodies = [replace(doc, title="") for doc in docs]
    compare(bodies, sets, analyzer, options.match)
    paragraphs, asked = questions(options.corpus / "questions-dev.json")
    compare(paragraphs, {"question": asked}, plain, options.match)
    compare_titles(docs, leads, analyzer, options.match)


def _archives(
    docs: Sequence[Doc], count: int, queries: int, chance: random.Random
) -> list[tuple[Sequence[Doc], Sets, Analyzer]]:
    """Each fold without its headlines, what is asked of it, and an analyzer that knows its words."""
    plain, archives = Analyzer(), list[tuple[Sequence[Doc], Sets, Analyzer]]()
    for part in folds(docs, count):
        bodies = [replace(doc, title="") for doc in part]
        sets = drawn_sets(part, queries, chance, plain)
        archives.append((bodies, sets, Analyzer(vocabulary(bodies, plain))))
    return archives


def _half(folder: Path, number: int) -> tuple[list[Doc], list[Asked]]:
    """Every other question, asked of all the paragraphs."""
    paragraphs, asked = questions(folder / "questions-dev.json")
    return paragraphs, asked[number::2]


def _lead(doc: Doc, chance: random.Random, analyzer: Analyzer) -> str:
    return drawn(" ".join(doc.body.split()[:LEAD_WORDS]), 6, chance, analyzer)


if __name__ == "__main__":
    main()
