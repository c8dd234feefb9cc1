"""PDFs of articles: the text that is drawn is the text that is copied out."""

from __future__ import annotations

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.rendering.pdf.article import PAGE, SIDE, PdfArticle, article_pdf
from articles.rendering.pdf.canvas import Canvas
from articles.rendering.text.bidi import levels
from articles.rendering.text.direction import is_rtl
from articles.rendering.text.layout import break_lines, clean, scaled

SENTENCES = [
    "وقّعت بلديّة الساحل، مساء الخميس (٧ آذار 2019)، عقدًا مع شركة North Harbour Systems لبناء رصيف.",
    "وقالت المديرة نورا الحسن: «لن نبدأ قبل أن نرى الأرقام كلّها»، مشيرةً إلى أنّ الكلفة زادت 42.5% في عام.",
    "وأُرسل التقرير (WHO/2020) إلى اللجنة؛ أمّا طائرة F-16 فحُوّلت إلى متحف، و3 من كلّ 10 زاروها!",
    "سأله: ”هل وصل Covid-19 إلى القرية؟“ فأجاب: “نعم”، ثمّ [صمت].",
    "انظر https://archive.example/a/17?from=2020&to=2021 للمزيد.",
    "بلغت الحصيلة ١٬١٣٦ مقالًا بنسبة ٪١٢٫٥ وسعر 5$ و20€.",
    "إلى الله والآلاف، لا لأنّ اللآلئ لألاءة.",
    "The Harbour Institute (founded in 1998) met with بلدية الساحل in March.",
    "NATO: بيان جديد",
    "#أخبار_الساحل تتصدّر",
]


def extracted(pdf: bytes) -> str:
    """The text as PDFium, the reader inside Chrome and Edge, copies it out; lines joined by spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def one_page(texts: list[str]) -> bytes:
    canvas = Canvas(2000, 60 * len(texts) + 80, rtl=True)
    page = canvas.add_page()
    for number, text in enumerate(texts):
        for line in break_lines(text, "naskh", 10**9):
            page.text(line, 1960 - scaled(line.width, 14), 60 * number + 60, 14, (0, 0, 0))
    return canvas.pdf(title="")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_is_copied_is_what_was_written(sentence):
    assert extracted(one_page([sentence])) == sentence


def test_an_article_copies_out_whole_and_in_order():
    article = PdfArticle(
        title="بلديّة الساحل توقّع عقد الرصيف مع North Harbour",
        subtitle="العمل يبدأ في الربيع",
        byline=("وكالة الضفاف – الساحل", "الخميس ٧ آذار/مارس ٢٠١٩"),
        paragraphs=(SENTENCES[0] * 6, "## ما الذي يتغيّر؟", *SENTENCES[1:4]),
        notes=(("https://archive.example/1", "https://archive.example/1"),),
    )
    text = extracted(article_pdf(article))
    places = [text.find(clean(part)) for part in (article.title, article.subtitle, *article.byline)]
    places += [text.find(clean(part.removeprefix("## "))) for part in article.paragraphs]
    assert -1 not in places
    assert places == sorted(places)


LETTERS = st.sampled_from(list("ابتثجحخدذرسشلمنهويءآأإؤئةى") + list("abcXYZ") + list("0123456789٠١٢٣"))
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=12)


@settings(max_examples=25)
@given(WORDS)
def test_any_words_copy_out_as_written(words):
    sentence = " ".join(words)
    assert extracted(one_page([sentence])) == sentence


def test_a_long_article_turns_pages_and_stays_within_the_margins():
    article = PdfArticle(title="عنوان طويل " * 30, paragraphs=("كلمات كثيرة في سطر طويل. " * 60,) * 8)
    with pypdfium2.PdfDocument(article_pdf(article)) as document:
        assert len(document) > 2
        for page in document:
            text = page.get_textpage()
            for index in range(0, text.count_chars(), 7):
                left, bottom, right, top = text.get_charbox(index)
                assert left > SIDE - 12
                assert right < PAGE[0] - SIDE + 12
                assert bottom > 20
                assert top < PAGE[1] - 20


def test_a_word_wider_than_the_page_is_broken():
    lines = break_lines("https://archive.example/" + "a" * 400, "naskh", 30_000)
    assert len(lines) > 5
    assert all(line.width <= 30_000 for line in lines)


@pytest.mark.parametrize("text", ["", " \n ", "\u200f", "\x00\x07", "😀 كلمة 中文 Привет"])
def test_odd_text_is_no_failure(text):
    assert article_pdf(PdfArticle(title=text, paragraphs=(text, f"## {text}"))).startswith(b"%PDF")


def test_an_english_article_is_set_from_the_left():
    article = PdfArticle(
        title="Harbour contract signed", paragraphs=("The pier opens in 2020.",), language="en"
    )
    with pypdfium2.PdfDocument(article_pdf(article)) as document:
        text = document[0].get_textpage()
        assert text.get_charbox(0)[0] == pytest.approx(SIDE, abs=3)
        assert "The pier opens in 2020." in text.get_text_range()


def test_the_direction_of_a_paragraph_is_that_of_most_letters_but_not_of_addresses():
    assert is_rtl("NATO: بيان جديد عن الساحل")
    assert is_rtl("«عنوان». وكالة، https://archive.example/a/long/address/of/an/article")
    assert not is_rtl("The city of الساحل")
    assert not is_rtl("https://archive.example/a/1/")
    assert is_rtl("2021")
    assert not is_rtl("2021", default=False)


def test_an_address_keeps_its_closing_slash_at_its_right():
    text = "المصدر: https://archive.example/a/28/."
    level_of = levels(text, True)
    start = text.index("https")
    assert set(level_of[start:-1]) == {2}
    assert level_of[-1] == 1
    assert extracted(one_page([text])) == text
