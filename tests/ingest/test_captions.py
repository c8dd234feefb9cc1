"""Captions of films: what is said once, in paragraphs, whatever program wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ingest.inputs import drafts, read

FIRST = "أعلنت بلديّة السنديان إعادة فتح الجسر القديم أمام المشاة."
SECOND = "وقال المهندس سامر الجبلي إنّ الأعمال انتهت في موعدها."
VTT = """WEBVTT
Kind: captions
Language: ar

STYLE
::cue { color: white }

NOTE هذه ملاحظة لا تُقال

1
00:00:00.000 --> 00:00:03.000 align:start position:10%
أعلنت بلديّة السنديان إعادة

00:03.000 --> 00:06.000
فتح <c.yellow>الجسر</c> القديم أمام المشاة.

3
00:00:06.000 --> 00:00:07.000
[موسيقى]

00:00:07.000 --> 00:00:09.000
وقال المهندس سامر الجبلي إنّ الأعمال &lrm;انتهت في موعدها.
"""
SRT = (
    "1\r\n00:00:00,000 --> 00:00:03,000\r\nأعلنت بلديّة السنديان إعادة\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:06,000\r\n{\\an8}فتح الجسر القديم أمام المشاة.\r\n\r\n"
    "3\r\n00:00:06,000 --> 00:00:09,000\r\n<i>وقال المهندس سامر الجبلي إنّ الأعمال انتهت في موعدها.</i>\r\n"
)
SBV = (
    "0:00:00.000,0:00:03.000\nأعلنت بلديّة السنديان إعادة\n\n0:00:03.000,0:00:06.000\n"
    "فتح الجسر القديم أمام المشاة.\n\n0:00:06.000,0:00:09.000\n"
    "وقال المهندس سامر الجبلي إنّ الأعمال انتهت في موعدها.\n"
)
TTML = (
    '<?xml version="1.0" encoding="UTF-8"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="ar"><body><div>'
    '<p begin="00:00:00.000" end="00:00:03.000">أعلنت بلديّة السنديان <span>إعادة</span></p>'
    '<p begin="00:00:03.000" end="00:00:06.000">فتح الجسر القديم أمام المشاة.</p>'
    '<p begin="00:00:06.000" end="00:00:09.000">وقال المهندس سامر الجبلي إنّ الأعمال انتهت في موعدها.</p>'
    "</div></body></tt>"
)


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.vtt", VTT), ("a.srt", SRT), ("a.sbv", SBV), ("a.ttml", TTML), ("a.txt", SRT), ("a.xml", TTML)],
)
def test_what_is_said_is_one_text_without_times(tmp_path: Path, name: str, text: str) -> None:
    [draft] = drafts(tmp_path, name, text)
    assert " ".join(draft.body.replace("\u200e", "").split()) == f"{FIRST} {SECOND}"


def test_lines_that_roll_are_taken_once(tmp_path: Path) -> None:
    rolled = (
        "WEBVTT\nKind: captions\nLanguage: ar\n\n"
        "00:00:00.000 --> 00:00:02.000\n \nأعلنت<00:00:00.500><c> بلديّة</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nأعلنت بلديّة\n \n\n"
        "00:00:02.010 --> 00:00:04.000\nأعلنت بلديّة\nالسنديان<00:00:02.5><c> إعادة</c><c> فتح</c>\n\n"
        "00:00:04.000 --> 00:00:04.010\nالسنديان إعادة فتح\n \n"
    )
    [draft] = drafts(tmp_path, "a.vtt", rolled)
    assert draft.body == "أعلنت بلديّة السنديان إعادة فتح"


def test_a_pause_and_a_new_speaker_begin_a_paragraph(tmp_path: Path) -> None:
    talk = (
        f"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v سلمى الراوي>{FIRST}\n\n"
        f"00:00:02.000 --> 00:00:04.000\n<v سامر>{SECOND}\n\n"
        "00:00:20.000 --> 00:00:22.000\n<v سامر>شكرًا لكم.\n"
    )
    [draft] = drafts(tmp_path, "a.vtt", talk)
    assert draft.body.split("\n\n") == [f"سلمى الراوي: {FIRST}", f"سامر: {SECOND}", "شكرًا لكم."]


def test_the_name_of_the_file_has_the_title_and_the_address_of_the_film(tmp_path: Path) -> None:
    [draft] = drafts(tmp_path, "films.zip/فتح جسر السنديان [a1B2-c3_D4e].ar.vtt", VTT)
    assert (draft.title, draft.url) == ("فتح جسر السنديان", "https://www.youtube.com/watch?v=a1B2-c3_D4e")
    [other] = drafts(tmp_path, "subtitles.srt", SRT)
    assert "no_title" in other.warnings


def test_captions_without_words_are_refused(tmp_path: Path) -> None:
    [item] = read(tmp_path, "a.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n[موسيقى]\n")
    assert getattr(item, "code", "") == "no_text"
