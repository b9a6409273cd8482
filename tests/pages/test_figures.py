"""The page of figures, in a real browser: readable on a phone, by itself, and true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from bot.database import connect, sqlite_url
from bot.figures import OUTCOMES, Figures, gather_figures
from bot.pages.figures import figures_page
from bot.texts import Texts, load_texts
from tests.counted import BLEGNY, GONE, TODAY, fill

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser, Page

    from bot.gazetteer import Gazetteer
    from bot.settings import Settings

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADDRESS = "https://cijfers.example/"
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def catalogues(settings: Settings) -> dict[str, Texts]:
    return load_texts(settings.locale_dir)


@pytest_asyncio.fixture(loop_scope="session")
async def figures(tmp_path: Path) -> Figures:
    engine, sessions = await connect(sqlite_url(tmp_path / "counted.sqlite3"))
    await fill(sessions)
    found = await gather_figures(sessions, TODAY)
    await engine.dispose()
    return found


async def opened(browser: Browser, html: str, width: int, faults: list[str]) -> Page:
    """The page as a reader gets it, without a script; whatever it asks for is a fault."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=False
    )
    page = await context.new_page()
    page.on("console", lambda said: faults.append(said.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda asked: faults.append(asked.url) if asked.url != ADDRESS else None,
    )
    await page.route(
        ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
    )
    await page.goto(ADDRESS)
    for summary in await page.locator("summary").all():
        await summary.click()
    return page


async def rows(page: Page, section: str) -> list[list[str]]:
    """The table of a section as it is read, cell by cell."""
    found = page.locator(f"section[aria-labelledby={section}] tbody tr")
    return [
        [" ".join(cell.split()) for cell in await row.locator("th, td").all_inner_texts()]
        for row in await found.all()
    ]


@pytest.mark.parametrize("code", ["nl", "fr"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_it_reads_well_without_network_script_or_sideways_scroll(
    browser: Browser, figures: Figures, gazetteer: Gazetteer, catalogues: dict[str, Texts],
    code: str, width: int,
) -> None:  # fmt: skip
    faults: list[str] = []
    html = figures_page(figures, gazetteer, questions={}, texts=catalogues[code])
    page = await opened(browser, html, width, faults)
    for section in await page.locator("header, section, table, svg").all():
        box = await section.bounding_box()
        assert box is None or (box["x"] >= 0 and box["x"] + box["width"] <= width), box
    assert await page.locator("html").get_attribute("lang") == code
    body = await page.inner_text("body")
    assert catalogues[code].date(TODAY) in body
    assert "%(" not in body
    assert "figures-" not in body
    assert faults == []
    await page.context.close()


async def test_the_numbers_are_those_of_the_database(
    browser: Browser, figures: Figures, gazetteer: Gazetteer, catalogues: dict[str, Texts]
) -> None:
    """In words and tables, which a screen reader reads, and in what is drawn."""
    faults: list[str] = []
    texts = catalogues["nl"]
    html = figures_page(figures, gazetteer, questions={"cost": "Wat kost het?"}, texts=texts)
    page = await opened(browser, html, 360, faults)
    assert await page.locator(".big").inner_text() == "13"
    assert await page.locator(".legend b").all_inner_texts() == [
        "7 (54%)", "2 (15%)", "3 (23%)", "1 (8%)",
    ]  # fmt: skip
    assert await rows(page, "by-day") == [
        ["23 november 2026", "6", "3", "0", "3", "0"],
        ["24 november 2026", "7", "4", "2", "0", "1"],
    ]
    assert await rows(page, "languages") == [
        ["Nederlands", "11", "6", "2", "3", "0"],
        ["Frans", "2", "1", "0", "0", "1"],
    ]
    assert await rows(page, "topics") == [["Wat kost het?", "5"]]
    blegny = gazetteer[BLEGNY].name("nl")
    any_kind, school = texts("figures-any-kind"), texts("type-school")
    assert await rows(page, "missing") == [
        [f"{blegny} {any_kind} 2, {school} 1", "3"],
        [f"{GONE} {any_kind} 2", "2"],
    ]
    assert await rows(page, "look-ups") == [
        [f"Gent {any_kind}", "3", "0"],
        [f"{blegny} {any_kind}", "1", "2"],
        [f"{GONE} {any_kind}", "0", "2"],
        [f"{blegny} {school}", "0", "1"],
    ]
    judged = await page.locator(".judged li").all_inner_texts()
    assert judged[0].split("\n")[0] == "Wat kost het?"
    assert "hielp: 1, hielp niet: 2" in judged[0]
    drawn = page.locator(".days rect")
    heights = {
        f"{await r.get_attribute('class')} {await r.get_attribute('x')}": await r.get_attribute(
            "height"
        )
        for r in await drawn.all()
    }
    assert heights == {
        "answered 28.1": "42.86", "declined 28.1": "42.86",
        "answered 29.1": "57.14", "asked 29.1": "28.57", "danger 29.1": "14.29",
    }  # fmt: skip
    assert faults == []
    await page.context.close()


async def test_a_period_without_questions_says_so(
    browser: Browser, gazetteer: Gazetteer, catalogues: dict[str, Texts]
) -> None:
    faults: list[str] = []
    nothing = Figures(TODAY, TODAY, [], [], [])
    html = figures_page(nothing, gazetteer, questions={}, texts=catalogues["fr"])
    page = await opened(browser, html, 360, faults)
    assert catalogues["fr"]("figures-none") in await page.inner_text("body")
    assert await page.locator("svg, table").count() == 0
    assert faults == []
    await page.context.close()


async def test_what_looks_like_html_stays_text(
    figures: Figures, gazetteer: Gazetteer, catalogues: dict[str, Texts]
) -> None:
    html = figures_page(figures, gazetteer, questions={"cost": HOSTILE}, texts=catalogues["nl"])
    assert HOSTILE not in html
    assert "&lt;img" in html


async def test_every_outcome_has_a_colour_of_its_own(
    browser: Browser, figures: Figures, gazetteer: Gazetteer, catalogues: dict[str, Texts]
) -> None:
    faults: list[str] = []
    html = figures_page(figures, gazetteer, questions={}, texts=catalogues["nl"])
    page = await opened(browser, html, 360, faults)
    colours = {
        await page.locator(f".swatch.{outcome}").evaluate(
            "e => getComputedStyle(e).backgroundColor"
        )
        for outcome in OUTCOMES
    }
    assert len(colours) == len(OUTCOMES)
    await page.context.close()
