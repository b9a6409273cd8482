"""Blocks of a reply: an FAQ answer, a service as a card."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.directory.records import NEARBY_TYPES, SERVICE_TYPES
from bot.reply import Bullets, Card, Paragraph, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.directory.records import Service
    from bot.reply import Block
    from bot.texts import Texts

#: A shared location farther than this from every Belgian place lies abroad.
FAR_FROM_BELGIUM_KM = 15.0
_OLD = timedelta(days=365)


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


def first_group(services: Sequence[Service], service_type: str | None) -> list[Service]:
    """What is shown first: the kind asked for; services for neighbours where none was asked.

    A service for victims or pupils is no answer to somebody who just wants "a mediator": it is
    offered as a button.
    """
    if service_type is not None:
        return list(services)
    return [s for s in services if set(s.service_types) & set(NEARBY_TYPES)]


def service_card(service: Service, texts: Texts) -> Card:
    """A service with every fact that is known, and none that is not."""
    language = texts.language
    kind = min(service.service_types, key=SERVICE_TYPES.index)
    intro = [texts(f"type-intro-{kind}")]
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
        spoken = ", ".join(texts(f"language-{code}") for code in service.languages)
        rows.append(Row(texts("card-languages"), spoken))
    if not same:
        rows.append(Row(texts("card-source"), texts("card-open-source"), service.source_url))
    return Card(service.name(language), " ".join(intro), tuple(rows), tuple(_notes(service, texts)))


def _notes(service: Service, texts: Texts) -> list[str]:
    notes = []
    if alert := service.alerts.get(texts.language):
        notes.append(alert)
    if service.assured_date is None:
        notes.append(texts("card-undated"))
    else:
        day = texts.date(service.assured_date)
        today = datetime.now(UTC).date()
        old = today - service.assured_date > _OLD
        notes.append(texts("card-verified-old" if old else "card-verified", date=day))
    return notes
