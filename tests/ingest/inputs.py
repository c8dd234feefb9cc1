"""Files that a test writes, and what is read in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from articles.ingest.reading import read_here
from articles.ingest.types import Draft, ImportProblem, Input

BODY = "أعلنت بلديّة السنديان إعادة فتح الجسر القديم أمام المشاة، وقال المهندس سامر الجبلي إنّ الأعمال انتهت."
MORE = "عادت السفن إلى مرفأ السنديان بعد العاصفة، وقالت إدارة المرفأ إنّ الرافعات تعمل كلّها."


def read(folder: Path, name: str, content: Any) -> list[Draft | ImportProblem]:
    path = folder / "input"
    text = content if isinstance(content, str | bytes) else json.dumps(content, ensure_ascii=False)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(read_here(Input(path, name)))


def drafts(folder: Path, name: str, content: Any) -> list[Draft]:
    items = read(folder, name, content)
    assert all(isinstance(item, Draft) for item in items), items
    return items  # type: ignore[return-value]
