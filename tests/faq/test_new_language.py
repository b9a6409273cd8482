"""A third language is a matter of files alone: no line of the program names the languages.

A copy of the files gets German ones, as docs/admins.md tells. Three topics are real German; the
others only stand there, because every language must have all topics.
"""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from babel.messages.pofile import read_po, write_po

from bot.app import open_app
from bot.assistant import Assistant, Message
from bot.conversations.store import Conversation
from bot.database import sqlite_url
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from bot.reply import Reply

GERMAN: dict[str, dict[str, Any]] = {
    "cost": {
        "question": "Was kostet eine Mediation?",
        "variants": [
            "Ist Mediation kostenlos?",
            "Muss ich für den Mediator bezahlen?",
            "Wie teuer ist eine Nachbarschaftsmediation?",
            "Gibt es Kosten für das erste Gespräch?",
            "Wer bezahlt die Mediation?",
            "Bekomme ich eine Rechnung vom Dienst?",
            "Welcher Preis gilt für ein Gespräch?",
            "Kostet es Geld, wenn wir uns nicht einigen?",
        ],
        "utterances": [
            "was muss ich zahlen",
            "preis der mediation",
            "ist das gratis",
            "kostet das etwas",
            "ich habe wenig geld, kann ich trotzdem kommen",
            "wie hoch sind die kosten",
            "gebühren für eine vermittlung",
            "umsonst oder gegen bezahlung",
        ],
        "answer": "Die Mediation der Gemeinde ist meistens kostenlos.\n\n"
        "Fragen Sie den Dienst vorher danach.\n",
    },
    "noise": {
        "question": "Mein Nachbar macht Lärm: was kann ich tun?",
        "variants": [
            "Die Nachbarn hören jede Nacht laute Musik",
            "Der Hund von nebenan bellt den ganzen Tag",
            "Über mir wird ständig getrampelt",
            "Was tun gegen Ruhestörung?",
            "Ab wann muss es nachts ruhig sein?",
            "Lärm aus der Wohnung nebenan",
            "Mein Nachbar bohrt am Sonntag",
            "Ich kann wegen der Partys nicht schlafen",
        ],
        "utterances": [
            "lärmbelästigung durch nachbarn",
            "zu laut nebenan",
            "der hund bellt",
            "musik in der nacht",
            "kinder rennen über meinem kopf",
            "das bellen hört nicht auf",
            "nachbar feiert bis spät in die nacht",
            "krach im treppenhaus",
        ],
        "answer": "Sprechen Sie zuerst in Ruhe mit Ihrem Nachbarn.\n\n"
        "Ein Mediator kann danach helfen.\n",
    },
    "confidential": {
        "question": "Bleibt das Gespräch vertraulich?",
        "variants": [
            "Hat der Mediator Schweigepflicht?",
            "Erfährt die Gemeinde, was ich sage?",
            "Wird weitererzählt, worüber wir sprechen?",
            "Bleibt alles geheim?",
            "Darf der Mediator vor Gericht aussagen?",
            "Wer liest, was im Gespräch gesagt wurde?",
            "Ist das Gespräch diskret?",
            "Kann jemand unsere Worte gegen mich verwenden?",
        ],
        "utterances": [
            "vertraulichkeit der mediation",
            "bleibt das unter uns",
            "geheimhaltung",
            "berufsgeheimnis des mediators",
            "wird das irgendwo gemeldet",
            "erzählt er es meinem nachbarn weiter",
            "diskretion",
            "ist das anonym und geheim",
        ],
        "answer": "Ja, was Sie dort sagen, bleibt vertraulich.\n\nDas steht im Gesetz.\n",
    },
}
OTHERS = {
    "find-service": [
        "wo finde ich einen mediator in {place}",
        "mediationsdienst in {place}",
        "wer hilft mir in {place}",
        "telefonnummer vom mediator in {place}",
        "ich suche einen dienst in meiner gemeinde",
        "adresse des dienstes",
        "an wen kann ich mich in {place} wenden",
        "nachbarschaftsmediation {place}",
    ],
    "out-of-scope": [
        "wie wird das wetter morgen",
        "wann fährt der zug nach köln",
        "rezept für apfelkuchen",
        "wer hat gestern das spiel gewonnen",
        "ich brauche einen neuen pass",
        "erzähl mir einen witz",
        "wo kaufe ich ein fahrrad",
        "öffnungszeiten vom schwimmbad",
    ],
}
DANGERS = {
    "emergency": [
        "hilfe, es brennt im haus",
        "mein nachbar steht mit einem messer vor meiner tür",
        "jemand ist bewusstlos",
        "er atmet nicht mehr",
        "ich will nicht mehr leben",
        "sie brechen gerade bei mir ein",
    ],
    "domestic-violence": [
        "mein mann schlägt mich",
        "ich habe angst vor meinem partner",
        "papa schlägt mama",
        "mein freund würgt mich",
    ],
    "look-alike": ["ich sterbe vor lachen", "der nachbar schlägt mit der tür"],
}
WORDS = {
    "spellings": {"nich": "nicht", "wieviel": "wie viel"},
    "concepts": {"price": ["preis", "kosten", "kostet", "teuer", "gratis", "kostenlos", "geld"]},
    "function_words": [
        "der", "die", "das", "ein", "eine", "einen", "und", "oder", "ich", "du", "er", "sie",
        "wir", "mein", "meine", "nicht", "ist", "sind", "war", "habe", "hat", "haben", "kann",
        "was", "wie", "wo", "wer", "wann", "warum", "in", "im", "an", "auf", "für", "mit", "von",
        "vom", "zu", "zum", "zur", "bei", "es", "den", "dem", "des",
    ],
    "places": {
        "before": ["in"],
        "kinds": ["stadt", "gemeinde"],
        "perhaps_before": ["von", "aus", "bei"],
        "lives": ["wohne", "wohnen"],
        "comes_from": ["in", "aus"],
        "noun_follows": ["der", "die", "das", "ein", "eine", "mein", "meine"],
        "around_answer": ["ich", "wohne", "in", "aus"],
        "services": ["*mediat*"],
        "look_up": ["*mediat*", "dienst*"],
    },
}  # fmt: skip
SMALLTALK = {
    "greeting": ["hallo", "guten tag", "guten morgen"],
    "thanks": ["danke", "vielen dank"],
    "bye": ["tschüss", "auf wiedersehen"],
    "how-are-you": ["wie geht es"],
    "sorry": ["entschuldigung"],
    "yes-no": ["ja", "nein"],
    "insult": ["du idiot"],
    "laugh": ["haha"],
}
SERVICE_TYPES = {
    "neighbour": ["nachbar*"], "local": ["lokale mediation"], "community": ["viertel"],
    "sanctions": ["busse*"], "school": ["schul*"], "family": ["scheidung*"],
    "restorative": ["opfer*"],
}  # fmt: skip
CATALOGUE = {
    "language-name": "Deutsch",
    "language-nl": "Niederländisch",
    "language-fr": "Französisch",
    "language-de": "Deutsch",
    "welcome": "Willkommen. Stellen Sie Ihre Frage, oder tippen Sie Ihre Gemeinde.",
    "smalltalk-thanks": "Gern geschehen.",
    "button-find-near": "Ein Dienst in meiner Nähe",
    "button-help": "Eine Frage stellen",
    "button-find": "Einen Dienst suchen",
    "ask-place": "In welcher Gemeinde? Tippen Sie den Namen oder die Postleitzahl.",
    "services-in": "Für %(name)s kenne ich:",
    "no-service": "Für %(name)s kenne ich keine %(kind)s. Meine Liste ist nicht vollständig.",
    "type-any": "Mediationsstelle",
    "type-neighbour": "Nachbarschaftsmediation",
    "not-understood": "Darauf habe ich keine gute Antwort.",
}
HELPLINE = "Rufen Sie sofort 112 an."


def save(path: Path, content: object) -> None:
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    path.write_text(text, encoding="utf-8")


def add_german_knowledge(folder: Path) -> None:
    dutch = yaml.safe_load((folder / "faq_nl.yaml").read_text(encoding="utf-8"))
    entries = {}
    for topic, entry in dutch.items():
        name = topic.replace("-", " ")
        stand_in = {
            "question": f"Frage: {name}",
            "variants": [f"Frage zum Thema {name}"],
            "answer": "Diese Antwort fehlt noch.",
        }
        real = {k: v for k, v in GERMAN.get(topic, stand_in).items() if k != "utterances"}
        entries[topic] = entry | real
    save(folder / "faq_de.yaml", entries)
    asked = {topic: entry["utterances"] for topic, entry in GERMAN.items()}
    save(folder / "utterances_de.yaml", asked | OTHERS)
    save(folder / "danger_examples_de.yaml", DANGERS)
    save(folder / "words_de.yaml", WORDS)
    save(folder / "smalltalk_de.yaml", SMALLTALK)
    save(folder / "service_types_de.yaml", SERVICE_TYPES)
    helplines = yaml.safe_load((folder / "helplines.yaml").read_text(encoding="utf-8"))
    save(folder / "helplines.yaml", {k: v | {"de": HELPLINE} for k, v in helplines.items()})
    # German is no longer a language that the assistant only says a polite line in.
    others = yaml.safe_load((folder / "other_languages.yaml").read_text(encoding="utf-8"))
    others.pop("de", None)
    save(folder / "other_languages.yaml", others)


def shorten_other_languages(folder: Path) -> None:
    """Fewer utterances of Dutch and French: learning them is no part of this test, only slow."""
    for name in ("utterances", "danger_examples"):
        for path in folder.glob(f"{name}_*.yaml"):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            save(path, {label: texts[:25] for label, texts in content.items()})


def add_german_catalogue(folder: Path) -> None:
    with (folder / "fr" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="de")
    for key, text in CATALOGUE.items():
        message = catalogue.get(key)
        assert message is not None, f"{key} is no key of the catalogues"
        message.string = text
    made = folder / "de" / "LC_MESSAGES"
    made.mkdir(parents=True)
    with (made / "messages.po").open("wb") as file:
        write_po(file, catalogue)


@pytest.fixture(scope="module")
def german(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant of this program with German files beside the others."""
    folder = tmp_path_factory.mktemp("german")
    shutil.copytree(root / "knowledge", folder / "knowledge")
    shutil.copytree(root / "bot" / "locale", folder / "locale")
    shorten_other_languages(folder / "knowledge")
    add_german_knowledge(folder / "knowledge")
    add_german_catalogue(folder / "locale")
    settings = Settings(
        telegram_bot_token=None,
        knowledge_dir=folder / "knowledge",
        data_dir=root / "data",
        locale_dir=folder / "locale",
        cache_dir=folder / "cache",
        database_url=sqlite_url(folder / "german.sqlite3"),
    )

    async def load() -> Assistant:
        async with open_app(settings) as app:
            return app.assistant

    return asyncio.run(load())


def say(assistant: Assistant, text: str, **message: Any) -> Reply:
    return assistant.answer(Message(text=text, **message), Conversation())


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Was kostet die Nachbarschaftsmediation?", "cost"),
        ("wieviel kostet die mediation", "cost"),
        ("Der Hund meiner Nachbarin bellt die ganze Nacht", "noise"),
        ("Meine Nachbarn machen abends zu viel Lärm", "noise"),
        ("Bleibt das, was ich sage, vertraulich?", "confidential"),
    ],
)
def test_a_german_question_is_answered_in_german(
    german: Assistant, question: str, topic: str
) -> None:
    reply = say(german, question)
    assert (reply.kind, reply.language, reply.topic) == ("faq", "de", topic)
    first = GERMAN[topic]["answer"].split("\n")[0]
    assert reply.plain().startswith(first)
    assert "Ein Dienst in meiner Nähe" in [choice.label for choice in reply.choices]


@pytest.mark.parametrize(
    ("question", "language"),
    [("Wat kost bemiddeling?", "nl"), ("Combien coûte une médiation ?", "fr")],
)
def test_the_other_languages_are_still_answered_in_their_own(
    german: Assistant, question: str, language: str
) -> None:
    reply = say(german, question)
    assert (reply.kind, reply.language, reply.topic) == ("faq", language, "cost")


def test_a_place_is_found_by_its_german_name_and_answered_in_german(german: Assistant) -> None:
    reply = say(german, "Ich suche einen Mediator in Lüttich")
    assert (reply.kind, reply.language, reply.places) == ("services", "de", ("62063",))
    assert "Für Lüttich" in reply.plain()


@pytest.mark.parametrize(
    ("text", "nis"),
    [
        ("Ich wohne in Mol", "13025"),
        ("Nachbarschaftsmediation in der Gemeinde Mol", "13025"),
        ("Ich wohne in Lüttichh", "62063"),
    ],
)
def test_german_words_around_a_name_show_that_it_is_a_place(
    german: Assistant, text: str, nis: str
) -> None:
    assert say(german, text).places == (nis,)


def test_in_german_too_the_name_of_a_province_is_asked(german: Assistant) -> None:
    reply = german.answer(Message("Ich suche einen Mediator in Limburg"), Conversation("de"))
    assert (reply.kind, reply.language, reply.places) == ("choose_place", "de", ("63046",))


def test_a_german_courtesy_is_returned_in_german(german: Assistant) -> None:
    reply = say(german, "Vielen Dank!")
    assert (reply.kind, reply.language, reply.plain()) == ("smalltalk", "de", "Gern geschehen.")


def test_danger_in_german_gets_the_german_line(german: Assistant) -> None:
    reply = say(german, "Hilfe, es brennt im Haus!")
    assert (reply.kind, reply.language) == ("safety", "de")
    assert reply.plain().startswith(HELPLINE)


def test_german_can_be_chosen_and_is_the_language_of_a_german_app(german: Assistant) -> None:
    assert set(german.compose.languages) == {"de", "fr", "nl"}
    menu = german.compose.language_menu("nl")
    assert "Deutsch" in [choice.label for choice in menu.choices]
    code = next(c.action for c in menu.choices if c.label == "Deutsch").encode()
    action = german.decode(code)
    assert action is not None
    conversation = Conversation()
    german.act(action, conversation)
    assert conversation.language == "de"
    assert german.language_for(Conversation(), "de-BE") == "de"
    assert german.compose.greet("de").plain().startswith("Willkommen.")
