"""The OpenAPI document as people read it: each operation with an example to paste, what it takes and what it
answers; and the shapes of both, field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

FORM: Final = "multipart/form-data"
_SAMPLES: Final = {"title": "افتتاح الجسر", "body": "عبر الجسر أوّل قطار.", "q": "الجسر"}


@dataclass(frozen=True, slots=True)
class Field:
    """``shape`` is the shape that its value has, or that of each value of a list; '' for plain ones."""

    name: str
    kind: str
    shape: str
    description: SafeString
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: SafeString
    needs_key: bool
    parameters: list[Field]
    content_type: str  # of the body, '' without one
    takes: str  # the shape of the body
    form: list[Field]  # instead of a shape
    gives: str  # the shape of the answer
    example: str


def operations(document: dict[str, Any], site: str) -> Iterator[Operation]:
    """Those of the document, with examples for the archive at ``site``."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            content_type = next(iter(content), "")
            body = content[content_type]["schema"] if content_type else {}
            yield Operation(
                id=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=_translated(operation["summary"]),
                description=_said(operation["description"]),
                needs_key="security" in operation,
                parameters=[_parameter(each) for each in operation.get("parameters", ())],
                content_type=content_type,
                takes=_shape(body),
                form=list(_fields(body)),
                gives=_answer(operation),
                example=_example(document, site, path, method.upper(), operation),
            )


def shapes(document: dict[str, Any]) -> dict[str, list[Field]]:
    """The fields of each shape, by its name."""
    return {name: list(_fields(schema)) for name, schema in document["components"]["schemas"].items()}


def _fields(schema: dict[str, Any]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, each in schema.get("properties", {}).items():
        yield Field(name, _kind(each), _shape(each), _said(each.get("description", "")), name in required)


def _parameter(parameter: dict[str, Any]) -> Field:
    description = _said(parameter.get("description", ""))
    return Field(
        parameter["name"], _kind(parameter["schema"]), "", description, parameter.get("required", False)
    )


def _said(description: str) -> SafeString:
    """A description in the reader's language, with what is quoted in it as code."""
    words = _translated(description).replace("``", "`").split("`")
    return format_html_join(
        "", "{}", ((_code(part) if place % 2 else part,) for place, part in enumerate(words))
    )


def _translated(text: str) -> str:
    """A sentence of the document in the reader's language, as its catalogue has it under «api»."""
    sentence = " ".join(text.split())
    return pgettext("api", sentence)


def _code(text: str) -> SafeString:
    return format_html('<code dir="ltr">{}</code>', text)


def _kind(schema: dict[str, Any]) -> str:
    """What values are, in signs that every language has: ``string``, ``integer[]``, ``"asc" | "desc"``;
    '' for a shape alone."""
    if "anyOf" in schema:
        return " | ".join(filter(None, map(_kind, schema["anyOf"])))
    if values := schema.get("enum") or ([schema["const"]] if "const" in schema else []):
        return " | ".join(json.dumps(value) for value in values if value)
    if schema.get("type") == "array":
        of_each = _kind(schema.get("items", {}))
        return f"({of_each})[]" if " " in of_each else f"{of_each}[]"
    limits = (f"≤ {schema[name]:,}" for name in ("maxLength", "maximum") if name in schema)
    return " ".join(filter(None, (schema.get("type", ""), schema.get("format", ""), *limits)))


def _shape(schema: dict[str, Any]) -> str:
    """The shape that is named in it, if only for the values of a list."""
    found = re.search(r"#/components/schemas/(\w+)", json.dumps(schema))
    return found[1] if found else ""


def _answer(operation: dict[str, Any]) -> str:
    done = next(each for status, each in operation["responses"].items() if status.startswith("2"))
    return _shape(done.get("content", {}))


def _example(document: dict[str, Any], site: str, path: str, method: str, operation: dict[str, Any]) -> str:
    """A command for curl."""
    address = site + re.sub(r"\{\w+\}", "1", path)
    asked = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    words = ["curl"]
    words += ["-X", method] if method not in ("GET", "POST") else []
    words += ["-H", "'Authorization: Bearer na_…'"] if "security" in operation else []
    content = operation.get("requestBody", {}).get("content", {})
    if FORM in content:
        words += ["-F", "file=@news.jsonl"]
    elif content:
        body = json.dumps(_sample(document, _shape(content)), ensure_ascii=False)
        words += ["-H", "'Content-Type: application/json'", "-d", f"'{body}'"]
    elif "q" in asked:
        words += ["-G", "--data-urlencode", f"'q={_SAMPLES['q']}'"]
    return " ".join([*words, address])


def _sample(document: dict[str, Any], shape: str) -> dict[str, Any]:
    """A small body of a shape."""
    properties = document["components"]["schemas"][shape]["properties"]
    if "articles" in properties:
        return {"articles": [_sample(document, _shape(properties["articles"]))]}
    return {name: value for name, value in _SAMPLES.items() if name in properties}
