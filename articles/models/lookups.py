"""A number that no column can hold is in no list of rows, as Django says of ``exact`` already.

SQLite's driver raises OverflowError instead, for whatever somebody has put into an address or a form.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.lookups import In


class IntegerIn(In):
    """``in`` for whole numbers; apps.py registers it for all models."""

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if self.rhs_is_direct_value():
            kind = self.lhs.output_field.get_internal_type()
            self.rhs = [value for value in self.rhs if _fits(value, connection.ops.integer_field_range(kind))]
        return super().process_rhs(compiler, connection)


def _fits(value: object, bounds: tuple[int | None, int | None]) -> bool:
    lowest, highest = bounds
    return not isinstance(value, int) or (
        (lowest is None or value >= lowest) and (highest is None or value <= highest)
    )


class CodeOrder(models.Func):
    """Text in the order of its code points, as SQLite sorts: PostgreSQL follows the locale that its database
    was made with, and the same archive would list its names in another order there."""

    template = "(%(expressions)s)"
    arity = 1

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **context)


def register() -> None:
    models.IntegerField.register_lookup(IntegerIn)
