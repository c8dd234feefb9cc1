"""Every table and column in words, for whoever opens a plain export without this program."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Field
from django.utils.translation import override

from articles.backup.rows import Model

_HEAD = """\
The tables of this archive
==========================

Each file rows/TABLE.jsonl holds a table: a line is a row, a JSON object (RFC 8259) in UTF-8 with a value for
each column. Times are in UTC (ISO 8601); a date of publication has the precision that is known (2021-09-09,
2021-09, 2021, or empty). A column that ends in _id holds the id of a row of the table that is named with it.
The column "packed" holds what a row was before a change, as JSON; of an original it names the file with its
text. The column "data" of signatures is base64 and follows from the texts: it can be left out.

articles.jsonl tells the same of the articles alone, with names in place of ids. An article's address is
/a/ID/SLUG/. The files manifest-sha256.txt and tagmanifest-sha256.txt hold the SHA-256 of every file (BagIt,
RFC 8493).
"""


def schema_text(models: Iterable[Model]) -> str:
    with override("en"):
        return _HEAD + "".join("".join(_table(model)) for model in models)


def _table(model: Model) -> Iterator[str]:
    label = model._meta.label_lower
    yield f"\n{label}\n{'-' * len(label)}\n"
    if not model._meta.auto_created:
        yield f"{inspect.getdoc(model) or ''}\n\n"
    else:
        yield "Which row of the one table goes with which of the other.\n\n"
    for field in model._meta.concrete_fields:
        yield f"  {field.attname}: {_words(field)}\n"


def _words(field: Field[Any, Any]) -> str:
    kind = field.get_internal_type()
    if field.is_relation and field.related_model is get_user_model():
        return "an account; accounts are not in this export, so this is null"
    if field.is_relation:
        kind = f"id of {field.related_model._meta.label_lower}"  # type: ignore[union-attr]
    parts = [kind]
    if str(field.verbose_name) != field.name.replace("_", " "):
        parts.append(str(field.verbose_name))
    if field.choices:
        parts.append("one of " + ", ".join(f"{value} ({name})" for value, name in field.flatchoices))
    if field.help_text:
        parts.append(str(field.help_text))
    return "; ".join(parts)
