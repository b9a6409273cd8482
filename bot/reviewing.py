"""From questions nobody answered to better knowledge: grouped, proposed, compared, then written."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot.assembly import assemble
from bot.assistant import Message
from bot.comparing import known_questions, moved
from bot.conversations.state import Conversation
from bot.faq.editing import add_draft, add_out_of_scope, add_variant
from bot.understanding.text import content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from bot.assistant import Assistant
    from bot.comparing import Moved
    from bot.conversations.tables import QuestionRow
    from bot.settings import Settings

#: Likeness, of 100, from which two questions are asked together.
_ALIKE = 80
_NEAREST = 3
_RELATED = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are much alike, the one asked most first."""

    language: str
    texts: tuple[str, ...]
    questions: tuple[QuestionRow, ...]
    nearest: tuple[tuple[str, float], ...]
    """The three topics the assistant thinks of, each with its confidence."""

    @property
    def outcomes(self) -> str:
        """How often which outcome: "3 declined, 1 unhelpful"."""
        counts = Counter(question.outcome for question in self.questions)
        return ", ".join(f"{count} {outcome}" for outcome, count in counts.most_common())


def group_questions(questions: Iterable[QuestionRow], assistant: Assistant) -> list[Group]:
    """Questions by language and likeness, most frequent first."""
    heads: dict[str, dict[str, list[QuestionRow]]] = {}
    for question in questions:
        known = heads.setdefault(question.language, {})
        folded = content(question.text)
        hit = process.extractOne(
            folded, known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE
        )
        known.setdefault(hit[0] if hit else folded, []).append(question)
    groups = [
        _group(language, members, assistant)
        for language, known in heads.items()
        for members in known.values()
    ]
    return sorted(groups, key=lambda group: -len(group.questions))


def _group(language: str, members: Sequence[QuestionRow], assistant: Assistant) -> Group:
    texts = [text for text, _ in Counter(row.text for row in members).most_common()]
    reading = assistant.read(Message(texts[0]), Conversation(language=language))
    topics = [r for r in reading.ranked if r.label in assistant.compose.topics]
    nearest = tuple((r.label, r.confidence) for r in topics[:_NEAREST])
    return Group(language, tuple(texts), tuple(members), nearest)


class Proposal:
    """Edits on a copy of the knowledge files, until they are accepted.

    Args:
        settings: Where the files are.
        copy: A folder that holds a copy of them.
    """

    def __init__(self, settings: Settings, copy: Path) -> None:
        self._settings = settings
        self._copy = copy
        self.edits: list[str] = []

    def add_variant(self, group: Group, topic: str, text: str) -> None:
        """Teach a way to ask a topic.

        Raises:
            KnowledgeError: there is no such topic.
        """
        add_variant(self._copy, group.language, topic, text)
        self.edits.append(f"[{group.language}] {topic}: a way more to ask it: {text}")

    def add_draft(self, group: Group, topic: str, text: str, today: date) -> None:
        """Begin a new topic in all languages.

        Raises:
            KnowledgeError: the topic is there already.
        """
        related = [label for label, _ in group.nearest[:_RELATED]]
        add_draft(self._copy, topic, {group.language: [text]}, related, today)
        self.edits.append(f"{topic}: a new topic, a draft in every language: {text}")

    def add_out_of_scope(self, group: Group, text: str) -> None:
        """Teach that something does not belong here."""
        add_out_of_scope(self._copy, group.language, text)
        self.edits.append(f"[{group.language}] does not belong here: {text}")

    def effects(
        self, old: Assistant, more: Iterable[tuple[str, str]] = ()
    ) -> tuple[Assistant, list[Moved]]:
        """Learn the edited copy and tell which questions would get another reply.

        Args:
            old: The assistant as it answers now.
            more: Further questions to compare, each with its language.

        Raises:
            KnowledgeError: the edited files cannot be used.
        """
        settings = self._settings.model_copy(update={"knowledge_dir": self._copy})
        new = assemble(settings, old.gazetteer, old.directory)
        asked = [*known_questions(old.knowledge, new.knowledge), *more]
        return new, moved(old, new, asked)

    def accept(self) -> list[Path]:
        """Write the edited files over the present ones.

        Returns:
            The files that were written.
        """
        written = []
        for path in sorted(self._copy.glob("*.yaml")):
            target = self._settings.knowledge_dir / path.name
            if path.read_bytes() != target.read_bytes():
                part = target.with_name(f".{target.name}.part")
                shutil.copyfile(path, part)
                part.replace(target)
                written.append(target)
        return written


@contextmanager
def proposal(settings: Settings) -> Iterator[Proposal]:
    """A proposal on a copy that is thrown away afterwards."""
    with TemporaryDirectory(prefix="mediation-bot-") as folder:
        copy = Path(folder) / "knowledge"
        shutil.copytree(settings.knowledge_dir, copy)
        yield Proposal(settings, copy)
