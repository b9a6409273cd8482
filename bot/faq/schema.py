"""What stands in the knowledge files. The field texts also feed the editors' JSON Schema."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, StringConstraints


def _address(value: str) -> str:
    if not value.startswith(("https://", "http://")) or "." not in value or " " in value:
        raise ValueError("an address begins with https:// and holds no space")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Address = Annotated[str, AfterValidator(_address)]
TopicId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]


class _Strict(BaseModel):
    """A misspelt field is an error, never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Link(_Strict):
    """A page to read on."""

    label: Text = Field(description="What the reader finds there, in a few words.")
    url: Address = Field(description="The whole address, beginning with https://.")
    verified: bool = Field(description="true when somebody opened the page and it was right.")


class SiteAddress(_Strict):
    """A page for the assistant's own texts, in one language."""

    url: Address
    verified: bool


class SiteAddresses(RootModel[dict[str, SiteAddress]]):
    """A page for the assistant's own texts, by language: one entry of ``links.yaml``."""


class Entry(_Strict):
    """One topic in one language."""

    question: Text = Field(description="The topic as a short question of a citizen.")
    variants: list[Text] = Field(
        min_length=1, description="Other ways to ask it; they show what belongs here."
    )
    answer: Text = Field(
        description="First paragraph: the answer in one sentence. Then what to do. Last paragraph: "
        "where to turn. Plain text; an empty line between paragraphs; lines with '- ' are a list."
    )
    links: list[Link] = Field(description="At most three pages to read on.", max_length=3)
    related: list[TopicId] = Field(
        min_length=2, max_length=4, description="Ids of two to four topics people ask next."
    )
    audience: Literal["citizen", "authority", "anyone"] = Field(description="Who asks this.")
    sources: list[Text] = Field(
        min_length=1, description="Where the facts come from: addresses, or act and article."
    )
    reviewed: date = Field(description="Day on which somebody last checked the answer: 2026-11-23.")
    draft: bool = Field(
        default=False, description="true while the topic is being written: nobody sees it yet."
    )


class Referral(_Strict):
    """Something that belongs elsewhere, and the right door."""

    words: dict[str, list[Text]] = Field(description="How people ask for it, by language.")
    answer: dict[str, Text] = Field(description="One or two sentences with the right door.")
    links: dict[str, list[Link]] = Field(description="Addresses by language.")
    sources: list[Text] = Field(min_length=1, description="Where this comes from.")


class DangerRule(_Strict):
    """Words that together mean danger. Each group is a list of words or stems (``slaa*``)."""

    topic: Literal["emergency", "domestic-violence"]
    first: Literal["police", "medical", "fire", "suicide", "partner", "child"] = Field(
        description="Which line of numbers comes first."
    )
    any_of: list[Text] = Field(default_factory=list, description="Phrases; one is enough.")
    all_of: list[list[Text]] = Field(
        default_factory=list, description="Groups of words; one word of each group must stand near."
    )
    unless: list[Text] = Field(default_factory=list, description="Phrases that take it back.")
    alone: list[Text] = Field(
        default_factory=list, description="Words that mean danger when nothing else is said."
    )


class PlaceWords(_Strict):
    """Words that show whether a name beside them is meant as a place. A ``*`` is any letters."""

    before: list[Text] = Field(
        default_factory=list, description="Hardly anything but a name of a place follows: in, te."
    )
    kinds: list[Text] = Field(
        default_factory=list, description="Words for a place: the name may follow: gemeente, wijk."
    )
    perhaps_before: list[Text] = Field(
        default_factory=list, description="A name of a place may follow: van, uit."
    )
    contracted: list[Text] = Field(
        default_factory=list,
        description="Hold the article of the name that follows: au Roeulx for Le Roeulx.",
    )
    lives: list[Text] = Field(
        default_factory=list, description="Verbs that tell where somebody lives."
    )
    comes: list[Text] = Field(
        default_factory=list, description="Verbs that tell where somebody comes from."
    )
    comes_from: list[Text] = Field(
        default_factory=list, description="What stands between such a verb and the name."
    )
    near: list[Text] = Field(
        default_factory=list, description="The name after it only tells what lies near."
    )
    other_people: list[Text] = Field(
        default_factory=list, description="People who may live elsewhere: buur*, voisin*."
    )
    noun_follows: list[Text] = Field(
        default_factory=list, description="A noun follows, so no name: een, mijn."
    )
    around_answer: list[Text] = Field(
        default_factory=list, description="Words beside a name in a message that is only a place."
    )
    postcode: list[Text] = Field(default_factory=list, description="Words for a postcode.")
    before_year: list[Text] = Field(
        default_factory=list, description="After it a number such as 1990 is a year."
    )
    before_number: list[Text] = Field(
        default_factory=list, description="After it a number is no postcode."
    )
    after_number: list[Text] = Field(
        default_factory=list, description="Before it a number is no postcode."
    )
    services: list[Text] = Field(
        default_factory=list, description="Words for mediation and for a service: *bemid*."
    )
    look_up: list[Text] = Field(
        default_factory=list, description="Words of people who look for a service: adres*."
    )
    no_place: list[Text] = Field(
        default_factory=list, description="Phrases whose words are no place here: en ligne."
    )


class Words(_Strict):
    """How one language is written here: spellings, words that mean the same, little words."""

    spellings: dict[str, Text] = Field(
        default_factory=dict, description="Everyday or SMS spelling and the usual word."
    )
    concepts: dict[str, list[Text]] = Field(
        default_factory=dict, description="A concept and the words that mean it here."
    )
    function_words: list[Text] = Field(
        default_factory=list, description="Little words that carry no meaning of their own."
    )
    places: PlaceWords = Field(
        default_factory=PlaceWords, description="Words around names of places."
    )
