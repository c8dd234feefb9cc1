"""The engines by name. An engine's module is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.engines.base import Engine
from articles.search.errors import EngineMisconfigured

ENGINES = {
    "memory": "articles.search.engines.memory.engine:MemoryEngine",
    "whoosh": "articles.search.engines.whoosh.engine:WhooshEngine",
    "tantivy": "articles.search.engines.tantivy.engine:TantivyEngine",
    "opensearch": "articles.search.engines.opensearch.engine:OpenSearchEngine",
}

PERSISTENT = tuple(name for name in ENGINES if name != "memory")  # what an archive can run with


def create(name: str, location: Path | str, analyzer: Analyzer, **options: Any) -> Engine:
    """The engine ``name``, which keeps its index in the folder ``location``.

    ``options`` are the engine's own (see its class). Embedded engines all take ``cache_bytes``.
    Nothing is opened or written yet. Raises EngineMisconfigured for an unknown name or a missing package.
    """
    if name not in ENGINES:
        raise EngineMisconfigured(f"No search engine is called {name!r}; choose from: {', '.join(ENGINES)}.")
    module, _, class_name = ENGINES[name].partition(":")
    try:
        engine_class = getattr(import_module(module), class_name)
    except ImportError as error:
        raise EngineMisconfigured(
            f"The search engine {name} needs a package that is not installed ({error.name}): "
            f"pip install 'newsarchive[{name}]'."
        ) from error
    engine: Engine = engine_class(location, analyzer, **options)
    return engine
