"""The page in a browser, as an admin uses it: by mouse, by keyboard alone, wide and narrow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from playwright.async_api import Browser, Page, ViewportSize

    from bot.assistant import Assistant
    from bot.settings import Settings
    from tests.channels.preview.conftest import Serving

pytestmark = pytest.mark.asyncio(loop_scope="module")

SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 360, "height": 740},
    "desktop": {"width": 1280, "height": 800},
}
BARKING = "de hond van hiernaast blaft heel de nacht, ik woon in Ledeberg"


@pytest.fixture(scope="module")
def address(serving: Serving, settings: Settings, assistant: Assistant) -> Iterator[str]:
    """The preview of the repository's own files."""
    del assistant  # what it learned lies in the cache by now
    with serving(settings) as url:
        yield url


@pytest_asyncio.fixture(loop_scope="module", params=SIZES)
async def page(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    """An empty page, wide or narrow. It must stay quiet, and ask only the program for things."""
    context = await browser.new_context(viewport=SIZES[request.param])
    opened = await context.new_page()
    noise: list[str] = []
    opened.on("console", lambda message: noise.append(message.text))
    opened.on("pageerror", lambda error: noise.append(str(error)))
    context.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else noise.append(asked.url),
    )
    yield opened
    fits = await opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    await context.close()
    assert noise == []
    assert fits, "the page must not scroll sideways"


async def open_page(page: Page, address: str, language: str = "nl") -> None:
    await page.goto(f"{address}?language={language}")
    await expect(page.locator(".loaded")).to_be_visible()


async def ask(page: Page, text: str) -> None:
    """Type into the field and send by Enter; returns when the reply is there."""
    replies = await page.locator(".theirs").count()
    await page.locator("#field").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs")).to_have_count(replies + 1)


@pytest.mark.parametrize(
    ("language", "text", "answer", "reason"),
    [
        ("nl", BARKING, "Burenbemiddeling Gent", "het bericht toont het zelf"),
        ("fr", "le chien du voisin aboie, j'habite à Namur", "Namur", "le message le montre"),
    ],
)
async def test_a_question_is_answered_and_explained(
    page: Page, address: str, language: str, text: str, answer: str, reason: str
) -> None:
    await open_page(page, address, language)
    await ask(page, text)
    await expect(page.locator(".theirs").last).to_contain_text(answer)
    if await page.locator("#why").get_attribute("open") is None:
        await page.locator("summary").click()
    told = page.locator("#analysis")
    await expect(told).to_be_visible()
    for words in ("noise", reason, answer):
        await expect(told).to_contain_text(words)
    await expect(told.locator(".candidates > li").first).to_contain_text(
        re.compile(r"\d{2,3}\s%.*noise", re.DOTALL)
    )


async def test_a_button_works(page: Page, address: str, assistant: Assistant) -> None:
    await open_page(page, address)
    texts = assistant.compose.texts("nl")
    await page.get_by_role("button", name=texts("button-find"), exact=True).click()
    await expect(page.locator(".theirs").last).to_have_text(texts("ask-place"))
    await expect(page.locator(".pressed")).to_have_text(texts("button-find"))
    await ask(page, "9000")
    await expect(page.locator(".theirs").last).to_contain_text("Burenbemiddeling Gent")


async def test_the_keyboard_alone_is_enough(page: Page, address: str, assistant: Assistant) -> None:
    await open_page(page, address)
    texts = assistant.compose.texts("nl")
    await expect(page.get_by_label(texts("preview-field"))).to_be_focused()
    await page.keyboard.type("wat kost bemiddeling?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs")).to_have_count(2)
    await expect(page.locator("#field")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    near = page.get_by_role("button", name=texts("button-find-near"))
    await expect(near).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs").last).to_have_text(texts("ask-place"))
    await expect(page.locator("#field")).to_be_focused()
    # Back to the first question, whose reasons are then told again.
    for _ in range(20):
        await page.keyboard.press("Shift+Tab")
        if await page.locator(".mine button").first.evaluate("e => e === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await expect(page.locator("#analysis .candidates")).to_be_visible()
    await expect(page.locator("#analysis .said")).to_contain_text("wat kost bemiddeling?")
    # On to the reasons: over the field and its button, into what can be opened there.
    again = page.get_by_role("button", name=texts("preview-ask-again"))
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await again.evaluate("e => e === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs")).to_have_count(4)


async def test_an_earlier_message_is_explained_again(page: Page, address: str) -> None:
    await open_page(page, address)
    await ask(page, BARKING)
    await ask(page, "mijn man slaat mij")
    mine = page.locator(".mine button")
    await expect(mine.last).to_have_attribute("aria-current", "true")
    await mine.first.click()
    await expect(page.locator("#analysis")).to_contain_text("Ledeberg")
    await expect(page.locator("#analysis")).to_be_visible()
    await expect(mine.first).to_have_attribute("aria-current", "true")
    await expect(page.locator("[aria-current=true].mine, .mine [aria-current=true]")).to_have_count(
        1
    )


async def test_a_source_opens_the_file_at_its_line(page: Page, address: str) -> None:
    await open_page(page, address)
    await ask(page, "wat kost bemiddeling?")
    await page.locator("#why").evaluate("e => { e.open = true }")
    async with page.expect_popup() as opening:
        await page.locator("#analysis .source").first.click()
    file = await opening.value
    line = file.locator("li:target")
    await expect(line).to_have_text("cost:")
    await expect(line).to_be_in_viewport()


async def test_the_language_can_be_switched(page: Page, address: str, assistant: Assistant) -> None:
    await open_page(page, address)
    await page.get_by_role("link", name="Français").click()
    await expect(page.locator("html")).to_have_attribute("lang", "fr")
    await expect(page.locator(".loaded")).to_contain_text("Fichiers")
    await expect(page.locator(".theirs")).to_contain_text(assistant.compose.texts("fr")("welcome"))
    await ask(page, "9000")
    await expect(page.locator(".theirs").last).to_contain_text("Pour Gand")


async def test_hostile_text_is_shown_as_text(page: Page, address: str) -> None:
    hostile = '<img src=x onerror="document.title=1"><b>wat</b> kost dat &amp;'
    await open_page(page, address)
    title = await page.title()
    await ask(page, hostile)
    await page.locator("#why").evaluate("e => { e.open = true }")
    await expect(page.locator(".mine").last).to_have_text(hostile)
    await expect(page.locator("#analysis q").first).to_have_text(hostile)
    await expect(page.locator("img")).to_have_count(0)
    await page.get_by_role("button", name="Opnieuw vragen").click()
    await expect(page.locator(".mine")).to_have_count(2)
    assert await page.title() == title


async def test_messages_sent_quickly_are_answered_in_order(page: Page, address: str) -> None:
    await open_page(page, address)
    for text in ("ik zoek een bemiddelaar", "Gent", "merci"):
        await page.locator("#field").fill(text)
        await page.keyboard.press("Enter")
    await expect(page.locator(".theirs")).to_have_count(4)
    await expect(page.locator(".mine")).to_have_text(["ik zoek een bemiddelaar", "Gent", "merci"])
    await expect(page.locator(".theirs").nth(2)).to_contain_text("Burenbemiddeling Gent")


# -- files that change ---------------------------------------------------------------------------


async def test_a_changed_file_changes_the_answer_and_a_broken_one_is_told(
    browser: Browser, serving: Serving, small: Settings
) -> None:
    path = small.knowledge_dir / "faq_nl.yaml"
    good = path.read_text(encoding="utf-8").replace("Het antwoord.", "Een beter antwoord.")
    with serving(small) as address:
        page = await browser.new_page()
        await open_page(page, address)
        loaded = page.locator(".loaded")
        before = await loaded.text_content()
        await ask(page, "Wat zijn apples?")
        await expect(page.locator(".theirs").last).to_contain_text("Het antwoord.")

        path.write_text(good, encoding="utf-8")
        await expect(loaded).not_to_have_text(before or "", timeout=60_000)
        await page.get_by_role("button", name="Opnieuw vragen").click()
        await expect(page.locator(".theirs").last).to_contain_text("Een beter antwoord.")

        path.write_text(good + "pears: again\n", encoding="utf-8")
        told = page.locator(".broken")
        await expect(told).to_be_visible(timeout=60_000)
        await expect(told).to_contain_text("knowledge/faq_nl.yaml:46")
        await ask(page, "Wat zijn apples?")
        await expect(page.locator(".theirs").last).to_contain_text("Een beter antwoord.")

        path.write_text(good, encoding="utf-8")
        await expect(loaded).to_be_visible(timeout=60_000)
        await page.close()


async def test_a_program_that_has_stopped_is_told_and_the_question_kept(
    browser: Browser, serving: Serving, small: Settings, assistant: Assistant
) -> None:
    page = await browser.new_page()
    with serving(small) as address:
        await open_page(page, address)
    await page.locator("#field").fill("Wat zijn apples?")
    await page.keyboard.press("Enter")
    gone = assistant.compose.texts("nl")("preview-gone")
    await expect(page.locator("#status")).to_have_text(gone)
    await expect(page.locator("#field")).to_have_value("Wat zijn apples?")
    await page.close()
