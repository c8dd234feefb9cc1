"""Pages that Medium exports: one a post, drafts among them, with its fields in classes below the text."""

from __future__ import annotations

from typing import Final

from lxml import etree

_SIGN: Final = "Exported from"


def medium_fields(root: etree._Element) -> dict[str, str]:
    """The fields of a post; {} for a page of anybody else. A post that has no date was never public."""
    posts = root.xpath("//article[contains(@class, 'h-entry')][footer]")
    if not isinstance(posts, list) or not posts or _SIGN not in _text(posts[0], ".//footer"):
        return {}
    post = posts[0]
    link = post.find(".//footer//a[@class='p-canonical']")
    published = post.find(".//time[@class='dt-published']")
    stated = {
        "title": _text(post, ".//*[@class='p-name']"),
        "subtitle": _text(post, ".//section[@data-field='subtitle']"),
        "authors": _text(post, ".//*[@class='p-author h-card']"),
        "published": published.get("datetime", "") if published is not None else "",
        "url": link.get("href", "") if link is not None else "",
        "publication": "" if published is not None else "draft",
    }
    return {name: value for name, value in stated.items() if value}


def _text(post: etree._Element, path: str) -> str:
    element = post.find(path)
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
