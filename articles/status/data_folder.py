"""What is wrong with the data folder: whose it is, what is missing in it, which key and clock it has had."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator, Set
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import signing
from django.utils import timezone

from articles.backup.verify import Problem
from articles.importing.storage import stored_files
from articles.models import Article, AuditEntry, Import, ImportedFile

MAX_FILES: Final = 20_000  # uploads that are looked for, the newest
AHEAD: Final = timedelta(minutes=10)  # by which a row may be newer than now
_RESTORE: Final = "restore the last sound backup into an empty folder: manage.py restore FILE"
_SESSION_SALT: Final = "django.contrib.sessions.SessionStore"


def folder_problems() -> Iterator[Problem]:
    """What can be seen without reading the files."""
    folder = Path(settings.DATA_DIR)
    try:
        yield from _owners(folder)
    except OSError as error:
        yield Problem(
            f"{error.filename} cannot be read: {error.strerror}",
            f"chmod -R u+rwX {folder}, or, as root: chown -R {_user(os.geteuid())}: {folder}",
        )


def _owners(folder: Path) -> Iterator[Problem]:
    """Everything belongs to who owns the folder, and may be written by who asks."""
    owner = folder.stat().st_uid
    inside = sorted(folder.iterdir())
    foreign = [path.name for path in inside if path.lstat().st_uid != owner]
    if foreign:
        yield Problem(
            f"in {folder}, which is {_user(owner)}'s, other users own {', '.join(foreign)}: "
            "a command was run as another user",
            f"as root: chown -R {_user(owner)}: {folder}; then run every command as {_user(owner)}",
        )
    closed = [path for path in (folder, *inside) if not os.access(path, os.R_OK | os.W_OK)]
    if closed:
        yield Problem(
            f"{_user(os.geteuid())} may not read and write {', '.join(map(str, closed))}",
            f"run it as {_user(owner)}, or, as root: chown -R {_user(os.geteuid())}: {folder}",
        )


def _user(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def row_problems() -> Iterator[Problem]:
    """What the rows tell of files, key and clock. Raises DatabaseError."""
    try:
        uploads = set(stored_files.names())
    except OSError as error:
        cure = "look at STORAGE_URL and what belongs to it, and whether that store answers"
        yield Problem(f"uploaded files cannot be listed: {error.strerror}", cure)
    else:
        yield from _half_restored(uploads)
        yield from _missing_uploads(uploads)
    yield from _missing_originals()
    yield from _key()
    yield from _clock()


def _half_restored(uploads: Set[str]) -> Iterator[Problem]:
    """The rows come last: files without any are what a restore that was cut off has left."""
    if Article.objects.exists() or Import.objects.exists() or get_user_model()._default_manager.exists():
        return
    if uploads or (Path(settings.INDEX_DIR) / "restored").exists():
        yield Problem(
            f"{settings.DATA_DIR} has files of an archive and no rows: a restore was cut off",
            "begin it again: manage.py restore FILE",
        )


def _missing_uploads(uploads: Set[str]) -> Iterator[Problem]:
    stored = ImportedFile.objects.exclude(file="").order_by("-pk").values_list("file", flat=True)
    missing = [name for name in islice(stored.iterator(), MAX_FILES) if name not in uploads]
    if missing:
        yield Problem(
            f"{len(missing)} uploaded files are missing, {missing[0]} among them",
            f"manage.py verify names all; {_RESTORE}",
        )


def _missing_originals() -> Iterator[Problem]:
    originals = Article.objects.exclude(raw_hash="").filter(original=None).count()
    if originals:
        yield Problem(f"the originals of {originals} articles are missing", _RESTORE)


def _key() -> Iterator[Problem]:
    """Sessions are signed: the newest tells whether the key is the one that they were signed with."""
    session = Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date").first()
    if session is None:
        return
    try:
        signing.loads(session.session_data, salt=_SESSION_SALT, serializer=signing.JSONSerializer)
    except signing.BadSignature:
        yield Problem(
            "SECRET_KEY is another one than before: everybody is signed out, links in mails are void",
            f"give it the value it had ({settings.DATA_DIR}/secret_key, or in a backup); to go on with "
            "the new one: manage.py shell -c "
            '"from django.contrib.sessions.models import Session; Session.objects.all().delete()"',
        )


def _clock() -> Iterator[Problem]:
    newest = [
        AuditEntry.objects.order_by("-pk").values_list("at", flat=True).first(),
        Import.objects.order_by("-pk").values_list("created_at", flat=True).first(),
    ]
    ahead = max((time for time in newest if time), default=timezone.now()) - timezone.now()
    if ahead > AHEAD:
        hours = ahead.total_seconds() / 3600
        yield Problem(
            f"the clock stands {hours:,.1f} hours before the archive's newest entry",
            "set it: timedatectl set-ntp true",
        )
