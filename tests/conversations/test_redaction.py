"""What is private in a message is blanked out before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.redaction import MAX_CHARACTERS, Redactor

if TYPE_CHECKING:
    from bot.faq.knowledge import Knowledge


@pytest.fixture(scope="module")
def redactor(knowledge: Knowledge) -> Redactor:
    return Redactor(**knowledge.private)


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("mevrouw Peeters van hierboven maakt lawaai", ["Peeters"]),
        ("Mevr. Van den Broeck-Claes maakt lawaai", ["Broeck", "Claes"]),
        ("meneer janssens zijn hond blaft", ["janssens"]),
        ("monsieur Dupont et madame Durand se disputent", ["Dupont", "Durand"]),
        ("Mme de la Fontaine refuse", ["Fontaine"]),
        ("M. N'Diaye crie la nuit", ["Diaye"]),
        ("je m'appelle Fatima El Amrani, mon voisin crie", ["Fatima", "Amrani"]),
        ("ik heet Jef en mijn buur is lastig", ["Jef"]),
        ("mijn nummer is 0470 12 34 56 of 0470/12.34.56", ["0470", "12", "34", "56"]),
        ("appelez-moi au +32 81 22 33 44", ["81 22", "33 44"]),
        ("bel 02/345.67.89 na zessen", ["345", "67", "89"]),
        ("schrijf naar jan.peeters+x@voorbeeld.be", ["jan", "peeters", "voorbeeld"]),
        ("rijksregister 85.07.30-033.61 staat op de brief", ["85", "033", "61"]),
        ("numéro national 85073003361", ["85073003361"]),
        ("ik woon in de Kerkstraat 12 bus 3", ["12", "3"]),
        ("Grote Steenweg 114a, 9000 Gent", ["114"]),
        ("j'habite rue de la Gare 12/4 à Namur", ["12", "4"]),
        ("au 12, rue de la Gare", ["12"]),
        ("huisnummer 27", ["27"]),
        ("betaald op BE68 5390 0754 7034", ["5390", "7034"]),
        ("zijn auto 1-ABC-123 staat op mijn oprit", ["ABC", "123"]),
        ("zie https://facebook.com/jan.peeters en @janpeeters", ["facebook", "janpeeters"]),
    ],
)
def test_what_tells_who_somebody_is_does_not_stay(
    redactor: Redactor, text: str, private: list[str]
) -> None:
    """Names after a title, numbers of any kind, addresses: gone."""
    redacted = redactor.redact(text)
    assert [part for part in private if part in redacted] == []
    assert "…" in redacted


@pytest.mark.parametrize(
    "text",
    [
        "de hond van hiernaast blaft heel de nacht, ik woon in Ledeberg",
        "wat kost bemiddeling en hoelang duurt het?",
        "ma commune est 5000 Namur, où est le service ?",
        "la haie de mon voisin dépasse 2 mètres depuis 2019",
        "kreeg een boete van 350 euro",
        "artikel 119ter van de wet van 2013",
    ],
)
def test_what_helps_to_mend_the_faq_stays(redactor: Redactor, text: str) -> None:
    """Places, postcodes, years, amounts and the question itself are kept as written."""
    assert redactor.redact(text) == text


def test_a_long_story_is_cut_after_it_was_blanked(redactor: Redactor) -> None:
    """A number at the cut is gone as a whole, not halved."""
    story = "a" * (MAX_CHARACTERS - 6) + " 0470 12 34 56 en nog veel meer"
    redacted = redactor.redact(story)
    assert len(redacted) <= MAX_CHARACTERS
    assert "0470" not in redacted


@given(st.text(max_size=2000), st.integers(10_000, 10**12), st.text(max_size=200))
def test_no_long_number_stays_whatever_stands_around_it(
    redactor: Redactor, before: str, number: int, after: str
) -> None:
    """Any text around a number of five digits or more: the number is gone."""
    redacted = redactor.redact(f"{before} {number} {after}")
    assert len(redacted) <= MAX_CHARACTERS
    assert str(number) not in redacted or str(number) in before + after
