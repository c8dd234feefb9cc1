"""Changes to an index, sent in bulk."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

from articles.search.engines.opensearch.back_off import BackOff
from articles.search.engines.opensearch.connection import TOO_BUSY, patiently
from articles.search.engines.opensearch.schema import Documents
from articles.search.errors import EngineUnavailable, UnindexableArticle
from articles.search.types import Doc

_CHUNK_BYTES: Final = 4 * 2**20  # of one request; larger ones are no faster, and weigh on the nodes' memory
_SENDERS: Final = 2  # requests under way during a rebuild: the words of the next are made meanwhile
_AHEAD: Final = 2  # requests that wait to be sent; then making words waits, too
_TOO_LARGE: Final = 413
_NOT_THERE: Final = 404  # of an article to be deleted: as it should be

Line = tuple[str, str]  # what is to be done, and the article, if any


class Writer:
    """Sends changes, and sends again what a busy cluster refuses, for up to ``seconds``."""

    def __init__(self, client: OpenSearch, documents: Documents, seconds: float) -> None:
        self._client = client
        self._documents = documents
        self._seconds = seconds

    def lines(self, ids: Collection[int], docs: Iterable[Doc]) -> list[Line]:
        """The change that makes the index hold, of the articles ``ids``, exactly ``docs``."""
        added = {doc.id: self._line(doc) for doc in docs}
        gone = [(json.dumps({"delete": {"_id": str(id)}}), "") for id in ids if id not in added]
        return [*gone, *added.values()]

    def _line(self, doc: Doc) -> Line:
        document = json.dumps(self._documents.make(doc), ensure_ascii=False, separators=(",", ":"))
        return json.dumps({"index": {"_id": str(doc.id)}}), document

    def change(self, alias: str, lines: list[Line]) -> None:
        """Apply them to the index that the alias leads to; searches see them all from then on."""
        chunks = list(_chunks(lines))
        if len(chunks) == 1:  # the parts of the index that it touched become searchable within the request
            self._send(alias, chunks[0], require_alias="true", refresh="true")
            return
        for chunk in chunks:
            self._send(alias, chunk, require_alias="true")
        patiently(lambda: self._client.indices.refresh(index=alias), self._seconds)

    def fill(self, index: str, docs: Iterable[Doc]) -> None:
        """Fill an index that nobody searches yet. No more is made than the cluster takes."""
        waiting = deque[Future[None]]()
        with ThreadPoolExecutor(_SENDERS) as senders:
            for chunk in _chunks(map(self._line, docs)):
                waiting.append(senders.submit(self._send, index, chunk))
                while len(waiting) >= _SENDERS + _AHEAD or (waiting and waiting[0].done()):
                    waiting.popleft().result()
            for sent in waiting:
                sent.result()
        patiently(lambda: self._client.indices.refresh(index=index), self._seconds)

    def _send(self, index: str, lines: list[Line], **options: Any) -> None:
        back_off = BackOff(self._seconds)
        while lines := self._refused(index, lines, options):
            if not back_off.sleep():
                raise EngineUnavailable("OpenSearch is too busy to take changes; they are tried again later.")

    def _refused(self, index: str, lines: list[Line], options: dict[str, Any]) -> list[Line]:
        """Send them once; those that the cluster was too busy for. Raises UnindexableArticle."""
        payload = "".join(f"{part}\n" for line in lines for part in line if part)
        try:
            answer = patiently(
                lambda: self._client.bulk(body=payload, index=index, params=options), self._seconds
            )
        except TransportError as error:
            if error.status_code == _TOO_LARGE and len(lines) == 1:
                raise UnindexableArticle(f"{lines[0][0]}: too large for OpenSearch") from error
            raise
        if not answer["errors"]:
            return []
        return [line for line, item in zip(lines, answer["items"], strict=True) if _is_refused(item)]


def _is_refused(item: dict[str, Any]) -> bool:
    """Whether one article must be sent again. Raises UnindexableArticle when that would not help."""
    (result,) = item.values()
    status = result["status"]
    if status == TOO_BUSY or status >= 500:
        return True
    if status == _NOT_THERE and "error" in result:
        raise EngineUnavailable("The search index went away during a change; it is tried again later.")
    if status >= 400 and status != _NOT_THERE:
        raise UnindexableArticle(f"article {result['_id']}: {str(result['error'])[:500]}")
    return False


def _chunks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    chunk, size = list[Line](), 0
    for line in lines:
        length = 2 * (len(line[0]) + len(line[1]))  # Arabic letters are two bytes
        if chunk and size + length > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(line)
        size += length
    if chunk:
        yield chunk
