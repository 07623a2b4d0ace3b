"""Topic 4, retrieval: is the passage that answers found, before anything is asked to answer from it?

Writes retrieval.json, retrieval.md and retrieval-chunks.md. The corpus is a fixed handbook (`corpus/handbook.md`) with
40 questions, 34 of them with the sentence that answers. No language model is involved: passages are ranked by words,
and the "reader" is the sentence most like the question, so that what retrieval loses and what reading loses stand
apart.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from late import findings, metrics
from late.report import stage_main, table, write_findings, write_numbers, write_text
from late.settings import Size

Numbers = dict[str, object]
CORPUS = Path(__file__).resolve().parent.parent / "corpus"
AT = (1, 3, 5)
CHUNKS = (20, 40, 80, 160, 320)  # words
BUDGET = 320  # words that may be handed on
K1, B = 1.5, 0.75  # of BM25, as they are customary
KEEP = 0.9  # share of the answerable questions that a limit on the score must let pass
WORD = re.compile(r"[a-z0-9]+(?:[._][a-z0-9]+)*")
SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Question:
    """A question, its kind, and the text that answers it, which the handbook holds once; None when it holds none."""

    kind: str
    question: str
    answer: str | None


@dataclass(frozen=True)
class Chunk:
    """A piece of the handbook, what is indexed of it, and where it lies in the text."""

    text: str
    indexed: str
    start: int
    end: int

    def holds(self, span: tuple[int, int]) -> bool:
        """Whether the whole answer lies in this piece."""
        return self.start <= span[0] and span[1] <= self.end


def questions() -> list[Question]:
    """All questions of the corpus."""
    return [Question(**one) for one in json.loads((CORPUS / "questions.json").read_text(encoding="utf-8"))]


def handbook() -> tuple[str, list[Chunk]]:
    """The text without its headings, and its paragraphs, indexed with the heading that each stands under."""
    text, chunks, heading = "", [], ""
    for block in (CORPUS / "handbook.md").read_text(encoding="utf-8").strip().split("\n\n"):
        if block.startswith("#"):
            heading = block.lstrip("# ")
        elif heading and not block.startswith("A fixed text"):
            start = len(text) + 1 if text else 0
            text = f"{text} {block}" if text else block
            chunks.append(Chunk(block, f"{heading} {block}", start, len(text)))
    return text, chunks


def windows(text: str, words: int, step: int) -> list[Chunk]:
    """Pieces of so many words, one every `step` words, wherever sentences end."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    result = []
    for first in range(0, len(places), step):
        some = places[first : first + words]
        start, end = some[0][0], some[-1][1]
        result.append(Chunk(text[start:end], text[start:end], start, end))
        if first + words >= len(places):
            break
    return result


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; identifiers stay whole."""
    return WORD.findall(text.lower())


Score = Callable[[str], np.ndarray]  # a question to the score of every text


def bm25(texts: Sequence[str]) -> Score:
    """Okapi BM25 over words: rare words count more, repeated ones less each time, long texts less."""
    counts = [Counter(words_of(text)) for text in texts]
    lengths = np.array([sum(count.values()) for count in counts], dtype=float)
    holding = Counter(word for count in counts for word in count)
    norm = K1 * (1 - B + B * lengths / lengths.mean())

    def score(question: str) -> np.ndarray:
        total = np.zeros(len(texts))
        for word in words_of(question):
            often = np.array([count[word] for count in counts], dtype=float)
            weight = np.log(1 + (len(texts) - holding[word] + 0.5) / (holding[word] + 0.5))
            total += weight * often * (K1 + 1) / (often + norm)
        return total

    return score


def tfidf(texts: Sequence[str]) -> Score:
    """Cosine of TF-IDF vectors over words."""
    return _cosine(TfidfVectorizer(tokenizer=words_of, token_pattern=None, lowercase=False), texts)


def letters(texts: Sequence[str]) -> Score:
    """Cosine of TF-IDF vectors over pieces of words, three to five letters long, so that "late" meets "latest"."""
    return _cosine(TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)), texts)


def _cosine(vectors: TfidfVectorizer, texts: Sequence[str]) -> Score:
    matrix = vectors.fit_transform(texts)
    return lambda question: np.asarray((matrix @ vectors.transform([question]).T).todense()).ravel()


METHODS: dict[str, Callable[[Sequence[str]], Score]] = {"bm25": bm25, "tfidf": tfidf, "letters": letters}


def ranks(score: Score, chunks: Sequence[Chunk], asked: Sequence[Question], text: str) -> np.ndarray:
    """Rank of the first piece that holds the answer, 1 is best; infinite where none does: shape (questions,)."""
    result = []
    for one in asked:
        order = np.argsort(-score(one.question), kind="stable")
        span = span_of(one, text)
        holding = [place + 1 for place, number in enumerate(order) if chunks[number].holds(span)]
        result.append(float(holding[0]) if holding else float("inf"))
    return np.array(result)


def span_of(one: Question, text: str) -> tuple[int, int]:
    """Where the answer lies in the text; ValueError when it does not."""
    if one.answer is None:
        raise ValueError(f"there is no answer to: {one.question}")
    start = text.index(one.answer)
    return start, start + len(one.answer)


def read(question: str, chunks: Sequence[Chunk]) -> str:
    """The sentence of these pieces that is most like the question by BM25."""
    sentences = [sentence for chunk in chunks for sentence in SENTENCE.split(chunk.text)]
    return sentences[int(np.argmax(bm25(sentences)(question)))]


def run(out: Path, size: Size) -> None:
    """Retrieval: recall by rank, method, kind and size of the pieces; what reading loses; when to refuse."""
    text, passages = handbook()
    everything = questions()
    asked = [one for one in everything if one.answer is not None]
    numbers: Numbers = {
        "passages": len(passages),
        "words": len(text.split()),
        "questions": len(asked),
        "questions_without_answer": len(everything) - len(asked),
    }
    found = {
        name: ranks(method([chunk.indexed for chunk in passages]), passages, asked, text)
        for name, method in METHODS.items()
    }
    for name, rank in found.items():
        numbers |= rank_numbers(name, rank, size.draws)
        for kind in dict.fromkeys(one.kind for one in asked):
            rows = np.array([one.kind == kind for one in asked])
            numbers[f"{name}_{_key(kind)}_recall_at_1"] = float((rank[rows] <= 1).mean())
            numbers[f"{name}_{_key(kind)}_recall_at_3"] = float((rank[rows] <= 3).mean())
            numbers[f"questions_{_key(kind)}"] = int(rows.sum())
    better = (found["bm25"] <= 3).astype(float) - (found["tfidf"] <= 3)
    numbers |= over_questions(better, size.draws).entries("bm25_less_tfidf_recall_at_3")
    bare = ranks(bm25([chunk.text for chunk in passages]), passages, asked, text)
    numbers |= rank_numbers("bm25_without_heading", bare, size.draws)
    numbers |= (
        chunk_numbers(text, asked) | reader_numbers(passages, asked, text) | refusal_numbers(passages, everything)
    )
    numbers = write_numbers(out, "retrieval", numbers)
    write_text(out, "retrieval.md", method_table(numbers))
    write_text(out, "retrieval-chunks.md", chunk_table(numbers))
    write_findings(out, "retrieval", findings.retrieval(numbers))


def _key(kind: str) -> str:
    return kind.replace(" ", "_")


def over_questions(values: np.ndarray, draws: int) -> metrics.Interval:
    """Mean over questions with an interval from drawing questions again: each counts as a day of its own."""
    return metrics.mean_by_day(values, np.arange(len(values)), draws)


def rank_numbers(name: str, rank: np.ndarray, draws: int) -> Numbers:
    """Recall at each cut and the mean reciprocal rank, with intervals over questions."""
    numbers: Numbers = {}
    for cut in AT:
        numbers |= over_questions((rank <= cut).astype(float), draws).entries(f"{name}_recall_at_{cut}")
    return numbers | over_questions(1 / rank, draws).entries(f"{name}_mrr")


def chunk_numbers(text: str, asked: list[Question]) -> Numbers:
    """BM25 over pieces of a fixed number of words, side by side and overlapping by half: how many answers are cut
    through, recall of the three best pieces, and recall of as many pieces as the budget of words allows."""
    numbers: Numbers = {"chunk_budget_words": BUDGET}
    for words in CHUNKS:
        for name, step in (("", words), ("overlapping_", words // 2)):
            pieces = windows(text, words, step)
            rank = ranks(bm25([piece.indexed for piece in pieces]), pieces, asked, text)
            key = f"chunk_{name}{words}"
            numbers |= {
                f"{key}_pieces": len(pieces),
                f"{key}_answers_cut_share": float(np.isinf(rank).mean()),
                f"{key}_recall_at_3": float((rank <= 3).mean()),
                f"{key}_recall_in_budget": float((rank <= BUDGET // words).mean()),
            }
    return numbers


def reader_numbers(passages: list[Chunk], asked: list[Question], text: str) -> Numbers:
    """The reader on the three best passages and on the right one: a wrong answer is lost by retrieval when the answer
    was not among what was handed on, by reading when it was."""
    score = bm25([chunk.indexed for chunk in passages])
    retrieved, answered, with_right = [], [], []
    for one in asked:
        span, best = span_of(one, text), np.argsort(-score(one.question), kind="stable")[:3]
        handed = [passages[number] for number in best]
        right = [chunk for chunk in passages if chunk.holds(span)]
        retrieved.append(any(chunk.holds(span) for chunk in handed))
        answered.append(str(one.answer) in read(one.question, handed))
        with_right.append(str(one.answer) in read(one.question, right))
    got, said = np.array(retrieved), np.array(answered)
    return {
        "reader_answered_share": float(said.mean()),
        "reader_answered_when_retrieved": float(said[got].mean()),
        "reader_answered_from_right_passage": float(np.mean(with_right)),
        "lost_by_retrieval_share": float((~got).mean()),
        "lost_by_reading_share": float((got & ~said).mean()),
    }


def refusal_numbers(passages: list[Chunk], everything: list[Question]) -> Numbers:
    """Whether the best score tells questions with an answer from those without, per word of the question."""
    score = bm25([chunk.indexed for chunk in passages])
    best = np.array([score(one.question).max() / len(words_of(one.question)) for one in everything])
    has = np.array([one.answer is not None for one in everything])
    limit = float(np.quantile(best[has], 1 - KEEP, method="lower"))
    return {
        "refusal_auc": metrics.auc(has.astype(float), best),
        "refusal_kept_share": float((best[has] >= limit).mean()),
        "refusal_wrongly_answered_share": float((best[~has] >= limit).mean()),
    }


def method_table(n: Numbers) -> str:
    """Recall of each method, and by kind of question."""
    labels = {"bm25": "BM25", "tfidf": "TF-IDF, words", "letters": "TF-IDF, pieces of words"}

    def cell(name: str) -> str:
        middle, low, high = (float(str(n[f"{name}{end}"])) for end in ("", "_low", "_high"))
        return f"{middle:.2f} [{low:.2f}, {high:.2f}]"

    rows = [
        [
            label,
            cell(f"{name}_recall_at_1"),
            cell(f"{name}_recall_at_3"),
            cell(f"{name}_mrr"),
            *(f"{float(str(n[f'{name}_{kind}_recall_at_3'])):.2f}" for kind in ("same_words", "other_words", "code")),
        ]
        for name, label in labels.items()
    ]
    head = ["ranked by", "recall at 1", "at 3", "MRR", "same words, at 3", "other words, at 3", "identifiers, at 3"]
    return table(head, rows)


def chunk_table(n: Numbers) -> str:
    """Effect of the size of the pieces."""
    rows = [
        [
            words,
            *(f"{float(str(n[f'chunk_{words}_{part}'])):.2f}" for part in ("answers_cut_share", "recall_in_budget")),
            *(
                f"{float(str(n[f'chunk_overlapping_{words}_{part}'])):.2f}"
                for part in ("answers_cut_share", "recall_in_budget")
            ),
        ]
        for words in CHUNKS
    ]
    head = ["words in a piece", "answers cut through", f"recall in {BUDGET} words", "overlapping: cut", "recall"]
    return table(head, rows)


if __name__ == "__main__":
    stage_main(run)
