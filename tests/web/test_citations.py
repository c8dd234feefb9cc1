"""Citations of an article: what people paste, and what their programs read."""

import json
import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from articles.web.article.citations import Citation, bibtex, coins, csl_json, ris, sentence
from articles.web.article.person_names import name_parts

CITATION = Citation(
    title="جسر «الزيتون» يُفتح",
    authors=("ليلى القاسم", "حسن أبو زيد"),
    source="وكالة الضفاف",
    published="2021-09-14",
    url="https://difaf.example/a_1?x=2&y=3",
    permalink="https://archive.example/a/7/jisr/",
    accessed=date(2024, 2, 3),
)
BARE = replace(CITATION, authors=(), published="", url="")
TEXTS = st.text(max_size=40).filter(str.strip)


def arabic(citation: Citation) -> str:
    with override("ar"):
        return sentence(citation, digits="arab")


def english(citation: Citation) -> str:
    with override("en"):
        return sentence(citation, digits="latn")


@pytest.mark.parametrize(
    ("author", "family", "rest"),
    [
        ("ليلى القاسم", "القاسم", "ليلى"),
        ("حسن أبو زيد", "أبو زيد", "حسن"),
        ("مها عبد الرحمن", "عبد الرحمن", "مها"),
        ("عبد الله النجار", "النجار", "عبد الله"),
        ("كريم بن يوسف", "بن يوسف", "كريم"),
        ("فهد بن عبد العزيز", "بن عبد العزيز", "فهد"),
        ("ندى شرف الدين", "شرف الدين", "ندى"),
        ("سليم عبد الله", "عبد الله", "سليم"),
        ("أم فادي", "أم فادي", ""),
        ("ياسمين", "ياسمين", ""),
        ("فريق التحرير", "فريق التحرير", ""),
        ("وكالة الضفاف", "وكالة الضفاف", ""),
        ("المرسى: «الضفاف»", "المرسى: «الضفاف»", ""),
        ("Delta Water Institute", "Delta Water Institute", ""),
    ],
)
def test_only_names_of_persons_are_taken_apart(author: str, family: str, rest: str) -> None:
    assert name_parts(author) == (family, rest)


def test_the_arabic_sentence() -> None:
    assert arabic(CITATION) == (
        "القاسم، ليلى، وحسن أبو زيد. «جسر “الزيتون” يُفتح». وكالة الضفاف، ١٤ أيلول/سبتمبر ٢٠٢١، "
        "https://difaf.example/a_1?x=2&y=3 – أرشيف الأخبار (اطُّلع عليه في ٣ شباط/فبراير ٢٠٢٤): "
        "https://archive.example/a/7/jisr/"
    )
    assert arabic(BARE) == (
        "«جسر “الزيتون” يُفتح». وكالة الضفاف، بلا تاريخ. أرشيف الأخبار "
        "(اطُّلع عليه في ٣ شباط/فبراير ٢٠٢٤): https://archive.example/a/7/jisr/"
    )
    assert "يُفتح». بلا تاريخ. أرشيف" in arabic(replace(BARE, source=""))


def test_the_english_sentence() -> None:
    assert english(CITATION) == (
        "القاسم, ليلى, and حسن أبو زيد. “جسر ‘الزيتون’ يُفتح.” وكالة الضفاف, 14 September 2021, "
        "https://difaf.example/a_1?x=2&y=3 – News Archive (accessed 3 February 2024): "
        "https://archive.example/a/7/jisr/"
    )
    assert "وكالة الضفاف, n.d. News Archive" in english(BARE)
    assert "يُفتح.” n.d. News Archive" in english(replace(BARE, source=""))
    assert "“من يروي؟” " in english(replace(BARE, title="من يروي؟"))


def test_many_authors_are_the_first_and_others() -> None:
    three = replace(CITATION, authors=("ليلى القاسم", "عمر الحداد", "سلمى الشريف"))
    assert arabic(three).startswith("القاسم، ليلى، وعمر الحداد، وسلمى الشريف. ")
    assert english(three).startswith("القاسم, ليلى, عمر الحداد, and سلمى الشريف. ")
    four = replace(three, authors=(*three.authors, "نجيب الزيات"))
    assert arabic(four).startswith("القاسم، ليلى، وآخرون. ")
    assert english(four).startswith("القاسم, ليلى, et al. ")


def test_a_partial_date_stays_partial_everywhere() -> None:
    month = replace(CITATION, published="2021-09")
    assert "وكالة الضفاف، أيلول/سبتمبر ٢٠٢١، " in arabic(month)
    assert "date         = {2021-09}," in bibtex(month)
    assert "DA  - 2021/09\r\n" in ris(month)
    assert json.loads(csl_json(month))[0]["issued"] == {"date-parts": [[2021, 9]]}
    assert parse_qs(coins(month))["rft.date"] == ["2021-09"]


def test_bibtex() -> None:
    entry = bibtex(replace(CITATION, title=r"٦٠% من {السدّ} & #هنا_ $5 ~ ^ \ ", authors=("فريق التحرير",)))
    assert entry.startswith("@article{newsarchive-7,\n")
    assert "  author       = {{فريق التحرير}},\n" in entry
    assert r"{٦٠\% من \textbraceleft{}السدّ\textbraceright{} \& \#هنا\_ \$5" in entry
    assert r"\textasciitilde{} \textasciicircum{} \textbackslash{}}," in entry
    assert "url          = {https://difaf.example/a_1?x=2&y=3}," in entry
    assert "  author       = {القاسم, ليلى and أبو زيد, حسن},\n" in bibtex(CITATION)
    assert "author" not in bibtex(BARE)
    assert "url          = {https://archive.example/a/7/jisr/}," in bibtex(BARE)


def test_ris() -> None:
    assert ris(CITATION) == "\r\n".join(
        [
            "TY  - NEWS",
            "AU  - القاسم, ليلى",
            "AU  - أبو زيد, حسن",
            "TI  - جسر «الزيتون» يُفتح",
            "T2  - وكالة الضفاف",
            "PY  - 2021",
            "DA  - 2021/09/14",
            "LA  - ar",
            "UR  - https://difaf.example/a_1?x=2&y=3",
            "AV  - https://archive.example/a/7/jisr/",
            "Y2  - 2024/02/03",
            "ER  - ",
            "",
        ]
    )


def test_csl_json() -> None:
    assert json.loads(csl_json(CITATION)) == [
        {
            "id": "newsarchive-7",
            "type": "article-newspaper",
            "title": "جسر «الزيتون» يُفتح",
            "author": [{"family": "القاسم", "given": "ليلى"}, {"family": "أبو زيد", "given": "حسن"}],
            "container-title": "وكالة الضفاف",
            "issued": {"date-parts": [[2021, 9, 14]]},
            "language": "ar",
            "URL": "https://difaf.example/a_1?x=2&y=3",
            "archive_location": "https://archive.example/a/7/jisr/",
            "accessed": {"date-parts": [[2024, 2, 3]]},
        }
    ]


def test_coins() -> None:
    values = parse_qs(coins(CITATION))
    assert values["rft.type"] == ["newspaperArticle"]
    assert values["rft.title"] == [CITATION.title]
    assert values["rft.source"] == ["وكالة الضفاف"]
    assert values["rft.identifier"] == [CITATION.url]
    assert values["rft.au"] == ["القاسم, ليلى", "أبو زيد, حسن"]


@given(title=TEXTS, source=TEXTS, author=TEXTS)
def test_whatever_a_page_says_every_format_stays_well_formed(title: str, source: str, author: str) -> None:
    citation = replace(CITATION, title=title, source=source, authors=(author,))
    entry = bibtex(citation)
    assert entry.count("{") == entry.count("}")
    assert not re.search(r"(?<!\\)[%#$&]", re.sub(r"url +=.*", "", entry))
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris(citation).rstrip("\r\n").split("\r\n"))
    assert len(ris(citation).splitlines()) == ris(citation).count("\r\n")
    assert json.loads(csl_json(citation))[0]["title"] == title
    assert parse_qs(coins(citation), keep_blank_values=True)["rft.title"] == [title]


def test_a_permalink_without_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not the permalink"):
        bibtex(replace(CITATION, permalink="https://archive.example/search"))
