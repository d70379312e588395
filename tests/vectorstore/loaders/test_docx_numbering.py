import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from vectorstore.loaders.docx_numbering import Numbering
from vectorstore.loaders.docx_numerals import printed

MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(at, form, words, more="", start=1):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{words}"/>{more}</w:lvl>'
    )


def abstract(name, *levels):
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def definition(name, of, more=""):
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def labels(xml, *paragraphs, list_styles=None):
    """The numbers of paragraphs, given as (definition, level)."""
    numbering = Numbering(etree.fromstring(f"<w:numbering {MAIN}>{xml}</w:numbering>"), list_styles or {})
    return [numbering.next(name, at) for name, at in paragraphs]


THREE = abstract(
    "1", level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "%3)")
) + definition("1", "1")


def test_a_level_starts_anew_behind_any_level_above_it():
    steps = [("1", 0), ("1", 1), ("1", 2), ("1", 2), ("1", 1), ("1", 2), ("1", 0), ("1", 2), ("1", 1)]
    assert labels(THREE, *steps) == ["一、", "一.1 ", "a) ", "b) ", "一.2 ", "a) ", "二、", "a) ", "二.1 "]


def test_definitions_share_a_count_until_one_starts_anew():
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    xml = THREE + definition("2", "1") + definition("3", "1", anew)
    steps = [("1", 0), ("2", 0), ("3", 0), ("3", 0), ("1", 0)]
    assert labels(xml, *steps) == ["一、", "二、", "五、", "六、", "七、"]


def test_a_definition_may_bring_a_level_of_its_own():
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "ideographTraditional", "（%1）")}</w:lvlOverride>'
    assert labels(THREE + definition("2", "1", own), ("2", 0), ("2", 0)) == ["（甲）", "（乙）"]


@pytest.mark.parametrize(("restart", "third"), [("0", "3. "), ("1", "3. ")])
def test_a_level_that_does_not_start_anew_counts_on(restart, third):
    more = f'<w:lvlRestart w:val="{restart}"/>'
    xml = abstract("1", level(0, "decimal", "第%1章"), level(1, "decimal", "（%2）"), level(2, "decimal", "%3.", more))
    steps = [("1", 0), ("1", 2), ("1", 2), ("1", 1), ("1", 2)]
    assert labels(xml + definition("1", "1"), *steps)[-1] == third


def test_a_legal_level_prints_all_its_counts_in_digits():
    xml = abstract("1", level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert labels(xml + definition("1", "1"), ("1", 0), ("1", 1)) == ["第一章 ", "1.1 "]


def test_an_abstract_definition_may_point_to_another_by_a_style():
    pointing = '<w:abstractNum w:abstractNumId="9"><w:numStyleLink w:val="list"/></w:abstractNum>'
    xml = THREE + pointing + definition("4", "9")
    assert labels(xml, ("1", 0), ("4", 0), list_styles={"list": "1"}) == ["一、", "二、"]


@pytest.mark.parametrize(
    "xml",
    [
        abstract("1", level(0, "bullet", "\uf0b7")),
        abstract("1", level(0, "none", "")),
        abstract("1", level(0, "decimal", "")),
        abstract("1", level(0, "decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>")),
        abstract("2", level(0, "decimal", "%1.")),
        abstract("1", level(3, "decimal", "%1.")),
    ],
)
def test_bullets_hidden_numbers_and_missing_definitions_print_nothing(xml):
    assert labels(xml + definition("1", "1"), ("1", 0)) == [""]


def test_a_file_without_definitions_has_no_numbers():
    assert Numbering(None, {}).next("1", 0) == ""


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (10, "chineseCounting", "十"),
        (14, "chineseCountingThousand", "十四"),
        (20, "taiwaneseCounting", "二十"),
        (110, "chineseCounting", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (2050, "chineseCounting", "二千零五十"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (21, "ideographLegalTraditional", "貳拾壹"),
        (10, "ideographDigital", "一○"),
        (3, "ideographTraditional", "丙"),
        (11, "ideographTraditional", "11"),
        (13, "ideographZodiacTraditional", "丙子"),
        (4, "upperRoman", "IV"),
        (1994, "lowerRoman", "mcmxciv"),
        (28, "upperLetter", "BB"),
        (3, "decimalZero", "03"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircle", "21"),
        (2, "decimalEnclosedParen", "⑵"),
        (2, "decimalEnclosedFullstop", "⒉"),
        (2, "ideographEnclosedCircle", "㊁"),
        (12, "decimalFullWidth", "１２"),
        (7, "numberInDash", "- 7 -"),
        (7, "bullet", ""),
        (7, "thaiCounting", "7"),
        (0, "chineseCounting", "零"),
    ],
)
def test_numbers_are_printed_as_word_prints_them(number, form, text):
    assert printed(number, form) == text


@given(st.integers(-5, 10**9), st.sampled_from(["chineseCounting", "upperRoman", "lowerLetter", "ideographDigital"]))
def test_any_number_prints_as_something(number, form):
    assert printed(number, form)
