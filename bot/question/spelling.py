"""Typing mistakes in Chinese questions, mended towards what the library says: 合酸检测 → 核酸检测.

A stretch of two to four characters that the library does not know is read as a word of the lexicon that
differs from it by a character of the same sound (input methods) or nearly the same shape (scans). Better to
leave a mistake than to touch a word that is right.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache

__all__ = ["mend", "mend_by_library"]

_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_LONGEST = 4
_GAP = "?"

_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿半")
_FUNCTION = frozenset(
    "的地得了着过吗呢吧啊么什怎哪谁几多少和与及或在是有没不把被给让从到比跟对于等也都还就很最其这那个为以第各每"
)
"""Characters that stand alone between words: a stretch around one of them is seldom a word."""

_LOOKALIKES = (
    "己已巳 未末 士土 日曰 人入 大太 天夭 木本 今令 环坏 贷货 晴睛 埋理 治冶 住往 徒徙 籍藉 低抵 捐损 亳毫 泰秦 "
    "遗遣 辩辨辫 廷延 扰拢 孤弧 准淮 刺剌 享亨 母毋 帅师 鸟乌 兔免 代伐 技枝 扬杨 阴阳 沈沉 晋普 折拆析 拨拔 侯候 "
    "账帐 卷券 竟竞 崇祟 戌戍戊 佘余 栗粟 凤风 要耍 田由甲申 干于 历厉 迁迂 朝潮 城域 率卒 待侍 提堤 值植 侵浸 问间 "
    "斤斥 困因 暖缓 管菅 棚硼 核该 厨橱 曾增"
)
"""Characters that are taken for each other on paper and in scans."""
_SHAPES = [frozenset(group) for group in _LOOKALIKES.split()]


@dataclass(frozen=True, slots=True)
class _Change:
    """A word of the lexicon in place of what was typed."""

    start: int
    typed: str
    word: str

    @property
    def changed(self) -> tuple[int, ...]:
        """Where the characters that differ stand."""
        return tuple(self.start + i for i, (a, b) in enumerate(zip(self.typed, self.word, strict=True)) if a != b)

    @property
    def rank(self) -> tuple[int, int, int]:
        """Longer words first, then those that change less."""
        return -len(self.typed), len(self.changed), self.start


@dataclass(frozen=True, slots=True)
class _Lexicon:
    words: frozenset[str]
    longest: int
    by_pattern: dict[str, tuple[str, ...]]
    """Words of two to four characters by what is left of them when one or two are blotted out: 朝?区 → 朝阳区."""


_ALONE = frozenset(
    "已各大小多少新老好坏来去说做作写拿打给让叫只再又最更很占超增减升降涨跌掉亿元家个项条座次人名户套处所度区市省县镇乡村街"
)
"""Characters that are words by themselves, and so stand beside any other."""
_NOTHING = _Lexicon(frozenset(), 0, {})


def mend(question: str, knows: Callable[[str], bool], lexicon: Collection[str]) -> str:
    """The question with its typing mistakes mended; the question itself when there is nothing to mend.

    ``knows`` tells whether the library holds a string of two to four characters; ``lexicon`` are the words a
    mistake may stand for: places, indicators, frequent words. Its index is kept as long as the same words come
    again (a frozenset is quickest). Numerals, function words, dictionary words and known words stay as they are.
    """
    index = _index(frozenset(lexicon))
    mended = list(question)
    taken: set[int] = set()
    for run in _RUN.finditer(question):
        proposed = _changes(run.group(), run.start(), index, knows)
        for change in sorted(proposed, key=lambda change: change.rank):
            span = range(change.start, change.start + len(change.word))
            if taken.isdisjoint(span):
                taken.update(span)
                mended[change.start : change.start + len(change.word)] = change.word
    return "".join(mended)


def mend_by_library(question: str, frequency: Callable[[str], int]) -> str:
    """The question with letters put right by which the library's own words come about: 背街小项 → 背街小巷.

    ``frequency`` tells how many passages hold a string. A letter is changed for one of the same sound only where it
    stands in no word, the library never has it beside the two letters before it, often has the other there, and no
    second one fits.
    """
    mended = list(question)
    for run in _RUN.finditer(question):
        words = run.group()
        owners = _owners(words, _NOTHING)
        for at in range(2, len(words)):
            stray = len(owners[at]) == 1 or frequency(words[owners[at].start : owners[at].stop]) == 0
            before = words[at - 2 : at]
            if not stray or words[at] in _FUNCTION | _NUMERALS | _ALONE:
                continue
            typed = frequency(words[at - 1 : at + 1])
            after = words[at + 1 : at + 2]
            at_home = after and after not in _FUNCTION and frequency(words[at] + after) > 0
            if typed > 1 or at_home or frequency(before) < _OFTEN:
                continue
            fitting = [c for c in _homophones(words[at]) if frequency(before + c) >= _OFTEN * max(1, typed)]
            if len(fitting) == 1:
                mended[run.start() + at] = fitting[0]
    return "".join(mended)


_OFTEN = 3
"""Passages that must have a string for it to be what was meant."""


@lru_cache(maxsize=2000)
def _homophones(character: str) -> tuple[str, ...]:
    """The common characters that sound like one, tones and zh/z, ng/n left aside."""
    return tuple(c for c in _by_sound().get(_sound(character), ()) if c != character)


def _sound(character: str) -> str:
    from pypinyin import lazy_pinyin

    return _level(str(lazy_pinyin(character)[0]))


@lru_cache(maxsize=1)
def _by_sound() -> dict[str, tuple[str, ...]]:
    """The 3,755 characters of everyday use (GB 2312, level 1) by their sound."""
    found: dict[str, list[str]] = {}
    for high in range(0xB0, 0xD8):
        for low in range(0xA1, 0xFF):
            character = bytes((high, low)).decode("gb2312", "ignore")
            if character:
                found.setdefault(_sound(character), []).append(character)
    return {sound: tuple(characters) for sound, characters in found.items()}


def _changes(run: str, offset: int, index: _Lexicon, knows: Callable[[str], bool]) -> list[_Change]:
    """What may be mended in one run of Chinese characters; starts are counted in the whole question."""
    owners: list[range] | None = None
    changes = []
    for size in range(min(_LONGEST, len(run)), 1, -1):
        for start in range(len(run) - size + 1):
            typed = run[start : start + size]
            words = _candidates(typed, index)
            if not words or typed in index.words or _known(run, start, size, knows):
                continue
            owners = owners or _owners(run, index)
            proposed = [_Change(start, typed, word) for word in sorted(words) if _touchable(typed, word)]
            fitting = [each for each in proposed if _free(each, owners, index) and _at_home(each, run, knows)]
            alike = [each for each in fitting if _sounds_alike(typed, each.word) or _looks_alike(typed, each.word)]
            if best := _best(alike, knows):
                changes.append(replace(best, start=offset + start))
    return changes


def _candidates(typed: str, index: _Lexicon) -> set[str]:
    """Words of the lexicon that share all but one character (of four, all but two) with what was typed."""
    words = {word for pattern in _patterns(typed) for word in index.by_pattern.get(pattern, ())}
    words.discard(typed)
    return words


def _touchable(typed: str, word: str) -> bool:
    """Whether no numeral and no function word would be changed, nor a numeral written (the 零 of 零售 excepted)."""
    pairs = [(a, b) for a, b in zip(typed, word, strict=True) if a != b]
    before, after = {a for a, _ in pairs}, {b for _, b in pairs}
    return before.isdisjoint(_NUMERALS | _FUNCTION) and (after - {"零"}).isdisjoint(_NUMERALS)


def _known(run: str, start: int, size: int, knows: Callable[[str], bool]) -> bool:
    """Whether the library holds the stretch itself, or a longer one around it."""
    for longer in range(size, _LONGEST + 1):
        for first in range(max(0, start + size - longer), min(start, len(run) - longer) + 1):
            if knows(run[first : first + longer]):
                return True
    return False


def _owners(run: str, index: _Lexicon) -> list[range]:
    """For each character the span of the word it belongs to: of the lexicon, else of the dictionary."""
    import rjieba

    owners = [range(0)] * len(run)
    at = 0
    for word in rjieba.cut(run, False):
        owners[at : at + len(word)] = [range(at, at + len(word))] * len(word)
        at += len(word)
    for size in range(2, min(index.longest, len(run)) + 1):
        for start in range(len(run) - size + 1):
            if run[start : start + size] in index.words:
                owners[start : start + size] = [range(start, start + size)] * size
    return owners


def _free(change: _Change, owners: list[range], index: _Lexicon) -> bool:
    """Whether the change breaks no word: what it alters belongs to none that reaches beyond, or is all of it.

    Words of two characters, and pieces of long ones, may alter only what belongs to no word at all.
    """
    span = range(change.start, change.start + len(change.typed))
    if owners[change.start] == span:
        return False
    if len(change.typed) == 2:
        return all(len(owners[i]) == 1 for i in span)
    if change.word not in index.words:
        return len(change.changed) == 1 and len(owners[change.changed[0]]) == 1
    return all(set(owners[i]) <= set(span) for i in change.changed)


def _at_home(change: _Change, run: str, knows: Callable[[str], bool]) -> bool:
    """Whether a short word fits its neighbours: the library has it beside one of them, or there is none to ask.

    Three characters need that only where the altered one is at an edge: 友好型|城市 is not 兴城市.
    """
    size, end = len(change.typed), change.start + len(change.typed)
    before = run[change.start - 1 : change.start] if change.start else ""
    after = run[end : end + 1]
    beside = (bool(before) and knows(before + change.word), bool(after) and knows(change.word + after))
    if size == 2:
        return any(beside) or (not before and not after and knows(change.word))
    if size == 3:
        edge = {change.start: before, end - 1: after}.get(change.changed[0], "")
        return not edge or edge in _FUNCTION or any(beside)
    return len(change.changed) == 1 or knows(change.word)


def _best(changes: list[_Change], knows: Callable[[str], bool]) -> _Change | None:
    """The change that alters least, and of equals the one the library holds; None when that leaves several."""
    ranks = [(len(change.changed), not knows(change.word)) for change in changes]
    best = [change for change, rank in zip(changes, ranks, strict=True) if rank == min(ranks)]
    return best[0] if len(best) == 1 else None


def _sounds_alike(typed: str, word: str) -> bool:
    return all(a == b or not _heard(a, a).isdisjoint(_heard(b, word)) for a, b in zip(typed, word, strict=True))


def _looks_alike(typed: str, word: str) -> bool:
    """Whether one character is taken for one of nearly its shape."""
    pairs = [(a, b) for a, b in zip(typed, word, strict=True) if a != b]
    return len(pairs) == 1 and any(group.issuperset(pairs[0]) for group in _SHAPES)


@lru_cache(maxsize=8192)
def _heard(character: str, word: str) -> frozenset[str]:
    """The sounds of a character without tones, by itself and in a word; zh and z, ng and n and their like are one."""
    # pypinyin takes a third of a second to import, and most questions never need it.
    from pypinyin import lazy_pinyin

    return frozenset(
        _level(str(sound)) for sound in (lazy_pinyin(character)[0], lazy_pinyin(word)[word.index(character)])
    )


def _level(sound: str) -> str:
    return re.sub(r"(?<=[aei])ng$", "n", re.sub(r"^([zcs])h", r"\1", sound))


@lru_cache(maxsize=4)
def _index(lexicon: frozenset[str]) -> _Lexicon:
    words = {word for word in lexicon if _RUN.fullmatch(word)}
    # 资产头资 is 资产投资 though the lexicon has only 固定资产投资.
    parts = {word[i : i + _LONGEST] for word in words for i in range(len(word) - _LONGEST + 1)}
    by_pattern: dict[str, list[str]] = {}
    for word in sorted({word for word in words if len(word) <= _LONGEST} | parts):
        for pattern in _patterns(word):
            by_pattern.setdefault(pattern, []).append(word)
    longest = max(map(len, words), default=0)
    return _Lexicon(frozenset(words), longest, {pattern: tuple(each) for pattern, each in by_pattern.items()})


def _patterns(word: str) -> list[str]:
    """A word with one character blotted out, and one of four with any two."""
    single = [word[:i] + _GAP + word[i + 1 :] for i in range(len(word))]
    if len(word) < _LONGEST:
        return single
    return single + [one[:j] + _GAP + one[j + 1 :] for i, one in enumerate(single) for j in range(i + 1, len(word))]
