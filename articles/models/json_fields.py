"""JSON columns that hold what the code counts on, whichever version, backup or hand wrote the row: what has
another shape is left out when it is read, so that a bad row costs that value alone and no page.

The columns are those of ``JSONField``; only the reading differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform


class ShapedJSONField(models.JSONField):
    """A column of JSON whose values :meth:`shaped` makes what the code counts on."""

    def shaped(self, value: Any) -> Any:
        raise NotImplementedError

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        found = super().from_db_value(value, expression, connection)
        return found if isinstance(expression, KeyTransform) else self.shaped(found)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, _path, args, options = super().deconstruct()
        return str(name), "django.db.models.JSONField", args, options


class TextsField(ShapedJSONField):
    """A list of texts."""

    def shaped(self, value: Any) -> list[str]:
        return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


class TextMapField(ShapedJSONField):
    """Texts by their names."""

    def shaped(self, value: Any) -> dict[str, str]:
        return _texts(value)


class TextMapsField(ShapedJSONField):
    """A list of texts by their names."""

    def shaped(self, value: Any) -> list[dict[str, str]]:
        return [_texts(each) for each in value if isinstance(each, dict)] if isinstance(value, list) else []


class NamedTextMapsField(ShapedJSONField):
    """Texts by their names, by a name."""

    def shaped(self, value: Any) -> dict[str, dict[str, str]]:
        if not isinstance(value, dict):
            return {}
        return {name: _texts(each) for name, each in value.items() if isinstance(each, dict)}


class KilledField(ShapedJSONField):
    """What a kill took: a list of articles' numbers, what each was before and why it was held back."""

    def shaped(self, value: Any) -> list[dict[str, Any]]:
        rows = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
        return [
            {"id": each["id"], "status": each["status"], "held_reason": str(each.get("held_reason", ""))}
            for each in rows
            if isinstance(each.get("id"), int) and isinstance(each.get("status"), str)
        ]


class MapField(ShapedJSONField):
    """Values of any kind by their names."""

    def shaped(self, value: Any) -> dict[str, Any]:
        return value if isinstance(value, dict) else {}


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: each for name, each in value.items() if isinstance(each, str)}
