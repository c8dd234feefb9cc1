"""No exception is swallowed unseen: who catches any, logs it, raises it, or makes a value that is logged."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ANY = {"Exception", "BaseException"}
# ``failure`` keeps the traceback, which is logged with the value; ``unforeseen`` logs it.
SEEN = {"failure", "unforeseen", "exception", "log_event"}


def names(node: ast.AST | None) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if node else ANY


def is_seen(handler: ast.ExceptHandler) -> bool:
    for node in ast.walk(handler):
        if isinstance(node, ast.Raise):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in SEEN:
                return True
    return False


def swallowed(source: str) -> list[int]:
    """The lines on which any exception is caught and lost."""
    handlers = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ExceptHandler))
    return [handler.lineno for handler in handlers if names(handler.type) & ANY and not is_seen(handler)]


@pytest.mark.parametrize("folder", ["articles", "newsarchive"])
def test_no_exception_is_lost(folder):
    lost = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in (ROOT / folder).rglob("*.py")
        for line in swallowed(file.read_text("utf-8"))
    ]
    assert not lost


@pytest.mark.parametrize("clause", ["except Exception:", "except:", "except (OSError, BaseException):"])
def test_one_that_is_lost_is_found(clause):
    assert swallowed(f"try:\n    f()\n{clause}\n    pass") == [3]
    assert not swallowed(f"try:\n    f()\n{clause}\n    log.exception('it')")
    assert not swallowed("try:\n    f()\nexcept ValueError:\n    pass")
