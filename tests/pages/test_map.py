"""The map page, driven in a real browser, and the command that writes it."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.cards import service_card
from bot.cli import cli
from bot.composer import Site
from bot.directory.files import read_directory
from bot.directory.records import SERVICE_TYPES, Directory, Service
from bot.pages.map import locate, map_page
from bot.reply import Card
from bot.texts import Texts, load_texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from playwright.async_api import Browser, Locator, Page, Route

    from bot.gazetteer import Gazetteer
    from bot.settings import Settings

    Open = Callable[..., AbstractAsyncContextManager[Page]]

browser_test = pytest.mark.asyncio(loop_scope="session")
TODAY = date(2026, 11, 23)
ADDRESS = "https://kaart.example/"
TILES = "https://tile.openstreetmap.org/"
GENT, LIEGE, OOSTENDE = "44021", "62063", "35013"
GEEL_LAAKDAL_MEERHOUT = {"13008", "13053", "13021"}
HOSTILE = '</script><img src=x onerror="alert(1)">'
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63"
    "606060f80f0001040100aa6e8b7c0000000049454e44ae426082"
)


def made_up(number: str, areas: set[str], types: tuple[str, ...], **facts: object) -> Service:
    """A service that exists nowhere."""
    unknown: dict[str, object] = {
        "names": {"nl": f"Dienst {number}", "fr": f"Service {number}"},
        "languages": (),
        "phones": (),
        "email": None,
        "url": None,
        "address": None,
        "latitude": None,
        "longitude": None,
        "schedules": {},
        "free": None,
        "eligibility": {},
        "alerts": {},
        "assured_date": None,
        "source_url": "https://bron.example/",
    }
    return Service(id=number, service_types=types, areas=frozenset(areas), **{**unknown, **facts})  # type: ignore[arg-type]


KNOWN = made_up(
    "een",
    {GENT},
    ("neighbour",),
    phones=("+32 9 123 45 67",),
    email="een@dienst.example",
    url="https://dienst.example/",
    address="Markt 1, 9000 Gent",
    latitude=51.06,
    longitude=3.72,
    schedules={"nl": "elke dag", "fr": "tous les jours"},
    free=True,
    eligibility={"nl": "Voor iedereen.", "fr": "Pour tous."},
    alerts={"nl": "Let op.", "fr": "Attention."},
    assured_date=date(2020, 5, 1),
)
ROUGH = made_up(
    "twee",
    {LIEGE},
    ("neighbour", "local"),
    names={"fr": "Service deux"},
    phones=("+32 4 123 45 67",),
)
TWIN = made_up("drie", {LIEGE}, ("family",))
WIDE = made_up("vier", GEEL_LAAKDAL_MEERHOUT, ("school",))
ATTACK = made_up(
    "vijf",
    {OOSTENDE},
    ("sanctions",),
    names={"nl": HOSTILE, "fr": HOSTILE},
    alerts={"nl": HOSTILE, "fr": HOSTILE},
    address=HOSTILE,
)
SERVICES = (KNOWN, ROUGH, TWIN, WIDE, ATTACK)


@pytest.fixture(scope="module")
def catalogues(settings: Settings) -> dict[str, Texts]:
    return load_texts(settings.locale_dir)


@pytest.fixture(scope="module")
def render(gazetteer: Gazetteer, catalogues: dict[str, Texts]) -> Callable[..., str]:
    """The page of some services."""

    def make(services: tuple[Service, ...] = SERVICES, language: str = "nl") -> str:
        return map_page(
            Directory.of(services),
            gazetteer,
            texts=catalogues,
            site=Site({"map": {"nl": "https://nationaal.example/"}}),
            language=language,
            today=TODAY,
        )

    return make


@pytest.fixture
def visit(browser: Browser, render: Callable[..., str]) -> Open:
    """Open the page as visitors get it; nothing may be asked for but it and tiles, nor fail."""

    @asynccontextmanager
    async def open_page(
        html: str | None = None, *, at: str = ADDRESS, online: bool = False, width: int = 1280,
        script: bool = True,
    ) -> AsyncIterator[Page]:  # fmt: skip
        context = await browser.new_context(
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.set_default_timeout(10_000)
        page = await context.new_page()
        faults: list[str] = []

        async def answer(route: Route) -> None:
            if route.request.url.startswith(TILES):
                await (route.fulfill(body=PIXEL, content_type="image/png") if online
                       else route.abort())  # fmt: skip
            elif route.request.url == ADDRESS:
                await route.fulfill(body=html or render(), content_type="text/html; charset=utf-8")
            else:
                faults.append(f"asked for {route.request.url}")
                await route.abort()

        await page.route("**/*", answer)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(f"dialog {dialog.message}"))
        page.on(
            "console",
            lambda said: (
                None
                if said.location["url"].startswith(TILES)
                else faults.append(f"console: {said.text}")
            ),
        )
        await page.goto(at)
        yield page
        assert faults == []
        await context.close()

    return open_page


def marker(page: Page, name: str) -> Locator:
    return page.locator(".marker").and_(page.get_by_role("button", name=name, exact=True))


async def on_map(page: Page) -> int:
    """How many services the markers stand for."""
    return sum(map(int, await page.locator(".marker").all_inner_texts()))


async def in_list(page: Page) -> set[str]:
    return set(await page.locator("#services > li:visible h3").all_inner_texts())


async def search(page: Page, text: str) -> None:
    await page.fill("#place", text)
    await page.press("#place", "Enter")


# -- filtering -------------------------------------------------------------------------------------


@browser_test
async def test_each_filter_leaves_the_services_of_that_type_on_map_and_list(
    visit: Open, catalogues: dict[str, Texts]
) -> None:
    async with visit() as page:
        assert await on_map(page) == len(SERVICES)
        assert await in_list(page) == {s.name("nl") for s in SERVICES}
        for kind in SERVICE_TYPES:
            expected = {s.name("nl") for s in SERVICES if kind in s.service_types}
            button = page.locator(f'label:has(input[value="{kind}"])')
            if not expected:
                assert await button.count() == 0
                continue
            await button.click()
            assert await in_list(page) == expected
            assert await on_map(page) == len(expected)
            assert catalogues["nl"]("map-count", number=len(expected)) == (
                await page.inner_text(".status")
            )
            await button.click()
        assert await on_map(page) == len(SERVICES)


@browser_test
async def test_two_filters_show_the_services_of_either_type(visit: Open) -> None:
    async with visit() as page:
        for kind in ("family", "school"):
            await page.locator(f'label:has(input[value="{kind}"])').click()
        assert await in_list(page) == {TWIN.name("nl"), WIDE.name("nl")}
        assert await on_map(page) == 2


@browser_test
async def test_a_filter_works_from_the_keyboard(visit: Open) -> None:
    async with visit() as page:
        await page.locator("input[value=family]").focus()
        await page.keyboard.press("Space")
        assert await in_list(page) == {TWIN.name("nl")}


# -- popups ----------------------------------------------------------------------------------------


@browser_test
async def test_the_popup_of_a_service_holds_every_fact_of_its_card(
    visit: Open, catalogues: dict[str, Texts]
) -> None:
    async with visit() as page:
        for code in ("nl", "fr"):
            await page.click(f"[data-language={code}]")
            await marker(page, KNOWN.name(code)).click()
            popup = page.locator(".leaflet-popup")
            shown = await popup.inner_text()
            card = service_card(KNOWN, catalogues[code], TODAY)
            assert isinstance(card, Card)
            for fact in (card.title, card.intro, *card.notes):
                assert fact in shown
            for row in card.rows:
                assert row.label in shown
                assert row.value in shown
            links = popup.locator(".card:visible a")
            assert {await link.get_attribute("href") for link in await links.all()} == {
                "tel:+3291234567", "mailto:een@dienst.example", "https://dienst.example/",
                "https://bron.example/",
            }  # fmt: skip
            await page.keyboard.press("Escape")
            assert await popup.count() == 0


@browser_test
async def test_only_a_place_that_is_not_the_services_own_is_called_approximate(
    visit: Open, catalogues: dict[str, Texts]
) -> None:
    texts = catalogues["nl"]
    async with visit() as page:
        for title, shape, sentence in (
            (KNOWN.name("nl"), "exact", None),
            (HOSTILE, "municipality", texts("map-placed-municipality")),
            (WIDE.name("nl"), "area", texts("map-placed-area")),
        ):
            pin = marker(page, title)
            assert await pin.locator(".pin").get_attribute("class") == f"pin {shape}"
            await pin.click()
            popup = page.locator(".leaflet-popup")
            placed = await popup.locator(".placed:visible").all_inner_texts()
            assert placed == ([sentence] if sentence else [])
            await page.keyboard.press("Escape")


@browser_test
async def test_services_at_one_point_share_a_marker_and_all_are_in_its_popup(visit: Open) -> None:
    async with visit() as page:
        pin = page.locator(".marker", has_text="2")
        assert "Dienst drie, Service deux" in str(await pin.get_attribute("aria-label"))
        await pin.click()
        titles = await page.locator(".leaflet-popup h3").all_inner_texts()
        assert titles == ["Dienst drie", "Service deux"]


@browser_test
async def test_places_close_together_are_one_marker_that_zooms_in(
    visit: Open, render: Callable[..., str]
) -> None:
    near = [
        made_up(f"nr{i}", {GENT}, ("local",), latitude=51.05 + i / 100, longitude=3.72)
        for i in range(3)
    ]
    async with visit(render(tuple(near))) as page:
        pin = page.locator(".marker:has(.several)")
        assert await pin.inner_text() == "3"
        await pin.press("Enter")
        await page.locator(".marker").nth(2).wait_for()
        assert await on_map(page) == 3
        assert await page.locator(".marker .pin.exact").count() == 3


@browser_test
async def test_the_municipalities_of_a_wide_service_light_up_while_its_popup_is_open(
    visit: Open,
) -> None:
    async with visit() as page:
        lit = page.locator(".leaflet-area-pane path")
        await marker(page, WIDE.name("nl")).click()
        assert await lit.count() == len(GEEL_LAAKDAL_MEERHOUT)
        await page.keyboard.press("Escape")
        assert await lit.count() == 0


@browser_test
async def test_a_popup_is_opened_and_left_again_by_keyboard(visit: Open) -> None:
    async with visit() as page:
        await marker(page, KNOWN.name("nl")).focus()
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.href") == "tel:+3291234567"
        await page.keyboard.press("Escape")
        assert await page.evaluate("document.activeElement.title") == KNOWN.name("nl")


@browser_test
async def test_the_list_leads_to_the_map(visit: Open) -> None:
    async with visit() as page:
        item = page.locator("#services > li", has_text=WIDE.name("nl"))
        await item.locator("summary").click()
        await item.locator(".show").click()
        assert await page.locator(".leaflet-popup h3").inner_text() == WIDE.name("nl")


# -- searching ---------------------------------------------------------------------------------


@browser_test
@pytest.mark.parametrize("text", ["Gent", "gand", " GÉNT ", "9000", "Ledeberg"])
async def test_a_place_is_found_by_name_postcode_or_part(
    visit: Open, catalogues: dict[str, Texts], text: str
) -> None:
    async with visit() as page:
        await search(page, text)
        assert await in_list(page) == {KNOWN.name("nl")}
        expected = catalogues["nl"]("map-count-place", name="Gent", number=1)
        assert await page.inner_text(".status") == expected
        await page.click(".clear")
        assert await in_list(page) == {s.name("nl") for s in SERVICES}


@browser_test
async def test_where_no_service_is_known_the_page_says_so_and_who_may_know(
    visit: Open, catalogues: dict[str, Texts]
) -> None:
    texts = catalogues["nl"]
    async with visit() as page:
        for text, kinds, kind in (
            ("Brugge", (), texts("type-any")),
            ("Gent", ("school", "family"), "schoolbemiddeling of familiale bemiddeling"),
        ):
            for one in kinds:
                await page.locator(f'label:has(input[value="{one}"])').click()
            await search(page, text)
            said = await page.inner_text(".status")
            assert said == f"{texts('map-none', name=text, kind=kind)} " + texts(
                "no-service-municipality"
            )
            assert await in_list(page) == set()


@browser_test
async def test_a_name_of_two_places_or_the_beginning_of_one_is_asked_back(visit: Open) -> None:
    async with visit() as page:
        offered = page.locator(".found button")
        await search(page, "Saint-Nicolas")
        assert await offered.all_inner_texts() == ["Sint-Niklaas (Oost-Vlaanderen)",
                                                   "Saint-Nicolas (Luik)"]  # fmt: skip
        await search(page, "Oosten")
        assert await offered.all_inner_texts() == ["Oostende (West-Vlaanderen)"]
        assert await in_list(page) == {s.name("nl") for s in SERVICES}
        await offered.click()
        assert await in_list(page) == {HOSTILE}
        assert await offered.count() == 0


@browser_test
async def test_a_place_that_does_not_exist_is_not_replaced_by_another(
    visit: Open, catalogues: dict[str, Texts]
) -> None:
    async with visit() as page:
        await search(page, "Nergenshuizen")
        assert await page.inner_text(".found") == catalogues["nl"]("map-search-unknown")
        assert await page.locator(".found button").count() == 0


# -- languages -----------------------------------------------------------------------------------


async def words(page: Page) -> set[str]:
    """Every text a person sees, or hears read out."""
    named = await page.evaluate(
        """[...document.querySelectorAll('[title], [aria-label]')]
           .flatMap(e => [e.title, e.getAttribute('aria-label')])"""
    )
    shown = await page.inner_text("body")
    return {text.strip() for text in (*shown.splitlines(), *named, await page.title()) if text}


@browser_test
async def test_the_switch_changes_every_word(visit: Open) -> None:
    async with visit() as page:
        for summary in await page.locator("#services summary").all():
            await summary.click()
        await search(page, "Brugge")
        await page.click(".clear")
        dutch = await words(page)
        assert await page.get_attribute("html", "lang") == "nl"
        await page.click("[data-language=fr]")
        french = await words(page)
        assert await page.get_attribute("html", "lang") == "fr"
        assert len(dutch) > 60
        # Names, numbers and addresses are the same in both; so are words such as "E-mail".
        both = {text for text in dutch & french if re.search(r"[a-z]{3}", text, re.IGNORECASE)}
        assert {text for text in both if "example" not in text} == {
            "Nederlands", "Français", "Service deux", HOSTILE, "Markt 1, 9000 Gent",
            "Leaflet | © OpenStreetMap", "Taal / Langue", "Geel, Meerhout, Laakdal",
        }  # fmt: skip
        assert page.url.endswith("#fr")


@browser_test
async def test_an_address_with_a_language_opens_in_it(visit: Open) -> None:
    async with visit(at=ADDRESS + "#fr") as page:
        assert await page.inner_text("h1") == "Services de médiation en Belgique"
        assert await page.title() == "Services de médiation en Belgique"
        assert KNOWN.name("fr") in await in_list(page)


@browser_test
async def test_a_name_in_the_other_language_is_marked_as_such(visit: Open) -> None:
    """A screen reader reads the French name in French."""
    async with visit() as page:
        title = page.locator("#services h3:visible", has_text="Service deux")
        assert await title.locator("span span:visible").get_attribute("lang") == "fr"


# -- what visitors bring ---------------------------------------------------------------------------


@browser_test
@pytest.mark.parametrize("language", ["nl", "fr"])
async def test_nothing_sticks_out_of_the_narrowest_telephone(visit: Open, language: str) -> None:
    async with visit(at=f"{ADDRESS}#{language}", width=320) as page:
        await page.locator(".types > summary").click()
        for summary in await page.locator("#services summary").all():
            await summary.click()
        await page.locator(".show").first.click()
        await page.locator(".leaflet-popup").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        inside = "e => e.getBoundingClientRect().right <= innerWidth"
        for part in await page.locator("main > :visible, .controls *:visible").all():
            assert await part.evaluate(inside)


@browser_test
async def test_hostile_facts_are_shown_as_text(visit: Open) -> None:
    async with visit() as page:
        await page.locator("#services > li", has_text=HOSTILE).locator("summary").click()
        await marker(page, HOSTILE).click()
        shown = await page.inner_text(".leaflet-popup")
        assert shown.count(HOSTILE) == 3
        assert await page.locator("img[src=x]").count() == 0


@browser_test
async def test_the_background_is_openstreetmap_with_its_credit(visit: Open) -> None:
    """Without it dots and names are there for orientation; with it they would be in the way."""
    for online in (False, True):
        async with visit(online=online) as page:
            async with page.expect_request(f"{TILES}**") as asked:
                await page.reload()
            tile = await asked.value
            assert (await tile.all_headers())["referer"] == ADDRESS
            if online:
                await page.locator(".has-tiles").wait_for()
            assert await page.locator(".province span").first.is_visible() is not online
            assert await page.locator(".leaflet-dots-pane canvas").is_visible() is not online
            credit = page.locator('a[href="https://www.openstreetmap.org/copyright"]')
            assert await credit.is_visible()


@browser_test
async def test_a_file_opened_without_a_server_asks_the_network_for_nothing(
    browser: Browser, render: Callable[..., str], tmp_path: Path
) -> None:
    """OpenStreetMap serves pages on the web only."""
    file = tmp_path / "map.html"
    file.write_text(render(), encoding="utf-8")
    page = await browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(file.as_uri())
    await page.wait_for_load_state("networkidle")
    assert await on_map(page) == len(SERVICES)
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    await page.close()


@browser_test
async def test_names_of_municipalities_appear_nearer_by_where_there_is_no_background(
    visit: Open,
) -> None:
    async with visit() as page:
        assert await page.locator(".town").count() == 0
        await search(page, "Brugge")
        assert "Brugge" in await page.locator(".town").all_inner_texts()
        assert await page.locator(".province").count() == 0


@browser_test
async def test_without_a_script_the_list_is_there_in_the_language_of_the_page(
    visit: Open, render: Callable[..., str]
) -> None:
    async with visit(render(language="fr"), script=False) as page:
        assert await page.locator("#services h3").all_inner_texts() == [
            service.name("fr") for service in Directory.of(SERVICES).services.values()
        ]
        await page.locator("#services > li", has_text=KNOWN.name("fr")).locator("summary").click()
        assert await page.locator('a[href="tel:+3291234567"]:visible').count() == 1
        assert await page.locator("button:visible").count() == 0


@browser_test
async def test_the_page_says_when_it_was_made_and_that_it_is_not_complete(
    visit: Open, catalogues: dict[str, Texts]
) -> None:
    async with visit() as page:
        for code, texts in catalogues.items():
            await page.click(f"[data-language={code}]")
            shown = await page.inner_text("body")
            assert texts("map-made", date=texts.date(TODAY)) in shown
            assert texts("map-intro") in shown


# -- without a browser -------------------------------------------------------------------------


def test_the_middle_of_an_area_is_a_municipality_of_that_area(gazetteer: Gazetteer) -> None:
    west_and_east = made_up("x", {OOSTENDE, GENT, LIEGE}, ("school",))
    position = locate(west_and_east, gazetteer)
    gent = gazetteer[GENT]
    assert (position.latitude, position.longitude) == (gent.latitude, gent.longitude)
    assert position.accuracy == "area"


def test_half_a_pair_of_coordinates_is_none(gazetteer: Gazetteer) -> None:
    position = locate(made_up("x", {GENT}, ("school",), latitude=50.0), gazetteer)
    assert (position.latitude, position.accuracy) == (gazetteer[GENT].latitude, "municipality")


def test_leaflet_comes_with_its_licence(render: Callable[..., str]) -> None:
    page = render()
    assert "BSD 2-Clause License" in page
    assert "Leaflet 1.9.4" in page


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> Callable[..., tuple[int, str]]:
    """The command on the repository's own files, without a database unless one is named."""
    # The usual database of whoever runs the tests may hold services of their own.
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))

    def invoke(*arguments: str, database: str = "") -> tuple[int, str]:
        for name in ("knowledge_dir", "data_dir", "locale_dir", "cache_dir"):
            monkeypatch.setenv(name.upper(), str(getattr(settings, name)))
        monkeypatch.setenv("DATABASE_URL", database)
        done = CliRunner().invoke(cli, ["map", *arguments])
        assert not isinstance(done.exception, OSError)
        return done.exit_code, done.output

    return invoke


def services_of(html: str) -> list[dict[str, object]]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', html)
    assert found
    services: list[dict[str, object]] = json.loads(found[1])["services"]
    return services


def test_the_command_writes_every_known_service(
    run: Callable[..., tuple[int, str]],
    tmp_path: Path,
    settings: Settings,
    gazetteer: Gazetteer,
    catalogues: dict[str, Texts],
) -> None:
    file = tmp_path / "map.html"
    code, said = run(str(file))
    directory = read_directory(settings.data_dir, gazetteer.municipalities)
    assert (code, said) == (0, f"{len(directory.services)} services in {file}.\n")
    html = file.read_text(encoding="utf-8")
    assert '<html lang="nl">' in html
    assert catalogues["nl"].date(datetime.now(UTC).date()) in html
    shown = [service["names"] for service in services_of(html)]
    assert shown == [
        {language: service.name(language) for language in catalogues}
        for service in directory.services.values()
    ]
    for service in directory.services.values():
        assert all(f"tel:{phone.replace(' ', '')}" in html for phone in service.phones)


def test_the_command_opens_the_page_in_the_language_asked_for(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file = tmp_path / "map.html"
    assert run(str(file), "--lang", "fr")[0] == 0
    assert '<html lang="fr">' in file.read_text(encoding="utf-8")
    code, said = run(str(file), "--lang", "xx")
    assert code == 2
    assert "choose one of" in said


def test_the_command_reads_the_database_where_one_is_named(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file, database = tmp_path / "map.html", tmp_path / "services.sqlite3"
    url = f"sqlite+aiosqlite:///{database}"
    assert run(str(file), database=url)[0] == 0
    first = services_of(file.read_text(encoding="utf-8"))[0]["names"]
    connection = sqlite3.connect(database)
    changed = connection.execute("UPDATE service SET name_nl = 'Andere naam', name_fr = NULL")
    assert changed.rowcount > 1
    connection.commit()
    connection.close()
    assert run(str(file), database=url)[0] == 0
    again = services_of(file.read_text(encoding="utf-8"))[0]["names"]
    assert again == {"nl": "Andere naam", "fr": "Andere naam"} != first


def test_a_file_that_cannot_be_written_is_told(
    run: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    code, said = run(str(tmp_path / "nowhere" / "map.html"))
    assert code == 1
    assert "cannot be written" in said
