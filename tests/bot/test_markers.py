"""Citation handles as models really write them, whole and while they stream in."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import markers


@pytest.mark.parametrize(
    ("handle", "numbers"),
    [
        ("[c1]", (1,)),
        ("[C1]", (1,)),
        ("[ c1 ]", (1,)),
        ("【c1】", (1,)),
        ("［c1］", (1,)),
        ("（c1）", (1,)),
        ("(c1)", (1,)),
        ("[ｃ1]", ()),
        ("[c1,c2]", (1, 2)),
        ("[c1、c2]", (1, 2)),
        ("【c1，c2】", (1, 2)),
        ("[c1;2]", (1, 2)),
        ("[c1和c2]", (1, 2)),
        ("[c1][c12]", (1, 12)),
        ("[c2] [c2][c1]", (2, 1)),
    ],
)
def test_every_form_of_a_handle_is_read(handle, numbers):
    assert markers.handles(f"同比增长3.8%{handle}。") == numbers


@pytest.mark.parametrize("text", ["[1]", "【2】", "（一）", "(c)", "[cc1]", "c1", "C919", "[CBD1]", "[c1.5]", "[中c1]"])
def test_what_is_not_ours_is_no_handle(text):
    assert markers.handles(f"同比{text}增长") == ()
    assert markers.without(f"同比{text}增长") == f"同比{text}增长"


@pytest.mark.parametrize("text", ["增长[c1]较快", "增长3.8%[c1]较", "GDP[c1]GDP", "[c1]增长"])
def test_a_handle_needs_no_word_boundary_beside_it(text):
    assert markers.handles(text) == (1,)
    assert "c1" not in markers.without(text)


def test_taking_one_handle_out_does_not_make_another():
    assert markers.handles(markers.without("[c[c1]2]增长[[c3]c4]")) == ()


@pytest.mark.parametrize(
    ("reply", "sentences"),
    [
        ("甲增长1%[c1]。乙增长2%[c2]。", [("甲增长1%。", (1,)), ("乙增长2%。", (2,))]),
        ("甲增长1%。[c1]乙增长2%。 [c2][c3]", [("甲增长1%。", (1,)), ("乙增长2%。", (2, 3))]),
        ("甲增长1%。\n[c1]\n乙增长2%。\n\n[c2]", [("甲增长1%。", (1,)), ("乙增长2%。", (2,))]),
        ("甲[c1]增长1%，乙增长2%[c2]。", [("甲增长1%，乙增长2%。", (1, 2))]),
        ("甲增长1%；乙增长2%[c1]。", [("甲增长1%；乙增长2%。", (1,))]),
        ("甲增长1%[c1]；乙增长2%[c2]。", [("甲增长1%；", (1,)), ("乙增长2%。", (2,))]),
        ("甲增长1%；[c1]乙增长2%。[c2]", [("甲增长1%；", (1,)), ("乙增长2%。", (2,))]),
        ("甲增长1%[c1]", [("甲增长1%", (1,))]),
        ("甲增长1%。", [("甲增长1%。", ())]),
        ("甲增长1.5%[c1]。。", [("甲增长1.5%。。", (1,))]),
        ("[c1]", []),
        ("", []),
        ("。！\n", []),
    ],
)
def test_a_reply_falls_into_sentences_with_their_handles(reply, sentences):
    assert markers.split(reply) == sentences


words = st.text("甲乙增长年度1.%，[(（【c", min_size=1, max_size=6)
handle = st.builds(
    lambda opening, numbers, joint, closing: f"{opening}{joint.join(f'c{n}' for n in numbers)}{closing}",
    st.sampled_from("[【［（("),
    st.lists(st.integers(1, 12), min_size=1, max_size=3),
    st.sampled_from([",", "、", "，", " ; ", "和"]),
    st.sampled_from("]】］）)"),
)
replies = st.lists(st.one_of(words, handle, st.sampled_from(["。", "；", "\n"])), max_size=10).map("".join)


@given(replies)
def test_no_part_of_a_handle_is_ever_shown_wherever_the_stream_is_cut(reply):
    whole = [(match.start(), match.end()) for match in markers._HANDLE.finditer(reply)]
    for cut in range(len(reply) + 1):
        shown = cut - markers.held_back(reply[:cut])
        assert 0 <= shown <= cut
        assert not any(start < shown < end for start, end in whole)


@given(replies)
def test_a_whole_handle_is_not_held_back(reply):
    text = f"{reply}[c1]"
    if markers._HANDLE.search(text, len(reply)):
        assert markers.held_back(text) == 0 or "[c1]" in text[: len(text) - markers.held_back(text)]


@given(replies)
def test_sentences_that_are_complete_do_not_change_as_more_arrives(reply):
    final = markers.split(reply)
    for cut in range(len(reply)):
        ready = reply[: cut - markers.held_back(reply[:cut])]
        complete = markers.split(ready)[:-1]
        assert [text for text, _ in complete] == [text for text, _ in final[: len(complete)]]


@given(replies)
@example("[c1 ; c2]。")
def test_sentences_carry_no_handles_and_lose_none(reply):
    reply = f"甲{reply}"
    sentences = markers.split(reply)
    assert all(markers.handles(text) == () for text, _ in sentences)
    assert {n for _, numbers in sentences for n in numbers} == set(markers.handles(reply))
