"""A reply as JSON by a schema, whole or as far as it has come, turned into the marked text that is read otherwise."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from bot.models import MOST_TOKENS, limited

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

_INNER_END = re.compile(r"[。！？!?\n]+(?=\s*\S)")
_STATEMENTS = 5
_CITES = 3


def schema(handles: Sequence[str]) -> dict[str, Any]:
    """Statements, each with the handles it rests on: those come first, so that it chooses before it writes."""
    cites = {
        "type": "array",
        "items": {"type": "string", "enum": list(handles)},
        "minItems": 1,
        "maxItems": min(_CITES, len(handles)),
    }
    statement = {
        "type": "object",
        "properties": {"cites": cites, "text": {"type": "string"}},
        "required": ["cites", "text"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"statements": {"type": "array", "items": statement, "maxItems": _STATEMENTS}},
        "required": ["statements"],
        "additionalProperties": False,
    }


def bound(model: "ChatOpenAI", handles: Sequence[str]) -> dict[str, Any]:
    """What to bind so that a server that can keeps to the schema.

    In ``extra_body``: LangChain's own ``response_format`` makes the client parse the whole reply, and raise where it
    is cut short.
    """
    limits = limited(model, MOST_TOKENS)
    body = limits.pop("extra_body", {})
    named = {"name": "answer", "strict": True, "schema": schema(handles)}
    return {**limits, "extra_body": {**body, "response_format": {"type": "json_schema", "json_schema": named}}}


def is_json(text: str) -> bool:
    """Whether a reply, without its thoughts and fences, is or begins JSON of ours."""
    return text.startswith("{")


def marked(text: str) -> str:
    """The statements of a reply that are complete by now, each with its handles behind it; empty when none is.

    ``{"statements": [{"cites": ["c1"], "text": "…。"}, {"ci`` gives ``…。[c1]``.
    """
    try:
        reply = from_json(text, allow_partial=True)
    except ValueError:
        return ""
    statements = reply.get("statements") if isinstance(reply, dict) else None
    pieces = [_marked(s) for s in statements if isinstance(s, dict)] if isinstance(statements, list) else []
    return "\n".join(piece for piece in pieces if piece)


def _marked(statement: dict[str, Any]) -> str:
    text, cites = statement.get("text"), statement.get("cites")
    if not isinstance(text, str) or not text.strip() or not isinstance(cites, list):
        return ""
    handles = "".join(f"[{cite}]" for cite in cites if isinstance(cite, str) and re.fullmatch(r"c\d{1,3}", cite))
    return f"{_INNER_END.sub('；', text.strip())}{handles}"
