"""One collection of reports with its gold, read into a fresh library and measured there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bot.answer import Answer
from bot.bot import Bot
from evals.gold import GoldQuestion, StaleEvidence, read_gold, stale
from evals.library import canonical_texts, fresh_bot
from evals.retrieval import Recall, recall
from evals.scoring import Score, score
from vectorstore.errors import GongbaoError
from vectorstore.ingest import Summary, ingest

PASSAGES = 5
"""Passages a search gives when its recall is measured: what fits on one screen."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is read and what is asked."""

    name: str
    files: Sequence[Path]
    gold: Path


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a trial."""

    name: str
    questions: tuple[GoldQuestion, ...]
    stale: tuple[StaleEvidence, ...]
    conversion: float
    """Seconds until the embedder gave its first vector, its conversion included."""
    ingested: Summary
    reader: Score
    """Answers without a model."""
    model: Score | None
    """Answers with the model that is set; None when it wasn't asked for."""
    recall: Recall
    """Among the first ``PASSAGES`` passages."""
    milliseconds: tuple[float, ...]
    """Of each answer without a model, in a process that has answered before."""


def run(trial: Trial, home: Path, *, with_model: bool) -> Measured:
    """Reads a trial's reports into ``home`` and asks its questions.

    Raises GongbaoError when a report or the gold can't be read, ConfigurationError when ``with_model`` and none is set.
    """
    questions = read_gold(trial.gold)
    with _opened(home) as bot:
        began = perf_counter()
        bot.store.embedder.passages([questions[0].question])
        conversion = perf_counter() - began
        ingested = ingest(trial.files, bot.store)
        if ingested.failed:
            raise GongbaoError(f"读不了 {'、'.join(ingested.failed)}：请用 gongbao ingest 查看原因")
        texts = canonical_texts(bot)
        bot.warm()
        bot.ask(questions[0].question, mode="reader")
        answers, milliseconds = ask(bot, questions, "reader")
        written = ask(bot, questions, "model")[0] if with_model else None
        return Measured(
            name=trial.name,
            questions=questions,
            stale=stale(questions, texts),
            conversion=conversion,
            ingested=ingested,
            reader=score(questions, answers, texts),
            model=score(questions, written, texts) if written is not None else None,
            recall=recall(questions, lambda text: bot.search(text, k=PASSAGES), texts),
            milliseconds=milliseconds,
        )


def ask(bot: Bot, questions: Sequence[GoldQuestion], mode: str) -> tuple[dict[str, Answer], tuple[float, ...]]:
    """Answers by id of the question, and the milliseconds each took."""
    answers: dict[str, Answer] = {}
    milliseconds = []
    for question in questions:
        began = perf_counter()
        answers[question.id] = bot.ask(question.question, mode=mode)
        milliseconds.append(1000 * (perf_counter() - began))
    return answers, tuple(milliseconds)


@contextmanager
def _opened(home: Path) -> Iterator[Bot]:
    bot = fresh_bot(home)
    try:
        yield bot
    finally:
        bot.close()
