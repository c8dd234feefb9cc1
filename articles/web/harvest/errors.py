"""What a harvester is refused, by the protocol's own codes."""

from __future__ import annotations


class OaiError(Exception):
    """``code`` is one of the protocol's; the message is for whoever runs the harvester."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message
