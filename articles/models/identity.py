"""What this archive is called among archives: a name of its own, whatever host it is served from."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


def new_key() -> str:
    return uuid.uuid4().hex


class ArchiveIdentity(models.Model):
    """One row, made by a migration so that no reader writes it. A backup takes it along: ids stay after a
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
