"""The preview over HTTP: what the page asks for, and what nobody else may."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bot.channels.preview.application import make_application
from bot.errors import FileError
from bot.reloading import Live, live_from_files

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.assistant import Assistant
    from bot.settings import Settings

BARKING = "de hond van hiernaast blaft heel de nacht, ik woon in Ledeberg"


@pytest.fixture(scope="module")
def live(settings: Settings, assistant: Assistant) -> Live:
    del assistant  # what it learned lies in the cache by now
    return live_from_files(settings)


@pytest.fixture
async def http(live: Live, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_application(live, settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:
        yield client


async def say(http: httpx.AsyncClient, text: str, **chat: Any) -> dict[str, Any]:
    answer = await http.post("/message", json={"page": "nl", "text": text} | chat)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def press(http: httpx.AsyncClient, code: str, **chat: Any) -> dict[str, Any]:
    answer = await http.post("/press", json={"page": "nl", "code": code} | chat)
    assert answer.status_code == 200, answer.text
    return answer.json()


def plain(html: str) -> str:
    return unescape(" ".join(re.sub(r"<[^>]*>", " ", html).split()))


# -- the chat ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_the_page_greets_in_its_language(
    http: httpx.AsyncClient, assistant: Assistant, language: str
) -> None:
    answer = await http.get("/", params={"language": language})
    texts = assistant.compose.texts(language)
    assert f'<html lang="{language}">' in answer.text
    for key in ("preview-title", "preview-send", "preview-why"):
        assert texts(key) in plain(answer.text)
    assert texts("welcome") in plain(answer.text)
    assert 'data-code="h"' in answer.text


async def test_a_page_in_a_language_nobody_speaks_here_is_in_the_first(
    http: httpx.AsyncClient,
) -> None:
    assert '<html lang="nl">' in (await http.get("/?language=tlh")).text


async def test_the_reply_is_the_one_telegram_and_the_terminal_give(
    http: httpx.AsyncClient, ask: Any
) -> None:
    for text in (BARKING, "combien coûte la médiation ?", "Halle", "xyzzy", ""):
        shown = plain((await say(http, text))["reply"])
        for line in ask(text).plain().splitlines():
            words = line.removeprefix("- ").split(" → ")[0].split("http")[0]
            assert " ".join(words.split()) in shown


async def test_the_page_carries_the_chat_from_message_to_message(http: httpx.AsyncClient) -> None:
    asked = await say(http, "ik zoek een bemiddelaar voor school")
    assert (asked["language"], asked["pending"]) == ("nl", "school")
    chat = {"language": asked["language"], "pending": asked["pending"]}
    answered = await say(http, "9000", **chat)
    assert answered["pending"] is None
    assert "schoolbemiddeling" in plain(answered["reply"]).lower()


async def test_a_button_does_what_it_says(http: httpx.AsyncClient, assistant: Assistant) -> None:
    answer = await press(http, "t-cost-fr", label="Combien ?")
    assert answer["reply_language"] == answer["language"] == "fr"
    first = assistant.knowledge.languages["fr"].entries["cost"].answer.split("\n")[0]
    assert first[:30] in plain(answer["reply"])
    assert "Combien ?" in answer["analysis"]
    assert "cost" in answer["analysis"]


async def test_a_button_without_a_language_speaks_that_of_the_page(http: httpx.AsyncClient) -> None:
    assert (await press(http, "h", page="fr"))["reply_language"] == "fr"


async def test_an_unknown_button_is_told(http: httpx.AsyncClient, assistant: Assistant) -> None:
    for code in ("", "t-gone", "m-99999", "<script>"):
        answer = await press(http, code)
        assert plain(answer["reply"]) == assistant.compose.texts("nl")("old-button")


@pytest.mark.parametrize(
    ("command", "key"),
    [
        ("/start", "welcome"),
        ("/help", "help"),
        ("/faq", "faq-menu"),
        ("/language", "choose-language"),
        ("/find", "ask-place"),
        ("/nonsense", "unknown-command"),
    ],
)
async def test_commands_work_as_on_telegram(
    http: httpx.AsyncClient, assistant: Assistant, command: str, key: str
) -> None:
    answer = await say(http, command)
    assert plain(answer["reply"]).startswith(assistant.compose.texts("nl")(key))


async def test_find_with_a_place_shows_its_services(http: httpx.AsyncClient) -> None:
    assert "Burenbemiddeling Gent" in plain((await say(http, "/find Gent"))["reply"])
    assert (await say(http, "/language FR"))["language"] == "fr"


# -- the reasons ---------------------------------------------------------------------------------


async def test_the_reasons_name_language_topic_words_place_type_service_and_version(
    http: httpx.AsyncClient, assistant: Assistant, settings: Settings
) -> None:
    told = (await say(http, BARKING))["analysis"]
    texts = assistant.compose.texts("nl")
    assert texts("preview-shown-message") in told
    assert "<code>noise</code>" in told
    assert re.search(r'<meter value="0\.9\d+"', told)
    assert '<li class="word">blaf</li>' in told
    assert '<li class="concept">noise</li>' in told
    assert "Ledeberg" in told
    assert "Gent (44021)" in told
    assert texts("preview-place-sure") in told
    assert "<code>neighbour</code>" in told
    assert "<code>gent-burenbemiddeling</code>" in told
    assert assistant.knowledge.version in told
    faq = (settings.knowledge_dir / "faq_nl.yaml").read_text(encoding="utf-8").splitlines()
    services = (settings.data_dir / "services.csv").read_text(encoding="utf-8").splitlines()
    links = re.findall(r'href="/file\?name=([a-z_/.]+)&amp;language=nl#L(\d+)"', told)
    lines = {name: int(line) for name, line in links}
    assert faq[lines["knowledge/faq_nl.yaml"] - 1] == "noise:"
    assert services[lines["data/services.csv"] - 1].startswith("gent-burenbemiddeling,")


async def test_the_words_of_the_reasons_are_in_the_language_of_the_page(
    http: httpx.AsyncClient, assistant: Assistant
) -> None:
    told = (await say(http, BARKING, page="fr"))["analysis"]
    assert assistant.compose.texts("fr")("preview-topics") in told
    assert assistant.knowledge.languages["nl"].entries["noise"].question in told


async def test_a_rule_of_danger_is_named_with_its_line(
    http: httpx.AsyncClient, settings: Settings
) -> None:
    told = (await say(http, "mijn man slaat mij"))["analysis"]
    link = re.search(r"knowledge/danger\.yaml&amp;language=nl#L(\d+)", told)
    assert link
    rules = (settings.knowledge_dir / "danger.yaml").read_text(encoding="utf-8").splitlines()
    assert rules[int(link[1]) - 1] == "partner-violence:"


@pytest.mark.parametrize(
    ("text", "chat", "key"),
    [
        ("wat kost bemiddeling?", {}, "preview-shown-message"),
        ("9000", {"language": "fr"}, "preview-shown-chat"),
        ("9000", {}, "preview-shown-page"),
        ("Luik", {"page": "fr"}, "preview-shown-place"),
        ("where can I find help with my neighbours", {}, "preview-shown-foreign"),
        ("ik zoek een bemiddelaar in Halle", {}, "preview-place-unsure"),
        ("ik heb schulden", {}, "preview-kind-referral"),
        ("er ligt iemand bewusteloos op de stoep", {}, "preview-danger"),
    ],
)
async def test_each_reason_is_told_in_words(
    http: httpx.AsyncClient, assistant: Assistant, text: str, chat: dict[str, str], key: str
) -> None:
    told = (await say(http, text, **chat))["analysis"]
    words = assistant.compose.texts(chat.get("page", "nl"))(key)
    assert words in plain(told)


async def test_letters_speak_only_where_no_word_does(http: httpx.AsyncClient) -> None:
    spelled = (await say(http, "burebemidelling"))["analysis"]
    assert '<li class="letters">' in spelled
    known = (await say(http, "burenbemiddeling"))["analysis"]
    best = known.split("</li>\n      <li>")[0]
    assert '<li class="word">' in best
    assert '<li class="letters">' not in best


async def test_what_is_typed_comes_back_as_text_only(http: httpx.AsyncClient) -> None:
    hostile = "<img src=x onerror=alert(1)> \"' wat kost dat </q><script>"
    answer = await say(http, hostile)
    assert "<img" not in answer["reply"] + answer["analysis"]
    assert "<script" not in answer["analysis"]
    assert "&lt;img src=x onerror" in answer["analysis"]
    label = await press(http, "h", label=hostile)
    assert "<img" not in label["analysis"]


# -- files ---------------------------------------------------------------------------------------


async def test_a_file_is_shown_with_a_number_for_each_line(
    http: httpx.AsyncClient, settings: Settings
) -> None:
    shown = (await http.get("/file?name=knowledge/faq_nl.yaml")).text
    lines = (settings.knowledge_dir / "faq_nl.yaml").read_text(encoding="utf-8").splitlines()
    assert len(re.findall(r'<li id="L\d+">', shown)) == len(lines)
    assert f'<li id="L{lines.index("noise:") + 1}">noise:</li>' in shown


@pytest.mark.parametrize(
    "name",
    [
        "",
        "faq_nl.yaml",
        "knowledge",
        "knowledge/",
        "knowledge/../pyproject.toml",
        "../knowledge/faq_nl.yaml",
        "knowledge/..",
        "/etc/passwd",
        "knowledge//etc/passwd",
        "data/../../etc/passwd",
        "knowledge/faq_nl.yaml\0",
        "knowledge/faq.schema.json",
        "locale/nl",
    ],
)
async def test_no_other_file_is_shown(http: httpx.AsyncClient, name: str) -> None:
    answer = await http.get("/file", params={"name": name})
    assert answer.status_code == 404
    assert "root:" not in answer.text


async def test_a_file_that_is_no_text_is_told(
    live: Live, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "odd.yaml").write_bytes(b"\xff\xfe\x00")
    other = settings.model_copy(update={"data_dir": tmp_path})
    transport = httpx.ASGITransport(make_application(live, other))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get("/file?name=data/odd.yaml")
    assert (answer.status_code, "UTF-8" in answer.text) == (404, True)


# -- what nobody else may ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8765", "", "10.0.0.1"]
)
async def test_a_name_that_is_not_this_computer_is_refused(
    http: httpx.AsyncClient, host: str
) -> None:
    for path in ("/", "/version", "/file?name=knowledge/faq_nl.yaml", "/static/page.js"):
        assert (await http.get(path, headers={"Host": host})).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "localhost", "LOCALHOST"])
async def test_this_computer_is_answered(http: httpx.AsyncClient, host: str) -> None:
    assert (await http.get("/", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_what_a_foreign_page_could_send_is_refused(
    http: httpx.AsyncClient, kind: str
) -> None:
    content = b'{"page": "nl", "text": "Gent"}'
    answer = await http.post("/message", content=content, headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert (await http.get("/message")).status_code == 405


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"page": "nl"}',
        b'{"page": "nl", "text": 1}',
        b'{"page": "nl", "text": null}',
        b'{"page": "nl", "text": "x", "more": 1}',
        b'{"page": "nl", "text": "x", "pending": "nonsense"}',
        b'{"page": "nl", "text": "\\ud800"}',
        b'{"page": "nl", "text": "' + b"x" * 4097 + b'"}',
        b"[" * 60_000,
    ],
)
async def test_what_our_page_does_not_send_is_refused(
    http: httpx.AsyncClient, content: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await http.post("/message", content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.text


async def test_too_much_is_refused(http: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = await http.post("/message", content=b" " * 70_000, headers=headers)
    assert answer.status_code == 413


async def test_every_answer_forbids_foreign_content_and_frames(http: httpx.AsyncClient) -> None:
    for path in ("/", "/version", "/static/page.css", "/nothing"):
        headers = (await http.get(path)).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


async def test_the_page_names_no_address_outside_this_computer(http: httpx.AsyncClient) -> None:
    page = (await http.get("/")).text
    static = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(static) == 3
    for path in static:
        answer = await http.get(path)
        assert answer.status_code == 200
        assert set(re.findall(r"https?://[^\s\"')]+", answer.text)) <= {
            "http://www.w3.org/2000/svg"  # the name of a format; nothing is fetched there
        }
    assert re.findall(r"https?://", page) == []


# -- how it stands with the files ----------------------------------------------------------------


async def test_the_page_can_ask_how_it_stands(
    http: httpx.AsyncClient, live: Live, assistant: Assistant
) -> None:
    answer = (await http.get("/version?language=fr")).json()
    assert answer["version"] == f"{live.version}-{live.loads}"
    time = live.loaded.astimezone().strftime("%H:%M:%S")
    assert assistant.compose.texts("fr")("preview-loaded", time=time) in answer["status"]


def test_files_that_cannot_be_used_to_begin_with_are_told(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(FileError):
        live_from_files(settings.model_copy(update={"knowledge_dir": tmp_path}))
