"""The proof of an original, to download; and the list of all seals, for others to keep."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.access.own_address import site_address
from articles.models import Article, Seal
from articles.proof.checking import proof_of
from articles.proof.proof_file import script


@require_safe
def proof_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A script that proves the article's original with openssl alone; 404 while its day is not sealed."""
    get_object_or_404(Article.objects.published(), pk=pk)
    proof = proof_of(pk)
    if proof is None:
        raise Http404
    text = script(pk, proof, site_address(request))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="proof-{pk}.sh"'
    return response


@require_safe
def seals_view(request: HttpRequest) -> StreamingHttpResponse:
    """Every day's seal, a line each: day, root, digest."""
    seals = Seal.objects.order_by("day").values_list("day", "root", "digest")
    lines = (f"{day} {root} {digest}\n" for day, root, digest in seals.iterator())
    return StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")
