"""Killed at any moment, the next run comes to exactly what an undisturbed run comes to; so do two runs at once."""

import multiprocessing
import random
import shutil
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from tests.vectorstore.ingest import killable
from vectorstore.library import State
from vectorstore.library.tables import CORRECTIONS, FACTS, FILES, REPORTS, VECTORS
from vectorstore.search import search

CHANGED = "汐川区计划.txt"
MOVED = "青禾区计划.txt"
TWIN = "岚桥区计划（网页）.txt"

_QUESTIONS = ("新增停车位多少个", "地区生产总值增长", "岚桥区城镇登记失业率", "汐川区学位")


def written(place: str, seed: int) -> str:
    """A report of a made-up district, long enough to be told from its like."""
    draw = random.Random(seed)  # noqa: S311
    works = ["新增停车位", "新增学位", "改造老旧小区", "新建公园", "培训职工", "建成充电桩", "修复河道", "新开公交线路"]
    units = ["个", "个", "个", "座", "人次", "个", "公里", "条"]
    lines = [
        f"关于{place}2023年国民经济和社会发展计划上半年执行情况的报告",
        "一、上半年计划执行情况",
        f"上半年，全区地区生产总值完成{draw.randint(100, 900)}.{draw.randint(1, 9)}亿元，增长{draw.randint(1, 9)}.5%。",
        f"城镇登记失业率为{draw.randint(1, 4)}.{draw.randint(10, 99)}%，比年初下降0.{draw.randint(1, 9)}个百分点。",
    ]
    for number in range(12):
        chosen = draw.sample(range(len(works)), 3)
        told = "，".join(f"{works[w]}{draw.randint(10, 9999)}{units[w]}" for w in chosen)
        lines.append(
            f"{place}{draw.choice(['城东', '城西', '南湖', '北岭'])}街道第{number + 1}项工作已经完成：{told}。"
        )
    lines += ["二、下半年工作安排", f"力争全年新增停车位{draw.randint(1000, 9000)}个。"]
    return "\n\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def processes():
    """Starts processes from one in which everything is imported already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(killable.PRELOADED)
    return context


@pytest.fixture(scope="module")
def run(processes) -> Callable[..., float]:
    """Runs a function in a process of its own, to its end or for so many seconds; gives the seconds it took."""

    def run(step: Callable[..., None], *arguments: str, kill_after: float | None = None) -> float:
        process = processes.Process(target=step, args=arguments)
        began = time.perf_counter()
        process.start()
        process.join(kill_after)
        process.kill()
        process.join()
        code, took = process.exitcode, time.perf_counter() - began
        process.close()
        assert kill_after is not None or code == 0
        return took

    return run


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Four reports, one of them twice."""
    folder = tmp_path_factory.mktemp("reports")
    for seed, place in enumerate(("云汀区", "岚桥区", "汐川区", "青禾区")):
        (folder / f"{place}计划.txt").write_text(written(place, seed), encoding="utf-8")
    twin = written("岚桥区", 1).replace("，", ",").replace("\n\n", "\n").replace("9", "8", 1)
    (folder / TWIN).write_text("首页 > 政务公开\n" + twin, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def full(run, reports, tmp_path_factory):
    """A home into which the reports were read undisturbed."""
    home = tmp_path_factory.mktemp("full") / "home"
    run(killable.command, "--home", str(home), "ingest", str(reports))
    return home


def short(value: Any) -> Any:
    """A value fit for a message; of a long one its hash."""
    return value if len(repr(value)) < 200 else sha256(repr(value).encode()).hexdigest()


def state_of(home: Path) -> dict[str, Any]:
    """Everything a home holds, but for the times at which things happened."""
    engine = create_engine(f"sqlite:///{home / 'catalogue.sqlite'}")
    with engine.connect() as connection:
        told: dict[str, Any] = {
            table.name: sorted(
                repr(
                    [(name, short(value)) for name, value in row._mapping.items() if name not in ("added", "modified")]
                )
                for row in connection.execute(select(table))
            )
            for table in (REPORTS, FACTS, FILES, CORRECTIONS, VECTORS)
        }
    engine.dispose()
    with killable.opened(home) as store:
        index = store.index
        everything = index._words.search("国民经济和社会发展计划", 10_000)  # type: ignore[attr-defined]
        told["words"] = sorted(everything)
        told["vectors"] = sorted(
            (number, vector.tolist())
            for collection in index._ours()  # type: ignore[attr-defined]
            for held in [collection.get(include=["embeddings"])]
            for number, vector in zip(held["ids"], held["embeddings"], strict=True)
        )
        told["found"] = [
            [(hit.report.source, hit.passage.number) for hit in search(store, question, 5)] for question in _QUESTIONS
        ]
    return told


def same(home: Path, expected: dict[str, Any], moment: float) -> bool:
    """Whether a home holds what is expected; shows what it doesn't hold."""
    told = state_of(home)
    apart = {
        name: ([x for x in told[name] if x not in held], [x for x in held if x not in told[name]])
        for name, held in expected.items()
        if told[name] != held
    }
    assert not apart, f"killed after {moment:.3f} s: {apart}"
    return True


def moments(seed: int, number: int, longest: float) -> list[float]:
    """Random moments of a run's life; a few after its end, for the machine may be slower than when it was timed."""
    draw = random.Random(seed)  # noqa: S311
    return [draw.uniform(0.0, 1.1 * longest) for _ in range(number)]


def test_the_undisturbed_run_has_what_the_others_are_compared_by(full):
    with killable.opened(full) as store:
        states = {card.source: card.state for card in store.library.reports()}
    assert states.pop(TWIN) is State.TWIN
    assert set(states.values()) == {State.READY}
    told = state_of(full)
    assert told["facts"]
    assert told["words"]
    assert len(told["words"]) == len(told["vectors"])
    assert all(told["found"])


def test_an_ingest_killed_anywhere_is_finished_by_the_next(run, reports, full, tmp_path):
    expected = state_of(full)
    ingest = (killable.command, "--home", str(tmp_path / "home"), "ingest", str(reports))
    longest = run(*ingest)
    for moment in moments(20, 8, longest):
        shutil.rmtree(tmp_path / "home")
        run(*ingest, kill_after=moment)
        run(*ingest)
        assert same(tmp_path / "home", expected, moment)


def test_an_ingest_of_changed_and_moved_files_killed_anywhere_is_finished_by_the_next(run, reports, full, tmp_path):
    changed = tmp_path / "reports"
    shutil.copytree(reports, changed)
    base = tmp_path / "base"
    ingest = (killable.command, "--home", str(tmp_path / "home"), "ingest", str(changed))
    run(killable.command, "--home", str(base), "ingest", str(changed))
    text = (changed / CHANGED).read_text(encoding="utf-8")
    (changed / CHANGED).write_text(text.replace("新建公园", "新建绿地"), encoding="utf-8")
    (changed / "归档").mkdir()
    (changed / MOVED).rename(changed / "归档" / f"2023{MOVED}")
    shutil.copytree(base, tmp_path / "home")
    longest = run(*ingest)
    expected = state_of(tmp_path / "home")
    assert expected != state_of(base)
    for moment in moments(21, 22, longest):
        shutil.rmtree(tmp_path / "home")
        shutil.copytree(base, tmp_path / "home")
        run(*ingest, kill_after=moment)
        run(*ingest)
        assert same(tmp_path / "home", expected, moment)


def id_of(home: Path, source: str) -> str:
    with killable.opened(home) as store:
        return next(card.id for card in store.library.reports() if card.source == source)


def survives(run, base: Path, home: Path, step: tuple[Any, ...], seed: int, after: tuple[Any, ...]) -> None:
    """Whether a step that was killed and begun again, and an ingest after it, come to what the step alone does."""
    shutil.copytree(base, home)
    longest = run(*step)
    run(*after)
    expected = state_of(home)
    assert expected != state_of(base)
    for moment in moments(seed, 5, longest):
        shutil.rmtree(home)
        shutil.copytree(base, home)
        run(*step, kill_after=moment)
        run(*step, kill_after=60.0)  # a removal that was done before the kill is refused now
        run(*after)
        assert same(home, expected, moment)


def test_a_removal_killed_anywhere_is_finished_and_the_twin_takes_the_place(run, reports, full, tmp_path):
    home = tmp_path / "home"
    step = (killable.command, "--home", str(home), "remove", id_of(full, "岚桥区计划.txt"))
    after = (killable.command, "--home", str(home), "ingest", str(reports / CHANGED))
    survives(run, full, home, step, 22, after)
    with killable.opened(home) as store:
        assert {card.source: card.state for card in store.library.reports()}[TWIN] is State.READY


def test_a_correction_killed_anywhere_is_finished(run, reports, full, tmp_path):
    home = tmp_path / "home"
    step = (killable.correct, str(home), id_of(full, "云汀区计划.txt"), "云汀新区")
    after = (killable.command, "--home", str(home), "ingest", str(reports / CHANGED))
    survives(run, full, home, step, 23, after)


def test_a_rebuild_killed_anywhere_is_finished(run, full, tmp_path):
    home, expected = tmp_path / "home", state_of(full)
    shutil.copytree(full, home)
    rebuild = (killable.command, "--home", str(home), "doctor", "--rebuild", "--json")
    longest = run(*rebuild, kill_after=60.0)
    assert state_of(home) == expected
    for moment in moments(24, 5, longest):
        run(*rebuild, kill_after=moment)
        run(*rebuild, kill_after=60.0)
        assert same(home, expected, moment)


# two at once


def test_two_ingests_at_once_come_to_what_one_comes_to(processes, reports, full, tmp_path):
    home = tmp_path / "home"
    names = sorted(path for path in reports.iterdir())
    both = [
        processes.Process(target=killable.command, args=("--home", str(home), "ingest", *map(str, some)))
        for some in (names[:3], names)
    ]
    for process in both:
        process.start()
    for process in both:
        process.join()
    assert [process.exitcode for process in both] == [0, 0]
    assert same(home, state_of(full), 0.0)


def test_whoever_asks_during_an_ingest_gets_whole_reports_and_in_the_end_all(processes, reports, full, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(full, home)
    for seed in range(10, 22):
        (tmp_path / f"澜江县{seed}.txt").write_text(written(f"澜江第{seed}街道", seed), encoding="utf-8")
    process = processes.Process(
        target=killable.command, args=("--home", str(home), "ingest", *map(str, tmp_path.glob("*.txt")))
    )
    with killable.opened(home) as store:
        process.start()
        seen = set()
        while process.is_alive():
            for hit in search(store, "新增停车位多少个", 30):
                seen.add(hit.report.source)
                assert hit.text == hit.report.text[hit.passage.start : hit.passage.end]
            facts = store.library.facts(indicators=["新增停车位"])
            assert all(kept.fact.figure.text for kept in facts)
        process.join()
        assert process.exitcode == 0
        assert len({hit.report.source for hit in search(store, "新增停车位多少个", 100)}) == 16
    assert len(seen) > 4
