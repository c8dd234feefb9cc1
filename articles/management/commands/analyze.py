"""manage.py analyze TEXT: each word of a text with its place and its layers. Needs no database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.indexing.runtime import make_analyzer


class Command(BaseCommand):
    help = "Print each word of a text: original, start, end, surface, folded, stem, lemma, root."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text")
        parser.add_argument("--json", action="store_true", help="print one JSON list")

    def handle(self, *args: Any, text: str, **options: Any) -> None:
        tokens = [
            {"original": text[token.start : token.end], **token._asdict()}
            for token in make_analyzer().analyze(text)
        ]
        if options["json"]:
            self.stdout.write(json.dumps(tokens, ensure_ascii=False))
            return
        for token in tokens:
            self.stdout.write("\t".join(str(value) for value in token.values()))
