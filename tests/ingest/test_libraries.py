"""What libraries hand out: catalogues (MARC), recognised pages (ALTO, PAGE, hOCR, ABBYY), editions (TEI)."""

from __future__ import annotations

import gzip
from pathlib import Path

import pymarc
import pytest
from pymarc.marc8_mapping import CODESETS

from articles.ingest.types import Draft, ImportProblem
from tests.ingest.inputs import BODY, MORE, drafts, read

# ---- MARC 21 ----------------------------------------------------------------------------------------------

CONTROL = "240601e20240506sy            000 0 ara d"
FIELDS = [
    ("100", "a", "الراوي، سلمى."),
    ("245", "a", "فتح جسر السنديان :"),
    ("245", "b", "بعد سنتين /"),
    ("520", "a", BODY),
    ("650", "a", "جسور."),
    ("773", "t", "جريدة الساحل."),
    ("773", "g", "العدد 12 (6 أيّار 2024)"),
    ("856", "u", "https://sahel.example/1"),
]
_ARABIC = {point: byte for byte, (point, _) in CODESETS[0x33].items() if byte < 0x80}
_SPACES = str.maketrans({"،": ",", "؟": "?", "«": '"', "»": '"'})


def record(fields: list[tuple[str, str, str]], control: str = CONTROL, **links: str) -> pymarc.Record:
    found = pymarc.Record(force_utf8=True)
    found.add_field(pymarc.Field(tag="008", data=control))
    for tag in dict.fromkeys(tag for tag, _, _ in fields):
        parts = [pymarc.Subfield(code=code, value=value) for each, code, value in fields if each == tag]
        if tag in links:
            parts.insert(0, pymarc.Subfield(code="6", value=links[tag]))
        found.add_field(pymarc.Field(tag=tag, indicators=pymarc.Indicators(" ", " "), subfields=parts))
    return found


def exchanged(fields: list[tuple[str, str, str]], encode: str, leader: bytes) -> bytes:
    """A record as it is exchanged, its texts in an encoding, under a leader that says what it likes."""
    directory, data = b"", b""
    for tag, text in (
        ("008", CONTROL.encode()),
        *((tag, b"  \x1f" + code.encode() + encoded(value, encode)) for tag, code, value in fields),
    ):
        whole = text + b"\x1e"
        directory += b"%s%04d%05d" % (tag.encode(), len(whole), len(data))
        data += whole
    base = 24 + len(directory) + 1
    size = base + len(data) + 1
    return b"%05dnab %s22%05d a 4500" % (size, leader, base) + directory + b"\x1e" + data + b"\x1d"


def encoded(text: str, encoding: str) -> bytes:
    if encoding != "marc-8":
        return text.encode(encoding, "ignore")
    pieces = [b"\x1b(3"]
    for sign in text.translate(_SPACES):
        byte = _ARABIC.get(ord(sign))
        pieces.append(bytes([byte]) if byte else b"\x1b(B" + sign.encode("ascii", "replace") + b"\x1b(3")
    return b"".join([*pieces, b"\x1b(B"])


def check(draft: Draft, body: str = BODY) -> None:
    assert (draft.title, draft.subtitle) == ("فتح جسر السنديان", "بعد سنتين")
    assert (draft.authors, draft.source, draft.tags) == (("سلمى الراوي",), "جريدة الساحل", ("جسور",))
    assert (str(draft.published), draft.url, draft.body) == ("2024-05-06", "https://sahel.example/1", body)


@pytest.mark.parametrize(
    "name", ["catalogue.mrc", "catalogue.marc", "catalogue", "catalogue.txt", "catalogue.mrc.gz"]
)
def test_a_catalogue_is_told_by_its_content_and_read_record_by_record(tmp_path: Path, name: str) -> None:
    data = record(FIELDS).as_marc() * 3
    found = drafts(tmp_path, name, gzip.compress(data) if name.endswith(".gz") else data)
    assert len(found) == 3
    check(found[0])


@pytest.mark.parametrize("leader", [b"a", b" "])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_the_letters_tell_the_encoding_whatever_the_leader_says(
    tmp_path: Path, encoding: str, leader: bytes
) -> None:
    [draft] = drafts(
        tmp_path,
        "a.mrc",
        exchanged([*FIELDS[:1], ("245", "a", "فتح جسر السنديان"), *FIELDS[3:]], encoding, leader),
    )
    assert (draft.title, draft.body, draft.authors) == ("فتح جسر السنديان", BODY, ("سلمى الراوي",))


@pytest.mark.parametrize("leader", [b"a", b" "])
def test_arabic_in_marc_8_is_read(tmp_path: Path, leader: bytes) -> None:
    fields = [
        ("245", "a", "فتح جسر السنديان"),
        ("520", "a", "أعلنت بلدية السنديان إعادة فتح الجسر القديم أمام المشاة."),
    ]
    [draft] = drafts(tmp_path, "a.mrc", exchanged(fields, "marc-8", leader))
    assert draft.title == "فتح جسر السنديان"
    assert draft.body == "أعلنت بلدية السنديان إعادة فتح الجسر القديم أمام المشاة."


def test_a_field_in_its_own_letters_goes_before_its_romanised_twin(tmp_path: Path) -> None:
    romanised = [("245", "a", "Fatḥ jisr al-Sindiyān"), ("520", "a", BODY)]
    found = record(romanised, **{"245": "880-01"})
    link = pymarc.Subfield(code="6", value="245-01/(3/r")
    title = pymarc.Subfield(code="a", value="فتح جسر السنديان /")
    found.add_field(pymarc.Field(tag="880", indicators=pymarc.Indicators("1", "0"), subfields=[link, title]))
    [draft] = drafts(tmp_path, "a.mrc", found.as_marc())
    assert draft.title == "فتح جسر السنديان"


def test_marc_in_xml_is_read_as_well(tmp_path: Path) -> None:
    whole = pymarc.record_to_xml(record(FIELDS), namespace=True).decode()
    [draft] = drafts(
        tmp_path,
        "a.xml",
        f'<?xml version="1.0"?><collection xmlns="http://www.loc.gov/MARC21/slim">{whole}</collection>',
    )
    check(draft)


def test_a_bad_record_and_one_without_a_text_cost_themselves(tmp_path: Path) -> None:
    good, bare = record(FIELDS).as_marc(), record(FIELDS[:3]).as_marc()
    bad = good[:12] + b"99999" + good[17:]
    items = read(tmp_path, "a.mrc", good + bad + bare + good + good[:200])
    told = [item.title if isinstance(item, Draft) else (item.code, item.line) for item in items]
    title = "فتح جسر السنديان"
    assert told == [title, ("bad_record", 2), ("citation", 3), title, ("cut_item", 5)]
    assert not any(item.whole_file for item in items if isinstance(item, ImportProblem))


@pytest.mark.parametrize(
    ("control", "issue", "date"),
    [
        ("240601s1924    sy", "العدد 12 (6 أيّار 1924)", "1924-05-06"),
        ("240601s1924    sy", "مج 3، ع 12", "1924"),
        ("240601uuuuuuuuusy", "مج 3 (1924)، ع 12", "1924"),
        ("", "", "None"),
    ],
)
def test_the_surest_date_of_a_record_is_taken(tmp_path: Path, control: str, issue: str, date: str) -> None:
    [draft] = drafts(tmp_path, "a.mrc", record([*FIELDS[:4], ("773", "g", issue)], control).as_marc())
    assert str(draft.published) == date


# ---- recognised pages -------------------------------------------------------------------------------------


def words(text: str) -> str:
    return "<SP/>".join(f'<String CONTENT="{word}"/>' for word in text.split())


LINES = (BODY[:60].rpartition(" ")[0], BODY[len(BODY[:60].rpartition(" ")[0]) :].strip())
ALTO = (
    '<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Tags>'
    '<LayoutTag ID="t1" LABEL="heading"/></Tags><Layout><Page><PrintSpace>'
    f'<TextBlock TAGREFS="t1"><TextLine>{words("فتح جسر السنديان")}</TextLine></TextBlock>'
    f"<ComposedBlock><TextBlock><TextLine>{words(LINES[0])}</TextLine><TextLine>{words(LINES[1])}</TextLine></TextBlock>"
    f"</ComposedBlock><TextBlock><TextLine>{words(MORE)}</TextLine></TextBlock>"
    "</PrintSpace></Page></Layout></alto>"
)


def region(name: str, kind: str, *texts: str) -> str:
    lines = "".join(
        f"<TextLine><TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine>" for text in texts
    )
    return f'<TextRegion id="{name}" {kind}>{lines}</TextRegion>'


STRUCTURE = 'custom="structure {type:heading;}"'  # as Transkribus says it
PAGE = (
    '<?xml version="1.0"?><PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
    "<Metadata><Created>2024-05-06T10:00:00</Created></Metadata><Page><ReadingOrder><OrderedGroup>"
    '<RegionRefIndexed index="0" regionRef="r2"/><RegionRefIndexed index="1" regionRef="r1"/></OrderedGroup>'
    "</ReadingOrder>"
    + region("r0", 'type="page-number"', "12")
    + region("r1", "", *LINES)
    + region("r2", STRUCTURE, "فتح جسر السنديان")
    + region("r3", "", MORE)
    + "</Page></PcGts>"
)
HOCR = (
    '<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" lang="ar"><head><title>page-12</title>'
    '<meta name="ocr-system" content="tesseract 5.3"/></head><body><div class="ocr_page">'
    f'<p class="ocr_par"><span class="ocr_line">فتح جسر السنديان</span></p><p class="ocr_par">'
    f'<span class="ocr_line">{LINES[0]}</span>\n<span class="ocr_line">{LINES[1]}</span></p>'
    f'<p class="ocr_par"><span class="ocr_line">{MORE}</span></p></div></body></html>'
)


def letters(text: str) -> str:
    return "".join(f"<charParams>{sign}</charParams>" for sign in text)


ABBYY = (
    '<?xml version="1.0"?><document xmlns="http://www.abbyy.com/FineReader_xml/FineReader10-schema-v1.xml"><page>'
    + "".join(
        "<block><text><par>"
        + "".join(f"<line><formatting>{letters(line)}</formatting></line>" for line in lines)
        + "</par></text></block>"
        for lines in (("فتح جسر السنديان",), LINES, (MORE,))
    )
    + "</page></document>"
)


@pytest.mark.parametrize(
    ("name", "page"), [("a.xml", ALTO), ("a.xml", PAGE), ("a.html", HOCR), ("a.hocr", HOCR), ("a.xml", ABBYY)]
)
def test_a_recognised_page_is_paragraphs_in_the_order_of_reading(
    tmp_path: Path, name: str, page: str
) -> None:
    [draft] = drafts(tmp_path, name, page)
    assert (draft.title, draft.body.split("\n\n")) == ("فتح جسر السنديان", [BODY, MORE])
    assert draft.published is None  # of the page, not of its recognition


def test_words_that_a_line_parts_are_whole(tmp_path: Path) -> None:
    parted = ALTO.replace(
        words(LINES[0]),
        words(LINES[0])
        + '<String CONTENT="inter" SUBS_TYPE="HypPart1" SUBS_CONTENT="international"/><HYP CONTENT="-"/>',
    ).replace(
        words(LINES[1]),
        '<String CONTENT="national" SUBS_TYPE="HypPart2" SUBS_CONTENT="international"/>' + words(LINES[1]),
    )
    [draft] = drafts(tmp_path, "a.xml", parted)
    assert f"{LINES[0]} international {LINES[1]}" in draft.body
    [other] = drafts(
        tmp_path,
        "b.xml",
        PAGE.replace(LINES[0], f"{LINES[0]} inter¬").replace(LINES[1], f"national {LINES[1]}"),
    )
    assert f"{LINES[0]} international {LINES[1]}" in other.body


@pytest.mark.parametrize(("root", "code"), [("alto", "no_text"), ("mets", "mets"), ("PcGts", "no_text")])
def test_pages_without_text_are_refused_by_name(tmp_path: Path, root: str, code: str) -> None:
    [item] = read(tmp_path, "a.xml", f'<?xml version="1.0"?><{root} xmlns="x"><y/></{root}>')
    assert isinstance(item, ImportProblem)
    assert item.code == code


# ---- TEI --------------------------------------------------------------------------------------------------


def edition(body: str, source: str = "") -> str:
    source = source or (
        '<biblStruct><monogr><title level="j">جريدة الساحل</title><imprint>'
        '<date when="1924-05-06">6 أيّار</date>'
        "</imprint></monogr></biblStruct>"
    )
    return (
        '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="ar"><teiHeader><fileDesc>'
        "<titleStmt>"
        "<title>جريدة الساحل، العدد 12</title></titleStmt><publicationStmt><publisher>مشروع النشر</publisher>"
        f'<date when="2020-01-01"/></publicationStmt><sourceDesc>{source}</sourceDesc></fileDesc></teiHeader>'
        f"<text><body>{body}</body></text></TEI>"
    )


def test_an_edition_has_the_date_of_what_it_edits(tmp_path: Path) -> None:
    text = f"<div><p>{BODY}</p><p>{MORE}<note>حاشية المحقّق</note> تمّ.</p></div>"
    [draft] = drafts(tmp_path, "a.xml", edition(text))
    assert (str(draft.published), draft.source) == ("1924-05-06", "جريدة الساحل")
    assert draft.body.split("\n\n") == [BODY, f"{MORE} تمّ."]
    [other] = drafts(tmp_path, "b.xml", edition(f"<div><p>{BODY}</p></div>", "<p>نصّ رقميّ</p>"))
    assert (str(other.published), other.source) == ("2020-01-01", "مشروع النشر")


def test_every_article_of_an_issue_is_one_with_its_head_and_byline(tmp_path: Path) -> None:
    issue = (
        '<div type="masthead"><p>جريدة يوميّة</p></div><div type="section"><head>محلّيّات</head>'
        f'<div type="item" subtype="article"><head>فتح جسر السنديان</head>'
        f"<byline>سلمى الراوي</byline><p>{BODY}</p>"
        f'<div type="part"><head>كلفة الأعمال</head><p>{MORE}</p></div></div></div>'
        f'<div type="article"><head>عودة السفن إلى المرفأ</head><p>{MORE}</p></div>'
    )
    first, second = drafts(tmp_path, "a.xml", edition(issue))
    assert (first.title, first.authors) == ("فتح جسر السنديان", ("سلمى الراوي",))
    assert first.body.split("\n\n") == [BODY, "## كلفة الأعمال", MORE]
    assert (second.title, second.authors, second.body) == ("عودة السفن إلى المرفأ", (), MORE)
