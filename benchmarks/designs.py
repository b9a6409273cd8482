"""Which design recognises topics best? Six designs on the same material, as a Markdown table.

    pip install scikit-learn
    python benchmarks/designs.py ../shared/eval/faq.jsonl --out-of-scope FILE

scikit-learn is for this comparison only; the assistant does not need it. Without it three designs
are left out.

Every design learns the same examples by label (topics, look-up, referrals, out of scope), by
language. Figures: right topic first, and among the first three, topics only. "variants": two-fold
cross-validation over the hand-picked variants, with all utterances and the other half of the
variants to learn from. "file": the questions of labelled files. "false": out-of-scope lines whose
best label is a topic, above the threshold that loses 3 % of the right answers of the file.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import material
import numpy as np
from rapidfuzz import fuzz, process

from bot.faq.knowledge import FIND_SERVICE
from bot.learning import topic_examples
from bot.understanding.confidence import topic_confidence
from bot.understanding.text import content
from bot.understanding.topics import PLACE, TopicRecogniser

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.faq.knowledge import Knowledge

    Examples = Mapping[str, Sequence[str]]
    #: Learned from examples, it gives scores (text by label, labels sorted).
    Scorer = Callable[[Sequence[str]], np.ndarray]
    Design = Callable[[Knowledge, str, Examples], Scorer]

_FOLDS = 2
_FIRST = 3
_LOST = 0.03
OURS = "ours: one against all on words, concepts, letters"


def _flat(examples: Examples) -> tuple[list[str], np.ndarray]:
    """All texts without repeats within a label, and the number of the label of each."""
    texts: list[str] = []
    numbers: list[int] = []
    for number, label in enumerate(sorted(examples)):
        unique = dict.fromkeys(content(text.replace(PLACE, " ")) for text in examples[label])
        texts.extend(unique)
        numbers.extend([number] * len(unique))
    return texts, np.array(numbers)


def _best_by_label(likeness: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    starts = np.flatnonzero(np.r_[True, np.diff(numbers) > 0])
    return np.asarray(np.maximum.reduceat(likeness, starts, axis=1), dtype=np.float32)


def nearest(scorer: Callable[..., float]) -> Design:
    """The label of the example that is most like the text, by RapidFuzz."""

    def learn(_: Knowledge, __: str, examples: Examples) -> Scorer:
        texts, numbers = _flat(examples)

        def scores(asked: Sequence[str]) -> np.ndarray:
            clean = [content(text) for text in asked]
            found = process.cdist(clean, texts, scorer=scorer, workers=-1, dtype=np.float32)
            return _best_by_label(found, numbers)

        return scores

    return learn


def cosine(_: Knowledge, __: str, examples: Examples) -> Scorer:
    """The label of the example that is most like the text, by TF-IDF of letter groups."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - optional

    texts, numbers = _flat(examples)
    read = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    held = read.fit_transform(texts)

    def scores(asked: Sequence[str]) -> np.ndarray:
        likeness = (read.transform([content(text) for text in asked]) @ held.T).toarray()
        return _best_by_label(likeness, numbers)

    return scores


def naive_bayes(_: Knowledge, __: str, examples: Examples) -> Scorer:
    """Complement naive Bayes on words and pairs of words."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - optional
    from sklearn.naive_bayes import ComplementNB  # noqa: PLC0415

    texts, numbers = _flat(examples)
    read = TfidfVectorizer(
        tokenizer=str.split, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True
    )
    model = ComplementNB(alpha=0.3).fit(read.fit_transform(texts), numbers)
    return lambda asked: np.asarray(
        model.predict_log_proba(read.transform([content(text) for text in asked]))
    )


def support_vectors(_: Knowledge, __: str, examples: Examples) -> Scorer:
    """A linear support vector machine on words, pairs and letter groups."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - optional
    from sklearn.pipeline import make_pipeline, make_union  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    texts, numbers = _flat(examples)
    read = make_union(
        TfidfVectorizer(
            tokenizer=str.split, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True
        ),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2),
    )
    model = make_pipeline(read, LinearSVC(C=0.3)).fit(texts, numbers)
    return lambda asked: np.asarray(model.decision_function([content(text) for text in asked]))


def our_recogniser(loaded: Knowledge, code: str, examples: Examples) -> TopicRecogniser:
    """Learn as the assistant does."""
    return TopicRecogniser.learn(material.feature_reader(loaded, code), examples)


def ours(loaded: Knowledge, code: str, examples: Examples) -> Scorer:
    """Our own design, by its raw scores."""
    learned = our_recogniser(loaded, code, examples)
    return lambda asked: np.array(
        [learned.model.scores(learned.vectorizer.read(text)) for text in asked]
    )


def our_confidence(learned: TopicRecogniser, topics: set[str], texts: Sequence[str]) -> np.ndarray:
    """Our own design, by its calibrated confidence."""
    return np.array([topic_confidence(learned.rank(t), topics, {FIND_SERVICE}) for t in texts])


DESIGNS: dict[str, Design] = {
    "nearest example, WRatio": nearest(fuzz.WRatio),
    "nearest example, token_set_ratio": nearest(fuzz.token_set_ratio),
    "nearest example, TF-IDF of letters": cosine,
    "complement naive Bayes": naive_bayes,
    "linear SVM, words and letters": support_vectors,
    OURS: ours,
}


class Tally:
    """Shares of right topics, first and among three, by column and language."""

    def __init__(self) -> None:
        self._right: dict[tuple[str, str, int], list[bool]] = defaultdict(list)

    def add(self, column: str, code: str, ordered: Sequence[str], right: set[str]) -> None:
        """Count one question."""
        for most in (1, _FIRST):
            self._right[column, code, most].append(bool(right & set(ordered[:most])))

    def cell(self, column: str, code: str) -> str:
        """First and among three, in per cent."""
        shares = [self._right[column, code, most] for most in (1, _FIRST)]
        return " / ".join(f"{100 * np.mean(s):.1f}" if s else "-" for s in shares)


def _ordered(scores: np.ndarray, labels: Sequence[str], topics: set[str]) -> list[list[str]]:
    order = np.argsort(-scores, axis=1, kind="stable")
    return [[labels[i] for i in row if labels[i] in topics] for row in order]


def cross_validate(loaded: Knowledge, code: str, design: Design, tally: Tally) -> None:
    """Half of the variants are asked, the rest is learned; then the other way round."""
    topics = set(loaded.topics)
    entries = loaded.languages[code].entries
    for fold in range(_FOLDS):
        held = {t: set(e.variants[fold::_FOLDS]) for t, e in entries.items()}
        learned = {
            label: [text for text in listed if text not in held.get(label, ())]
            for label, listed in topic_examples(loaded, code).items()
        }
        asked = [(text, topic) for topic, listed in held.items() for text in sorted(listed)]
        scores = design(loaded, code, learned)([text for text, _ in asked])
        for (_, topic), found in zip(asked, _ordered(scores, sorted(learned), topics), strict=True):
            tally.add("variants", code, found, {topic})


def measure(loaded: Knowledge, name: str, files: list[Path], outside: Path) -> list[str]:
    """Table rows of a design."""
    topics, tally = set(loaded.topics), Tally()
    certain: dict[str, list[np.ndarray]] = defaultdict(list)
    started = time.perf_counter()
    for code in loaded.languages:
        cross_validate(loaded, code, DESIGNS[name], tally)
        examples = topic_examples(loaded, code)
        labels = sorted(examples)
        scorer = DESIGNS[name](loaded, code, examples)
        rows = [r for path in files for r in material.lines(path) if r["lang"] == code]
        asked = [r["text"] for r in rows]
        beside = [r["text"] for r in material.lines(outside) if r["lang"] == code]
        found = scorer(asked)
        right = []
        for row, order in zip(rows, _ordered(found, labels, topics), strict=True):
            accepted = {row["topic"], *row.get("also_ok", ())}
            tally.add("file", code, order, accepted)
            right.append(order[0] in accepted)
        is_topic = np.array([label in topics for label in labels])
        for key, scored in (("in", found), ("out", scorer(beside))):
            best = np.where(is_topic[scored.argmax(axis=1)], scored.max(axis=1), -np.inf)
            certain[key].append(best[np.array(right)] if key == "in" else best)
        if name == OURS:
            learned = our_recogniser(loaded, code, examples)
            certain["in2"].append(our_confidence(learned, topics, asked)[np.array(right)])
            certain["out2"].append(our_confidence(learned, topics, beside))
    seconds = time.perf_counter() - started
    cells = [tally.cell(column, code) for column in ("variants", "file") for code in ("nl", "fr")]
    false = [_false(certain["in"], certain["out"])]
    if name == OURS:
        false.append(f"{_false(certain['in2'], certain['out2'])} by confidence")
    return [f"| {name} | {' | '.join(cells)} | {', '.join(false)} | {seconds:.0f} |"]


def _false(inside: list[np.ndarray], outside: list[np.ndarray]) -> str:
    right = np.concatenate(inside)
    # "lower": of infinitely bad scores there is no mean.
    threshold = np.quantile(right, _LOST, method="lower") if right.size else np.inf
    answered = np.concatenate(outside)
    return f"{100 * np.mean((answered >= threshold) & np.isfinite(answered)):.0f} %"


def main() -> None:
    """Run from the command line."""
    reads = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    reads.add_argument("files", nargs="*", type=Path, help="labelled questions, JSON Lines")
    default = material.EVALUATION / "out_of_scope.jsonl"
    reads.add_argument("--out-of-scope", type=Path, default=default, help="lines to decline")
    given = reads.parse_args()
    loaded = material.knowledge()
    print(f"knowledge {loaded.version}; top-1 / top-3 in %\n")
    print("| Design | variants nl | variants fr | file nl | file fr | false | seconds |")
    print("|---|---|---|---|---|---|---|")
    for name in DESIGNS:
        try:
            rows = measure(loaded, name, given.files, given.out_of_scope)
        except ModuleNotFoundError as error:
            rows = [f"| {name} | left out: {error}; pip install scikit-learn | | | | | |"]
        print("\n".join(rows), flush=True)


if __name__ == "__main__":
    main()
