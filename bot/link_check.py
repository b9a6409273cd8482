"""Do the addresses that we show still answer? Asked politely, and judged with care."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import httpx

from bot import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.directory.records import Directory
    from bot.faq.knowledge import Knowledge

Verdict = Literal["fine", "moved", "dead", "unsure", "unreached"]

_AT_ONCE = 8
"""Sites asked at the same time; each site is asked one thing at a time."""
_PAUSE_SECONDS = 0.5
_TIMEOUT_SECONDS = 15.0
_GONE = frozenset({404, 410})
_PERMANENT = frozenset({301, 308})
#: A site that does not answer HEAD may well answer GET.
_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class LinkResult:
    """What became of one address."""

    url: str
    where: tuple[str, ...]
    """Where it stands: topics and services."""
    verdict: Verdict
    why: str

    def __str__(self) -> str:
        return f"{self.verdict}: {self.url} ({self.why}) in {', '.join(self.where)}"


def all_links(
    knowledge: Knowledge, directory: Directory, site: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[str, ...]]:
    """Every address that a citizen may be shown, and where it stands."""
    found: dict[str, list[str]] = defaultdict(list)
    for url, where in chain(_of_knowledge(knowledge), _of_directory(directory)):
        found[url].append(where)
    for name, addresses in site.items():
        for address in addresses.values():
            found[address].append(f"links.yaml {name}")
    return {url: tuple(dict.fromkeys(where)) for url, where in sorted(found.items())}


def _of_knowledge(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    for code, known in knowledge.languages.items():
        for topic, entry in known.entries.items():
            yield from ((link.url, f"faq_{code}.yaml {topic}") for link in entry.links)
    for name, referral in knowledge.referrals.items():
        for links in referral.links.values():
            yield from ((link.url, f"referrals.yaml {name}") for link in links)


def _of_directory(directory: Directory) -> Iterator[tuple[str, str]]:
    for service in directory.services.values():
        if service.url:
            yield service.url, f"service {service.id}"
        yield service.source_url, f"service {service.id}"


async def check_links(
    links: Mapping[str, Sequence[str]], *, pause_seconds: float = _PAUSE_SECONDS
) -> list[LinkResult]:
    """Ask every address once, several sites at a time.

    Args:
        links: Where each address stands.
        pause_seconds: Time between two questions to the same site.

    Returns:
        One result for each address. When no site at all can be reached every verdict is
        ``unreached``: then this machine has no internet, and no address may be called dead.
    """
    sites: dict[str, list[str]] = defaultdict(list)
    for url in links:
        sites[urlsplit(url).netloc].append(url)
    gate = asyncio.Semaphore(_AT_ONCE)
    results: list[LinkResult] = []
    headers = {"User-Agent": f"mediation-bot/{__version__} (link check)"}
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, headers=headers) as client:

        async def ask_site(urls: Sequence[str]) -> None:
            async with gate:
                for number, url in enumerate(urls):
                    if number:
                        await asyncio.sleep(pause_seconds)
                    verdict, why = await _ask(client, url)
                    results.append(LinkResult(url, tuple(links[url]), verdict, why))

        await asyncio.gather(*(ask_site(urls) for urls in sites.values()))
    reached = any(result.verdict != "unreached" for result in results)
    if reached:
        # Others answered, so this site is what fails; but a site may be down for an hour.
        results = [
            LinkResult(r.url, r.where, "unsure", r.why) if r.verdict == "unreached" else r
            for r in results
        ]
    return sorted(results, key=lambda result: (result.verdict, result.url))


async def _ask(client: httpx.AsyncClient, url: str) -> tuple[Verdict, str]:
    """Follow an address: HEAD first, GET where a site does not like HEAD."""
    try:
        response = await client.head(url, follow_redirects=True)
        if response.status_code >= _FIRST_ERROR:
            async with client.stream("GET", url, follow_redirects=True) as streamed:
                response = streamed  # the status is all that is wanted, not the page
    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
        return "unreached", str(error) or type(error).__name__
    except httpx.HTTPError as error:
        return "unsure", str(error) or type(error).__name__
    except (httpx.InvalidURL, UnicodeError) as error:
        return "dead", f"this is no address: {error}"
    if response.status_code in _GONE:
        return "dead", f"status {response.status_code}"
    if response.status_code >= _FIRST_ERROR:
        return "unsure", f"status {response.status_code}"
    if any(step.status_code in _PERMANENT for step in response.history):
        return "moved", f"now at {response.url}"
    return "fine", f"status {response.status_code}"


def report(results: Sequence[LinkResult]) -> list[str]:
    """The results in lines: what to mend first, then a total."""
    if results and all(result.verdict == "unreached" for result in results):
        told = (
            f"None of the {len(results)} addresses could be reached: this machine seems to have no "
            "internet. Nothing is known about the links."
        )
        return [told]
    order = {"dead": 0, "moved": 1, "unsure": 2}
    lines = [
        str(result)
        for result in sorted(
            (r for r in results if r.verdict in order), key=lambda r: order[r.verdict]
        )
    ]
    counts = {verdict: sum(r.verdict == verdict for r in results) for verdict in ("fine", *order)}
    total = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    return [*lines, f"{len(results)} addresses: {total}."]
