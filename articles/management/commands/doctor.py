"""manage.py doctor: what is wrong with the archive, and the command that mends it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from articles.status import doctor


class Command(BaseCommand):
    help = "Say what is wrong and what mends it; exit status 1 when anything is."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            found = list(doctor.problems())
        for problem in found:
            self.stderr.write(f"{problem.what}\n  cure: {problem.cure}")
        if found:
            raise CommandError(f"{len(found)} found")
        self.stdout.write("nothing is wrong")
