"""One small sound file of every format, to be spoilt by the fuzz of the readers."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

_FORMATS: Final = Path(__file__).parents[1] / "data" / "formats"
_BODY: Final = (
    "أعلنت إدارة مرفأ السنديان عودة السفن إلى الرسو، وقال المدير «سامر الجبلي» إنّ الرافعات تعمل كلّها."
)
_PAGE: Final = (
    "الأربعاء 6 أيّار 09:41\nعودة السفن إلى مرفأ السنديان بعد العاصفة\nسلمى الراوي\n"
    f"السنديان - 6 أيّار 2020\n{_BODY}\n\n{_BODY}\nاقرأ أيضًا\nتابعونا على فيسبوك\n"
)
_MAIL: Final = (
    "From: وكالة <a@b.example>\nTo: c@d.example\nSubject: =?utf-8?B?2LHYs9in2YTYqQ==?=\n"
    f"Date: Wed, 06 May 2020 10:00:00 +0300\nContent-Type: text/plain; charset=utf-8\n\n{_BODY}\n"
)
_SAVED: Final = (
    "From: <Saved by Blink>\nSnapshot-Content-Location: https://m.example/1\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; boundary="B"\n\n--B\nContent-Type: text/html\n\n'
    f"<html><body><article><h1>عودة</h1><p>{_BODY}<o:p></o:p></p></article>\n--B--\n"
)
_ROW: Final[dict[str, Any]] = {
    "title": "عودة السفن",
    "body": f"<p>{_BODY}</p>",
    "date": 1588759200,
    "tags": ["بحر", "مرفأ"],
    "source": {"name": "جريدة السنديان"},
    "url": "https://s.example/%D8%AE-1?utm_source=x",
    "author": None,
}
_MESSAGE: Final = {
    "id": 2,
    "type": "message",
    "date": "2024-02-01T09:15:00",
    "text": ["قال ", {"type": "bold", "text": "المدير"}, f" {_BODY}", {"type": "hashtag", "text": "#مرفأ"}],
}
_POST: Final = {
    "id": 7,
    "title": {"rendered": "عودة"},
    "content": {"rendered": f"<p>{_BODY}</p>", "protected": False},
}
_WXR: Final = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>جريدة</title>'
    "<item><title>عودة &amp; رسو</title>"
    f"<content:encoded><![CDATA[[caption]صورة[/caption]<p>{_BODY}</p>]]></content:encoded>"
    "<wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"
)
_NEWSML1: Final = (
    '<?xml version="1.0"?><NewsML><NewsItem>'
    '<NewsManagement><Status FormalName="Embargoed"/></NewsManagement>'
    "<NewsComponent><NewsLines><HeadLine>عودة</HeadLine></NewsLines><ContentItem><DataContent>"
    f"<p>{_BODY}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
)
_DOC: Final = (
    '<DOC id="S_ARB_20200506.0001">\n<HEADLINE>\nعودة\n</HEADLINE>\n'
    f"<TEXT>\n<P>\n{_BODY}\n</P>\n</TEXT>\n</DOC>\n"
)
_CHAT: Final = (
    "06/05/2020, 09:00 - الرسائل والمكالمات مشفّرة تمامًا بين الطرفين.\n"
    f"٦/٥/٢٠٢٠, ٩:٠٢ م - سلمى الراوي: {_BODY}\n{_BODY}\n13/05/2020, 09:03 - علي: <Media omitted>\n"
)
_RIS: Final = (
    "TY  - NEWS\r\nAU  - الراوي, سلمى\r\nTI  - عودة\r\nDA  - 2020/05/06/circa\r\nID  - newsarchive-7\r\n"
    f"UR  - https://a.example/a/7/\r\nAB  - {_BODY}\r\n\r\n  {_BODY}\r\nER  - \r\n"
)
_BIB: Final = (
    "@article{newsarchive-7,\n  author = {الراوي, سلمى and {وكالة, ط}},\n  title = {عودة \\& رسو},\n"
    "  date = {2020-05~},\n  keywords = {{بحر}, {مرفأ}},\n"
    f"  abstract = {{{_BODY}\n  \n  {_BODY}}}\n}}\n"
)
_OWN: Final = {
    **{
        "id": 1,
        "permalink": "https://a.example/a/1/x/",
        "original_url": None,
        "title": "عودة",
        "body": _BODY,
    },
    **{
        "authors": ["سلمى"],
        "tags": [{"name": "بحر"}],
        "related_links": [{"title": "", "url": "javascript:x"}],
    },
}
_TABLE: Final = f'id,title,permalink,body,authors\n1,عودة,https://a.example/a/1/x/,"{_BODY}\n\n\'=1",أ; ب\n'
_LD: Final = (
    '{"@graph":[{"@type":"NewsArticle","headline":"عودة","publisher":{"@id":"#o"}},'
    '{"@id":"#o","name":"جريدة"}]}'
)

_SQL: Final = (
    "CREATE TABLE `news` (`id` int, `title` text, `body` text, `date` datetime);\n"
    f"INSERT INTO `news` VALUES (1,'عودة \\'السفن\\'','{_BODY}\\n{_BODY}','2020-05-06'),"
    f"(2,NULL,'{_BODY}',NULL);\n"
)
_COPY: Final = (
    "-- PostgreSQL database dump\nCOPY public.news (id, title, body) FROM stdin;\n"
    f"1\tعودة\t{_BODY}\\n{_BODY}\n2\t\\N\t{_BODY}\n\\.\n"
)
_SHELL: Final = (
    f"[{{_id: ObjectId('5e'), title: 'عودة', body: '{_BODY}' + ' تتمّة', n: NumberLong(3),"
    " date: ISODate('2020-05-06'), x: [1, /* لا شيء */ undefined,], }]\n"
)
_WIRE: Final = (
    f"\x01\r\nRTR0123 4 ECO 0210 :ARA\r\n\x02\r\nمرفأ/سفن/\r\nعودة السفن إلى المرفأ\r\n\r\n  {_BODY}\r\n"
    "\x03\r\n061030 GMT MAY 20\r\n\x04"
)
_CELLS: Final = f"<tr><td>عودة</td><td>{_BODY}</td><td>2020-05-06</td></tr>"
_SHEET: Final = f"<table><tr><td>العنوان</td><td>النص</td><td>التاريخ</td></tr>{_CELLS}</table>"
_BOOK: Final = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    "<Row><Cell><Data>title</Data></Cell><Cell><Data>text</Data></Cell></Row>"
    f"<Row><Cell><Data>عودة</Data></Cell><Cell><Data>{_BODY}</Data></Cell></Row></Table></Worksheet></Workbook>"
)
_FACTIVA: Final = f"HD\nعودة الصيّادين\nPD\n6 May 2020\nSN\nالضفاف\nLP\n{_BODY}\nTD\n{_BODY}\nAN\nDocument 1\n"
_FORWARDED: Final = _MAIL.replace(
    _BODY, f"--- Forwarded message ---\nFrom: وكالة <a@b.example>\nTo: x\n\n{_BODY}"
)
_FRONT_MATTER: Final = (
    "---\ntitle: عودة\ndate: 2020-05-06\ntags: [بحر, 'مرفأ']\nauthor: {name: سلمى}\ndraft: true\n---\n"
    f"{_BODY}\n\n## عنوان\n> {_BODY} [رابط](https://s.example) [[أ|ب]] "
    f"![](x.png) {{{{< x >}}}} **قال** `x` <!-- لا -->\n"
)
_TOML: Final = f'+++\ntitle = "عودة"\ndate = 2020-05-06\n[taxonomies]\ntags = ["بحر"]\n+++\n{_BODY}\n'
_VTT: Final = (
    f"WEBVTT\nLanguage: ar\n\n1\n00:00:00.000 --> 00:00:03.000\n<v سلمى>{_BODY}\n\n"
    f"00:03.000 --> 00:06.000\nقال<00:00:03.5><c> نعم</c>\n[موسيقى]\n\n00:20.000 --> 00:21.000\n{_BODY}\n"
)
_PAGE_XML: Final = (
    '<?xml version="1.0"?><PcGts xmlns="http://schema.primaresearch.org/PAGE"><Page><ReadingOrder>'
    '<RegionRefIndexed regionRef="r"/></ReadingOrder><TextRegion id="r" type="heading"><TextLine><TextEquiv>'
    f"<Unicode>{_BODY}¬</Unicode></TextEquiv></TextLine></TextRegion></Page></PcGts>"
)
_ALTO: Final = (
    '<?xml version="1.0"?><alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Layout>'
    '<TextBlock TAGREFS="a b">'
    f'<TextLine><String CONTENT="{_BODY}" SUBS_TYPE="HypPart1" SUBS_CONTENT="عودة"/></TextLine></TextBlock>'
    "</Layout></alto>"
)
_HOCR: Final = (
    "<html><body><div class='ocr_page'><p class='ocr_par'><span class='ocr_line'>عودة</span>"
    f"<span class='ocr_line'>{_BODY}</span></p></div></body></html>"
)
_TEI: Final = (
    '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><sourceDesc>'
    '<date when="1924-05-06"/></sourceDesc></teiHeader><text><body><div type="article"><head>عودة</head>'
    "<byline>سلمى</byline>"
    f"<p>{_BODY}<note>حاشية</note> تمّ</p></div></body></text></TEI>"
)
_NOTES: Final = (
    '<?xml version="1.0"?><en-export><note><title>عودة</title>'
    "<created>20200506T213000Z</created><tag>بحر</tag>"
    f"<content><![CDATA[<en-note><div>{_BODY}</div></en-note>]]></content></note></en-export>"
)
_MARC_FIELDS: Final = (
    ("008", f"200506e20200506{' ' * 20}ara"),
    ("245", "  \x1faعودة /"),
    ("520", f"  \x1fa{_BODY}"),
)
_STORY: Final[dict[str, Any]] = {
    "type": "story",
    "_id": "A1",
    "headlines": {"basic": "عودة"},
    "content_elements": [
        {"type": "text", "content": f"<b>{_BODY}</b>"},
        {"type": "list", "items": [{"type": "text", "content": "بند"}]},
    ],
    "credits": {"by": [{"name": "سلمى"}]},
    "revision": {"published": False},
}
_GHOST: Final[dict[str, Any]] = {
    "posts": [
        {"id": "1", "title": "عودة", "html": f"<p>{_BODY}</p>", "status": "draft", "visibility": "paid"}
    ],
    "posts_tags": [{"post_id": "1", "tag_id": "t"}],
    "tags": [{"id": "t", "name": "بحر"}],
}
_POSTED: Final[dict[str, Any]] = {
    "tweet": {
        "id_str": "1",
        "created_at": "Wed May 06 10:00:00 +0000 2020",
        "full_text": f"{_BODY} https://t.co/a",
        "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": "https://s.example"}]},
    }
}
_ENTRY: Final[dict[str, Any]] = {
    "title": "عودة",
    "content": {"content": f"<p>{_BODY}</p>"},
    "origin": {"title": "جريدة"},
    "alternate": [{"href": "https://s.example/1"}],
}
_NEWSLETTER: Final = (
    "From: نشرة <a@b.example>\nSubject: x\nContent-Type: text/html; charset=utf-8\n\n<table>"
    f'<tr itemprop="articles" itemtype="http://schema.org/Article"><td><a itemprop="url" '
    f'href="https://www.google.com/url?url=https://s.example/1"><span itemprop="name">عودة</span></a>'
    f'<div itemprop="description">{_BODY}</div></td></tr></table>'
    '<h2><a href="https://s.example/2">عودة السفن إلى المرفأ</a></h2><p>{_BODY}</p>'
    f'<h2><a href="https://s.example/3">عودة الصيّادين إلى البحر</a></h2><p>{_BODY}</p>\n'
)
_DIGEST: Final = _MAIL.replace(
    _BODY, f"عودة السفن\n{_BODY}\nhttps://s.example/1\n\n-----\nعودة ثانية\n{_BODY}\n<https://s.example/2>"
)
_NEXIS: Final = (
    f"عودة\nجريدة\nMay 6, 2020\nSection: محلّيّات\nLength: 9 words\nByline: سلمى\nBody\n{_BODY}\n"
    "Load-Date: May 7, 2020\nEnd of Document\n"
)
_PROQUEST: Final = (
    f"{'_' * 30}\nDocument 1 of 1\nAuthor: الراوي، سلمى\nFull text: {_BODY}\n{_BODY}\nTitle: عودة\n"
    f"Publication title: جريدة\nPublication date: May 6, 2020\n{'_' * 30}\n"
)


def _marc() -> bytes:
    """A record as libraries exchange it."""
    directory, data = b"", b""
    for tag, text in _MARC_FIELDS:
        field = text.encode() + b"\x1e"
        directory += b"%s%04d%05d" % (tag.encode(), len(field), len(data))
        data += field
    base = 25 + len(directory)
    leader = b"%05dnab a22%05d a 4500" % (base + len(data) + 1, base)
    return leader + directory + b"\x1e" + data + b"\x1d"


def _packed(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def _book() -> bytes:
    page = f'<html><body><h1 id="a">عودة</h1><p>{_BODY}</p></body></html>'
    entry = '<li><a href="a.xhtml#a">عودة</a></li>'
    nav = f'<html xmlns:e="e"><body><nav e:type="toc"><ol>{entry}</ol></nav></body></html>'
    package = (
        "<package><metadata><title>جريدة</title></metadata><manifest>"
        '<item id="n" href="n.xhtml" properties="nav"/>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    container = '<container><rootfile full-path="p.opf"/></container>'
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, "p.opf": package}
    return _packed(files | {"n.xhtml": nav, "a.xhtml": page})


def _account() -> bytes:
    listed = "post_id,post_date,is_published,audience,title\n1.a,2020-05-06,true,everyone,عودة\n"
    return _packed({"posts.csv": listed, "posts/1.a.html": f"<p>{_BODY}</p>"})


def samples() -> dict[str, bytes]:
    """Contents by the name of a file; the ending promises the format."""
    files = {path.name: path.read_bytes() for path in sorted(_FORMATS.iterdir())}
    csv = (
        f'title,text,date\n"عودة","{_BODY}\n\n{_BODY}",06/05/2020\nرسو,"قال ""نعم"" ثمّ \\"لا\\"",1399/02/17\n'
    )
    texts = {
        "page.txt": _PAGE,
        "table2.csv": csv,
        "tabs.txt": f"العنوان\tالنص\tالتاريخ\nعودة\t{_BODY}\t2020-W19-3\n",
        "lines.jsonl": "\n".join(json.dumps(_ROW | {"id": n}, ensure_ascii=False) for n in range(3)),
        "codes.json": json.dumps([_ROW, _ROW]),
        "telegram.json": json.dumps({"name": "قناة", "type": "channel", "id": 1, "messages": [_MESSAGE] * 2}),
        "posts.json": json.dumps([_POST], ensure_ascii=False),
        "columns.json": json.dumps({"title": {"0": "عودة"}, "text": {"0": _BODY}}, ensure_ascii=False),
        "mail2.eml": _MAIL,
        "box.mbox": f"From a@b Wed May  6 10:00:00 2020\n{_MAIL}\n" * 2,
        "saved.mhtml": _SAVED,
        "export.xml": _WXR,
        "old.xml": _NEWSML1,
        "records.xml": f"<a><r><Headline>عودة</Headline><Text>{_BODY}</Text></r></a>",
        "docs.sgml": _DOC * 2,
        "chat.txt": _CHAT,
        "phone.txt": f"[06‏/05‏/2020، 10:00:15 ص] سلمى: {_BODY}\n{_BODY}\n" * 2,
        "exported.ris": _RIS,
        "exported.bib": _BIB,
        "exported.jsonl": json.dumps(_OWN, ensure_ascii=False) + "\n",
        "exported.csv": _TABLE,
        "linked.html": f'<script type="application/ld+json">{_LD}</script><h1>عودة</h1><p>{_BODY}</p>',
        "dump.sql": _SQL,
        "copy.sql": _COPY,
        "shell.json": _SHELL,
        "wire.txt": _WIRE,
        "factiva.txt": _FACTIVA * 2,
        "sheet.xls": _SHEET,
        "book.xml": _BOOK,
        "forwarded.eml": _FORWARDED,
        "post.md": _FRONT_MATTER,
        "post2.md": _TOML,
        "film.vtt": _VTT,
        "page.xml": _PAGE_XML,
        "alto.xml": _ALTO,
        "page.hocr": _HOCR,
        "edition.xml": _TEI,
        "notes.enex": _NOTES,
        "story.json": json.dumps(_STORY, ensure_ascii=False),
        "site.json": json.dumps({"db": [{"data": _GHOST}]}, ensure_ascii=False),
        "tweets.js": f"window.YTD.tweets.part0 = {json.dumps([_POSTED] * 2, ensure_ascii=False)}",
        "stream.json": json.dumps({"items": [_ENTRY]}, ensure_ascii=False),
        "newsletter.eml": _NEWSLETTER,
        "digest.eml": _DIGEST,
        "nexis.txt": _NEXIS,
        "proquest.txt": _PROQUEST,
        "spoilt.txt": _PAGE.encode().decode("latin-1"),
    }
    others = {"wide.csv": csv.encode("utf-16"), "old.txt": _PAGE.encode("cp1256", "ignore")}
    others |= {
        "a.mrc": _marc() * 2,
        "issue.epub": _book(),
        "letters.zip": _account(),
        "old7.txt": _PAGE.encode("utf-7"),
    }
    return files | {name: text.encode() for name, text in texts.items()} | others
