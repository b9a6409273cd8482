"""From a text parameter with its parse mode to the text and entities of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telegram.constants import MessageLimit

from . import entities as entity_rules
from .entities import cleaned, detect, settle
from .errors import JSON, Params, ViolationError, bad_request
from .html import parse_html

if TYPE_CHECKING:
    from .world import World


def formatted(
    world: World, params: Params, *, text: str = "text", entities: str = "entities"
) -> tuple[str, list[JSON]]:
    """Parse, trim and recognise; ``text`` and ``entities`` name the parameters to read."""
    plain = cleaned(params.get(text, ""))
    marked: list[JSON] = []
    mode = params.get("parse_mode", "")
    if mode and mode.lower() != "html":
        if mode.lower() in {"markdown", "markdownv2"}:
            raise ViolationError(f"the stand-in reads HTML only, not parse_mode {mode}")
        raise bad_request("unsupported parse_mode")
    if mode:
        parsed = parse_html(plain)
        plain, marked = parsed.text, parsed.entities
        world.warn(parsed.warnings)
    elif params.get(entities):
        marked = entity_rules.given(plain, params[entities])
    met = [_met(world, entity) for entity in marked]
    plain, marked = settle(plain, [entity for entity in met if entity])
    found = detect(plain, marked)
    limit = int(MessageLimit.MESSAGE_ENTITIES)
    if len(found) > limit:
        raise ViolationError(
            f"{len(found)} entities in one message; Telegram drops those beyond {limit}"
        )
    return plain, found


def _met(world: World, entity: JSON) -> JSON | None:
    """A mention of somebody the bot never met is no entity at all."""
    if entity["type"] != "text_mention":
        return entity
    known = world.users.get(entity["user"]["id"])
    return entity | {"user": known} if known else None
