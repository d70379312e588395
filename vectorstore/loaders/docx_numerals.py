"""Numbers as Word prints them in front of numbered paragraphs (ECMA-376, part 1, 17.18.59: ST_NumberFormat)."""

from collections.abc import Callable

__all__ = ["printed"]

_LARGEST_CHINESE = 9999
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_LARGEST_ROMAN = 32_767
_SIMPLE = "零一二三四五六七八九"
_LEGAL_SIMPLIFIED = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


def printed(number: int, form: str) -> str:
    """The number in one of Word's formats: 3 in chineseCounting is 三.

    Empty for ``bullet`` and ``none``; in ASCII digits where the format is unknown or has no sign for the number.
    """
    return _FORMS.get(form, str)(number)


def _chinese(digits: str, units: str) -> Callable[[int], str]:
    def counted(number: int) -> str:
        if not 0 < number <= _LARGEST_CHINESE:
            return digits[0] if number == 0 else str(number)
        words = ""
        for unit, digit in zip(units[-len(str(number)) :], map(int, str(number)), strict=True):
            words += digits[digit] + unit.strip() if digit else digits[0]
        words = words.rstrip(digits[0])
        while digits[0] * 2 in words:
            words = words.replace(digits[0] * 2, digits[0])
        return words.removeprefix("一") if 10 <= number < 20 else words

    return counted


def _placewise(number: int) -> str:
    return "".join("○一二三四五六七八九"[int(digit)] for digit in str(number)) if number >= 0 else str(number)


def _signs(signs: str) -> Callable[[int], str]:
    """The n-th of a row of signs."""
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _letters(number: int) -> str:
    """From a to z, then aa, bb and on, as Word counts."""
    if not 0 < number <= 26 * 30:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    if not 0 < number <= _LARGEST_ROMAN:
        return str(number)
    letters = ""
    for value, sign in _ROMAN:
        letters += sign * (number // value)
        number %= value
    return letters + _ROMAN_UNITS[number]


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def _cycle(number: int) -> str:
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12] if 0 < number <= 60 else str(number)


def _row(first: str, length: int) -> Callable[[int], str]:
    return _signs("".join(chr(ord(first) + step) for step in range(length)))


_COUNTING = _chinese(_SIMPLE, "千百十 ")
_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "bullet": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _COUNTING,
    "chineseCountingThousand": _COUNTING,
    "taiwaneseCounting": _COUNTING,
    "taiwaneseCountingThousand": _COUNTING,
    "japaneseCounting": _COUNTING,
    "chineseLegalSimplified": _chinese(_LEGAL_SIMPLIFIED, "仟佰拾 "),
    "ideographLegalTraditional": _chinese(_LEGAL_TRADITIONAL, "仟佰拾 "),
    "ideographDigital": _placewise,
    "taiwaneseDigital": _placewise,
    "japaneseDigitalTenThousand": _placewise,
    "ideographTraditional": _signs(_STEMS),
    "ideographZodiac": _signs(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "decimalEnclosedCircle": _row("①", 20),
    "decimalEnclosedCircleChinese": _row("①", 20),
    "decimalEnclosedParen": _row("⑴", 20),
    "decimalEnclosedFullstop": _row("⒈", 20),
    "ideographEnclosedCircle": _row("㊀", 10),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "numberInDash": lambda number: f"- {number} -",
}
