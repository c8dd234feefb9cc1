"""manage.py reset_second_factor NAME: for who has lost both the phone and the backup codes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from articles.access import second_factor


class Command(BaseCommand):
    help = "Turn off the second step of signing in for an account; its password alone lets in again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the account's user name")

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model()
        try:
            user = users._default_manager.get_by_natural_key(options["name"])
        except users.DoesNotExist:
            raise CommandError(f"there is no account {options['name']!r}") from None
        if not second_factor.turn_off(user):
            raise CommandError(f"{options['name']} signs in without a second step")
        self.stdout.write(f"{options['name']} signs in with the password alone")
