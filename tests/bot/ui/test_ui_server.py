import asyncio
import socket

import httpx
import pytest

from bot.ui import server
from vectorstore.errors import ConfigurationError


@pytest.fixture
def taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_refused_with_the_mend(taken):
    with pytest.raises(ConfigurationError, match=f"端口 {taken} 已被占用.*--port"):
        server.bound("127.0.0.1", taken, exactly=True)


def test_a_taken_port_that_nobody_asked_for_gives_way_to_a_later_one(taken):
    with server.bound("127.0.0.1", taken, exactly=False) as listener:
        assert taken < listener.getsockname()[1] < taken + 20


def test_an_address_that_is_not_this_machines_is_refused():
    with pytest.raises(ConfigurationError, match=r"192\.0\.2\.1.*--host"):
        server.bound("192.0.2.1", 7860, exactly=True)


@pytest.mark.parametrize(
    ("host", "name"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("localhost", "localhost")]
)
def test_the_address_told_is_one_to_open_on_this_machine(host, name):
    with server.bound("127.0.0.1", 0, exactly=True) as listener:
        assert server.address(host, listener) == f"http://{name}:{listener.getsockname()[1]}"


def got(url: str, host: str = "127.0.0.1") -> httpx.Response:
    async def ask() -> httpx.Response:
        app = server.web_app(host)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.get(url)

    return asyncio.run(ask())


def test_every_reply_forbids_the_browser_other_hosts():
    assert "default-src 'self'" in got("http://127.0.0.1/").headers["content-security-policy"]


def test_a_page_of_another_site_can_not_pose_as_this_machine():
    assert got("http://evil.example/").status_code == 400


def test_a_server_for_the_network_answers_to_any_name():
    assert got("http://reports.example/", host="0.0.0.0").status_code == 404
