"""What this archive is called among archives: a name of its own, whatever host it is served from."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.models.signals import post_migrate
from django.utils import timezone


def new_key() -> str:
    return uuid.uuid4().hex


class ArchiveIdentity(models.Model):
    """One row, made after migrations so that no reader writes it. A backup takes it along: ids stay after a
    move."""

    key = models.CharField(max_length=32, default=new_key)
    since = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return self.authority

    @property
    def authority(self) -> str:
        """A name in the form of a host's, as ids want one, under a domain that nobody can own."""
        return f"a{self.key}.newsarchive.invalid"

    def tag_uri(self, kind: str, value: object) -> str:
        """The id of something here for the world, as a tag URI (RFC 4151): the same on every host and for
        ever. ``value`` must be plain ASCII without spaces."""
        return f"tag:{self.authority},{self.since}:{kind}/{value}"

    def oai_identifier(self, article_id: int | str) -> str:
        return f"oai:{self.authority}:{article_id}"


def identity() -> ArchiveIdentity:
    return ArchiveIdentity.objects.get_or_create(pk=1)[0]


def connect() -> None:
    """Make the row after every migration: no reader has to write it."""
    post_migrate.connect(_make, sender=apps.get_app_config("articles"), dispatch_uid="identity")


def _make(*, using: str, **_: Any) -> None:
    if "articles_archiveidentity" in connections[using].introspection.table_names():
        ArchiveIdentity.objects.using(using).get_or_create(pk=1)
