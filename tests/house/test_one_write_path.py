"""Articles are written in ``articles/editing`` alone, so that nothing that readers see escapes the index."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The outbox is the index's as well: what a check found missing is recorded there.
ALLOWED = ("articles/editing", "articles/models", "articles/migrations", "articles/indexing")
WRITING = {"create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"}


def writes(code: str) -> list[str]:
    """What this code writes by the article model's own methods, or sets of an article's status."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING:
            if ast.unparse(node.func.value).startswith(("Article.objects", "Original.objects")):
                found.append(ast.unparse(node.func))
        elif isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Article.Status."):
            found += [ast.unparse(target) for target in node.targets if isinstance(target, ast.Attribute)]
        elif isinstance(node, ast.ImportFrom) and any(name.name == "record_changes" for name in node.names):
            found.append("record_changes")
    return found


def test_articles_are_written_in_one_room():
    found = {}
    for path in sorted((ROOT / "articles").rglob("*.py")):
        name = str(path.relative_to(ROOT))
        if not name.startswith(ALLOWED):
            found[name] = writes(path.read_text(encoding="utf-8"))
    assert {name: code for name, code in found.items() if code} == {}


def test_a_write_is_seen():
    assert writes("Article.objects.filter(pk=1).update(title='x')") == ["Article.objects.filter(pk=1).update"]
    assert writes("article.status = Article.Status.DRAFT") == ["article.status"]
    assert writes("from articles.models.outbox import paused, record_changes") == ["record_changes"]
    assert writes("articles.update([Version(article)])") == []
