"""The chat model that the settings name: any server that speaks OpenAI's protocol."""

from typing import TYPE_CHECKING

from bot.settings import Settings
from vectorstore.errors import ConfigurationError, GongbaoError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

RETRIES = 1
"""Tries after the first: a person waits; the reader's answer is ready meanwhile."""


class ModelError(GongbaoError):
    """The model gave no usable reply; the message says why in a few words."""


def chat_model(settings: Settings) -> "BaseChatModel":
    """A LangChain chat model for the configured server.

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
        max_retries=RETRIES,
        temperature=0,
        max_completion_tokens=400,
        stream_usage=False,
    )


def reason(error: BaseException) -> str:
    """Why a call failed, in words for a user; never the key, never a traceback."""
    import openai

    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (openai.AuthenticationError, "密钥不被接受"),
        (openai.PermissionDeniedError, "密钥没有权限"),
        (openai.NotFoundError, "服务器上没有这个模型或地址不对"),
        (openai.RateLimitError, "请求过多或额度用尽"),
        (openai.APITimeoutError, "超时没有回应"),
        (TimeoutError, "超时没有写完"),
        (openai.APIConnectionError, "连接不上或中途断开"),
        (openai.InternalServerError, "服务器出错"),
        (ModelError, str(error)),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), "回复无法读取")
