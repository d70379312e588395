"""The program's front door: one object over one home that answers, searches and streams."""

import threading
import unicodedata
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from bot import parts, plan
from bot import settings as configuration
from bot.abilities import Abilities
from bot.answer import Answer, Status, Task
from bot.awaited import Awaited
from bot.explanation import Looked, SearchExplanation, explain_answer, explain_search
from bot.meaning import Meaning
from bot.plan import Holding
from bot.question import Question, understand
from bot.reader import Reader
from bot.retrieval import PASSAGES, Library
from bot.settings import Settings, store_of
from vectorstore.errors import ConfigurationError, GongbaoError
from vectorstore.indicators import indicators
from vectorstore.library import SEARCHED, Standing
from vectorstore.periods import Period, find_periods
from vectorstore.places import find_places, short_name
from vectorstore.search import FoundPassage, search
from vectorstore.store import Store

if TYPE_CHECKING:
    from bot.conversation.session import Session

LONGEST_QUESTION = 2000
"""Characters; a question longer than two printed pages is a document pasted by mistake."""


VECTORS = 64
"""Questions whose vectors are kept, 1.5 kB each."""


class Bot(Awaited):
    """Answers questions over the library in one home folder; may be shared between threads.

    >>> from bot import Bot
    >>> with Bot("home") as bot:  # doctest: +SKIP
    ...     answer = bot.ask("岚桥区2023年上半年地区生产总值是多少？")
    >>> answer.answer, answer.citations[0].quote  # doctest: +SKIP

    ``await bot.aask(…)`` and ``async for answer in bot.astream(…)`` do the same for asyncio.
    """

    def __init__(self, home: str | Path | None = None, settings: Settings | None = None) -> None:
        self.settings = settings or configuration.load(home=Path(home) if home is not None else None)
        self._opening = threading.Lock()
        self._known: dict[str, Holding] = {}
        self._standings: dict[str, Standing] | None = None
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._store: Store | None = None
        self._abilities = Abilities()

    @property
    def store(self) -> Store:
        """The stores of the home, opened at first use."""
        with self._opening:
            if self._store is None:
                self._store = store_of(self.settings)
                self._meaning = Meaning(self._store.embedder, self._vector)
            return self._store

    def close(self) -> None:
        """Close the stores; the object opens them again when asked again."""
        with self._opening:
            if self._store is not None:
                self._store.close()
                self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def warm(self) -> None:
        """Gets ready for many questions: opens the index and loads the encoder before the first comes."""
        store = self.store
        store.warm()
        store.embedder.warm()

    def ask(
        self,
        question: str,
        *,
        places: Collection[str] = (),
        periods: Collection[str] = (),
        reports: Collection[str] = (),
        k: int | None = None,
        mode: str | None = None,
        explain: bool = False,
        language: str | None = None,
    ) -> Answer:
        """Answer one question from the library, narrowed to the given places, periods and report ids.

        ``mode`` is ``reader`` or ``model``; by default the model answers where one is configured.
        ``explain`` adds the answer's ``explanation``: what was understood, looked at, weighed and chosen.
        ``language`` of the answer is ``zh`` or ``en``; by default that of the question.
        Raises GongbaoError when the question is empty or longer than LONGEST_QUESTION.
        """
        steps = self.stream(
            question,
            places=places,
            periods=periods,
            reports=reports,
            k=k,
            mode=mode,
            explain=explain,
            language=language,
        )
        *_, answer = steps
        return answer

    def stream(
        self,
        question: str,
        *,
        places: Collection[str] = (),
        periods: Collection[str] = (),
        reports: Collection[str] = (),
        k: int | None = None,
        mode: str | None = None,
        explain: bool = False,
        language: str | None = None,
    ) -> Generator[Answer]:
        """The answer as it grows; each one is whole in itself and checked, and the last is final."""
        text = accepted(question)
        if mode == "model" and not self.settings.model:
            raise ConfigurationError("没有设置模型：请设置 GONGBAO_MODEL，或去掉 --mode model")
        began = perf_counter()
        held = self._holdings(reports)
        narrowing = full_names(places, held), parsed_periods(periods)
        looked = Looked() if explain else None
        reader, answer = self._read(text, held, narrowing, k, looked)
        spent = perf_counter() - began
        times = {
            "retrieve": _ms(reader.seconds),
            "answer": _ms(spent - reader.seconds - reader.checking),
            "verify": _ms(reader.checking),
        }
        if mode == "reader" or not self.settings.model:
            steps: Iterator[Answer] = iter([replace(answer, milliseconds=times)])
        else:
            steps = self._written(reader, answer, times, began)
        for step in self._in_language(language or reader.question.language, steps):
            yield step if looked is None else replace(step, explanation=explain_answer(reader, looked, step))

    def _in_language(self, language: str, steps: Iterator[Answer]) -> Iterator[Answer]:
        """The answers in the asker's language; the reader's are Chinese."""
        if language != "en":
            return steps
        from bot.english_answers.writer import in_english

        return (in_english(step, self.store.library.report) for step in steps)

    def _read(
        self,
        text: str,
        held: Sequence[Holding],
        narrowing: tuple[Collection[str], Sequence[Period]],
        k: int | None,
        looked: Looked | None,
    ) -> tuple[Reader, Answer]:
        """The reader's answer, of each part where a question has several, and a reader that has seen all of it."""

        def asked(question: Question) -> Reader:
            places, periods = narrowing
            scheme = plan.make(question, held, places=places, periods=periods)
            return self._reader(question, scheme, held, k, looked)

        whole = self.understand(text, held)
        reader = asked(whole)
        pieces = parts.parts(whole, {h.place for h in held})
        if len(pieces) == 1:
            answer = reader.answer()
            if answer.status is Status.NOT_STATED and (again := self._mended_further(whole)):
                second = asked(self.understand(again, held))
                other = second.answer()
                if not other.status.abstains:
                    return second, replace(other, question=text)
            return reader, answer
        answers = []
        for piece in pieces:
            part = asked(self.understand(piece, held))
            answers.append(part.answer())
            reader.seen += part.seen
            reader.seconds += part.seconds
            reader.checking += part.checking
        return reader, parts.together(text, answers)

    def _mended_further(self, question: Question) -> str:
        """A question that found nothing, with rarer typing mistakes mended too; empty where there are none."""
        from bot.question.spelling import mend_by_library

        mended = mend_by_library(question.plain, self.store.index.frequency) if question.language == "zh" else ""
        return mended if mended != question.plain else ""

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        places: Collection[str] = (),
        periods: Collection[str] = (),
        reports: Collection[str] = (),
    ) -> list[FoundPassage]:
        """The ``k`` best passages, best first; a place and period named in the query narrow the search by rule."""
        return self._find(query, k, places, periods, reports)[1]

    def explained_search(
        self,
        query: str,
        *,
        k: int = 10,
        places: Collection[str] = (),
        periods: Collection[str] = (),
        reports: Collection[str] = (),
    ) -> tuple[list[FoundPassage], SearchExplanation]:
        """What ``search`` gives, and how the query was read and each passage placed."""
        reader, found = self._find(query, k, places, periods, reports)
        return found, explain_search(reader, found)

    def _find(
        self, query: str, k: int, places: Collection[str], periods: Collection[str], reports: Collection[str]
    ) -> tuple[Reader, list[FoundPassage]]:
        text = accepted(query)
        held = self._holdings(reports)
        understood = self.understand(text, held)
        scheme = plan.make(understood, held, places=full_names(places, held), periods=parsed_periods(periods))
        narrowed = {report for cell in scheme.cells for report in cell.reports}
        reader = self._reader(understood, scheme, held, None)
        if not narrowed and (places or periods or reports):
            return reader, []
        return reader, self._search(understood.plain, reader.retrieval.wordings(), narrowed or None, k)

    def converse(self, conversation: str | None = None, *, keep: bool = True) -> "Session":
        """Questions that follow one another: a new conversation, or a kept one by its id or the start of it.

        With ``keep`` every turn is kept in the home's history. Raises GongbaoError when there is no such conversation.
        """
        from bot.conversation import History
        from bot.conversation.session import Session

        history = History(self.settings.home)
        held = history.get(conversation) if conversation is not None else None
        return Session(self, held, history if keep else None)

    def holdings(self, reports: Collection[str] = ()) -> list[Holding]:
        """What planning knows of the reports that may be used, narrowed to these ids."""
        return self._holdings(reports)

    def understand(self, text: str, held: Sequence[Holding]) -> Question:
        """The question read by rule, against the places that the library holds."""
        known = {h.place for h in held} | {h.parent for h in held if h.parent}
        return understand(text, known_places=known, mend=self._mend)

    def _mend(self, text: str) -> str:
        """Typing mistakes corrected towards the words of the library."""
        from bot.question.spelling import mend

        index = self.store.index
        return mend(text, lambda word: index.frequency(word) > 0, self._lexicon())

    def _lexicon(self) -> frozenset[str]:
        """What a mistyped word may stand for: the library's places, and the indicators."""
        places = frozenset(h.place for h in self._known.values()) | frozenset(h.parent for h in self._known.values())
        return lexicon(places - {""})

    def _written(self, reader: Reader, answer: Answer, times: dict[str, int], began: float) -> Iterator[Answer]:
        """The answer with the model's part in it; the reader's where the model fails or adds nothing."""
        from bot.chain import ModelWriter
        from bot.models import chat_model
        from bot.routing import route

        assert self.settings.model is not None  # noqa: S101  the caller asked for it
        way = route(reader, answer, always=self.settings.model_writes == "always")
        if way.task is Task.SKIP:
            yield replace(answer, milliseconds=times, route=way)
            return
        try:
            model = chat_model(self.settings)
        except (ValueError, OSError) as error:
            notice = f"模型无法使用（{type(error).__name__}），以下为原文摘答。"
            yield replace(answer, milliseconds=times, notice=notice)
            return
        writer = ModelWriter(model, self.settings.model, self.settings.model_timeout, self._abilities)
        for step in writer.stream(reader, answer, way):
            yield replace(step, milliseconds=times | {"answer": _ms(perf_counter() - began) - times["retrieve"]})

    def _reader(
        self,
        question: Question,
        scheme: plan.Plan,
        held: Sequence[Holding],
        k: int | None,
        looked: Looked | None = None,
    ) -> Reader:
        store = self.store
        library = Library(
            held,
            store.library.report,
            self._search,
            store.index.frequency,
            store.index.size(),
            lambda names, ids: store.library.facts(indicators=names, reports=ids),
            self._meaning.closeness,
            looked.watch if looked else None,
        )
        return Reader(library, question, scheme, k or PASSAGES)

    def _search(self, text: str, wordings: str, ids: Collection[str] | None, k: int) -> list[FoundPassage]:
        return search(self.store, text, k, ids, wordings=wordings, vector=self._vector(text))

    def _vector(self, text: str) -> NDArray[np.float32]:
        """A text's vector; the last ones are kept, for a question searches once a cell."""
        with self._opening:
            vector = self._vectors.pop(text, None)
        if vector is None:
            vector = self.store.embedder.query(text)
        with self._opening:
            self._vectors[text] = vector
            while len(self._vectors) > VECTORS:
                self._vectors.pop(next(iter(self._vectors)))
        return vector

    def _holdings(self, prefixes: Collection[str]) -> list[Holding]:
        """The reports that may be used: those that are searched, narrowed to the ids given (prefixes will do)."""
        library = self.store.library
        standings = library.standings()
        if standings != self._standings:
            self.store.notice(standings)
            self._known = {card.id: plan.holding(card) for card in library.reports() if card.state in SEARCHED}
            self._standings = standings
        held = self._known
        wanted = {library.find(prefix) for prefix in prefixes} if prefixes else set(held)
        return sorted((held[number] for number in held if number in wanted), key=lambda h: (h.place, h.period, h.id))


@lru_cache(maxsize=4)
def lexicon(places: frozenset[str]) -> frozenset[str]:
    """Places, whole and shortened, and every name of an indicator."""
    names = {name for indicator in indicators() for name in (indicator.name, *indicator.aliases)}
    return places | {short_name(place) for place in places} | names


def accepted(text: str) -> str:
    """A question fit to be asked. Raises GongbaoError when it is empty, too long or no text at all."""
    text = text.strip()
    if not text:
        raise GongbaoError("问题是空的：请写出要问的内容")
    if len(text) > LONGEST_QUESTION:
        raise GongbaoError(f"问题有{len(text)}个字，最多{LONGEST_QUESTION}个：请缩短，或把材料作为报告收录")
    if any(unicodedata.category(c) in ("Cs", "Cc") and c not in "\n\t\r" for c in text):
        raise GongbaoError("问题里有无法识别的字符：请用 UTF-8 输入")
    return text


def parsed_periods(names: Collection[str]) -> tuple[Period, ...]:
    """Periods by name (2020年上半年, 2020H1). Raises GongbaoError for a name that is none."""
    periods = []
    for name in names:
        found = find_periods(name)
        if not found:
            raise GongbaoError(f"看不懂时间“{name}”：请写成 2020年、2020年上半年、2020年前三季度 这样")
        periods.append(found[0].period)
    return tuple(periods)


def full_names(names: Collection[str], held: Sequence[Holding]) -> tuple[str, ...]:
    """Places by full name; 朝阳 becomes 朝阳区 where that is in the library."""
    known = {h.place for h in held}
    result = []
    for name in names:
        mentions = find_places(name, known)
        result.append(mentions[0].place.name if mentions else name)
    return tuple(result)


def _ms(seconds: float) -> int:
    return max(0, round(1000 * seconds))
