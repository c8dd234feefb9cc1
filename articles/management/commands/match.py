"""manage.py match QUERY TEXT: would an article with this text be found? Needs neither database nor index."""

from __future__ import annotations

import logging
import re
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.arabic.orthography.normalizer import normalize
from articles.indexing.runtime import make_analyzer
from articles.search.query.explain_match import Matcher
from articles.search.query.parse import parse
from articles.search.query.spellings import Spellings
from articles.searching.query.explain import explain
from articles.searching.query.messages import sentence
from articles.searching.request import MODES

log = logging.getLogger(__name__)

OPTION_LIKE = re.compile(r"-[^-]{2,}")


class Command(BaseCommand):
    help = "Exit 0 when an article with that text would match, 1 when it would not, 2 on any error; say why."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query")
        parser.add_argument("text", help="the first line is the title")
        parser.add_argument("--mode", choices=MODES, default="normal")

    def run_from_argv(self, argv: list[str]) -> None:
        """A query may begin with ``-``: a blank in front tells argparse that it is no option."""
        super().run_from_argv([f" {word}" if OPTION_LIKE.match(word) else word for word in argv])

    def handle(self, *args: Any, query: str, text: str, mode: Any, **options: Any) -> None:
        try:
            holds = self._explain(query, text, mode)
        except Exception as error:
            log.debug("no answer", exc_info=True)
            raise CommandError(f"{type(error).__name__}: {error}", returncode=2) from error
        if not holds:
            raise SystemExit(1)

    def _explain(self, text_of_query: str, text: str, mode: Any) -> bool:
        analyzer = make_analyzer()
        words = Counter(map(normalize, analyzer.words(text)))
        spellings = Spellings(analyzer, words.__getitem__)  # the text is the archive
        query = parse(text_of_query, mode=mode, analyzer=analyzer, spellings=spellings)
        matcher = Matcher(text, analyzer)
        holds = matcher.matches(query)
        self.stdout.write("match" if holds else "no match")
        self.stdout.write(f"read as: {explain(query)}")
        for warning in query.warnings:
            self.stdout.write(f"warning: {sentence(warning)}")
        for reason in matcher.reasons(query):
            met = ", ".join(f"{word} ({layer})" for word, layer in reason.found)
            self.stdout.write(f"{'+' if reason.holds else '-'} {reason.part}{': ' + met if met else ''}")
        return holds
