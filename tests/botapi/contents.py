"""What people send besides text, in the shape Telegram gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .decode import Upload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .errors import JSON
    from .world import World


def _file(world: World, content: bytes, kind: str) -> JSON:
    file_id = f"file{world.next_id()}"
    world.files[file_id] = Upload(f"{file_id}.bin", kind, content)
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content)}


def photo(world: World, content: bytes) -> JSON:
    """A picture in two sizes, as Telegram always makes."""
    small = _file(world, content, "image/jpeg") | {"width": 90, "height": 67}
    large = _file(world, content, "image/jpeg") | {"width": 800, "height": 600}
    return {"photo": [small, large]}


def voice(world: World, content: bytes, seconds: int) -> JSON:
    """A spoken message."""
    file = _file(world, content, "audio/ogg")
    return {"voice": file | {"duration": seconds, "mime_type": "audio/ogg"}}


def document(world: World, content: bytes, name: str) -> JSON:
    """A file."""
    file = _file(world, content, "application/pdf")
    return {"document": file | {"file_name": name, "mime_type": "application/pdf"}}


def sticker(world: World, emoji: str) -> JSON:
    """A sticker of the plain kind."""
    about = {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": emoji,
        "set_name": "plain",
    }
    return {"sticker": _file(world, b"webp", "image/webp") | about}


def location(
    latitude: float, longitude: float, accuracy: float | None, live_period: int | None = None
) -> JSON:
    """A shared place; telephones add how sure they are, and for how long it is kept up to date."""
    point: JSON = {"latitude": latitude, "longitude": longitude}
    if accuracy is not None:
        point["horizontal_accuracy"] = accuracy
    if live_period is not None:
        point["live_period"] = live_period
    return {"location": point}


def contact(person: JSON, number: str) -> JSON:
    """A shared telephone number."""
    about = {"phone_number": number, "first_name": person["first_name"], "user_id": person["id"]}
    return {"contact": about}


def poll(world: World, question: str, options: Sequence[str]) -> JSON:
    """A poll nobody has answered yet."""
    choices = [
        {"persistent_id": str(index), "text": text, "voter_count": 0}
        for index, text in enumerate(options)
    ]
    about = {
        "id": world.next_id(),
        "question": question,
        "options": choices,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    return {"poll": about}
