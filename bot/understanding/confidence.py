"""Scores into probabilities: how likely is it that the best topic is the right one?

Logistic calibration on three figures: the best topic's score, its lead over the second topic, and
its lead over everything that is no topic (out of scope, referrals). The coefficients were fitted on
five-fold cross-validation over the knowledge files, out-of-scope utterances included; the table
stands in docs/understanding.md.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.understanding.topics import Ranked

_OFFSET = -1.728
_SCORE = 0.111
_LEAD = 1.351
_LEAD_OVER_OTHERS = 1.141
#: Beyond these a lead says nothing more.
_MOST_LEAD = 1.5
_MOST_OVER_OTHERS = (-1.5, 2.0)


def topic_confidence(
    ranked: Sequence[Ranked], topics: Collection[str], ignore: Collection[str] = ()
) -> float:
    """Probability, 0 to 1, that the best-ranked topic is what the message asks.

    Args:
        ranked: All labels, best first.
        topics: Which of them are topics.
        ignore: Labels that are neither a topic nor a rival of one.
    """
    scores = [r.score for r in ranked if r.label in topics]
    others = [r.score for r in ranked if r.label not in topics and r.label not in ignore]
    if not scores:
        return 0.0
    best = scores[0]
    lead = min(best - scores[1], _MOST_LEAD) if len(scores) > 1 else _MOST_LEAD
    low, high = _MOST_OVER_OTHERS
    over = min(max(best - others[0], low), high) if others else high
    return 1.0 / (
        1.0 + math.exp(-(_OFFSET + _SCORE * best + _LEAD * lead + _LEAD_OVER_OTHERS * over))
    )
