"""Somebody in danger is seen; what only sounds so is not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from bot.assistant import Message
from bot.conversations.state import Conversation
from bot.understanding.danger import DangerRecogniser, Rule
from bot.understanding.patterns import prepare
from bot.understanding.text import words

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from bot.faq.knowledge import Knowledge
    from bot.understanding.message import MessageReader


def rule(
    *,
    any_of: tuple[str, ...] = (),
    all_of: tuple[tuple[str, ...], ...] = (),
    unless: tuple[str, ...] = (),
    first: str = "police",
) -> Rule:
    return Rule.of("test", "emergency", first, any_of, all_of, unless)


def matches(made: Rule, text: str) -> bool:
    prepared = prepare(text)
    return made.matches(prepared) and not made.is_taken_back(prepared)


# -- rules by themselves ---------------------------------------------------------------------------


def test_one_phrase_of_any_of_is_enough() -> None:
    made = rule(any_of=("staat in brand", "au feu"))
    assert matches(made, "Het huis STAAT in brand!")
    assert matches(made, "au feu")
    assert not matches(made, "de haag staat in bloei")


def test_all_groups_must_meet_close_together_in_any_order() -> None:
    made = rule(all_of=(("mes", "bijl"), ("dreigt",)))
    assert matches(made, "hij dreigt met een mes")
    assert matches(made, "met een bijl, en hij dreigt ermee")
    assert not matches(made, "hij heeft een mes")
    assert not matches(made, "hij dreigt")
    assert not matches(made, f"een mes, {'en dan heel veel woorden ' * 5} en hij dreigt")


def test_an_exception_takes_the_rule_back() -> None:
    made = rule(any_of=("va me tuer",), unless=("de rire",))
    assert matches(made, "il va me tuer")
    assert not matches(made, "il va me tuer de rire")


def test_a_rule_without_words_never_speaks() -> None:
    assert not matches(rule(), "help")
    assert not matches(rule(unless=("film",)), "help")


def test_the_first_rule_that_matches_decides() -> None:
    found = DangerRecogniser([rule(any_of=("help",), first="fire"), rule(any_of=("help",))], {})
    danger = found.find("help", None, "help")
    assert danger is not None
    assert danger.first == "fire"


def test_without_rules_and_examples_nothing_is_danger() -> None:
    assert DangerRecogniser([], {}).find("er is brand", "nl", "er is brand") is None


def test_an_empty_message_is_no_danger(reader: MessageReader) -> None:
    assert reader.danger.find("", None, "") is None
    assert reader.danger.find("?!", None, "?!") is None


# -- the written rules ---------------------------------------------------------------------------

#: For each rule of danger.yaml one message in each language that must make this rule speak.
SPEAKING = {
    "suicide": ("ik wil dood", "j'ai envie de mourir"),
    "suicide-pills": (
        "ik heb al mijn slaappillen ingenomen",
        "j'ai avalé toute la boîte de somnifères",
    ),
    "weapon": ("hij bedreigt mij met een mes", "il me menace avec un couteau"),
    "attack-now": ("hij stampt mijn deur in", "il défonce ma porte"),
    "unconscious": ("mijn buurvrouw ligt bewusteloos", "mon père ne respire plus"),
    "fire": ("ik ruik gas in de gang", "il y a le feu dans l'immeuble"),
    "partner-violence": ("mijn man slaat mij", "mon compagnon me frappe"),
    "fear-home": ("ik durf niet meer naar huis", "j'ai peur de mon mari"),
    "child-danger": ("papa slaat mij", "papa frappe maman"),
    "strangled": ("mijn ex heeft mij gewurgd", "il m'a étranglée"),
    "missing-child": ("mijn dochtertje is spoorloos", "mon fils est introuvable depuis hier"),
    "child-abuse": (
        "een oom heeft mijn nichtje betast",
        "il y a eu des attouchements sur ma fille",
    ),
    "followed": ("er achtervolgt een man mijn zus", "un inconnu me suit depuis la gare"),
}


def rules_of(knowledge: Knowledge) -> dict[str, Rule]:
    return {
        name: Rule.of(name, r.topic, r.first, r.any_of, r.all_of, r.unless, r.alone)
        for name, r in knowledge.danger_rules.items()
    }


def test_each_rule_of_the_file_has_a_message_here(knowledge: Knowledge) -> None:
    assert set(knowledge.danger_rules) == set(SPEAKING)


@pytest.mark.parametrize("name", SPEAKING)
def test_each_rule_speaks_in_both_languages(knowledge: Knowledge, name: str) -> None:
    made = rules_of(knowledge)[name]
    assert [text for text in SPEAKING[name] if not matches(made, text)] == []


@pytest.mark.parametrize("name", SPEAKING)
def test_each_exception_of_a_rule_takes_it_back(knowledge: Knowledge, name: str) -> None:
    made = rules_of(knowledge)[name]
    text = SPEAKING[name][0]
    for exception in knowledge.danger_rules[name].unless:
        assert not matches(made, f"{text} {exception.replace('*', '')}")


@pytest.mark.parametrize("name", SPEAKING)
def test_each_phrase_of_a_rule_speaks_by_itself(knowledge: Knowledge, name: str) -> None:
    made = rules_of(knowledge)[name]
    silent = [
        phrase
        for phrase in knowledge.danger_rules[name].any_of
        if not matches(made, phrase.replace("*", ""))
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("AMBULANCE", "medical"), ("sos!", "police"), ("112", "medical"), ("brand", "fire"),
        ("suicide", "suicide"), ("zelfmoordgedachten", "suicide"), ("violences", "partner"),
        ("pompiers svp", "fire"),
    ],
)  # fmt: skip
def test_a_word_that_stands_alone_speaks_by_the_rules(
    reader: MessageReader, word: str, first: str
) -> None:
    """Whoever can type one word only gets the right number."""
    for language in ("nl", "fr"):
        reading = reader.read(word, stored=language, fallback=language)
        assert reading.danger is not None
        assert reading.danger.first == first


def test_an_ordinary_word_alone_raises_no_alarm(assistant: Assistant, knowledge: Knowledge) -> None:
    """Of the words that people use most only those of the rules do: "trein" and "8" do not."""
    known_words = {
        word
        for rule in knowledge.danger_rules.values()
        for phrase in (*rule.alone, *rule.any_of)
        for word in prepare(phrase).split()
    }
    alarmed = set()
    for code, known in knowledge.languages.items():
        counts = Counter(
            word for texts in known.utterances.values() for text in texts for word in words(text)
        )
        frequent = [word for word, _ in counts.most_common(1000)]
        for word in (*frequent, *map(str, range(0, 200, 3))):
            reply = assistant.answer(Message(word), Conversation(language=code))
            if reply.kind == "safety" and not any(word.startswith(w) for w in known_words):
                alarmed.add(word)
    assert alarmed == set()


# -- rules and examples together -------------------------------------------------------------------

DUTCH = [
    "mijn buurman staat met een mes aan mijn deur",
    "HELP er is iemand in mijn huis aan het inbreken",
    "het appartement onder ons staat in brand",
    "er hangt een sterke gasgeur in de trappenhal",
    "mijn man heeft mij vannacht geslagen",
    "mijn vriend wurgt mij als hij gedronken heeft",
    "ik wil niet meer leven",
    "ik ga mezelf iets aandoen",
    "ik heb een doosje slaappillen geslikt",
    "mijn moeder ademt niet meer",
    "er ligt iemand bewusteloos op straat",
    "hij gaat mij vermoorden",
    "de buurman schiet met een geweer in de tuin",
    "mijn buurman heeft mij met een hamer bedreigd",
    "papa slaat mama elke avond",
    "ik ben bang van mijn man en durf niet naar huis",
    "mijn ex dreigt mij dood te doen",
    "mijn kind wordt geslagen door zijn stiefvader",
    "mijn vader heeft een hartaanval",
    "ze zijn aan het vechten op straat en er is er een gestoken",
]
FRENCH = [
    "mon voisin est devant ma porte avec un couteau",
    "AU SECOURS quelqu'un entre de force chez moi",
    "l'appartement du dessous est en feu",
    "il y a une forte odeur de gaz dans la cage d'escalier",
    "mon mari m'a frappée cette nuit",
    "mon copain m'étrangle quand il a bu",
    "je ne veux plus vivre",
    "j'ai envie de me suicider",
    "j'ai avalé une boîte de somnifères",
    "ma mère ne respire plus",
    "il y a quelqu'un d'inconscient dans la rue",
    "il va me tuer",
    "le voisin tire des coups de feu dans le jardin",
    "mon voisin m'a menacé avec un marteau, il attend sur le palier",
    "papa frappe maman tous les soirs",
    "j'ai peur de mon mari et je n'ose plus rentrer chez moi",
    "mon ex menace de me tuer",
    "mon enfant est battu par son beau-père",
    "mon père fait une crise cardiaque",
    "ils se battent dans la rue et l'un d'eux saigne beaucoup",
]
HARMLESS = [
    "de muziek van mijn buurman maakt mij gek",
    "mijn buurman steekt elke zondag de barbecue aan",
    "wat kost bemiddeling?",
    "ik ben het beu, die bladeren in mijn tuin",
    "waar is burenbemiddeling in Gent",
    "de politie heeft mij naar jullie gestuurd",
    "mon voisin me casse les oreilles avec sa batterie",
    "ses enfants courent comme des fous",
    "combien de temps dure une médiation ?",
    "où trouver un médiateur à Namur",
    "la haie du voisin est trop haute",
]
#: Words of danger that are not meant so. A false alarm costs less than a miss: a few are allowed.
FIGURATIVE = [
    "ik heb een film gezien waarin een huis in brand staat",
    "mijn buurman slaat met de deuren",
    "zijn hond blaft zich dood",
    "mijn zoon slaat op de trommel",
    "ik lach mij dood met die buren",
    "je meurs de faim",
    "mon voisin brûle des feuilles mortes dans son jardin",
    "je suis mort de rire",
    "il claque la porte tous les matins",
    "il y a un feu rouge cassé dans ma rue",
    "l'arbre du voisin va tuer mon gazon",
]


@pytest.mark.parametrize("text", DUTCH)
def test_danger_in_dutch_is_seen(reader: MessageReader, text: str) -> None:
    assert reader.read(text, stored=None, fallback="fr").danger is not None


@pytest.mark.parametrize("text", FRENCH)
def test_danger_in_french_is_seen(reader: MessageReader, text: str) -> None:
    assert reader.read(text, stored=None, fallback="nl").danger is not None


@pytest.mark.parametrize("text", HARMLESS)
def test_an_ordinary_complaint_or_question_raises_no_alarm(
    reader: MessageReader, text: str
) -> None:
    danger = reader.read(text, stored=None, fallback="nl").danger
    assert danger is None, danger


def test_few_figures_of_speech_raise_the_alarm(reader: MessageReader) -> None:
    alarms = [t for t in FIGURATIVE if reader.read(t, stored=None, fallback="nl").danger]
    assert len(alarms) <= len(FIGURATIVE) * 0.4, alarms


@pytest.mark.parametrize("text", [*DUTCH[4:8], *FRENCH[4:8]])
def test_danger_is_seen_in_capitals_and_among_other_words(reader: MessageReader, text: str) -> None:
    long = f"goeiedag, {text.upper()}!!! wat kost bemiddeling in Gent?"
    assert reader.read(long, stored=None, fallback="nl").danger is not None


def test_violence_at_home_is_told_apart_from_other_emergencies(reader: MessageReader) -> None:
    home = reader.danger.find("mijn man slaat mij", "nl", "mijn man slaat mij")
    street = reader.danger.find(
        "het huis hiernaast staat in brand", "nl", "het huis hiernaast staat in brand"
    )
    assert home is not None
    assert home.topic == "domestic-violence"
    assert street is not None
    assert (street.topic, street.first) == ("emergency", "fire")


def test_danger_says_what_witnessed_it(reader: MessageReader) -> None:
    danger = reader.danger.find("mijn man slaat mij", "nl", "mijn man slaat mij")
    assert danger is not None
    assert danger.why == "rule partner-violence"
    assert danger.rule == "partner-violence"
