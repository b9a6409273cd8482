"""Names with one slip in them: generated, counted, and held against a slow and obvious reading.

How an answer counts. The expected municipalities are all that bear the name that was misspelt (or
the one that is usually meant). *Right*: exactly these, or a question that holds all of several.
*Asked*: a question that holds one of them. *Wrong*: one other municipality, without asking.
A slip can make the exact name of another place ("beringen" for Berlingen): what stands there then
is that place, and it is answered. Such answers are wrong here all the same, and counted.
"""

from __future__ import annotations

import random
import string
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.understanding.text import fold
from tests.understanding.places_oracle import likely_slips, tokens

if TYPE_CHECKING:
    from bot.understanding.places import PlaceRecogniser
    from tests.understanding.places_oracle import Oracle

FRAMES = (
    "{}", "ik woon in {}", "burenbemiddeling {}", "j'habite à {}", "médiation de quartier à {}",
)  # fmt: skip
SHORTEST = 6


def misspell(name: str, chance: random.Random) -> str:
    """One letter inserted, left out, put for another or swapped with the next, anywhere."""
    while True:
        at = chance.randrange(len(name))
        letter = chance.choice(string.ascii_lowercase)
        match chance.choice(("insert", "leave out", "replace", "swap")):
            case "insert":
                at = chance.randrange(len(name) + 1)
                made = name[:at] + letter + name[at:]
            case "leave out":
                made = name[:at] + name[at + 1 :]
            case "replace":
                made = name[:at] + letter + name[at + 1 :]
            case _:
                made = name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]
        if tokens(made) != tokens(name):
            return made


def misspelt(names: dict[str, set[str]], seed: int) -> list[tuple[str, str]]:
    """Every name of enough letters with one slip in it."""
    chance = random.Random(seed)
    return [
        (name, misspell(fold(name), chance))
        for name in sorted(names)
        if sum(letter.isalpha() for letter in name) >= SHORTEST and "(" not in name
    ]


def outcome(expected: set[str], found: tuple[str, ...]) -> str:
    if not found:
        return "none"
    if set(found) == expected or (len(expected) > 1 and expected <= set(found)):
        return "right"
    if len(found) == 1:
        return "wrong"
    return "asked" if expected & set(found) else "asked, wrong"


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_name_with_one_slip_is_read_right_and_hardly_ever_silently_wrong(
    places: PlaceRecogniser, names: dict[str, set[str]], frame: str, seed: int
) -> None:
    """At least 97 % right, at most 0.5 % wrong without a question."""
    cases = misspelt(names, seed)
    assert len(cases) > 2400
    counted = Counter(
        outcome(names[name], places.find(frame.format(typed)).municipalities)
        for name, typed in cases
    )
    share = {what: count / len(cases) for what, count in counted.items()}
    assert share["right"] >= 0.97, share
    assert share["right"] + share["asked"] >= 0.98, share
    assert share["wrong"] + share.get("asked, wrong", 0.0) <= 0.005, share


def test_a_word_that_is_exactly_a_name_is_that_place(
    places: PlaceRecogniser, names: dict[str, set[str]]
) -> None:
    """However near the name of a larger place may be: "Essen" is not Essene."""
    cases = [typed for _, typed in misspelt(names, 3) if typed in names]
    cases += ["Beringen", "Essen", "Beerse", "Beersel", "Aaigem", "Herent", "Herenthout"]
    wrong = [typed for typed in cases if not names[typed] <= set(places.find(typed).municipalities)]
    assert wrong == []


# -- against the slow reading -------------------------------------------------------------------


def test_a_silent_answer_is_the_nearest_name_and_no_other_is_as_likely(
    places: PlaceRecogniser, oracle: Oracle, names: dict[str, set[str]]
) -> None:
    """Whatever is answered without a question: no name of another municipality is nearer.

    Where names of several municipalities are as near, the one answered is the only one from which
    a slip that fingers make leads to what was typed; or the one usually meant by that name.
    """
    lead = {"".join(tokens(name)): nis for name, nis in names.items()}
    silent = 0
    unlike = []
    for _, typed in misspelt(names, 4)[::3]:
        found = places.find(typed).municipalities
        if len(found) != 1 or oracle.is_name(typed):
            continue
        silent += 1
        slips, nearest = oracle.nearest(typed)
        owners = set().union(*nearest.values())
        if len(owners) > 1 and slips == 1:
            letters = "".join(tokens(typed))
            owners = set().union(
                *(nis for name, nis in nearest.items() if letters in likely_slips(name))
            )
        usual = [lead.get(name) for name in nearest]
        if owners != set(found) and set(found) not in usual:
            unlike.append((typed, found, slips, nearest))
    assert silent > 700
    assert unlike == []


def test_a_question_holds_nearest_names_only(
    places: PlaceRecogniser, oracle: Oracle, names: dict[str, set[str]]
) -> None:
    """Where it asks, each choice bears a name that is as near as any, alone or in a longer one."""
    asked = 0
    far = []
    for _, typed in misspelt(names, 5)[::2]:
        found = places.find(typed)
        if len(found.municipalities) < 2 or not found.mentions[0].misspelt:
            continue
        asked += 1
        _, nearest = oracle.nearest(typed)
        near = set().union(*nearest.values(), *map(oracle.in_part, nearest))
        if not set(found.municipalities) <= near:
            far.append((typed, found.municipalities, nearest))
    assert asked > 15
    assert far == []


# -- what is typed differently but not wrongly ----------------------------------------------------


@pytest.mark.parametrize("squeeze", [("-", ""), ("-", " "), (" ", ""), (" ", "-"), ("'", "")])
def test_spaces_hyphens_and_apostrophes_may_be_lost_or_put_for_one_another(
    places: PlaceRecogniser, names: dict[str, set[str]], squeeze: tuple[str, str]
) -> None:
    old, new = squeeze
    missed = [
        typed
        for name, nis in names.items()
        if old in name and "(" not in name and "/" not in name
        for typed in (name.replace(old, new),)
        if not nis & set(places.find(f"burenbemiddeling in {typed}").municipalities)
    ]
    assert missed == []


@pytest.mark.parametrize("saint", ["St.", "St", "Sint", "Saint", "Snt"])
def test_every_spelling_of_saint_is_one(
    places: PlaceRecogniser, names: dict[str, set[str]], saint: str
) -> None:
    missed = [
        typed
        for name, nis in names.items()
        if name.startswith(("Sint-", "Saint-"))
        for typed in (f"{saint} {name.partition('-')[2]}",)
        if not nis <= set(places.find(f"j'habite à {typed}").municipalities)
    ]
    assert missed == []
