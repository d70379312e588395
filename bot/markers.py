"""Citation handles in a model's reply: ``[c1] 【c1】 ［c1］ （c1） [c1,c2] [c1][c2]``, whole or half streamed."""

import re

_OPEN, _CLOSE = "[［【（(", "]］】）)"
_HANDLE = re.compile(rf"[{re.escape(_OPEN)}]\s*[cC]\d+(?:\s*[,，、;；]\s*[cC]?\d+)*\s*[{re.escape(_CLOSE)}]")
_NUMBER = re.compile(r"\d+")
_HALF = re.compile(rf"[{re.escape(_OPEN)}]\s*(?:[cC](?:\d+(?:\s*[,，、;；]\s*[cC]?\d*)*)?)?\s*$")
_END = re.compile(r"[。！？!?；;\n]+")


def handles(text: str) -> tuple[int, ...]:
    """The numbers of all handles in a text, in order, each once."""
    return tuple(dict.fromkeys(int(n) for m in _HANDLE.finditer(text) for n in _NUMBER.findall(m.group(0))))


def without(text: str) -> str:
    """The text with its handles taken out."""
    return _HANDLE.sub("", text)


def held_back(text: str) -> int:
    """How many characters at the end may be the beginning of a handle and must not be shown yet."""
    match = _HALF.search(text)
    return len(text) - match.start() if match else 0


def split(reply: str) -> list[tuple[str, tuple[int, ...]]]:
    """Sentences of a reply with the handles that belong to each: those inside it and right behind it."""
    result: list[tuple[str, tuple[int, ...]]] = []
    position = 0
    for match in [*_END.finditer(reply), None]:
        end = match.end() if match else len(reply)
        if end <= position:
            continue
        while behind := _HANDLE.match(reply, _skip_spaces(reply, end)):
            end = behind.end()
        piece = reply[position:end]
        position = end
        text = without(piece).strip()
        if not text.strip("。！？!?；;，, \n"):
            if result and handles(piece):
                last, numbers = result[-1]
                result[-1] = (last, tuple(dict.fromkeys((*numbers, *handles(piece)))))
            continue
        result.append((text, handles(piece)))
    return result


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t":
        at += 1
    return at
