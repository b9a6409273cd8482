"""Blocks of a reply: an FAQ answer, a service as a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.directory.records import NEARBY_TYPES, SERVICE_TYPES
from bot.reply import Bullets, Card, Paragraph, Row
from bot.review_dates import is_past_review

if TYPE_CHECKING:
    from datetime import date

    from bot.directory.records import Service
    from bot.reply import Block
    from bot.texts import Texts

#: A shared location farther than this from every Belgian place lies abroad.
FAR_FROM_BELGIUM_KM = 15.0


def answer_blocks(answer: str) -> list[Block]:
    """An FAQ answer as blocks: its first paragraph stands out, lines with "- " are a list."""
    blocks: list[Block] = []
    bullets: list[str] = []
    lines: list[str] = []

    def close() -> None:
        if lines:
            blocks.append(Paragraph(" ".join(lines), strong=not blocks))
            lines.clear()
        if bullets:
            blocks.append(Bullets(tuple(bullets)))
            bullets.clear()

    for raw in answer.splitlines():
        line = raw.strip()
        if line.startswith("- "):
            if lines:
                close()
            bullets.append(line[2:])
        elif not line:
            close()
        else:
            if bullets:
                close()
            lines.append(line)
    close()
    return blocks


def kind_shown(service: Service, service_type: str | None) -> str:
    """The kind under which a service is shown: the one asked for, else what most people need."""
    if service_type and service_type in service.service_types:
        return service_type
    return min(service.service_types, key=SERVICE_TYPES.index)


def service_card(
    service: Service, texts: Texts, today: date, service_type: str | None = None
) -> Card:
    """A service with every fact that is known, and none that is not.

    Args:
        service: The service.
        texts: The interface in the language of the reply.
        today: The day by which its facts are old or not.
        service_type: The kind asked for, if any; what else the service does is told after it.
    """
    language = texts.language
    kind = kind_shown(service, service_type)
    more = [t for t in SERVICE_TYPES if t in service.service_types and t not in NEARBY_TYPES]
    intro = [texts(f"type-intro-{k}") for k in dict.fromkeys((kind, *more))]
    if language in service.eligibility:
        intro.append(service.eligibility[language])
    rows = [Row(texts("card-phone"), number) for number in service.phones]
    if service.email:
        rows.append(Row(texts("card-email"), service.email))
    same = service.url == service.source_url
    if service.url:
        key = "card-site-source" if same else "card-site"
        rows.append(Row(texts(key), texts("card-open-site"), service.url))
    if service.address:
        rows.append(Row(texts("card-address"), service.address))
    if language in service.schedules:
        rows.append(Row(texts("card-hours"), service.schedules[language]))
    if service.free:
        rows.append(Row(texts("card-cost"), texts("card-free")))
    if service.languages and language not in service.languages:
        spoken = texts.listed([texts(f"language-{code}") for code in service.languages])
        rows.append(Row(texts("card-languages"), spoken))
    if not same:
        rows.append(Row(texts("card-source"), texts("card-open-source"), service.source_url))
    notes = tuple(_notes(service, texts, today))
    return Card(service.name(language), " ".join(intro), tuple(rows), notes)


def _notes(service: Service, texts: Texts, today: date) -> list[str]:
    notes = []
    if alert := service.alerts.get(texts.language):
        notes.append(alert)
    elif not (service.phones or service.email or service.url):
        notes.append(texts("card-no-contact"))
    if service.assured_date is None:
        notes.append(texts("card-undated"))
        return notes
    # Of a month or a year the table holds the first day (data/SOURCES.md).
    known = service.assured_date.isoformat().removesuffix("-01").removesuffix("-01")
    old = is_past_review(service.assured_date, today)
    notes.append(texts("card-verified-old" if old else "card-verified", date=texts.period(known)))
    return notes
