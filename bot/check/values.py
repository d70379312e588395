"""What a printed figure allows the true value to be, and when two figures can't both be true.

A print of one decimal allows half a unit of it either way; 约, 近, 超, 余, 左右, 以上 and 以内 widen that as their
words do. All values are in the unit without its scale, a fall below zero.
"""

from dataclasses import dataclass
from decimal import Decimal

from vectorstore.figures import Figure, same_value

__all__ = ["Allowed", "allowed", "base_of", "contradict", "cut_short", "last_digit", "last_place"]

_INTERCHANGEABLE = {"名": "人", "位": "人", "度": "千瓦时", "户": "家"}
_ROUND_ABOUT = Decimal("0.5")
"""Percentage points that 左右 and 约 give a rate."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The values a print allows, both ends included; None where it sets no limit."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: "Allowed") -> bool:
        """Whether some value is allowed by both."""
        return not _below(self.high, other.low) and not _below(other.high, self.low)


def _below(high: Decimal | None, low: Decimal | None) -> bool:
    return high is not None and low is not None and high < low


def base_of(figure: Figure) -> str:
    """The unit without its scale, in one spelling of those that count the same."""
    return "位次" if figure.ordinal else _INTERCHANGEABLE.get(figure.base, figure.base)


def last_place(value: Decimal, scale: Decimal) -> Decimal:
    """One unit of the last printed place: 0.1 亿 for 3174.6亿元."""
    return Decimal(1).scaleb(int(value.as_tuple().exponent)) * scale


def allowed(figure: Figure) -> Allowed:
    """The true values that a figure allows as it is printed."""
    if figure.ordinal:
        return Allowed(None if figure.qualifier else figure.low, figure.low)
    low, high = figure.low * figure.scale, figure.high * figure.scale
    half_low, half_high = last_place(figure.low, figure.scale) / 2, last_place(figure.high, figure.scale) / 2
    round_number = last_digit(figure.high) * figure.scale
    widened = max(round_number / 2, _ROUND_ABOUT) if figure.base == "%" else round_number / 2
    least: Decimal | None = low - half_low
    most: Decimal | None = high + half_high
    match figure.qualifier:
        case "约" | "左右":
            least, most = low - widened, high + widened
        case "近":
            least = low - max(widened, round_number)
        case "超" | "以上" | "不低于":
            most = None
        case "余":
            most = high + round_number
        case "以内" | "不超过":
            least = None
    return Allowed(least, most) if figure.sign >= 0 else _fallen(least, most)


def _fallen(least: Decimal | None, most: Decimal | None) -> Allowed:
    """Of a fall: 下降5%以上 is anything below -5."""
    return Allowed(None if most is None else -most, None if least is None else -least)


def last_digit(value: Decimal) -> Decimal:
    """One unit of the last digit that is not zero: 100 for 3200, 0.1 for 5.5."""
    if not value:
        return Decimal(1)
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent))


def contradict(a: Figure, b: Figure) -> bool:
    """Whether no value is allowed by both figures; a coarser print of the same value never contradicts a finer one.

    Figures of different units do not; nor does a range that overlaps the other.
    """
    if base_of(a) != base_of(b) or (a.sign == b.sign and same_value(a, b)):
        return False
    if a.ordinal or b.ordinal:
        return not allowed(a).meets(allowed(b))
    if _plain(a) and _plain(b) and last_place(a.low, a.scale) == last_place(b.low, b.scale):
        return (a.low * a.scale * (a.sign or 1)) != (b.low * b.scale * (b.sign or 1))
    if _plain(a) != _plain(b):
        plain, loose = (a, b) if _plain(a) else (b, a)
        # The loose one gives all the way that its words allow; 6% is not 5%左右.
        exact = plain.low * plain.scale * (plain.sign or 1)
        return not Allowed(exact, exact).meets(allowed(loose))
    return not allowed(a).meets(allowed(b))


def _plain(figure: Figure) -> bool:
    """Whether it is one number without a word that loosens it."""
    return figure.qualifier is None and figure.low == figure.high


def cut_short(a: Figure, b: Figure) -> bool:
    """Whether one figure is the other with its last digits dropped instead of rounded: 20.5 of 20.58."""
    if base_of(a) != base_of(b) or a.sign != b.sign or a.ordinal or b.ordinal:
        return False
    places = last_place(a.low, a.scale), last_place(b.low, b.scale)
    coarse, fine = (a, b) if places[0] > places[1] else (b, a)
    excess = fine.low * fine.scale - coarse.low * coarse.scale
    return places[0] != places[1] and 0 <= excess < max(places)
