"""What Whoosh is told about our segments."""

from __future__ import annotations

from whoosh.codec.base import Codec
from whoosh.fields import ID, TEXT, Schema

SCHEMA = Schema(id=ID(stored=True), title=TEXT, body=TEXT)


class ArrayCodec(Codec):  # type: ignore[misc]
    """Segments whose postings are flat arrays."""
