"""The chat model that the settings name: any server that speaks OpenAI's protocol."""

import re
from typing import TYPE_CHECKING, Any

from bot import line
from bot.settings import Settings
from vectorstore.errors import ConfigurationError, GongbaoError

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

MOST_TOKENS = 2048
"""Of a reply: an answer takes a hundred, but a reasoning model thinks in the same budget first."""
_OPENAI = re.compile(r"https?://[^/]*\.openai\.(?:com|azure\.com)(?:[:/]|$)")


class ModelError(GongbaoError):
    """The model gave no usable reply; the message says why in a few words."""


def chat_model(settings: Settings) -> "ChatOpenAI":
    """A LangChain chat model for the configured server; it never retries by itself (``streaming`` does).

    Raises ConfigurationError when no model is set.
    """
    if not settings.model:
        raise ConfigurationError("没有设置模型：请设置 GONGBAO_MODEL（以及 OPENAI_BASE_URL、OPENAI_API_KEY）")
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=settings.model,
        base_url=settings.model_url,
        api_key=settings.model_key or "none",
        timeout=settings.model_timeout,
        max_retries=0,
        temperature=0,
        stream_usage=False,
        http_client=line.client(),
        openai_proxy="",  # the client's own business, as it is LangChain's only without one
        **_limit(settings.model_url, MOST_TOKENS),
    )


def _limit(url: str | None, tokens: int) -> dict[str, Any]:
    """The limit of tokens as the server knows it: OpenAI refuses ``max_tokens``, others ignore its new name."""
    if url is None or _OPENAI.match(url):
        return {"max_completion_tokens": tokens}
    return {"extra_body": {"max_tokens": tokens}}


def limited(model: "ChatOpenAI", tokens: int) -> dict[str, Any]:
    """What to bind for a reply of at most so many tokens."""
    return _limit(model.openai_api_base, tokens)


def failures() -> tuple[type[Exception], ...]:
    """What a model's failure looks like: the client's errors (it wraps the transport's) and malformed replies.

    The last five are how a reply surfaces in langchain-openai that is JSON but no completion (``choices`` missing,
    null or of another type), no JSON at all, or none (``ValueError: No generation chunks``); a key that can't be
    sent in a header is a UnicodeEncodeError, a ValueError too.
    """
    import openai

    return (openai.OpenAIError, ValueError, TypeError, KeyError, AttributeError, IndexError)


def passing(error: Exception) -> bool:
    """Whether the same request may well succeed a moment later; one that ran out of time would do so again."""
    import openai

    if isinstance(error, openai.APITimeoutError):
        return False
    return isinstance(error, openai.APIConnectionError | openai.RateLimitError | openai.InternalServerError)


def is_refusal(error: ModelError) -> bool:
    """Whether the server refused what was asked for, as one that lacks an ability does."""
    import openai

    return isinstance(error.__cause__, openai.BadRequestError | openai.UnprocessableEntityError)


def reason(error: BaseException) -> str:
    """Why a call failed, in words for a user; never the key, never a traceback."""
    import openai

    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (ModelError, str(error)),
        (openai.AuthenticationError, "密钥不被接受"),
        (openai.PermissionDeniedError, "密钥没有权限"),
        (openai.NotFoundError, "服务器上没有这个模型或地址不对"),
        (openai.RateLimitError, "请求过多或额度用尽"),
        (openai.APITimeoutError, "超时没有回应"),
        (openai.APIConnectionError, "连接不上或中途断开"),
        (openai.InternalServerError, "服务器出错"),
        (openai.APIStatusError, f"服务器不接受这个请求，状态码 {getattr(error, 'status_code', '不明')}"),
        (UnicodeEncodeError, "密钥或地址里有无法发送的字符"),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), "回复无法读取")
