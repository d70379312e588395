"""Arithmetic over cited figures: Decimal, with the formula shown. Nothing else may compute."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from vectorstore.figures import Figure, format_decimal


@dataclass(frozen=True, slots=True)
class Result:
    """A computed value and how it came about: ``264.3 - 96.9 = 167.4 亿元``."""

    value: Decimal
    unit: str
    formula: str
    approximate: bool = False
    """Whether an operand is printed as 约, 近, 超, 余 or 左右."""
    direction: str = ""
    """下降 or 增长 for a rate, put before it."""

    @property
    def text(self) -> str:
        """The value as it stands in a sentence: ``167.4亿元``, ``0.1个百分点``."""
        return f"{self.direction}{'约' if self.approximate else ''}{format_decimal(abs(self.value))}{self.unit}"


_ROUNDED = frozenset({"约", "近", "超", "余", "左右"})


def _rounded(*figures: Figure) -> bool:
    return any(figure.qualifier in _ROUNDED for figure in figures)


_ALIKE = {
    "吨": ("斤", Decimal(2000)),
    "公斤": ("斤", Decimal(2)),
    "千克": ("斤", Decimal(2)),
    "公顷": ("亩", Decimal(15)),
}
"""Units of one kind by the one they are compared in, and how many of it they are."""


def in_common_unit(figure: Figure) -> tuple[Decimal, str]:
    """A figure's signed value in the unit that its like are compared in, and that unit: 1993.5万吨 in 斤."""
    base, times = _ALIKE.get(figure.base, (figure.base, Decimal(1)))
    return signed(figure) * figure.scale * times, base


def comparable(a: Figure, b: Figure) -> bool:
    """Whether two figures measure the same kind of thing (元 with 元, % with %), neither being a range."""
    return a.base == b.base and a.low == a.high and b.low == b.high and not (a.ordinal or b.ordinal)


def _common(a: Figure, b: Figure) -> tuple[Decimal, Decimal, str, Decimal]:
    """Both values in the unit of the first, that unit, and its scale."""
    return a.low, b.low * b.scale / a.scale, a.unit, a.scale


def signed(figure: Figure) -> Decimal:
    """A change with its direction: 下降4.9% is -4.9."""
    return -figure.low if figure.sign < 0 else figure.low


def difference(a: Figure, b: Figure) -> Result:
    """``a - b`` in the unit of ``a``; between two percentages the unit is 个百分点.

    Raises ValueError when the two do not measure the same kind of thing.
    """
    if not comparable(a, b):
        raise ValueError(f"{a.text} and {b.text} can't be subtracted")
    if a.base == "%":
        x, y = signed(a), signed(b)
        if x < 0 and y < 0:
            x, y = -x, -y
        unit = "个百分点"
    else:
        x, y, unit, _ = _common(a, b)
    formula = f"{_operand(x)} - {_operand(y)} = {format_decimal(x - y)} {unit}"
    return Result(x - y, unit, formula, _rounded(a, b))


def total(figures: list[Figure]) -> Result:
    """The sum, in the unit of the first figure. Raises ValueError when they measure different things."""
    first = figures[0]
    if any(not comparable(first, f) for f in figures) or first.base == "%":
        raise ValueError("figures of different kinds can't be added")
    values = [f.low * f.scale / first.scale for f in figures]
    value = sum(values, Decimal(0))
    parts = " + ".join(format_decimal(v) for v in values)
    return Result(value, first.unit, f"{parts} = {format_decimal(value)} {first.unit}", _rounded(*figures))


def share(part: Figure, whole: Figure, places: int = 1) -> Result:
    """``part ÷ whole`` in per cent, rounded half up. Raises ValueError for unlike figures or a zero whole."""
    if not comparable(part, whole) or whole.low == 0:
        raise ValueError(f"{part.text} is no part of {whole.text}")
    x, y, _, _ = _common(part, whole)
    value = (x / y * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return Result(value, "%", f"{format_decimal(x)} ÷ {format_decimal(y)} × 100% ≈ {format_decimal(value)}%")


def implied_whole(part: Figure, rate: Figure) -> Result:
    """``part ÷ rate``: the whole of which ``part`` is ``rate`` per cent, rounded to whole units.

    Raises ValueError when the second figure is no percentage above zero.
    """
    if rate.base != "%" or rate.low <= 0 or part.base == "%":
        raise ValueError(f"{rate.text} is no rate of {part.text}")
    places = 0 if part.low >= _MANY else 1
    value = (part.low / (rate.low * rate.scale) * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    formula = f"{format_decimal(part.low)} ÷ {format_decimal(rate.low)}% ≈ {format_decimal(value)} {part.unit}"
    return Result(value, part.unit, formula)


COUNTED = frozenset(
    {"家", "户", "个", "所", "处", "人", "名", "套", "项", "件", "辆", "座", "条", "支", "只", "栋", "场", "批"}
)
"""What is counted one by one; companies may be printed as 家 and as 户."""
_MANY = Decimal(100)
"""Amounts from which a worked-out whole is told without decimals."""
_WAN = Decimal(10_000)
_YI = _WAN * _WAN


def before_growth(amount: Figure, rate: Figure, places: int = 2) -> Result:
    """``amount ÷ (1 + rate)``: what an amount was before it grew by a rate, rounded half up.

    Raises ValueError when the second figure is no percentage, or a fall of all there was.
    """
    growth = signed(rate)
    if rate.base != "%" or amount.base == "%" or growth <= -100:
        raise ValueError(f"{rate.text} is no growth of {amount.text}")
    if amount.base in COUNTED and amount.scale == 1:
        places = 0
    value = (amount.low / (1 + growth / 100)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "-" if growth < 0 else "+"
    shown = f"{format_decimal(amount.low)} ÷ (1 {sign} {format_decimal(abs(growth))}%)"
    return Result(value, amount.unit, f"{shown} ≈ {format_decimal(value)} {amount.unit}")


def other_rate(own: Figure, points: Figure) -> Result:
    """A rate that stands so many percentage points from another: 10.8%, 大于北京市0.7个百分点 → 10.1%.

    ``points`` is positive where the own rate is the greater in size. Raises ValueError for other units.
    """
    if own.base != "%" or points.base != "个百分点":
        raise ValueError(f"{points.text} is no distance from {own.text}")
    value = own.low - signed(points)
    word = "下降" if own.sign < 0 else "增长" if own.sign > 0 else ""
    sign = "-" if points.sign > 0 else "+"
    formula = f"{format_decimal(own.low)}% {sign} {format_decimal(points.low)} = {format_decimal(value)}%"
    return Result(value, "%", formula, _rounded(own, points), word)


def earlier_rate(own: Figure, points: Figure) -> Result:
    """The rate of the time before, from this one's and how many points it moved: 降1.5%, 收窄5.6个百分点 → 降7.1%.

    ``points`` is positive where the change has grown in size since. Raises ValueError for other units.
    """
    return other_rate(own, points)


def average(amount: Figure, count: Figure, places: int = 2) -> Result:
    """``amount ÷ count`` in 亿元, 万元 or 元, rounded half up. Raises ValueError for a count of nothing."""
    if count.low == 0 or amount.base == count.base:
        raise ValueError(f"{amount.text} can't be shared out among {count.text}")
    each = amount.low * amount.scale / (count.low * count.scale)
    scale, word = next(((s, word) for s, word in ((_YI, "亿"), (_WAN, "万")) if each >= s), (Decimal(1), ""))
    unit = f"{word}{amount.base}"
    value = (each / scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    formula = f"{format_decimal(amount.low)}{amount.unit} ÷ {format_decimal(count.low)}{count.unit}"
    return Result(value, unit, f"{formula} ≈ {format_decimal(value)} {unit}")


def times(a: Figure, b: Figure, places: int = 2) -> Result:
    """``a ÷ b``, how many times ``b`` is ``a``. Raises ValueError for unlike figures or a zero divisor."""
    if not comparable(a, b) or b.low == 0:
        raise ValueError(f"{a.text} is no multiple of {b.text}")
    x, y, _, _ = _common(a, b)
    value = (x / y).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return Result(value, "倍", f"{format_decimal(x)} ÷ {format_decimal(y)} ≈ {format_decimal(value)} 倍")


def _operand(value: Decimal) -> str:
    return f"({format_decimal(value)})" if value < 0 else format_decimal(value)
