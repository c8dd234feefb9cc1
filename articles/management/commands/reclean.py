"""manage.py reclean: what today's cleaning rules would change, and with --apply the change itself."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from articles.importing.rules import cleaning_rules, reclean
from articles.indexing import outbox
from articles.ingest.clean.rules import Rule
from articles.management.background import BackgroundCommand
from articles.management.rules import checked_rules
from articles.models import Source
from articles.models.outbox import paused


class Command(BackgroundCommand):
    help = (
        "Run the present cleaning rules again over the raw texts and show what would change. "
        "Articles edited by hand are never touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="make the changes, too")
        parser.add_argument(
            "--learn",
            action="store_true",
            help="first look for lines that recur in the articles of each source",
        )
        parser.add_argument("--source", metavar="SLUG", help="articles of this source alone")

    def handle(self, *args: Any, **options: Any) -> None:
        source = None
        if options["source"]:
            source = Source.objects.filter(slug=options["source"]).first()
            if source is None:
                slugs = ", ".join(Source.objects.values_list("slug", flat=True)) or "none"
                raise CommandError(f"no source {options['source']!r}; there are: {slugs}", returncode=2)
        rules = checked_rules()
        if options["learn"]:
            rules = rules.plus(self._learnt(source, save=options["apply"]))
        with paused():
            shown = self._shown(reclean.changes(source, rules))
            count = reclean.apply(shown) if options["apply"] else sum(1 for _ in shown)
        if options["apply"]:
            outbox.drain_and_wait()
            self.stdout.write(f"{count} articles changed")
        else:
            self.stdout.write(f"{count} articles would change" + ("; --apply does it" if count else ""))

    def _learnt(self, source: Source | None, *, save: bool) -> list[Rule]:
        """What recurs in the sources' articles, shown; kept as rules for later imports when it is applied."""
        learnt = []
        for each in [source] if source else Source.objects.all():
            if rule := cleaning_rules.learn(each):
                learnt.append(rule)
                self.stdout.write(f"{each.name}: {', '.join(rule.line)}")
                if save:
                    self.stdout.write(f"kept in {cleaning_rules.write_rule_file(each, rule)}")
        return learnt

    def _shown(self, changes: Iterator[reclean.Change]) -> Iterator[reclean.Change]:
        for change in tqdm(changes, unit=" changes", disable=not sys.stderr.isatty()):
            for line in change.diff.splitlines():
                style = {"+": self.style.SUCCESS, "-": self.style.ERROR}.get(line[0], str)
                self.stdout.write(style(line))
            yield change
