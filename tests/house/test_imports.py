"""Imports go down only: HTTP and shell → services → libraries → ground."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# From the top: the folders of a layer, or single modules of ``articles``.
LAYERS = (
    (
        "web",
        "api",
        "alerts",
        "mcp",
        "access",
        "admin",
        "management",
        "templatetags",
        "status",
        "samples",
        "apps",
    ),
    ("backup", "erasure"),
    ("proof",),
    ("searching", "importing", "stories", "annotations", "collections"),
    ("editing",),
    ("indexing",),
    ("search", "ingest"),
    ("arabic", "rendering", "models", "build", "logs", "migrations"),
)
# What must not be imported though it lies no higher: rooms of one layer that know nothing of each other.
APART = {
    "searching": ("importing", "editing"),
    "importing": ("searching",),
    "stories": ("searching", "importing"),
    "annotations": ("searching", "importing", "stories", "collections"),
    "collections": ("searching", "importing", "stories", "annotations"),
    "search": ("ingest", "models"),
    "ingest": ("search", "models"),
    "arabic": ("rendering", "models", "build"),
    "rendering": ("models",),
    "models": ("rendering", "build"),
    "api": ("web",),
}
WITHOUT_DJANGO = ("arabic", "search", "ingest", "rendering", "logs")


def rooms() -> list[str]:
    """The folders and modules of ``articles``."""
    found = {path.name.removesuffix(".py") for path in (ROOT / "articles").iterdir()}
    return sorted(name for name in found - {"__init__", "__pycache__", "locale"})


def forbidden(room: str) -> tuple[str, ...]:
    """What a room must not import: the layers above it, and what it is kept apart from."""
    place = next(place for place, layer in enumerate(LAYERS) if room in layer)
    above = (name for layer in LAYERS[:place] for name in layer)
    packages = tuple(f"articles.{name}" for name in (*above, *APART.get(room, ())))
    return packages + (("django",) if room in WITHOUT_DJANGO else ())


def imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def wrong_imports(root: Path, room: str) -> list[str]:
    path = root / "articles" / room
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    return [
        f"{file.relative_to(root)} imports {name}"
        for file in files
        for name in sorted(imported(file))
        for package in forbidden(room)
        if within(name, package)
    ]


def test_every_room_has_a_layer():
    assert rooms() == sorted(name for layer in LAYERS for name in layer)


@pytest.mark.parametrize("room", rooms())
def test_a_room_imports_nothing_from_above(room):
    assert not wrong_imports(ROOT, room)


def modules(root: Path) -> dict[str, set[str]]:
    """Each module of ``articles``, and those that it imports."""
    files = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (root / "articles").rglob("*.py")
    }
    return {name: (imported(file) & files.keys()) - {name} for name, file in files.items()}


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def assert_no_circle(graph: dict[str, set[str]]) -> None:
    """Raises CycleError, which names a circle's members."""
    TopologicalSorter(graph).prepare()


def test_no_circle_of_modules():
    assert_no_circle(modules(ROOT))


def test_no_circle_of_rooms():
    graph: dict[str, set[str]] = {}
    for module, others in modules(ROOT).items():
        room = room_of(module)
        graph[room] = graph.get(room, set()) | {room_of(other) for other in others} - {room}
    assert_no_circle(graph)


def folders_beside(graph: dict[str, set[str]], parent: str) -> dict[str, set[str]]:
    """The folders in a folder, each with all that is below it, and those of them that it imports. Modules
    that lie in the parent itself may join its folders and be what they share: types, and their pipeline."""

    def folder(module: str) -> str:
        rest = module.removeprefix(parent + ".")
        return rest.split(".")[0] if module.startswith(parent + ".") and "." in rest else ""

    beside: dict[str, set[str]] = {}
    for module, others in graph.items():
        if own := folder(module):
            beside.setdefault(own, set()).update({folder(other) for other in others} - {own, ""})
    return beside


def test_no_circle_of_folders_beside_each_other():
    graph = modules(ROOT)
    parents = {module.rpartition(".")[0] for module in graph} - {""}
    for parent in sorted(parents):
        assert_no_circle(folders_beside(graph, parent))


def test_a_circle_of_folders_is_seen():
    graph = {
        "articles.search.query.parse": {"articles.search.terms.words"},
        "articles.search.terms.words": {"articles.search.types"},
        "articles.search.terms.more": {"articles.search.query.lexer"},
        "articles.search.query.lexer": set(),
        "articles.search.types": set(),
    }
    with pytest.raises(CycleError):
        assert_no_circle(folders_beside(graph, "articles.search"))


def test_a_circle_is_seen(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/a.py").write_text("def f():\n    from articles import b\n")
    (tmp_path / "articles/b.py").write_text("from articles.a import f\n")
    with pytest.raises(CycleError):
        assert_no_circle(modules(tmp_path))


def test_a_forbidden_import_is_seen(tmp_path):
    (tmp_path / "articles/arabic/dates").mkdir(parents=True)
    (tmp_path / "articles/arabic/dates/x.py").write_text(
        "from articles import searching\nimport django.db\nfrom articles.importing import store\n"
    )
    assert len(wrong_imports(tmp_path, "arabic")) == 4
