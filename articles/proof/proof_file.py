"""The proof of one original as a script: whoever has the original, a shell and openssl checks it alone."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Iterator

from articles.models import Seal
from articles.proof.checking import Proof

_HEAD = """\
#!/bin/sh
# Proof that the original of article {pk} lay in {site} on {day} just as it is now.
# برهان على أنّ أصل المقال {pk} كان في الأرشيف يوم {day} كما هو الآن، يفحصه من شاء بالأداة openssl وحدها.
#
# How to check it:
#   1. Download the original:   {site}/a/{pk}/original   (save it as original.txt)
#   2. Read this file: it calls nothing but openssl, printf and cut. Then run it:
#          sh {name} original.txt
#   3. It ends with the newest seal's digest. Compare that with one that you trust: one that you noted before,
#      that a backup or another archive holds ({site}/seals lists them all), or that a time-stamping
#      authority signed.
#
# How it works: the SHA-256 of the original is a leaf of a tree over all that came in until that day; the
# lines below climb to its root. Each day's seal is the SHA-256 of its root and of the seal before it, so that
# none can be changed without changing all that follow.
set -eu
test $# -eq 1 || {{ echo "usage: sh $0 original.txt" >&2; exit 2; }}
sum() {{ printf '%s' "$1" | openssl dgst -sha256 -r | cut -c1-64; }}
is() {{ test "$1" = "$2" || {{ echo "NOT PROVED: $3" >&2; exit 1; }}; }}

x=$(openssl dgst -sha256 -r < "$1" | cut -c1-64)
is "$x" {sha256} "this file is not the original that came in"
"""


def script(pk: int, proof: Proof, site: str) -> str:
    """The script's text. ``site`` is the archive's address, without a slash at its end."""
    head = _HEAD.format(pk=pk, site=site, day=proof.seal.day, sha256=proof.item.sha256, name=f"proof-{pk}.sh")
    return head + "\n".join((*_climb(pk, proof), *_chain(proof), *_stamp(proof))) + "\n"


def _climb(pk: int, proof: Proof) -> Iterator[str]:
    yield f'x=$(sum "leaf {proof.item.kind} {pk} $x")'
    for step in proof.steps:
        yield f'x=$(sum "node {step.other} $x")' if step.on_left else f'x=$(sum "node $x {step.other}")'
    yield f'is "$x" {proof.seal.root} "the tree of {proof.seal.day} does not hold it"'


def _chain(proof: Proof) -> Iterator[str]:
    yield f'x=$(sum "seal {proof.seal.day} $x {proof.seal.previous}")'
    for seal in proof.later:
        yield f'x=$(sum "seal {seal.day} {seal.root} $x")'
    last = _last(proof)
    yield f'is "$x" {last.digest} "the chain of seals is broken"'
    yield f'echo "proved: sealed on {proof.seal.day}; the seal of {last.day} is $x"'


def _stamp(proof: Proof) -> Iterator[str]:
    """The oldest time stamp over a seal of the chain: the earliest day by which it is known to have stood."""
    stamped = next((seal for seal in (proof.seal, *proof.later) if seal.timestamp), None)
    if stamped is None:
        return
    yield ""
    yield f"# A time-stamping authority signed the seal of {stamped.day}. With its certificates in tsa.pem:"
    yield f"#   printf '%s' {stamped.digest} > seal.txt"
    yield "#   sed -n 's/^#= //p' " + f"proof-{proof.item.row_id}.sh | openssl base64 -d > seal.tsr"
    yield "#   openssl ts -verify -data seal.txt -in seal.tsr -CAfile tsa.pem"
    for line in encodebytes(bytes(stamped.timestamp)).decode().split():
        yield f"#= {line}"


def _last(proof: Proof) -> Seal:
    return proof.later[-1] if proof.later else proof.seal
