"""The command: ``newsarchive-client SITE search|article|export …``. Prints JSON, a line an article."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

import urllib3

from newsarchive.client.archive import Archive, ArchiveError


def main(arguments: list[str] | None = None) -> int:
    """0 when done, 1 when the archive refuses or cannot be reached, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    archive = Archive(options.site, key=os.environ.get("NEWSARCHIVE_KEY", ""))
    try:
        for value in _asked(archive, options):
            print(json.dumps(value, ensure_ascii=False))
    except (ArchiveError, urllib3.exceptions.HTTPError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("newsarchive-client", description=__doc__)
    parser.add_argument("site", help="the address of the archive's home page")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (("search", "results of a search"), ("export", "articles with their texts")):
        command = commands.add_parser(name, help=what)
        command.add_argument("query", nargs="?", default="")
        command.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE")
        command.add_argument("--limit", type=int, help="how many; all without it")
    commands.add_parser("article", help="one article").add_argument("id", type=int)
    return parser


def _asked(archive: Archive, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    if options.command == "article":
        yield asdict(archive.article(options.id))
        return
    filters: dict[str, list[str]] = {}
    for pair in options.filter:
        name, _, value = pair.partition("=")
        filters.setdefault(name, []).append(value)
    if options.command == "export":
        rows: Iterable[dict[str, Any]] = archive.export(options.query, **filters)
    else:
        rows = map(asdict, archive.search(options.query, **filters))
    yield from islice(rows, options.limit)


if __name__ == "__main__":
    sys.exit(main())
