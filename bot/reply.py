"""A model's reply made plain: its thinking, code fences, emphasis and list marks taken off."""

import re

_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_THOUGHT_BEGUN_UNSEEN = re.compile(r".*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
"""Some servers put the opening tag into the prompt, and the reply holds only the closing one."""
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[\w-]*[ \t]*$", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*|__")
_LIST_MARK = re.compile(
    r"^[ \t]*(?:[-*•·][ \t]+|[（(]?\d{1,2}(?:[、)）]|\.(?!\d))[ \t]*|#{1,6}[ \t]+|>[ \t]*)+", re.MULTILINE
)
_HALF_TAG = re.compile(r"<(?:/?t?|/?th|/?thi|/?thin|/?think|/?thinki|/?thinkin|/?thinking)$", re.IGNORECASE)


def plain(reply: str) -> str:
    """The reply's own words, whole or as far as they have come; empty while the model still thinks."""
    text = _THOUGHT_BEGUN_UNSEEN.sub("", _THOUGHT.sub("", reply))
    text = _LIST_MARK.sub("", _EMPHASIS.sub("", _FENCE.sub("", text)))
    return _HALF_TAG.sub("", text).strip()
