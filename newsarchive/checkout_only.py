"""The build backend: it installs what this checkout needs, and refuses to make a package of it.

The archive runs from its checkout, where templates, catalogues and samples lie; a wheel of its modules would
start and show no page. So ``pip install -e .`` works as ever, and ``pip install .``, ``pip wheel`` and
``python -m build`` say what to do instead.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NoReturn

_REFUSAL = (
    "newsarchive runs from its checkout, where its templates, catalogues and samples lie, and makes no "
    "package. Run `make run` in the checkout, or install what it needs with `pip install -e .`."
)


def refuse(*_settings: object) -> NoReturn:
    """Stands for every hook of PEP 517 that leads to a wheel or a source distribution."""
    raise SystemExit(_REFUSAL)


build_wheel = build_sdist = refuse
get_requires_for_build_wheel = get_requires_for_build_sdist = refuse
prepare_metadata_for_build_wheel = refuse


def __getattr__(name: str) -> Any:
    """The hooks of an editable installation (PEP 660) are those of setuptools."""
    return getattr(import_module("setuptools.build_meta"), name)
