"""manage.py search QUERY: the archive's answer in a terminal, or as the API's JSON."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Iterable
from typing import Any

from arabic_reshaper import ArabicReshaper
from bidi import get_display
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from articles.api.serializers import search_object
from articles.search.errors import SearchError
from articles.search.types import Piece
from articles.searching.request import MATCHES, MAX_LIMIT, MODES, SORTS, SearchRequest
from articles.searching.results import Result
from articles.searching.service import search
from articles.web.i18n.formatting import counted

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


class Command(BaseCommand):
    help = "Search the archive from the shell."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--mode", choices=MODES, default="normal")
        parser.add_argument("--match", choices=MATCHES, default="all")
        parser.add_argument("--sort", choices=SORTS, default="relevance")
        parser.add_argument("--limit", type=int, default=10)
        parser.add_argument("--json", action="store_true", help="print what the API answers")
        parser.add_argument(
            "--shape",
            action=BooleanOptionalAction,
            default=None,
            help="join letters and order them for terminals that do not (default: on in a terminal)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        request = SearchRequest.from_params(
            {
                "q": options["query"],
                **{name: options[name] for name in ("mode", "match", "sort")},
                "limit": str(max(1, min(options["limit"], MAX_LIMIT))),
            }
        )
        try:
            page = search(request)
        except SearchError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(search_object(page), ensure_ascii=False))
            return
        shape = sys.stdout.isatty() if options["shape"] is None else options["shape"]
        terminal = Terminal(shape=shape, colour=sys.stdout.isatty())
        results = page.partial.results if page.partial else page.results
        lines = [terminal.line(counted(page.total, "article", digits="latn"))]
        if page.partial:
            lines.append(terminal.line(_("لا مقال فيه الكلمات كلّها؛ هذه مقالات فيها معظمها:")))
        for number, result in enumerate(results, 1):
            lines += terminal.result(number, result)
        self.stdout.write("\n".join(lines))


class Terminal:
    """Arabic for a terminal: letters joined and in visual order when it does neither by itself."""

    def __init__(self, *, shape: bool, colour: bool) -> None:
        self.shape, self.colour = shape, colour
        self.reshaper = ArabicReshaper(configuration={"delete_harakat": False})
        self.width = min(shutil.get_terminal_size((80, 24)).columns, 100)

    def line(self, text: str) -> str:
        return str(get_display(self.reshaper.reshape(text), base_dir="R")) if self.shape else text

    def result(self, number: int, result: Result) -> list[str]:
        article = result.article
        source = article.source.name if article.source else _("مصدر غير معروف")
        head = f"{number}. {article.title}"
        where = f"   {source} · {article.published or _('بلا تاريخ')} · {article.get_absolute_url()}"
        snippet = self._wrapped(result.snippet)
        bold = f"{BOLD}{self.line(head)}{PLAIN}" if self.colour else self.line(head)
        return ["", bold, self.line(where), *snippet]

    def _wrapped(self, pieces: Iterable[Piece]) -> list[str]:
        """Wrapped before it is ordered: a line that is turned round first would be cut at its wrong end."""
        text = " ".join("".join(f"[{p.text}]" if p.mark else p.text for p in pieces).split())
        return [self.line("   " + part) for part in textwrap.wrap(text, self.width - 4)]
