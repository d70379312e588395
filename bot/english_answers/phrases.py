"""The program's own sentences, from Chinese into English and back, by one table."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from bot.english_answers.slots import SLOTS

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence in both languages, and what finds it in either."""

    chinese: str
    english: str
    in_chinese: re.Pattern[str]
    in_english: re.Pattern[str]


def english_of(text: str) -> str | None:
    """A sentence of the program's own in English; None for any other."""
    for phrase in _fullest(chinese=True):
        if match := phrase.in_chinese.fullmatch(text):
            told = {name: SLOTS[name].english(words) for name, words in match.groupdict().items()}
            if all(words is not None for words in told.values()):
                sentence = _filled(phrase.english, told)
                return sentence[:1].upper() + sentence[1:]
    return None


def chinese_of(text: str, known: Collection[str]) -> str | None:
    """An English sentence of the program's own in the Chinese it was made from; None for any other.

    ``known`` are the places that may be meant, full names.
    """
    for phrase in _fullest(chinese=False):
        if match := phrase.in_english.fullmatch(text):
            told = {name: SLOTS[name].chinese(words, known) for name, words in match.groupdict().items()}
            return _filled(phrase.chinese, told)
    return None


def _filled(sentence: str, words: Mapping[str, str | None]) -> str:
    return _SLOT.sub(lambda match: words[match[1]] or "", sentence)


@lru_cache(maxsize=1)
def phrases() -> tuple[Phrase, ...]:
    """The whole table, in the order of sentences.yaml."""
    text = (files("bot.english_answers") / "sentences.yaml").read_text(encoding="utf-8")
    table: dict[str, str] = yaml.load(text, Loader=yaml.CSafeLoader)
    return tuple(_phrase(chinese, english) for chinese, english in table.items())


@lru_cache(maxsize=2)
def _fullest(*, chinese: bool) -> tuple[Phrase, ...]:
    """The table, those with the most words of their own first: a slot takes any words, and would take theirs."""
    return tuple(sorted(phrases(), key=lambda p: -len(_SLOT.sub("", p.chinese if chinese else p.english))))


def _phrase(chinese: str, english: str) -> Phrase:
    forms = {name: slot.pattern for name, slot in SLOTS.items()}
    english_forms = {name: slot.english_pattern for name, slot in SLOTS.items()}
    return Phrase(chinese, english, _compiled(chinese, forms), _compiled(english, english_forms))


def _compiled(sentence: str, forms: dict[str, str]) -> re.Pattern[str]:
    pieces = _SLOT.split(sentence)
    pattern = "".join(f"(?P<{piece}>{forms[piece]})" if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))
    return re.compile(pattern, re.DOTALL)
