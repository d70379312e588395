"""English questions about Chinese reports, turned into the words the reports use."""

import csv
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files

import yaml

from vectorstore.indicators import indicators
from vectorstore.places import short_name

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"(?<![A-Za-z0-9.])[A-Za-z][A-Za-z'’]+")
_WORD = re.compile(r"[^\W_]+(?:[.&'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"'s?$")
_LONGEST = 8
"""Words in the longest phrase looked for."""
_LONGEST_PLACE = 3
"""Words in the longest name of a place, level apart: Hong Kong, or Wang fu jing spelt apart."""

_LEVELS = {
    "autonomous region": "自治区",
    "autonomous prefecture": "自治州",
    "autonomous county": "自治县",
    "autonomous banner": "自治旗",
    "new area": "新区",
    "province": "省",
    "municipality": "市",
    "municipal": "市",
    "city": "市",
    "district": "区",
    "county": "县",
    "counties": "县",
    "prefecture": "州",
    "banner": "旗",
    "league": "盟",
}
"""What the Chinese name of a place ends in, by the English word behind it."""
_LEVEL = re.compile(rf"[\s,'’]*({'|'.join(_LEVELS)})s?\b", re.IGNORECASE)
_READ_IN_CONTEXT = frozenset("坻长乐蔚柏朝茄都蚌枞六尾厦汀铅牟阿漯泌陂番佛埔重犍藏勒卡堡犁什")
"""Letters of the gazetteer that some names read otherwise than usual (长沙, 六安): all 64 such names have one. Reading
every name in context would take the first English question half a second."""
_ORDINARY = frozenset(("guide", "lean", "mile", "yuan", "gaze", "shale", "women", "pan"))
"""English words (and the currency) that are the pinyin of a county as well."""


def is_english(question: str) -> bool:
    """Whether a question is asked in English, even where it names something in Chinese."""
    words = _LATIN.findall(question)
    if not _HAN.search(question):
        return len(words) > 2 or any(not word.isupper() for word in words)
    return sum(not word.isupper() for word in words) >= len(_HAN.findall(question))


def chinese_terms(question: str) -> tuple[str, ...]:
    """What reports call the things an English question names: longest phrase first, each once.

    A word counts for one phrase only: of ``retail sales of consumer goods``, ``retail`` gives nothing more.
    """
    words = [_stem(word) for word in _WORD.findall(question)]
    terms = _terms()
    taken = [False] * len(words)
    found: dict[str, None] = {}
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            window = slice(start, start + size)
            phrase = " ".join(words[window])
            if phrase in terms and not any(taken[window]):
                taken[window] = [True] * size
                found.update(dict.fromkeys(terms[phrase]))
    return tuple(found)


def _stem(word: str) -> str:
    """A word in small letters without its possessive and plural endings."""
    small = _POSSESSIVE.sub("", word.lower().replace("’", "'"))
    if len(small) > 4 and small.endswith("ies"):
        return small[:-3] + "y"
    if len(small) > 3 and small.endswith(("ches", "shes", "sses", "xes")):
        return small[:-2]
    plural = len(small) > 2 and small[-1] == "s" and small[-2] not in "su'" and not small.endswith("is")
    return small[:-1] if plural else small


@lru_cache(maxsize=1)
def _terms() -> dict[str, tuple[str, ...]]:
    """Chinese words by the stemmed English phrase; indicators first, since reports always use their names."""
    terms: dict[str, dict[str, None]] = {}
    for indicator in indicators():
        for phrase in indicator.english:
            terms.setdefault(_phrase(phrase), {})[indicator.name] = None
    for phrase, chinese in _entries("terms"):
        terms.setdefault(_phrase(phrase), {}).update(dict.fromkeys(chinese.split("、")))
    return {phrase: tuple(chinese) for phrase, chinese in terms.items()}


def _phrase(text: str) -> str:
    return " ".join(map(_stem, _WORD.findall(text)))


def _entries(part: str) -> Iterator[tuple[str, str]]:
    """Each English phrase of one part of the dictionary, with its Chinese."""
    for keys, chinese in _dictionary()[part].items():
        for phrase in keys.split(", "):
            yield phrase, chinese


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, dict[str, str]]:
    text = (files("bot.question") / "english.yaml").read_text(encoding="utf-8")
    parts: dict[str, dict[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return parts


def places_in_english(question: str, known: Collection[str]) -> list[str]:
    """Chinese names of the places an English question names, in its order.

    ``known`` (the library's places) wins over the gazetteer, and there the bigger place over the smaller; District,
    City and the like choose among them. A place the library does not know needs a capital, or such a word.
    """
    return list(dict.fromkeys(name for _, _, name in place_mentions(question, known)))


def place_mentions(text: str, known: Collection[str]) -> list[tuple[int, int, str]]:
    """Start, end and Chinese name of each place that an English text names, as ``places_in_english`` reads it."""
    words = list(_WORD.finditer(text))
    ours = _ours(frozenset(known))
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(words):
        size, place = _place_at(text, words[at : at + _LONGEST_PLACE], ours)
        if place:
            end = words[at + size - 1].end()
            marked = _LEVEL.match(text, end)
            if marked and place.endswith(_LEVELS[marked[1].lower()]):
                end = marked.end()
            found.append((words[at].start(), end, place))
        at += size
    return found


_Names = dict[str, tuple[str, ...]]


def _place_at(question: str, words: list[re.Match[str]], ours: _Names) -> tuple[int, str | None]:
    """How many words the place that begins here takes, and its name; one word and None when there is none."""
    for size in range(len(words), 0, -1):
        spelt = question[words[0].start() : words[size - 1].end()]
        if re.search(r"[^\w\s'’.-]|\d", spelt):
            continue
        name = _letters(spelt)
        marked = _LEVEL.match(question, words[size - 1].end())
        level = _LEVELS[marked[1].lower()] if marked else ""
        # Two words are a gazetteer's place only when it is so spelt (Hong Kong): Li Xin is a person, 利辛 a county.
        capital = spelt[0].isupper() and name not in _ORDINARY and (size == 1 or name in _listed())
        for end in dict.fromkeys((level, "")):
            if place := next(_bearers(name, end, ours, anywhere=bool(level) or capital), None):
                return size, place
    return 1, None


def _bearers(name: str, end: str, ours: _Names, *, anywhere: bool) -> Iterator[str]:
    """Full names that a spelling and an ending fit, the library's first."""
    yield from (place for place in ours.get(name, ()) if _ends(place, end))
    if anywhere:
        yield from (place for place in _everywhere().get(name, ()) if _ends(place, end))


def _ends(place: str, end: str) -> bool:
    """Whether a name ends as it should; 忠县 needs its county, or every ``zhong`` would be it."""
    return place.endswith(end) if end else len(place) > 2


def _letters(name: str) -> str:
    """A name's letters alone: Xi'an, Xi’an and Xian are one."""
    plain = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", name.lower().replace("’", "'")))
    return _smooth(re.sub(r"[^a-z]", "", plain))


def _smooth(letters: str) -> str:
    """Pinyin with one spelling of ü: Luliang, Lyuliang and Lvliang are one."""
    return letters.replace("lyu", "lu").replace("nyu", "nu").replace("v", "u")


@lru_cache(maxsize=4)
def _ours(known: frozenset[str]) -> _Names:
    return _by_spelling(sorted(known, key=len))


@lru_cache(maxsize=1)
def _everywhere() -> _Names:
    """The gazetteer by English spelling, the bigger place first."""
    lines = (files("vectorstore.places") / "places.csv").read_text(encoding="utf-8").splitlines()
    rows = [(row["code"], row["name"]) for row in csv.DictReader(lines)]
    rows.sort(key=lambda row: (not row[0].endswith("0000"), not row[0].endswith("00"), row[0]))
    return _by_spelling(name for _, name in rows)


def _by_spelling(names: Iterable[str]) -> _Names:
    """Full Chinese names by the letters of their English spelling, in the order given."""
    # pypinyin takes a third of a second to import: only those who ask in English pay for it.
    from pypinyin import lazy_pinyin

    letter = lru_cache(maxsize=None)(lambda character: str(lazy_pinyin(character)[0]))
    found: dict[str, dict[str, None]] = {}
    for name in names:
        short = short_name(name)
        stem = len(short) if short != name or len(name) > 2 else 1
        readings = [[letter(character) for character in name]]
        if not _READ_IN_CONTEXT.isdisjoint(name):
            readings.append(lazy_pinyin(name))
        spellings = {_smooth("".join(each[:size])) for each in readings for size in (stem, len(name))}
        for spelling in _spellings_of().get(name, spellings):
            found.setdefault(spelling, {})[name] = None
    return {spelling: tuple(places) for spelling, places in found.items()}


@lru_cache(maxsize=1)
def _spellings_of() -> dict[str, frozenset[str]]:
    """The spellings of the places that the dictionary lists, in place of their pinyin."""
    found: dict[str, set[str]] = {}
    for spelling, chinese in _entries("places"):
        found.setdefault(chinese, set()).add(_letters(spelling))
    return {chinese: frozenset(spellings) for chinese, spellings in found.items()}


@lru_cache(maxsize=1)
def _spelling_by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for spelling, chinese in _entries("places"):
        found.setdefault(chinese, spelling)
    return found


def spelling_of(place: str) -> str:
    """The usual English of a place that the dictionary lists, in small letters; empty for one that is its pinyin."""
    return _spelling_by_name().get(place, "")


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset().union(*_spellings_of().values())


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_CARDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
]
_VALUES = {word: value for words in (_CARDINALS, _ORDINALS) for value, word in enumerate(words, 1)}
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(_VALUES)})"
_ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_VALUES)})"
_TO = r"\s*(?:-|–|—|~|to|through|thru|till|until)\s*"
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?)"

_YEAR = r"(?P<year>(?<![\d.,])(?:19|20)\d\d(?![\d]|[.,]\d)|\b(?:this|last|next) year\b)"
_WITHIN = (
    r"(?P<half>\b(?:first|1st) half|(?<![a-z])h1\b|\b1h\b|\bmid-?\s?year"
    r"|(?P<second>\b(?:second|2nd|latter) half|(?<![a-z])h2\b|\b2h\b))"
    r"|(?P<three>\bfirst (?:three|3) quarters)"
    r"|(?P<quarter>\b(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th|last|final) quarter|(?<![a-z])q(?P<q>[1-4])\b)"
    rf"|\bfirst (?P<count>{_COUNT}) months"
    rf"|\b(?P<from>{_MONTH}){_TO}(?P<to>{_MONTH})"
    rf"|\b(?:{_DAY} (?:of )?)?(?P<month>{_MONTH})(?: {_DAY}\b)?"
    r"|\b(?P<whole>(?:full|whole|entire) year)"
)
_FIVE_YEARS = re.compile(rf"\b(?P<plan>{_ORDINAL})(?:[ -](?:five|5)[ -]year(?: plan)?| fyp)\b", re.IGNORECASE)
_YEARS = re.compile(
    rf"(?<![\d.,])(?P<a>(?:19|20)\d\d)(?:{_TO}|(?<=between ....) and )(?P<b>(?:19|20)\d\d)(?!\d)", re.IGNORECASE
)
_DATED = re.compile(rf"(?:{_WITHIN})(?:\s*,\s*|\s+)(?:(?:of|in|for)\s+)?(?:the year\s+|the\s+)?{_YEAR}", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"{_YEAR}(?:['’]s)?[\s,(-]*(?:the\s+)?(?:{_WITHIN})", re.IGNORECASE)
_YEAR_ALONE = re.compile(_YEAR, re.IGNORECASE)
_WITHIN_ALONE = re.compile(_WITHIN, re.IGNORECASE)
_BEFORE_MONTH = re.compile(r"\b(?:in|by|since|until|of|end-?)\s*$", re.IGNORECASE)
"""What makes a month of a bare May or March, which may be verbs."""
_FIVE_YEAR_PLANS = {
    9: "“九五”",
    10: "“十五”",
    11: "“十一五”",
    12: "“十二五”",
    13: "“十三五”",
    14: "“十四五”",
    15: "“十五五”",
}
_RELATIVE = {"this year": "今年", "last year": "去年", "next year": "明年"}


def periods_in_english(question: str) -> str:
    """How a Chinese question would name the periods of an English one, in its order, divided by 、; empty without any.

    H1 2020 → 2020年上半年, January to May 2020 → 2020年1—5月, 14th Five-Year Plan → “十四五”. A half or
    a quarter without a year takes the only year the question names.
    """
    return "、".join(dict.fromkeys(chinese for _, _, chinese in period_mentions(question)))


def period_mentions(text: str) -> list[tuple[int, int, str]]:
    """Start, end and Chinese of each period that an English text names, as ``periods_in_english`` reads it."""
    found: list[tuple[int, int, str]] = []
    rest = text
    for pattern in (_FIVE_YEARS, _YEARS, _DATED, _YEAR_FIRST, _YEAR_ALONE, _WITHIN_ALONE):
        for match in pattern.finditer(rest):
            if chinese := _chinese_period(match, text):
                found.append((*match.span(), chinese))
                rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
    return sorted(found)


def _chinese_period(match: re.Match[str], question: str) -> str:
    """The Chinese of one match; empty when it is no period after all (the verb may)."""
    groups = match.groupdict()
    if plan := groups.get("plan"):
        return _FIVE_YEAR_PLANS.get(_value(plan), "")
    if "a" in groups:
        return f"{groups['a']}—{groups['b']}年"
    within = _chinese_within(groups)
    if year := groups.get("year"):
        return _chinese_year(year) + within
    if groups.get("month") and not _BEFORE_MONTH.search(question[: match.start()]):
        return ""
    years = {_chinese_year(each.group()) for each in _YEAR_ALONE.finditer(question)}
    return (years.pop() if len(years) == 1 else "") + within


def _chinese_year(year: str) -> str:
    return _RELATIVE.get(year.lower()) or f"{year}年"


def _chinese_within(groups: dict[str, str | None]) -> str:
    """A stretch of a year: 上半年, 前三季度, 二季度, 1—5月, 6月, 全年; empty for the year itself."""
    if groups.get("half"):
        return "下半年" if groups["second"] else "上半年"
    if groups.get("quarter"):
        value = 4 if groups["nth"] in ("last", "final") else _value(groups["q"] or groups["nth"] or "")
        return f"{'一二三四'[value - 1]}季度"
    if groups.get("three"):
        return "前三季度"
    if count := groups.get("count"):
        return {3: "一季度", 6: "上半年", 9: "前三季度", 12: "全年"}.get(_value(count), f"1—{_value(count)}月")
    if (first := groups.get("from")) and (last := groups.get("to")):
        return f"{_month(first)}—{_month(last)}月"
    if month := groups.get("month"):
        return f"{_month(month)}月"
    return "全年" if groups.get("whole") else ""


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _value(number: str) -> int:
    """The value of a count or ordinal: 14th, fourteenth, five, 5."""
    return _VALUES.get(number.lower()) or int(re.sub(r"\D", "", number))
