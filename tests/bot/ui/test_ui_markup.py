from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.markup import text


@given(st.text(st.characters(exclude_categories=["C", "Z"])))
def test_text_reads_the_same_after_the_browser_has_decoded_it(value):
    assert unescape(text(value)) == value


@given(st.text())
def test_no_sign_that_html_markdown_or_a_template_understands_is_left(value):
    shown = text(value).replace("<br>", "")
    bare = [c for c in unescaped_signs(shown) if not c.isalnum() and c != " "]
    assert bare == []


def unescaped_signs(shown: str) -> list[str]:
    """ASCII characters that are not part of a numeric entity."""
    rest = "".join("" if i % 2 else part for i, part in enumerate(_split_entities(shown)))
    return [c for c in rest if c.isascii()]


def _split_entities(shown: str) -> list[str]:
    parts, rest = [], shown
    while "&#" in rest:
        before, _, after = rest.partition("&#")
        number, _, rest = after.partition(";")
        assert number.isdigit()
        parts += [before, number]
    return [*parts, rest]


@pytest.mark.parametrize("value", ["第一行\n\n第二行", "第一行\r\n第二行", "第一行\u2028第二行"])
def test_lines_stay_lines_and_the_html_stays_on_one(value):
    assert "<br>" in text(value)
    assert len(text(value).splitlines()) == 1


def test_control_characters_are_left_out():
    assert text("甲\x00\x1b\u202e乙") == "甲乙"
