"""When facts are too old to be trusted unseen: one rule for answers and for services."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def is_past_review(checked: date, today: date) -> bool:
    """Whether a day on which somebody checked lies more than twelve months ago."""
    return (checked.year + 1, checked.month, checked.day) < (today.year, today.month, today.day)
