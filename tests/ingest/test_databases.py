"""Exports of databases of news: each article by itself, from text, Word and RTF."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from articles.ingest.types import Draft
from tests.ingest.inputs import BODY, MORE, drafts

FIRST, SECOND = "فتح جسر السنديان أمام المشاة", "عودة السفن إلى المرفأ"
NEXIS = f"""Page 1 of 2
{FIRST}
جريدة الساحل
May 6, 2024 Monday
Copyright 2024 دار الساحل All Rights Reserved
Section: محلّيّات; Pg. 3
Length: 200 words
Byline: سلمى الراوي
Body

{BODY}

{MORE}

Classification

Language: ARABIC
Publication-Type: Newspaper
Load-Date: May 7, 2024

End of Document

{SECOND}
صحيفة المنارة
May 7, 2024
Length: 100 words
Body
{MORE}

Load-Date: May 8, 2024

End of Document
"""
LEXIS = f"""                              1 of 2 DOCUMENTS


                              جريدة الساحل

                              May 6, 2024 Monday

{FIRST}

BYLINE: سلمى الراوي

SECTION: محلّيّات; Pg. 3

LENGTH: 200 words

{BODY}

{MORE}

LOAD-DATE: May 7, 2024

LANGUAGE: ARABIC

                      Copyright 2024 دار الساحل
                            All Rights Reserved


                              2 of 2 DOCUMENTS


                              صحيفة المنارة

                              May 7, 2024 Tuesday

{SECOND}

LENGTH: 100 words

{MORE}

LOAD-DATE: May 8, 2024
"""
PROQUEST = f"""____________________________________________________________

Report Information from ProQuest
06 May 2024 10:00
____________________________________________________________

Document 1 of 2

{FIRST}

Author: الراوي، سلمى

Publication info: جريدة الساحل ; السنديان. 06 May 2024.

Full text: {BODY}

{MORE}

Subject: جسور; بلديّة

Title: {FIRST}

Publication title: جريدة الساحل

Publication date: May 6, 2024

Section: محلّيّات

Document URL: https://www.proquest.example/1
____________________________________________________________

Document 2 of 2

Full text: {MORE}

Title: {SECOND}

Publication title: صحيفة المنارة

Publication date: May 7, 2024

____________________________________________________________

Contact us at: http://www.proquest.example
"""


def check(found: list[Draft]) -> None:
    assert [each.title for each in found] == [FIRST, SECOND]
    assert [each.source for each in found] == ["جريدة الساحل", "صحيفة المنارة"]
    assert [str(each.published) for each in found] == ["2024-05-06", "2024-05-07"]
    assert [each.body.split("\n\n") for each in found] == [[BODY, MORE], [MORE]]
    assert (found[0].authors, found[0].section) == (("سلمى الراوي",), "محلّيّات")


@pytest.mark.parametrize("text", [NEXIS, LEXIS, PROQUEST, NEXIS.replace("\n", "\r\n")])
def test_every_article_of_an_export_is_one(tmp_path: Path, text: str) -> None:
    check(drafts(tmp_path, "export.txt", text))


def test_an_export_in_word_is_parted_as_well(tmp_path: Path) -> None:
    document = docx.Document()
    for line in NEXIS.split("\n"):
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    check(drafts(tmp_path, "export.docx", out.getvalue()))


def test_an_export_in_rtf_is_parted_as_well(tmp_path: Path) -> None:
    def escaped(text: str) -> str:
        return "".join(sign if ord(sign) < 128 else f"\\u{ord(sign)}?" for sign in text)

    lines = "".join(f"{escaped(line)}\\par\n" for line in NEXIS.split("\n"))
    check(drafts(tmp_path, "export.rtf", "{\\rtf1\\ansi\n" + lines + "}"))


@pytest.mark.parametrize("line", ["End of Document", "1 of 2 DOCUMENTS", "_" * 40, "Body", "Full text: كذا"])
def test_a_text_that_looks_like_it_for_a_line_stays_whole(tmp_path: Path, line: str) -> None:
    [draft] = drafts(tmp_path, "a.txt", f"{FIRST}\n\n{BODY}\n\n{line}\n\n{MORE}\n")
    assert (BODY in draft.body, MORE in draft.body) == (True, True)
