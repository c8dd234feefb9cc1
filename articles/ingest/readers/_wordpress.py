"""What WordPress keeps beside its articles, and in their texts, in exports and in dumps."""

from __future__ import annotations

import re
from typing import Final

_STATUSES: Final = {"publish": "", "inherit": "", "future": "scheduled", "pending": "draft"}
_TYPES: Final = re.compile(
    r"attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_\w+"
    r"|acf-?\w*|elementor_\w+|wpcf7\w*|shop_\w+|product\w*|feedback|ml-slider|et_\w+|vc_\w+"
)
_CAPTION: Final = re.compile(r"\[(?:wp_)?caption\b[^\]]*\](.{0,2000}?)\[/(?:wp_)?caption\]", re.I | re.S)
_SHORTCODE: Final = re.compile(
    r"\[/?(?:caption|wp_caption|gallery|embed|video|audio|playlist|youtube|vimeo|vc_\w+|et_pb_\w+|fusion_\w+|su_\w+|av_\w+"
    r"|contact-form-7|sc_\w+|dropcap|highlight|column\w*|one_\w+|two_\w+|button|tie_\w+)(?:\s[^\]]*)?/?\]",
    re.I,
)


def is_no_article(post_type: str) -> bool:
    """Whether posts of this type are no articles: pictures, menus, styles, orders of a shop."""
    return bool(_TYPES.fullmatch(post_type))


def published_as(status: str) -> str:
    """The status of a post as :class:`articles.ingest.types.Draft` calls it; "" when it is public."""
    return _STATUSES.get(status, status)


def without_shortcodes(body: str) -> str:
    """A text with the words under its pictures, and without what a plug-in would have put in its place."""
    return _SHORTCODE.sub(" ", _CAPTION.sub(r"<figcaption>\1</figcaption>", body))
