"""Wording of replies about a municipality: its services, the charter, which place is meant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from bot import cards
from bot.directory.nearby import neighbouring_areas
from bot.directory.records import NEARBY_TYPES, SERVICE_TYPES
from bot.reply import Action, Bullets, Choice, Link, Links, Paragraph, Reply, Spot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.composer import Site
    from bot.directory.records import Directory, Service
    from bot.gazetteer import Gazetteer
    from bot.reply import Block, Card
    from bot.texts import Texts
    from bot.understanding.place_names import Place

_MOST_CARDS = 3
"""Services shown at once where no kind was asked for; the others are a press away."""
_MOST_NEIGHBOURS = 2
_ALIKE = {"neighbour", "local"}
"""Two names for much the same: neither is called missing where the other is known."""


def _today() -> date:
    return datetime.now(UTC).date()


class ServiceReplies:
    """Makes the replies about places and services.

    Args:
        gazetteer: All places.
        directory: All services.
        texts: The interface by language.
        site: The addresses it links to.
        today: Tells the day, by which a record is old.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        directory: Directory,
        *,
        texts: Mapping[str, Texts],
        site: Site,
        today: Callable[[], date] = _today,
    ) -> None:
        self._gazetteer = gazetteer
        self._directory = directory
        self._texts = texts
        self._site = site
        self._today = today

    # -- which place --------------------------------------------------------------------------

    def ask_place(self, service_type: str | None, language: str) -> Reply:
        """In which municipality?"""
        texts = self._texts[language]
        return Reply(
            "choose_place",
            language,
            (Paragraph(texts("ask-place")),),
            service_type=service_type,
            asks_place=True,
        )

    def abroad(self, language: str) -> Reply:
        """Not in Belgium; another place can be named."""
        texts = self._texts[language]
        choice = Choice(texts("button-other-place"), Action("ask_place", language=language))
        return Reply("declined", language, (Paragraph(texts("foreign-place")),), (choice,))

    def choose_place(
        self,
        places: Sequence[Place],
        service_type: str | None,
        language: str,
        question: str,
        **values: str,
    ) -> Reply:
        """Which of these places is meant? ``question`` is the key of the words that ask."""
        texts = self._texts[language]
        names = dict.fromkeys(self._gazetteer[place.nis].name(language) for place in places)
        labels = [self.place_label(place, language) for place in places]
        values |= {"names": texts("or").join(names), "labels": texts("or").join(labels)}
        choices = [
            Choice(label, Action("services", place.nis, service_type or "", language))
            for label, place in zip(labels, places, strict=True)
        ]
        choices.append(Choice(texts("button-other-place"), Action("ask_place", language=language)))
        return Reply(
            "choose_place",
            language,
            (Paragraph(texts(question, **values)),),
            tuple(choices),
            places=tuple(place.nis for place in places),
            service_type=service_type,
            asks_place=True,
        )

    def place_label(self, place: Place, language: str) -> str:
        """A place told apart from others of its name: with its municipality or province."""
        municipality = self._gazetteer[place.nis]
        if place.locality:
            return f"{place.locality}, {municipality.name(language)}"
        provinces = municipality.province
        province = (
            provinces.get(language)
            or next(iter(provinces.values()), "")
            or self._texts[language]("brussels-region")
        )
        return f"{municipality.name(language)} ({province})"

    # -- services -----------------------------------------------------------------------------

    def services(
        self,
        nis: str,
        service_type: str | None,
        language: str,
        *,
        former: str = "",
        brief: bool = False,
    ) -> Reply:
        """The services of a municipality, or what to do where none is known.

        Args:
            nis: The municipality.
            service_type: The kind asked for. None: those that help neighbours are shown.
            language: The language to answer in.
            former: The merged municipality that the person named, if so.
            brief: After an FAQ answer: one service, and one button to all else.
        """
        texts = self._texts[language]
        wanted = self._wanted(nis, service_type, language)
        shown = wanted[:1] if brief else wanted if service_type else wanted[:_MOST_CARDS]
        others = self._other_kinds(nis, shown)
        near = [] if shown or brief else self._neighbouring(nis, service_type, language)
        if shown:
            blocks = self._found(nis, service_type, shown, () if brief else others, texts)
        else:
            blocks = self._not_found(nis, service_type, others, near, texts)
        if nis in self._directory.charter:
            state = self._charter_state(nis, self._name(nis, texts), texts)
            blocks.append(Paragraph(f"{state} {self._charter_list(texts)}".strip()))
        overview = f"overview_{self._gazetteer[nis].region}"
        links = ["charter"] if shown or brief else ["justice_of_the_peace", overview]
        blocks.append(Links(self._site.links_of((*links, "map", "own-map"), texts)))
        if brief:
            label = texts("button-more-here", name=self._name(nis, texts))
            choices = [Choice(label, Action("services", nis, service_type or "", language))]
        else:
            choices = [
                Choice(
                    texts("button-neighbour", place=self._with_distance(nis, other, texts)),
                    Action("services", other, service_type or "", language),
                )
                for other in near
            ]
            choices += [
                Choice(texts(f"button-type-{kind}"), Action("services", nis, kind, language))
                for kind in others
            ]
        return Reply(
            "services",
            language,
            (*self._formerly(former, nis, texts), *blocks),
            tuple(choices),
            confidence=1.0,
            places=(nis,),
            service_type=service_type,
            services=tuple(service.id for service in shown),
            looked_up=nis,
            share=Action("services", nis, service_type or "", language),
            feedback_on=nis,
            spot=None if brief else _spot(shown, language),
        )

    def card(self, service: Service, service_type: str | None, language: str) -> Card:
        """One service, as the answer to a question for a kind of mediation, if any."""
        return cards.service_card(service, self._texts[language], self._today(), service_type)

    def _wanted(self, nis: str, service_type: str | None, language: str) -> list[Service]:
        """What answers the question: the right kind first, then who speaks the language.

        Among equals the directory's order stays: the most local service first. A service for
        victims or pupils is no answer to somebody who just wants "a mediator": where no kind was
        asked for, only those that help neighbours are.
        """
        found = self._directory.find(nis, service_type)

        def order(service: Service) -> tuple[int, bool]:
            foreign = bool(service.languages) and language not in service.languages
            kind = cards.kind_shown(service, service_type)
            return (0 if kind == service_type else 1 + SERVICE_TYPES.index(kind), foreign)

        if service_type is None:
            found = [service for service in found if _helps_neighbours(service)]
        return sorted(found, key=order)

    def _other_kinds(self, nis: str, shown: Sequence[Service]) -> list[str]:
        """Kinds of the services that are not shown; one kind for all that help neighbours."""
        rest = [service for service in self._directory.find(nis) if service not in shown]
        kinds = {cards.kind_shown(service, None) for service in rest}
        ordered = [kind for kind in SERVICE_TYPES if kind in kinds]
        nearby = [kind for kind in ordered if kind in NEARBY_TYPES]
        return [kind for kind in ordered if kind not in nearby[1:]]

    def _found(
        self,
        nis: str,
        service_type: str | None,
        shown: Sequence[Service],
        others: Sequence[str],
        texts: Texts,
    ) -> list[Block]:
        """Services as cards, under a heading for each kind where there are several."""
        name = self._name(nis, texts)
        blocks: list[Block] = []
        if service_type is None or any(_is_of_kind(service, service_type) for service in shown):
            blocks.append(Paragraph(texts("services-in", name=name), strong=True))
        else:
            none_known = texts("no-service", name=name, kind=texts(f"type-{service_type}"))
            blocks.append(Paragraph(none_known, strong=True))
            blocks.append(Paragraph(texts("services-instead")))
        groups: dict[str, list[Service]] = {}
        for service in shown:
            groups.setdefault(cards.kind_shown(service, service_type), []).append(service)
        for kind, services in groups.items():
            if len(groups) > 1:
                blocks.append(Paragraph(texts(f"button-type-{kind}"), strong=True))
            blocks += [self.card(service, kind, texts.language) for service in services]
        if others:
            kinds = _kinds(others, texts)
            blocks.append(Paragraph(texts("services-also", name=name, kinds=kinds)))
        return blocks

    def _not_found(
        self,
        nis: str,
        service_type: str | None,
        others: Sequence[str],
        near: Sequence[str],
        texts: Texts,
    ) -> list[Block]:
        """That no such service is known, which others are, and who may help."""
        kind = service_type or ("neighbour" if others else "any")
        said = texts("no-service", name=self._name(nis, texts), kind=texts(f"type-{kind}"))
        blocks: list[Block] = [Paragraph(said, strong=True)]
        if others:
            blocks.append(Paragraph(texts("no-service-others", kinds=_kinds(others, texts))))
        advice = [texts("no-service-municipality")]
        if near:
            names = texts.listed([self._with_distance(nis, other, texts) for other in near])
            advice.append(texts("no-service-near", names=names))
        advice.append(texts("no-service-judge"))
        return [*blocks, Bullets(tuple(advice))]

    def _neighbouring(self, nis: str, service_type: str | None, language: str) -> list[str]:
        areas = neighbouring_areas(self._directory, self._gazetteer, nis, service_type, language)
        return areas[:_MOST_NEIGHBOURS]

    # -- the charter --------------------------------------------------------------------------

    def charter_states(self, places: Sequence[Place], former: str, language: str) -> list[Block]:
        """What is known of municipalities and the charter, and of which day the list is.

        Args:
            places: The places that were named, or that a name may stand for.
            former: The merged municipality that the person named, if so.
            language: The language to answer in.
        """
        texts = self._texts[language]
        blocks = list(self._formerly(former, places[0].nis, texts))
        for place in places:
            name = self._name(place.nis, texts)
            if len(places) > 1 and place.locality:
                name = f"{name} ({place.locality})"  # the municipality signs, not a part of it
            elif len(places) > 1:
                name = self.place_label(place, language)
            blocks.append(Paragraph(self._charter_state(place.nis, name, texts), strong=True))
        if checked := self._charter_list(texts):
            blocks.append(Paragraph(checked))
        known = self._directory.charter
        sources = [
            Link(texts("charter-source", name=self._name(nis, texts)), known[nis].source_url)
            for nis in dict.fromkeys(place.nis for place in places)
            if nis in known
        ]
        return [*blocks, Links(tuple(sources))] if sources else blocks

    def _charter_state(self, nis: str, name: str, texts: Texts) -> str:
        """Signed, announced or unknown: a municipality that is not listed may well have signed."""
        signatory = self._directory.charter.get(nis)
        if signatory is None:
            return texts("charter-unknown", name=name)
        if signatory.signed is None:
            return texts("charter-announced", name=name)
        return texts("charter-signed", name=name, date=texts.period(signatory.signed))

    def _charter_list(self, texts: Texts) -> str:
        """Of which day the list is; nothing where it is empty."""
        checked = self._directory.charter_checked
        return texts("charter-list", date=texts.date(checked)) if checked else ""

    # -- small parts --------------------------------------------------------------------------

    def _name(self, nis: str, texts: Texts) -> str:
        return self._gazetteer[nis].name(texts.language)

    def _with_distance(self, nis: str, other: str, texts: Texts) -> str:
        km = round(self._gazetteer.distance_km(nis, other))
        return texts("place-distance", name=self._name(other, texts), km=km)

    def _formerly(self, former: str, nis: str, texts: Texts) -> list[Block]:
        if not former:
            return []
        said = texts("former-municipality", former=former, name=self._name(nis, texts))
        return [Paragraph(said)]


def _spot(shown: Sequence[Service], language: str) -> Spot | None:
    """Where to go, when one service is shown and its own coordinates are known."""
    if len(shown) != 1:
        return None
    (service,) = shown
    if service.latitude is None or service.longitude is None or not service.address:
        return None
    return Spot(service.latitude, service.longitude, service.name(language), service.address)


def _helps_neighbours(service: Service) -> bool:
    return bool(set(service.service_types) & set(NEARBY_TYPES))


def _is_of_kind(service: Service, service_type: str) -> bool:
    kinds = set(service.service_types)
    return service_type in kinds or (service_type in _ALIKE and bool(kinds & _ALIKE))


def _kinds(kinds: Sequence[str], texts: Texts) -> str:
    return texts.listed([texts(f"type-{kind}") for kind in kinds])
