"""How long the installed command takes from nothing: a new process each time, the median of a few."""

import os
import subprocess
import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from statistics import median
from time import perf_counter

from vectorstore.errors import ConfigurationError, GongbaoError

RUNS = 5
_UNSET = ("GONGBAO_MODEL", "GONGBAO_CHROMA_URL", "GONGBAO_DATABASE_URL")
"""With these a command would ask a model, or look at another library than the one measured."""


def command() -> Path:
    """The ``gongbao`` command beside the running interpreter; raises ConfigurationError where it isn't installed."""
    path = Path(sys.executable).with_name("gongbao")
    if not path.exists():
        raise ConfigurationError("当前环境里没有 gongbao 命令：请先运行 make setup")
    return path


def cold_seconds(arguments: Sequence[str], home: Path, runs: int = RUNS) -> float:
    """Median seconds of ``gongbao`` with these arguments over the library in ``home``.

    Raises GongbaoError when the command fails.
    """
    return median(_seconds([str(command()), *arguments], home) for _ in range(runs))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that ``share`` of them do not exceed (nearest rank)."""
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)]


def _seconds(words: list[str], home: Path) -> float:
    environment = {name: value for name, value in os.environ.items() if name not in _UNSET}
    environment["GONGBAO_HOME"] = str(home)
    began = perf_counter()
    # in the home, where no .env lies; the words are the project's own command
    done = subprocess.run(words, cwd=home, env=environment, capture_output=True, check=False)  # noqa: S603
    spent = perf_counter() - began
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip()
        raise GongbaoError(f"gongbao {words[1]} 没有成功（退出码 {done.returncode}）：{reason}")
    return spent
