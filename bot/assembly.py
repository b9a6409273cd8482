"""Putting the assistant together from the files that settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from bot.assistant import Assistant, Retention, Site
from bot.directory.files import read_directory
from bot.errors import KnowledgeError
from bot.faq.files import read_entries
from bot.faq.knowledge import knowledge_version, load_knowledge
from bot.faq.schema import SiteAddresses
from bot.gazetteer import Gazetteer
from bot.learning import build_reader, is_learned
from bot.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.directory.records import Directory
    from bot.faq.knowledge import Knowledge
    from bot.settings import Settings
    from bot.texts import Texts


def assemble(settings: Settings, gazetteer: Gazetteer, directory: Directory) -> Assistant:
    """The assistant for a directory of services.

    Raises:
        FileError: something is wrong in a file of ours; the message tells the mend.
    """
    learned = is_learned(settings.cache_dir, knowledge_version(settings.knowledge_dir))
    knowledge = load_knowledge(settings.knowledge_dir, examples=not learned)
    texts = load_texts(settings.locale_dir)
    _check_catalogues(settings.locale_dir, knowledge, texts)
    return Assistant(
        knowledge,
        build_reader(knowledge, gazetteer, settings.data_dir, settings.cache_dir),
        gazetteer,
        directory,
        texts=texts,
        site=load_site(settings, texts),
        default_language=settings.default_language,
        retention=Retention(settings.retention_days, settings.conversation_days),
    )


def assemble_from_files(settings: Settings) -> Assistant:
    """The assistant without a database: what it knows on a fresh start, and the quickest way there.

    Raises:
        FileError: something is wrong in a file of ours; the message tells the mend.
    """
    gazetteer = Gazetteer.load(settings.data_dir)
    return assemble(
        settings, gazetteer, read_directory(settings.data_dir, gazetteer.municipalities)
    )


def load_site(settings: Settings, languages: Iterable[str]) -> Site:
    """The addresses for our own texts, with the map that was made by ``mediation-bot map``.

    Raises:
        KnowledgeError: ``links.yaml`` cannot be used.
    """
    links = load_links(settings.data_dir / "links.yaml")
    if settings.map_url:
        # The page opens in the language that stands behind the #.
        page = urldefrag(settings.map_url).url
        links["own-map"] = {code: f"{page}#{code}" for code in languages}
    return Site(links)


def _check_catalogues(folder: Path, knowledge: Knowledge, texts: Mapping[str, Texts]) -> None:
    """An answer in a language needs the interface in that language too."""
    KnowledgeError.raise_all(
        [
            KnowledgeError(
                folder,
                1,
                f"there is faq_{code}.yaml, but no catalogue for {code!r}",
                f"add {code}/LC_MESSAGES/messages.po, or remove the FAQ file",
            )
            for code in knowledge.languages
            if code not in texts
        ]
    )


def load_links(path: Path) -> dict[str, dict[str, str]]:
    """Addresses for the assistant's own texts, by name and language.

    Raises:
        KnowledgeError: with all faults of the file.
    """
    return {
        name: {code: address.url for code, address in addresses.root.items()}
        for name, addresses in read_entries(path, SiteAddresses).items()
    }
