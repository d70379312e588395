"""Timing of the installed command."""

import pytest

from evals.speed import cold_seconds
from vectorstore.errors import GongbaoError


def test_a_command_is_timed_in_the_home_it_is_given(tmp_path):
    assert 0 < cold_seconds(["reports"], tmp_path, runs=1) < 60


def test_a_command_that_fails_is_not_timed(tmp_path):
    with pytest.raises(GongbaoError, match="退出码 1"):
        cold_seconds(["ask", ""], tmp_path, runs=1)
