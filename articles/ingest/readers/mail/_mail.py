"""Headers of mails that anybody may have written, read by Python's email package within bounds."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import parseaddr
from typing import IO, Any, Final, cast

# Characters. The package takes the square of a header's length for some: 30,000 quotes in From took 4 s.
_MAX_HEADER: Final = 10_000
# What the package raises for headers that no standard foresees.
_MISREAD: Final = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)


class BoundedPolicy(EmailPolicy):
    """Headers are cut, and one that the package cannot parse is empty (``raw_items()`` still has it)."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_MAX_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> Any:
        try:
            return super().header_fetch_parse(name, value)
        except _MISREAD:
            return super().header_fetch_parse(name, "")


def message_in(stream: IO[bytes]) -> EmailMessage:
    """The mail that a file holds; any bytes are one."""
    return cast(EmailMessage, email.message_from_binary_file(stream, policy=_POLICY))


def name_in(address: str) -> str:
    """The name beside an address: ``الضفاف <desk@example.org>``."""
    try:
        return parseaddr(address[:_MAX_HEADER])[0]
    except RecursionError:  # of comments in comments
        return ""


_POLICY: Final = BoundedPolicy()
