"""manage.py mcp: the archive for assistants, over standard input and output."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Serve search, read and story over the Model Context Protocol (standard input and output)."
    requires_system_checks = []  # noqa: RUF012 - standard output belongs to the protocol

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", help="read as this account may (default: as a stranger)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from articles.mcp.server import server
        except ImportError as error:
            raise CommandError("this needs the extra: pip install '.[mcp]'") from error
        server(_user(options["user"])).run("stdio")


def _user(name: str | None) -> Any:
    if not name:
        return None
    users = get_user_model()._default_manager
    user = users.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"there is no active account {name!r}")
    return user
