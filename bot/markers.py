"""Citation handles in a model's reply: ``[c1] 【c1】 ［c1］ （c1） [c1,c2] [c1][c2]``, whole or half streamed."""

import re

_OPEN, _CLOSE = "[［【（(", "]］】）)"
_JOINT = r"\s*[,，、;；和与及]\s*"
_HANDLE = re.compile(rf"[{re.escape(_OPEN)}]\s*[cC]\d+(?:{_JOINT}[cC]?\d+)*\s*[{re.escape(_CLOSE)}]")
_NUMBER = re.compile(r"\d+")
_HALF = re.compile(rf"[{re.escape(_OPEN)}]\s*(?:[cC](?:\d+(?:{_JOINT}[cC]?\d+)*(?:\s*|{_JOINT}[cC]?))?)?$")
_END = re.compile(r"[。！？!?；;\n]+")
_SPACE_BEFORE_STOP = re.compile(r"[ \t]+(?=[。！？!?；;，,])")
_WEAK = "；;"
"""Ends of a part of a sentence, whose handle may stand at the end of the whole."""


def handles(text: str) -> tuple[int, ...]:
    """The numbers of all handles in a text, in order, each once."""
    return tuple(dict.fromkeys(int(n) for m in _HANDLE.finditer(text) for n in _NUMBER.findall(m.group(0))))


def without(text: str) -> str:
    """The text with its handles taken out, and those that appear when an inner one is (``[[c1]c2]``)."""
    while (less := _HANDLE.sub("", text)) != text:
        text = less
    return text


def held_back(text: str) -> int:
    """How many characters at the end may be the beginning of a handle and must not be shown yet."""
    match = _HALF.search(text)
    return len(text) - match.start() if match else 0


def split(reply: str) -> list[tuple[str, tuple[int, ...]]]:
    """Sentences of a reply with the handles that belong to each: those inside it and right behind it.

    Parts that end in ；and carry no handle of their own go with the next, whose handle is theirs too.
    """
    result: list[tuple[str, tuple[int, ...]]] = []
    position = 0
    inside = {i for handle in _HANDLE.finditer(reply) for i in range(handle.start(), handle.end())}
    for match in [*(m for m in _END.finditer(reply) if m.start() not in inside), None]:
        end = match.end() if match else len(reply)
        if end <= position:
            continue
        while behind := _HANDLE.match(reply, _skip_spaces(reply, end)):
            end = behind.end()
        piece = reply[position:end]
        if match and not match.group(0).strip(_WEAK) and not handles(piece):
            continue
        position = end
        text = _SPACE_BEFORE_STOP.sub("", without(piece)).strip()
        if text.strip("。！？!?；;，, \n"):
            result.append((text, handles(piece)))
        elif result and handles(piece):
            last, numbers = result[-1]
            result[-1] = (last, tuple(dict.fromkeys((*numbers, *handles(piece)))))
    return result


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at
