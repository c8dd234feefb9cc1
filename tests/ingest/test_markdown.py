"""Markdown of sites and notes: fields in YAML and TOML, drafts that stay drafts, a text without signs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.ingest.readers.documents._front_matter import plain, with_front_matter
from tests.ingest.inputs import BODY, MORE, drafts

YAML = f"""---
title: "فتح جسر السنديان"
date: 2024-05-06T23:30:00+03:00
author:
  name: سلمى الراوي
tags:
  - جسور
  - "بلديّة"
categories: [محلّيّات, عمران]
description: >
  ملخّص قصير
  على سطرين
---

{BODY}

## كلفة الأعمال

{MORE} [التقرير](https://sahel.example/r "تقرير") كاملًا. ![صورة](a.png)

{{{{< figure src="x.png" >}}}}
"""
TOML = f"""+++
title = "فتح جسر السنديان"
date = 2024-05-06T23:30:00+03:00
authors = ["سلمى الراوي"]
[taxonomies]
tags = ["جسور", "بلديّة"]
[extra]
source = "جريدة الساحل"
+++
{BODY}

{MORE}
"""


def test_fields_in_yaml_of_every_form_are_read(tmp_path: Path) -> None:
    [draft] = drafts(tmp_path, "post.md", YAML)
    assert (draft.title, str(draft.published), draft.authors) == (
        "فتح جسر السنديان",
        "2024-05-06",
        ("سلمى الراوي",),
    )
    assert (draft.section, draft.tags) == ("محلّيّات", ("جسور", "بلديّة", "عمران"))
    assert draft.body.split("\n\n") == [BODY, "## كلفة الأعمال", f"{MORE} التقرير كاملًا."]


@pytest.mark.parametrize("name", ["post.md", "post.markdown", "post.txt"])
def test_fields_in_toml_and_in_its_groups_are_read(tmp_path: Path, name: str) -> None:
    [draft] = drafts(tmp_path, name, TOML.replace("\n", "\r\n"))
    assert (draft.title, str(draft.published), draft.source) == (
        "فتح جسر السنديان",
        "2024-05-06",
        "جريدة الساحل",
    )
    assert (draft.authors, draft.tags) == (("سلمى الراوي",), ("جسور", "بلديّة"))
    assert draft.body.split("\n\n") == [BODY, MORE]


@pytest.mark.parametrize(
    ("name", "line", "held"),
    [
        ("a.md", "draft: true", "draft"),
        ("a.md", "draft: false", ""),
        ("a.md", "published: false", "draft"),
        ("a.md", "published: 2024-05-06", ""),
        ("site.zip/_drafts/a.md", "layout: post", "draft"),
        ("a.md", "status: private", "private"),
    ],
)
def test_what_a_site_had_not_published_stays_in(tmp_path: Path, name: str, line: str, held: str) -> None:
    [draft] = drafts(tmp_path, name, f"---\ntitle: جسر السنديان\n{line}\n---\n{BODY}\n")
    assert draft.held_reason == held


def test_fields_in_json_are_read_where_the_name_says_markdown(tmp_path: Path) -> None:
    text = '{"title": "جسر السنديان", "date": "2024-05-06", "draft": true}\n\n' + f"{BODY}\n"
    [draft] = drafts(tmp_path, "a.md", text)
    assert (draft.title, str(draft.published), draft.held_reason) == ("جسر السنديان", "2024-05-06", "draft")
    assert draft.body == BODY
    [other] = drafts(tmp_path, "b.md", "{لا شيء} " + BODY)
    assert BODY in other.body


def test_a_post_of_jekyll_has_its_date_in_its_name(tmp_path: Path) -> None:
    [draft] = drafts(tmp_path, "2024-05-06-bridge.md", f"---\ntitle: جسر السنديان\n---\n{BODY}\n")
    assert str(draft.published) == "2024-05-06"


def test_a_note_of_obsidian_has_its_title_above_its_text_and_links_within_brackets(tmp_path: Path) -> None:
    note = (
        '---\ntags:\n  - جسور\nsource: "[[جريدة الساحل]]"\nurl: https://sahel.example/1\n---\n'
        f"# فتح جسر السنديان\n\n{BODY} وهذا [[ملاحظات/جسر|الجسر]] القديم.\n\n%%تعليق%%\n> {MORE}\n"
    )
    [draft] = drafts(tmp_path, "note.md", note)
    assert (draft.title, draft.source, draft.tags) == ("فتح جسر السنديان", "جريدة الساحل", ("جسور",))
    assert draft.body.split("\n\n") == [f"{BODY} وهذا الجسر القديم.", MORE]


def test_lines_that_only_an_editor_has_broken_are_one_paragraph() -> None:
    assert plain("أوّل السطر\nوآخره\n\n- بند\n- بند ثانٍ\n\nبيت  \nوبيت") == (
        "أوّل السطر وآخره\n\n- بند\n- بند ثانٍ\n\nبيت\nوبيت"
    )


@pytest.mark.parametrize(
    "fields",
    [
        "title: &a [x]\ntags: *a",  # what is said twice may be said a thousand times
        "title: {" * 2000,
        "title: 'جسر",
        "لا شيء معروف: هنا",
        "",
    ],
)
def test_fields_that_cannot_be_read_are_text(tmp_path: Path, fields: str) -> None:
    [draft] = drafts(tmp_path, "a.md", f"---\n{fields}\n---\nعنوان\n\n{BODY}\n")
    assert draft.body.endswith(BODY)


@settings(max_examples=200, deadline=None)
@given(st.text("-+:[]{}()!<>%|#*_`~\"'\n aب\t&", max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    plain(text)
    with_front_matter(f"---\n{text}\n---\n{text}", "a.md")
    with_front_matter(f"+++\n{text}\n+++\n{text}", "a.md")
