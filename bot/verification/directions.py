"""Direction in words: what rises, what falls, and which of two is more."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from bot.answer import Calculation, Citation
from bot.verification.fault import Fault
from vectorstore.figures import Figure, find_figures, same_value
from vectorstore.places import short_name

_UP = re.compile(r"增长|增加|上升|上涨|提高|提升|回升|扩大|加快|攀升|增速加|涨")
_DOWN = re.compile(r"下降|降低|减少|回落|收窄|放缓|下滑|缩小|下跌|减弱|趋缓|跌")
_NO_CLAIM = re.compile(
    r"(?:增长|增加|提高|提升|上升|扩大|下降|降低|减少)(?:率|值|极|点|额|的|速度|幅度|目标|多少)|扩大内需|提高质量|[涨跌]幅"
)
"""Words of direction that are parts of names."""
_MORE = "高于|快于|大于|多于|优于|好于|高出|快过|超过"
_LESS = "低于|慢于|小于|少于|不及|低过"
_COMPARES = re.compile(rf"(?<!不)(?:(?P<more>{_MORE})|(?P<less>{_LESS}))(?!\s*[\d约近])")
_SUPERLATIVE = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{1,8}?)(?:的)?(?:[增降]幅|增速)?更(?:(?P<more>[高大快多])|(?P<less>[低小慢少]))"
)
_OPERANDS = re.compile(r"^\(?(-?[\d.]+)\)?\s*-\s*\(?(-?[\d.]+)\)?\s*=")


def direction_faults(
    text: str, cited: Sequence[Citation], figures: Sequence[Figure], calculation: Calculation | None
) -> Iterator[Fault]:
    """Words of direction and comparison that neither a quote has nor the cited figures bear out."""
    quotes = "".join(c.words for c in cited)
    if calculation is None:
        yield from _moves(text, quotes, figures)
        yield from _compared(text, quotes)
    else:
        yield from _verdict(text, {c.place: c for c in cited}, calculation)


def _moves(text: str, quotes: str, figures: Sequence[Figure]) -> Iterator[Fault]:
    """A rise or fall told without a figure; with one, the figure's own sign is checked."""
    plain = _NO_CLAIM.sub(lambda m: "　" * len(m[0]), text)
    for way, against in ((_UP, _DOWN), (_DOWN, _UP)):
        for match in way.finditer(plain):
            if any(0 <= f.start - match.end() <= _NEAR for f in figures) or way.search(quotes):
                continue
            if against.search(quotes) or not _signed(quotes, 1 if way is _UP else -1):
                yield Fault("升降与所引原文不符", match[0])
                return


_NEAR = 3
"""Characters between a verb and the figure it carries (下降了约4.9%)."""


def _signed(quotes: str, sign: int) -> bool:
    return any(figure.sign == sign for figure in find_figures(quotes))


def _compared(text: str, quotes: str) -> Iterator[Fault]:
    """A高于B: in a quote in those words, or borne out by the two figures on its sides."""
    for match in _COMPARES.finditer(text):
        more = bool(match["more"])
        if match[0] in quotes or _same_claim(quotes, more):
            continue
        before, after = find_figures(text[: match.start()]), find_figures(text[match.end() :])
        pair = (before[-1], after[0]) if before and after else None
        if pair and pair[0].base == pair[1].base and not same_value(*pair):
            first, second = (_strength(f) for f in pair)
            if (first > second) is more:
                continue
        yield Fault("比较在所引原文中没有依据", text[max(0, match.start() - 8) : match.end() + 8])


def _same_claim(quotes: str, more: bool) -> bool:
    return any(bool(m["more"]) is more for m in _COMPARES.finditer(quotes))


def _strength(figure: Figure) -> Decimal:
    return (-figure.low if figure.sign < 0 else figure.low) * figure.scale


def _verdict(text: str, places: Mapping[str, Citation], calculation: Calculation) -> Iterator[Fault]:
    """甲更大，相差…: the operand that is subtracted from must be the one of 甲 alone."""
    verdict, operands = _SUPERLATIVE.search(text), _OPERANDS.match(calculation.formula)
    if verdict is None or operands is None or len(places) < 2:
        return
    who = next((p for p in places if p and (verdict["who"].endswith(p) or verdict["who"].endswith(short_name(p)))), "")
    named = operands[1] if verdict["more"] else operands[2]
    if not who:
        return
    owners = {p for p, c in places.items() if _has(c.words, named.lstrip("-"))}
    if owners and who not in owners:
        yield Fault("比较与所引数字不符", verdict[0])


def _has(words: str, number: str) -> bool:
    return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d])(?!\.\d)", words.replace(",", "")) is not None
