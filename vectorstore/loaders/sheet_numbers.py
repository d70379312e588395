"""Values of a spreadsheet as its reader sees them: 0.049 in the format 0.0% is 4.9%."""

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

__all__ = ["shown"]

_GENERAL_DIGITS = 10
"""That a number without a format is shown with: Excel's cells have room for eleven characters, the point among them."""
_LARGEST = Decimal("1e21")
"""Beyond it a number is printed in powers of ten."""
_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
"""Pieces of a format that are no placeholders: words, an escaped letter, room for one, filling, currency, colour."""
_CONDITION = re.compile(r"\[[<>=]")
_PLACES = re.compile(r"[0#?][0#?,\x00]*(?:\.[0#?,]*)?|\.[0#?,]+")
_MOST_DECIMALS = 30


def shown(value: object, form: str = "General") -> str:
    """A cell's value in its number format; words as they are, empty for none.

    Dates are printed as 2020年8月20日, or as much of it as the format shows.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, form)
    if isinstance(value, datetime | date | time):
        return _moment(value, form)
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value)


def _number(value: float, form: str) -> str:
    try:
        number = Decimal(repr(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite() or abs(number) >= _LARGEST:
        return str(value)
    section, own = _section(form or "General", number)
    pattern, words = _words_apart(section)
    places = _PLACES.search(pattern)
    if _CONDITION.search(form) or re.search(r"[Ee][+-]|/|General|@", pattern):
        return _plain(number)
    if places is None:
        return _with_words(pattern, words).strip()
    digits = _digits(abs(number), pattern, places.group())
    before, behind = pattern[: places.start()], pattern[places.end() :]
    # Red or bracketed digits are negative to the eye, but not in plain text.
    if number < 0 and not (own and re.search("[-\u4e00-\u9fff]", pattern + "".join(words))):
        before, behind = before.replace("(", "-"), behind.replace(")", "")
        before = before if "-" in before else f"-{before}"
    text = before + digits + _PLACES.sub("", behind)
    return _with_words(text, words).strip()


def _section(form: str, number: Decimal) -> tuple[str, bool]:
    """The part of a format for this number (positive;negative;zero), and whether it is for negative ones alone."""
    sections = [""]
    for piece in re.findall(r'"[^"]*"|[\\!].|.', form, re.DOTALL):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    if number < 0 and len(sections) > 1:
        return sections[1], True
    if number == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _words_apart(section: str) -> tuple[str, list[str]]:
    """A format with a mark in the place of each of its words, and those."""
    words: list[str] = []

    def mark(match: re.Match[str]) -> str:
        words.append(match[1] or match[2] or match[3] or "")
        return "\x00"

    return _LITERAL.sub(mark, section), words


def _with_words(text: str, words: list[str]) -> str:
    rest = iter(words)
    return re.sub("\x00", lambda match: next(rest, ""), text)


def _digits(number: Decimal, pattern: str, places: str) -> str:
    scaled = number * 100 ** pattern.count("%")
    scaled /= 1000 ** (len(places) - len(places.rstrip(",")))
    whole, _, fraction = places.rstrip(",").partition(".")
    fraction = fraction.replace(",", "")[:_MOST_DECIMALS]
    rounded = scaled.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    least = len(fraction.rstrip("#?"))
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    digits = digits.zfill(min(whole.count("0"), _MOST_DECIMALS))
    if "\x00" in whole:
        digits = _between_words(digits, whole)
    elif "," in whole:
        digits = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", ",", digits)
    return f"{digits}.{decimals}" if decimals else digits


def _between_words(digits: str, whole: str) -> str:
    """Digits put in their places from the right: 12346 in 0!.0 is 1234.6, as ten-thousands are shown."""
    text = ""
    for place in reversed(whole.replace(",", "")):
        if place == "\x00":
            text = place + text
        else:
            digits, text = digits[:-1], digits[-1:] + text
    return digits + text


def _plain(number: Decimal) -> str:
    """A number without a format: 3174.6000000000004 is 3174.6."""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():f}"
    whole = max(1, number.adjusted() + 1)
    decimals = max(0, _GENERAL_DIGITS - whole) if number.adjusted() > -5 else _GENERAL_DIGITS - number.adjusted()
    rounded = number.quantize(Decimal(1).scaleb(-min(decimals, _MOST_DECIMALS)), ROUND_HALF_UP)
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _moment(value: datetime | date | time, form: str) -> str:
    pattern = _LITERAL.sub("", form).lower()
    clock = isinstance(value, time) or "h" in pattern
    hour = f"{value.hour}:{value.minute:02d}" if clock and isinstance(value, datetime | time) else ""
    if isinstance(value, time):
        return hour
    # m beside h or s is minutes.
    month = re.search(r"m", re.sub(r"h+\W*m+|m+\W*s+", "", pattern)) is not None
    year, day = "y" in pattern or "e" in pattern, "d" in pattern
    if not (year or month or day or hour):
        year = month = day = True
    parts = ((year, f"{value.year}年"), (month, f"{value.month}月"), (day, f"{value.day}日"))
    return " ".join(part for part in ("".join(words for told, words in parts if told), hour) if part)
