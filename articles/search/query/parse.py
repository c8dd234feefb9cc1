"""Text → Query. Any string is a query: what cannot be read as meant is read as words, and a warning says so.

    "…" «…» phrase · أو OR | · -كلمة NOT · (…) · استرات* · كلمة~ · "…"~5 · عنوان: مصدر: كاتب: وسم: قسم: تاريخ:

Function words are not required, except inside quotes, in exact mode, or when the query has nothing else.
"""

from __future__ import annotations

from articles.arabic.analysis.analyzer import Analyzer
from articles.search.query.fields import Readers, Resolve, slugs
from articles.search.query.lexer import Token, clean, lex
from articles.search.query.parser import Parser
from articles.search.query.spellings import Spellings
from articles.search.query.terms import Words
from articles.search.types import Everything, Match, Mode, Nothing, Query, QueryWarning


def parse(
    text: str,
    *,
    mode: Mode = "normal",
    match: Match = "all",
    analyzer: Analyzer,
    resolve: Resolve | None = None,
    families: bool = True,
    spellings: Spellings | None = None,
) -> Query:
    """Read a query. Never raises, whatever the text.

    ``resolve`` turns a typed source, tag, author or section into the values of its column. ``families``
    lets a word stand for its other spellings; ``spellings`` knows those of the archive. An empty text asks
    for everything, a text that holds no word for nothing. ``warnings`` of the result say what was odd,
    ``text`` is what was read.
    """
    cleaned = clean(text)
    if not cleaned:
        return Query("", Everything(), mode)
    tokens, warnings = lex(cleaned)
    spellings = spellings or Spellings(analyzer)
    readers = Readers(Words(analyzer, mode, spellings if families else None), resolve or slugs)
    parser = Parser(tokens, readers, match)
    node = parser.query()
    if node is None:  # nothing but operators: then they are the words
        typed = [Token("word", token.text) for token in tokens if token.kind != "field"]
        parser = Parser(typed, readers, match)
        node = parser.query()
    if node is None:
        warnings.append(QueryWarning("no-words"))
    warnings = list(dict.fromkeys((*warnings, *parser.warnings, *readers.warnings)))
    return Query(
        cleaned, node or Nothing(), mode, warnings=tuple(warnings), spellings=tuple(spellings.found.values())
    )
