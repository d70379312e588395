"""The command: what it prints where, what it refuses, and the code it leaves with."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.answer import Answer, Calculation, Check, Citation, Statement, Status
from bot.bot import Bot
from bot.commands.asking import _answer_lines

PLAN = """关于柳溪区2023年国民经济和社会发展计划上半年执行情况的报告

一、上半年计划执行情况

（一）经济运行稳中有进。上半年，我区地区生产总值实现412.6亿元，同比增长5.8%。固定资产投资完成86.3亿元，同比增长4.2%。

（二）民生持续改善。新增就业8215人，城镇登记失业率为3.1%。老旧小区改造开工14个，惠及居民6200户。

二、下半年工作安排

下半年，力争地区生产总值增长6%左右，新建学校3所。
"""
WORK = """青田县政府工作报告

一、2022年工作回顾

全县地区生产总值达到158.4亿元，增长4.7%。粮食总产量21.3万吨。

二、2023年工作安排

地区生产总值预期增长5.5%。
"""


@pytest.fixture(autouse=True)
def _apart(own_surroundings):
    """Nothing of the machine's own is read or written."""


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "柳溪区.txt").write_text(PLAN, encoding="utf-8")
    (folder / "青田县.txt").write_text(WORK, encoding="utf-8")
    return folder


@pytest.fixture
def library(gongbao, reports):
    """A home that holds both reports; gives their ids by source."""
    assert gongbao("ingest", reports)[0] == 0
    return {card["source"]: card["id"] for card in json.loads(gongbao("reports", "--json")[1])["reports"]}


def refused(outcome, *words):
    """Whether a command was refused in exactly one line that has these words, and printed nothing else."""
    code, out, err = outcome
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert err.endswith("\n")
    for word in words:
        assert word in err
    return True


# the process


def process(*arguments, **options):
    script = Path(sys.executable).with_name("gongbao")
    return subprocess.run([script, *arguments], capture_output=True, timeout=120, check=False, **options)


def test_the_installed_command_prints_its_help_without_importing_what_is_slow():
    done = process("--help")
    assert done.returncode == 0
    for word in ("ingest", "ask", "search", "reports", "remove", "doctor", "ui", "选项", "退出码"):
        assert word in done.stdout.decode("utf-8")
    script = "import sys, bot.cli; print({'pydantic', 'numpy', 'sqlalchemy', 'chromadb', 'gradio'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert loaded.stdout == "set()\n"


def test_chinese_is_printed_as_utf8_whatever_the_locale():
    ascii_only = os.environ | {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}
    done = process("ask", "云泽县2023年地区生产总值是多少？".encode(), env=ascii_only)
    assert done.returncode == 0
    assert "未作答" in done.stdout.decode("utf-8")
    assert done.stderr == b""


def test_a_question_of_undecodable_bytes_is_refused_in_one_line():
    done = process("ask", "地区生产总值".encode("gbk"))
    assert done.returncode == 1
    assert done.stderr.decode("utf-8").count("\n") == 1
    assert "UTF-8" in done.stderr.decode("utf-8")


def test_a_reader_that_has_gone_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [Path(sys.executable).with_name("gongbao"), "reports", "--json"],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert done.stderr == b""


def test_verbose_shows_the_traceback_of_a_refusal():
    done = process("--verbose", "ask", " ")
    assert done.returncode == 1
    assert "Traceback" in done.stderr.decode("utf-8")
    assert "Traceback" not in process("ask", " ").stderr.decode("utf-8")


# usage


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--nope"], "没有 --nope 这个选项"),
        (["asks"], "没有 asks 这个命令"),
        (["ask"], "给出一个问题"),
        (["ask", "甲", "乙"], "多出的参数：乙"),
        (["ask", "甲", "--batch", "in.jsonl", "--out", "out.jsonl"], "二者取一"),
        (["ask", "--batch", "in.jsonl"], "--out"),
        (["ask", "甲", "--out", "out.jsonl"], "二者取一"),
        (["ask", "甲", "--mode", "oracle"], "--mode 只能是"),
        (["ask", "甲", "--k", "0"], "--k 应当不小于 1"),
        (["search", "甲", "--k", "many"], "--k 的值不可用"),
        (["ingest"], "--samples"),
        (["remove"], "缺少参数 编号"),
        (["reports", "show"], "缺少参数 编号"),
    ],
)
def test_wrong_usage_leaves_with_2_and_one_line_that_points_to_the_help(gongbao, arguments, words):
    code, out, err = gongbao(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err
    assert "--help 有说明和例子" in err


def test_no_command_at_all_shows_the_help_and_is_wrong_usage(gongbao):
    code, out, _ = gongbao()
    assert code == 2
    assert "gongbao ingest" in out


@pytest.mark.parametrize("command", ["ingest", "ask", "search", "reports", "remove", "doctor", "ui"])
def test_every_command_explains_itself_with_examples(gongbao, command):
    code, out, _ = gongbao(command, "--help")
    assert code == 0
    assert out.count(f"gongbao {command}") >= 3  # its usage and two examples


def test_the_version_is_that_of_the_distribution(gongbao):
    from importlib.metadata import version

    assert gongbao("--version")[:2] == (0, f"gongbao {version('gongbao')}\n")


# what goes wrong


def test_a_mistyped_setting_is_refused_before_anything_is_done(gongbao, monkeypatch):
    monkeypatch.setenv("GONGBAO_MODLE", "x")
    assert refused(gongbao("ask", "甲"), "GONGBAO_MODLE", "是不是 GONGBAO_MODEL")


def test_an_interrupt_is_one_line_and_130(gongbao, monkeypatch):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.bot.Bot.ask", interrupt)
    assert gongbao("ask", "甲") == (130, "", "已中断\n")


def test_an_unexpected_error_is_one_line_that_names_its_type(gongbao, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("secret\ndetails")

    monkeypatch.setattr("bot.bot.Bot.ask", fail)
    assert refused(gongbao("ask", "甲"), "ZeroDivisionError", "请附上 gongbao --verbose 的输出报告此问题")


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize(
    ("question", "word"), [("", "空"), (" \u3000\n", "空"), ("好" * 50_000, "2000"), ("\udcff", "UTF-8")]
)
def test_a_question_that_is_none_is_refused(gongbao, command, question, word):
    assert refused(gongbao(command, question), word)


def test_a_home_that_can_not_be_made_is_refused(gongbao, reports, tmp_path):
    (tmp_path / "plain").write_text("x", encoding="utf-8")
    assert refused(gongbao("--home", tmp_path / "plain" / "home", "ingest", reports), "plain", "GONGBAO_HOME")


def test_asking_makes_no_home(gongbao, tmp_path):
    assert gongbao("ask", "云泽县2023年地区生产总值是多少？")[0] == 0
    assert not (tmp_path / "home").exists()


# the library


def test_an_empty_library_says_how_to_fill_it(gongbao):
    assert "gongbao ingest" in gongbao("reports")[1]
    assert json.loads(gongbao("reports", "--json")[1]) == {"reports": []}


@pytest.mark.usefixtures("library")
def test_reports_lists_what_is_known_of_each(gongbao):
    code, out, _ = gongbao("reports")
    assert code == 0
    row = next(line for line in out.splitlines() if "柳溪区" in line)
    assert "2023年上半年" in row
    assert "计划执行情况报告" in row
    assert "可用" in row


@pytest.mark.usefixtures("library")
def test_what_was_guessed_is_marked(gongbao):
    cards = {card["source"]: card for card in json.loads(gongbao("reports", "--json")[1])["reports"]}
    guessed = cards["青田县.txt"]["guessed"]
    assert "period" in guessed  # its title names no year
    assert cards["柳溪区.txt"]["guessed"] == ["date"] or "period" not in cards["柳溪区.txt"]["guessed"]
    row = next(line for line in gongbao("reports")[1].splitlines() if "青田县" in line)
    assert f"{cards['青田县.txt']['period']}？" in row


def test_show_text_prints_the_canonical_text_and_nothing_else(gongbao, library):
    assert gongbao("reports", "show", library["柳溪区.txt"][:6], "--text") == (0, PLAN, "")


def test_show_tells_where_the_metadata_was_found_and_the_headings(gongbao, library):
    out = gongbao("reports", "show", library["柳溪区.txt"])[1]
    assert "取自原文第 2—5 字" in out  # 柳溪区, in the title
    assert "一、上半年计划执行情况" in out
    shown = json.loads(gongbao("reports", "show", library["柳溪区.txt"], "--json")[1])
    assert PLAN[shown["place"]["start"] : shown["place"]["end"]] == "柳溪区"
    assert [entry["heading"] for entry in shown["outline"] if entry["level"] == 1] == [
        "一、上半年计划执行情况",
        "二、下半年工作安排",
    ]
    assert shown["characters"] == len(PLAN)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("prefix", ["zzzz", " ", "\udcff"])
@pytest.mark.parametrize("command", [["reports", "show"], ["remove"], ["ask", "甲", "--report"]])
def test_an_id_that_is_none_is_refused(gongbao, command, prefix):
    assert refused(gongbao(*command, prefix), "编号")


def test_remove_takes_reports_out_and_with_one_unknown_id_none(gongbao, library):
    assert refused(gongbao("remove", library["柳溪区.txt"], "zzzz"), "zzzz")
    assert len(json.loads(gongbao("reports", "--json")[1])["reports"]) == 2
    code, out, _ = gongbao("remove", library["柳溪区.txt"][:8])
    assert code == 0
    assert library["柳溪区.txt"] in out
    left = json.loads(gongbao("reports", "--json")[1])["reports"]
    assert [card["source"] for card in left] == ["青田县.txt"]


# asking


def test_search_gives_passages_cut_from_the_text(gongbao, library):
    code, out, _ = gongbao("search", "老旧小区改造", "--json", "--k", 2)
    found = json.loads(out)["passages"]
    assert code == 0
    assert 0 < len(found) <= 2
    first = found[0]
    assert set(first) == {"report", "source", "start", "end", "text", "score", "title", "place", "period", "section"}
    assert first["report"] == library["柳溪区.txt"]
    assert first["text"] == PLAN[first["start"] : first["end"]]
    assert "老旧小区改造" in first["text"]


def test_search_keeps_to_the_reports_asked_for(gongbao, library):
    out = gongbao("search", "地区生产总值", "--json", "--report", library["青田县.txt"][:5])[1]
    assert {passage["source"] for passage in json.loads(out)["passages"]} == {"青田县.txt"}


@pytest.mark.usefixtures("library")
def test_search_for_people_shows_the_source_and_the_text(gongbao):
    out = gongbao("search", "粮食总产量")[1]
    assert out.startswith("1. ")
    assert "青田县.txt" in out
    assert "21.3万吨" in out


@pytest.mark.usefixtures("library")
def test_an_answer_for_programs_is_the_contract(gongbao):
    code, out, err = gongbao("ask", "柳溪区2023年上半年地区生产总值是多少？", "--json")
    answer = json.loads(out)
    assert (code, err, answer["status"], answer["mode"]) == (0, "", "answered", "reader")
    assert "412.6亿元" in answer["answer"]
    citation = answer["citations"][0]
    assert citation["quote"] == PLAN[citation["start"] : citation["end"]]


@pytest.mark.usefixtures("library")
def test_an_answer_for_people_lists_what_it_rests_on(gongbao):
    code, out, _ = gongbao("ask", "柳溪区2023年上半年地区生产总值是多少？", "--mode", "reader")
    answer, sources = out.split("\n\n出处\n")
    assert code == 0
    assert "[1]" in answer
    assert sources.startswith("[1] 关于柳溪区2023年国民经济和社会发展计划上半年执行情况的报告 · 一、上半年计划执行情况")
    assert "412.6亿元" in sources


@pytest.mark.usefixtures("library")
def test_an_abstention_says_so_and_is_no_failure(gongbao):
    code, out, err = gongbao("ask", "云泽县2019年地区生产总值是多少？")
    assert (code, err) == (0, "")
    assert "未作答：库里没有所问地区或时期的报告。" in out


@pytest.mark.usefixtures("library")
def test_a_model_that_is_not_set_is_refused(gongbao):
    assert refused(gongbao("ask", "甲", "--mode", "model"), "GONGBAO_MODEL")


def test_the_lines_of_an_answer_show_calculation_correction_and_the_models_failure():
    citation = Citation(1, "id", "甲.docx", "", "甲区", "2023年", ("一、回顾",), 0, 3, "原句。\n", page=4)
    difference = Statement("差额为2亿元。", (1,), Check.VERIFIED, Calculation("5 - 3 = 2 亿元", (1,)))
    answer = Answer("问", "差额为2亿元[1]。", Status.CORRECTED, (difference,), (citation,), notice="模型没有回答")
    assert list(_answer_lines(answer)) == [
        "差额为2亿元[1]。",
        "推算：5 - 3 = 2 亿元[1]",
        "问题里的说法与报告不符，以上以报告为准。",
        "\n出处",
        "[1] 甲.docx · 一、回顾 · 第 4 页",
        "    “原句。”",
        "\n注意：模型没有回答",
    ]


# batches


def write_batch(tmp_path, *lines):
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8-sig")
    return path


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(("command", "field"), [("ask", "answer"), ("search", "passages")])
def test_a_batch_gives_what_single_questions_give_with_their_ids(gongbao, tmp_path, command, field):
    question = "柳溪区2023年上半年地区生产总值是多少？"
    batch = write_batch(tmp_path, {"id": "a", "question": question}, {"id": 2, "question": "粮食总产量"})
    out = tmp_path / "out.jsonl"
    assert gongbao(command, "--batch", batch, "--out", out) == (0, "", "")
    first, second = read_lines(out)
    assert (first["id"], first["question"], second["id"]) == ("a", question, 2)
    assert first[field] == json.loads(gongbao(command, question, "--json")[1])[field]


@pytest.mark.usefixtures("library")
def test_one_refused_question_of_a_batch_is_its_error_and_the_code_is_1(gongbao, tmp_path):
    batch = write_batch(tmp_path, {"id": 1, "question": " "}, {"id": 2, "question": "粮食总产量是多少？"})
    out = tmp_path / "out.jsonl"
    assert refused(gongbao("ask", "--batch", batch, "--out", out), "2 个问题中有 1 个被拒绝", "out.jsonl")
    first, second = read_lines(out)
    assert first.keys() == {"id", "error"}
    assert "21.3万吨" in second["answer"]


@pytest.mark.usefixtures("library")
def test_a_bad_line_of_a_batch_is_its_error_and_the_code_is_1(gongbao, tmp_path):
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    path.write_text('{"id": 1, "question": "粮食总产量是多少？"}\n{"id": 2}\n', encoding="utf-8")
    assert refused(gongbao("ask", "--batch", path, "--out", out), "2 个问题中有 1 个被拒绝")
    assert read_lines(out)[1] == {"id": 2, "error": "第 2 行缺少 question（字符串）"}


def test_a_file_that_is_no_batch_is_refused_and_nothing_is_written(gongbao, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text("甲\n乙\n", encoding="utf-8")
    assert refused(gongbao("ask", "--batch", path, "--out", tmp_path / "out.jsonl"), "in.jsonl 第 1 行", "question")
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("command", ["ask", "search"])
def test_jobs_change_no_byte_of_a_batch(gongbao, tmp_path, command):
    questions = ["粮食总产量", "柳溪区2023年上半年地区生产总值是多少？", "新增就业多少人？", "青田县增长目标是多少？"]
    batch = write_batch(tmp_path, *({"id": n, "question": q} for n, q in enumerate(questions * 3)))
    for jobs in (1, 4):
        assert gongbao(command, "--batch", batch, "--out", tmp_path / f"{jobs}.jsonl", "--jobs", jobs) == (0, "", "")
    timeless = [[{**line, "milliseconds": 0} for line in read_lines(tmp_path / f"{jobs}.jsonl")] for jobs in (1, 4)]
    assert timeless[0] == timeless[1]


@pytest.mark.usefixtures("library")
def test_a_batch_that_is_broken_off_says_how_to_go_on_and_does(gongbao, tmp_path, monkeypatch):
    batch = write_batch(tmp_path, {"id": 1, "question": "粮食总产量"}, {"id": 2, "question": "新增就业多少人？"})
    out = tmp_path / "out.jsonl"

    def broken_off(bot, text, **_):
        if "就业" in text:
            raise KeyboardInterrupt
        return answer(bot, text)

    answer = Bot.ask
    with monkeypatch.context() as patch:
        patch.setattr(Bot, "ask", broken_off)
        code, said, complaint = gongbao("ask", "--batch", batch, "--out", out)
    assert (code, said, complaint.count("\n")) == (130, "", 1)
    assert "2 个问题答了 1 个" in complaint
    assert "out.jsonl.partial" in complaint
    assert not out.exists()
    assert gongbao("ask", "--batch", batch, "--out", out) == (0, "", "")
    assert [line["id"] for line in read_lines(out)] == [1, 2]
    assert not (tmp_path / "out.jsonl.partial").exists()


@pytest.mark.usefixtures("library")
def test_on_a_terminal_a_batch_shows_how_far_it_is(gongbao, tmp_path, monkeypatch):
    monkeypatch.setattr("bot.commands.batches.on_terminal", lambda: True)
    batch = write_batch(tmp_path, {"id": 1, "question": "粮食总产量"}, {"id": 2, "question": " "})
    code, said, told = gongbao("ask", "--batch", batch, "--out", tmp_path / "out.jsonl")
    assert (code, said) == (1, "")
    assert all(words in told for words in ("作答", "2/2", "每秒", "拒绝 1"))


# how an answer came about


@pytest.mark.usefixtures("library")
def test_explained_an_answer_shows_the_question_as_read_the_candidates_with_reasons_and_the_checks(gongbao):
    question = "柳溪区2023年上半年地区生产总值是多少？"
    code, plain, _ = gongbao("ask", question)
    assert code == 0
    code, explained, _ = gongbao("ask", question, "--explain")
    assert code == 0
    assert explained.startswith(plain)
    told = explained[len(plain) :]
    for words in ("怎么读的问题", "地区生产总值（指标", "柳溪区 × 2023年上半年", "✓", "说到所问 +", "核对了 412.6亿元"):
        assert words in told


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("command", ["ask", "search"])
def test_in_json_the_explanation_is_one_more_field_and_absent_unless_asked_for(gongbao, command):
    question = "柳溪区2023年上半年地区生产总值是多少？"
    plain = json.loads(gongbao(command, question, "--json")[1])
    explained = json.loads(gongbao(command, question, "--json", "--explain")[1])
    assert explained.keys() - plain.keys() == {"explanation"}
    assert {k: v for k, v in explained.items() if k not in ("explanation", "milliseconds")} == {
        k: v for k, v in plain.items() if k != "milliseconds"
    }
    assert explained["explanation"]["question"]["places"] == ["柳溪区"]


@pytest.mark.usefixtures("library")
def test_an_explained_search_shows_where_each_ranking_put_a_passage(gongbao):
    code, told, _ = gongbao("search", "老旧小区改造", "--k", 2, "--explain")
    assert code == 0
    assert "按词" in told
    assert "按义" in told
    assert "柳溪区.txt 第" in told


# the page


def test_the_page_is_served_where_the_command_says(gongbao, monkeypatch):
    served = []
    monkeypatch.setattr(
        "bot.ui.launch", lambda settings, browser: served.append((settings.host, settings.port, browser))
    )
    assert gongbao("ui", "--host", "0.0.0.0", "--port", 8123)[0] == 0
    assert served == [("0.0.0.0", 8123, False)]  # no terminal here, hence no browser


def test_a_port_that_is_none_is_refused(gongbao):
    assert refused(gongbao("ui", "--port", 99_999), "GONGBAO_PORT", "65535")
