"""Dead links found, live ones left alone, and no judgement without internet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from bot.link_check import all_links, check_links, report

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.assistant import Assistant


@pytest.fixture
async def site() -> AsyncIterator[tuple[str, list[str]]]:
    """A site with good, dead, moved and awkward pages, and what was asked of it."""
    asked: list[str] = []

    async def page(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        match request.path:
            case "/fine":
                return web.Response(text="here")
            case "/moved":
                raise web.HTTPMovedPermanently("/fine")
            case "/for-now":
                raise web.HTTPFound("/fine")
            case "/no-head":
                return web.Response(status=405 if request.method == "HEAD" else 200)
            case "/forbidden":
                return web.Response(status=403)
            case "/broken":
                return web.Response(status=500)
            case "/loop":
                raise web.HTTPFound("/loop")
            case _:
                raise web.HTTPNotFound

    application = web.Application()
    application.router.add_route("*", "/{anything:.*}", page)
    runner = web.AppRunner(application)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}", asked
    await runner.cleanup()


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/fine", "fine"),
        ("/gone", "dead"),
        ("/moved", "moved"),
        ("/for-now", "fine"),
        ("/no-head", "fine"),
        ("/forbidden", "unsure"),
        ("/broken", "unsure"),
        ("/loop", "unsure"),
    ],
)
async def test_each_page_gets_a_fair_verdict(
    site: tuple[str, list[str]], path: str, verdict: str
) -> None:
    """Only what is gone for certain is dead; a temporary redirect is no fault."""
    base, _ = site
    (result,) = await check_links({base + path: ["faq_nl.yaml cost"]})
    assert result.verdict == verdict


async def test_a_site_is_asked_with_head_first_and_one_thing_at_a_time(
    site: tuple[str, list[str]],
) -> None:
    base, asked = site
    await check_links({f"{base}/fine": ["a"], f"{base}/no-head": ["b"]}, pause_seconds=0)
    assert asked == ["HEAD /fine", "HEAD /no-head", "GET /no-head"]


async def test_a_site_that_is_down_is_unsure_while_others_answer(
    site: tuple[str, list[str]],
) -> None:
    base, _ = site
    results = await check_links({f"{base}/fine": ["a"], "http://127.0.0.1:9/": ["b"]})
    assert {r.url: r.verdict for r in results} == {
        f"{base}/fine": "fine",
        "http://127.0.0.1:9/": "unsure",
    }


async def test_without_internet_nothing_is_called_dead() -> None:
    """No site can be reached: said plainly."""
    results = await check_links({"http://127.0.0.1:9/": ["a"], "http://127.0.0.1:9/x": ["b"]})
    (line,) = report(results)
    assert "no internet" in line
    assert "dead" not in line


async def test_the_report_names_what_to_mend_first_and_where(
    site: tuple[str, list[str]],
) -> None:
    base, _ = site
    links = {base + path: [f"faq_nl.yaml {path[1:]}"] for path in ("/fine", "/gone", "/moved")}
    dead, moved, total = report(await check_links(links, pause_seconds=0))
    assert dead.startswith("dead: ")
    assert dead.endswith("in faq_nl.yaml gone")
    assert f"now at {base}/fine" in moved
    assert total == "3 addresses: 1 fine, 1 dead, 1 moved, 0 unsure."


def test_every_address_that_citizens_see_is_looked_at(assistant: Assistant) -> None:
    """Links of both languages, of referrals, and of all services with their sources."""
    links = all_links(
        assistant.knowledge, assistant.directory, {"map": {"nl": "https://example.org/map"}}
    )
    assert links["https://example.org/map"] == ("links.yaml map",)
    for known in assistant.knowledge.languages.values():
        for entry in known.entries.values():
            assert all(link.url in links for link in entry.links)
    for service in assistant.directory.services.values():
        assert service.source_url in links
