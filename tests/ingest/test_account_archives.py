"""Archives that services hand out of an account: posts go in, what is private stays out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from articles.ingest.types import ImportProblem
from tests.ingest.inputs import BODY, MORE, drafts, read


def packed(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


# ---- X ----------------------------------------------------------------------------------------------------


def variable(name: str, rows: list[Any]) -> str:
    return f"window.YTD.{name}.part0 = {json.dumps(rows, ensure_ascii=False)}"


def post(number: int, text: str, **more: Any) -> dict[str, Any]:
    made = {
        "id_str": str(number),
        "created_at": "Mon May 06 21:30:00 +0000 2024",
        "full_text": text,
        "lang": "ar",
    }
    return {"tweet": made | more}


LINK = {"url": "https://t.co/a1", "expanded_url": "https://sahel.example/1"}
POSTS = [
    post(
        1,
        f"{BODY} &amp; https://t.co/a1 https://t.co/b2",
        entities={"urls": [LINK], "hashtags": [{"text": "جسور"}]},
    ),
    post(2, f"RT @manara: {MORE}"),
    post(3, "https://t.co/c3"),
]
ACCOUNT = {"account": {"username": "sahel", "accountDisplayName": "جريدة الساحل"}}
MESSAGE = {
    "dmConversation": {"messages": [{"messageCreate": {"text": "رسالة لا يراها أحد غير صاحبها", "id": "5"}}]}
}
X = {
    "Your archive.html": "<html><body><p>أرشيفك</p></body></html>",
    "data/tweets.js": variable("tweets", POSTS),
    "data/account.js": variable("account", [ACCOUNT]),
    "data/direct-messages.js": variable("direct_messages", [MESSAGE]),
    "data/like.js": variable("like", [{"like": {"fullText": MORE, "tweetId": "9"}}]),
    "assets/js/main.js": "var x = {a: 1};",
}


@pytest.mark.parametrize("folder", ["", "twitter-2024-06-01/"])
def test_an_archive_of_x_gives_posts_with_words_of_their_own_and_nothing_else(
    tmp_path: Path, folder: str
) -> None:
    [draft] = drafts(tmp_path, "x.zip", packed({folder + name: text for name, text in X.items()}))
    assert draft.body == f"{BODY} & https://sahel.example/1"
    assert (draft.source, draft.url) == ("جريدة الساحل", "https://twitter.com/sahel/status/1")
    assert (str(draft.published), draft.tags, draft.held_reason) == ("2024-05-06", ("جسور",), "")


def test_a_long_post_is_whole(tmp_path: Path) -> None:
    """Among the posts its text is cut off, and stands in a file of its own."""
    cut = post(4, f"{BODY} {MORE[:30]}… https://t.co/d4")
    note = {"noteTweet": {"createdAt": "2024-05-06T21:30:00.000Z", "core": {"text": f"{BODY} {MORE}"}}}
    files = X | {
        "data/tweets.js": variable("tweets", [cut, *POSTS[1:]]),
        "data/note-tweet.js": variable("note_tweet", [note, {"noteTweet": 3}, 4]),
    }
    [draft] = drafts(tmp_path, "x.zip", packed(files))
    assert (draft.body, draft.url) == (f"{BODY} {MORE}", "https://twitter.com/sahel/status/4")


@pytest.mark.parametrize(("actions", "held"), [(["Protect"], "private"), (["Protect", "Unprotect"], "")])
def test_posts_of_a_protected_account_are_held_back(tmp_path: Path, actions: list[str], held: str) -> None:
    rows = [{"protectedHistory": {"action": action}} for action in actions]
    files = X | {"data/protected-history.js": variable("protected_history", rows)}
    [draft] = drafts(tmp_path, "x.zip", packed(files))
    assert draft.held_reason == held


def test_posts_of_the_interface_have_their_accounts_and_what_these_passed_on(tmp_path: Path) -> None:
    user = {"screen_name": "sahel", "name": "جريدة الساحل"}
    rows = [post(1, BODY)["tweet"] | {"user": user}, post(2, f"RT @manara: {MORE}")["tweet"] | {"user": user}]
    first, second = drafts(tmp_path, "posts.jsonl", "\n".join(json.dumps(row) for row in rows))
    assert (first.source, first.url) == ("جريدة الساحل", "https://twitter.com/sahel/status/1")
    assert second.body == f"RT @manara: {MORE}"
    closed = rows[0] | {"user": user | {"protected": True}}
    [held] = drafts(tmp_path, "closed.jsonl", json.dumps(closed))
    assert held.held_reason == "private"


@pytest.mark.parametrize("account", ["", "window.YTD.account.part0 = [", "window.YTD.account.part0 = [3]"])
def test_an_account_that_cannot_be_read_costs_its_name_alone(tmp_path: Path, account: str) -> None:
    [draft] = drafts(tmp_path, "x.zip", packed(X | {"data/account.js": account}))
    assert (draft.source, draft.url) == ("", "https://twitter.com/i/web/status/1")


def test_a_file_of_the_archive_alone_is_read_or_refused_by_name(tmp_path: Path) -> None:
    [draft] = drafts(tmp_path, "tweets.js", X["data/tweets.js"])
    assert draft.tags == ("جسور",)
    [item] = read(tmp_path, "direct-messages.js", X["data/direct-messages.js"])
    assert isinstance(item, ImportProblem)
    assert item.code == "other_of_x"


# ---- Substack ---------------------------------------------------------------------------------------------

HEADER = (
    "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n"
)
SUBSTACK = {
    "posts.csv": HEADER
    + "101.bridge,2024-05-06T21:30:00.000Z,true,,,newsletter,everyone,فتح جسر السنديان,بعد سنتين,\n"
    + "102.port,,false,,,newsletter,everyone,مرفأ السنديان,,\n"
    + "103.paid,2024-05-07T21:30:00.000Z,true,,,newsletter,only_paid,للمشتركين,,\n",
    "email_list.sahel.csv": "email,active_subscription\na@b.example,true\n",
    "posts/101.bridge.html": f"<p>{BODY}</p><h2>كلفة الأعمال</h2><p>{MORE}</p><p>إلى اللقاء.</p>",
    "posts/101.bridge.delivers.csv": "post_id,timestamp,email\n101,2024,a@b.example\n",
    "posts/102.port.html": f"<p>{MORE}</p>",
    "posts/103.paid.html": f"<p>{MORE} للمشتركين.</p>",
    "posts/104.unlisted.html": f"<p>{BODY} بلا سطر.</p>",
}


def test_an_archive_of_substack_says_of_each_post_whether_it_was_public(tmp_path: Path) -> None:
    found = drafts(tmp_path, "s.zip", packed(SUBSTACK))
    assert [each.held_reason for each in found] == ["", "draft", "protected", "draft"]
    first = found[0]
    assert (first.title, first.subtitle, str(first.published)) == (
        "فتح جسر السنديان",
        "بعد سنتين",
        "2024-05-06",
    )
    assert first.body.split("\n\n") == [BODY, "## كلفة الأعمال", MORE, "إلى اللقاء."]


# ---- private conversations, Medium ------------------------------------------------------------------------


def test_messages_of_a_private_conversation_are_held_back(tmp_path: Path) -> None:
    messages = [{"sender_name": "سلمى", "timestamp_ms": 1715031000000, "content": BODY, "type": "Generic"}]
    inbox = {"participants": [{"name": "سلمى"}, {"name": "سامر"}], "messages": messages, "title": "سامر"}
    files = packed(
        {"your_activity/messages/inbox/samer_1/message_1.json": json.dumps(inbox, ensure_ascii=False)}
    )
    [draft] = drafts(tmp_path, "facebook.zip", files)
    assert draft.held_reason == "private"


@pytest.mark.parametrize(
    ("date", "held"),
    [('<time class="dt-published" datetime="2024-05-06T21:30:00.000Z">x</time>', ""), ("", "draft")],
)
def test_a_page_that_medium_exports_without_a_date_was_a_draft(tmp_path: Path, date: str, held: str) -> None:
    page = (
        '<html><head><title>فتح جسر السنديان</title></head><body><article class="h-entry"><header>'
        '<h1 class="p-name">فتح جسر السنديان</h1></header>'
        '<section data-field="subtitle" class="p-summary">بعد سنتين</section>'
        f'<section data-field="body" class="e-content"><p>{BODY}</p><p>{MORE}</p>'
        "</section>"
        "<footer><p>By "
        f'<a class="p-author h-card">سلمى الراوي</a> on {date}.</p><p><a href="https://medium.example/p/1"'
        ' class="p-canonical">Canonical link</a></p>'
        "<p>Exported from <a>Medium</a> on June 1, 2024.</p></footer>"
        "</article></body></html>"
    )
    [draft] = drafts(tmp_path, "post.html", page)
    assert (draft.held_reason, draft.subtitle, draft.authors) == (held, "بعد سنتين", ("سلمى الراوي",))
    assert draft.body.split("\n\n") == [BODY, MORE]
