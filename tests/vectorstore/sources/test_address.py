import gzip
import io
import socket
import threading
import time
import zipfile
import zlib
from contextlib import contextmanager, suppress

import httpx
import pytest

from vectorstore.errors import ReadError
from vectorstore.loaders import load_bytes
from vectorstore.loaders.base import Limits
from vectorstore.sources.address import MOST_REDIRECTS, fetch
from vectorstore.sources.reachable import is_allowed

PAGE = "<html><body><p>云汀市生产总值增长5.2%。</p><p>就业稳定。</p></body></html>"


class Server:
    """A web server on this machine that says for each path exactly the bytes it is told to."""

    def __init__(self):
        self.replies = {}
        self.requests = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.ended = threading.Event()
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def url(self, path="/", host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def reply(self, path, body=b"", status="200 OK", **headers):
        content = body.encode() if isinstance(body, str) else body
        told = {"Content-Length": str(len(content)), "Connection": "close"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items() if value is not None)]
        self.replies[path] = ("\r\n".join(lines) + "\r\n\r\n").encode() + content

    def close(self):
        self.ended.set()
        # accept() does not wake up when its socket is closed.
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def _serve(self):
        while not self.ended.is_set():
            connection, _ = self._listening.accept()
            self._threads.append(threading.Thread(target=self._answer, args=(connection,)))
            self._threads[-1].start()

    def _answer(self, connection):
        with connection, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(4096)
                if not piece:
                    return
                request += piece
            self.requests.append(request.decode())
            reply = self.replies.get(
                request.split()[1].decode(), b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
            )
            if callable(reply):
                reply(connection)
            else:
                connection.sendall(reply)


@pytest.fixture
def server():
    serving = Server()
    yield serving
    serving.close()


def get(url, **options):
    return fetch(url, **{"allow_private": True, "seconds": 10} | options)


@contextmanager
def refused(words):
    with pytest.raises(ReadError, match=words) as caught:
        yield
    message = str(caught.value)
    assert message.startswith("网址“")
    assert "\n" not in message
    assert "请" in message


def test_a_page_is_fetched_and_read(server):
    server.reply("/zwgk/t2024_12.shtml", PAGE, Content_Type="text/html")
    source = get(server.url("/zwgk/t2024_12.shtml#top"))
    assert source.name == "t2024_12.shtml.html"
    assert source.origin == server.url("/zwgk/t2024_12.shtml")
    assert load_bytes(source.read(), source.name).text == "云汀市生产总值增长5.2%。\n就业稳定。"
    assert f"Host: 127.0.0.1:{server.port}" in server.requests[0]


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "168.63.129.16", "0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1",
        "192.0.2.1", "198.18.0.1", "::1", "::",
        "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_addresses_of_this_machine_private_networks_and_clouds_are_not_allowed(ip):
    assert not is_allowed(ip)


@pytest.mark.parametrize("ip", ["1.2.4.8", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5"])
def test_public_addresses_are_allowed(ip):
    assert is_allowed(ip)


@pytest.mark.parametrize(
    ("ip", "allowed"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("::1", True), ("fc00::1", True), ("::ffff:10.0.0.1", True)]
    + [(ip, False) for ip in ("169.254.169.254", "100.100.100.200", "fd00:ec2::254", "0.0.0.0", "224.0.0.1")]
    + [("::ffff:169.254.1.1", False)],
)
def test_with_leave_private_networks_are_allowed_but_never_what_clouds_keep(ip, allowed):
    assert is_allowed(ip, private=True) is allowed


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_not_asked_under_any_of_its_names(server, host):
    server.reply("/", PAGE)
    with refused("已拒绝|找不到"):
        fetch(server.url(host=host))
    assert server.requests == []


def test_a_redirect_into_the_private_network_is_not_followed():
    asked = []

    def answer(request):
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://inside.test/secret"})

    addresses = {"outside.test": ["223.5.5.5"], "inside.test": ["10.0.0.1"]}
    with refused("已拒绝"):
        fetch(
            "https://outside.test/", resolve=lambda host, port: addresses[host], transport=httpx.MockTransport(answer)
        )
    assert asked == ["https://223.5.5.5/"]


def test_one_private_address_among_public_ones_is_enough_to_refuse():
    with refused("已拒绝"):
        fetch("http://a.test/", resolve=lambda host, port: ["223.5.5.5", "10.0.0.1"])


def test_the_connection_goes_to_the_address_that_was_checked_under_the_host_s_name():
    seen = []

    def answer(request):
        seen.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"]))
        return httpx.Response(200, stream=httpx.ByteStream(PAGE.encode()))

    resolve = lambda host, port: ["223.5.5.5"]  # noqa: E731
    fetch("https://www.云汀.cn:8443/a", resolve=resolve, transport=httpx.MockTransport(answer))
    host = "www.云汀.cn".encode("idna").decode()
    assert seen == [("223.5.5.5", f"{host}:8443", host)]


def test_a_name_is_resolved_once_a_hop_so_that_its_second_answer_counts_for_nothing(server):
    server.reply("/", PAGE)
    asked = []

    def resolve(host, port):
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    get(server.url(host="a.test"), resolve=resolve)
    assert asked == [("a.test", server.port)]
    assert f"Host: a.test:{server.port}" in server.requests[0]


def test_the_next_address_is_tried_when_one_does_not_answer(server):
    server.reply("/", PAGE)
    assert get(server.url(host="a.test"), resolve=lambda host, port: ["127.0.0.9", "127.0.0.1"]).content


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.reply("/", PAGE)
    assert get(server.url()).content


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://a.cn/x", "不能用“ftp:”"),
        ("file:///etc/passwd", "不能用“file:”"),
        ("http://", "写得不对"),
        ("http://a.cn:99999/", "写得不对"),
        ("http://[::1", "写得不对"),
        ("http://user:secret@a.cn/", "用户名或密码"),
        ("http://a.cn/" + "x" * 3000, "写得不对"),
        ("http://" + "a" * 300 + ".cn/", "找不到|写得不对"),
        ("http://甲 乙/", "写得不对"),
        ("javascript:alert(1)", "不能用"),
        ("http://a.cn/\n甲", "写得不对"),
    ],
)
def test_addresses_that_can_not_be_asked_for_are_refused(url, words):
    with refused(words):
        fetch(url, resolve=lambda host, port: [])


def test_hosts_without_an_address_and_closed_ports_are_refused(server):
    def unknown(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    with refused("找不到"):
        fetch("http://no.test/", resolve=unknown)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with refused("连不上"):
        get(f"http://127.0.0.1:{port}/")


def test_redirects_are_followed_and_counted(server):
    for number in range(MOST_REDIRECTS):
        server.reply(f"/{number}", status="301 Moved", Location=f"{number + 1}")
    server.reply(f"/{MOST_REDIRECTS}", PAGE)
    assert get(server.url("/0")).origin == server.url(f"/{MOST_REDIRECTS}")
    server.reply(f"/{MOST_REDIRECTS}", status="301 Moved", Location="/0")
    with refused("转了"):
        get(server.url("/0"))


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://u:p@a.cn/", "http://[", "gopher://x"])
def test_redirects_to_what_may_not_be_asked_for_are_refused(server, location):
    server.reply("/", status="302 Found", Location=location)
    with refused("不能用|用户名|写得不对"):
        get(server.url())


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "500 Oops", "204 No Content", "302 Found"])
def test_any_status_but_200_is_told(server, status):
    server.reply("/", PAGE, status=status)
    with refused(f"返回 {status[:3]}"):
        get(server.url())


def dripping(server, beginning, piece):
    def reply(connection):
        connection.sendall(beginning)
        while not server.ended.wait(0.02):
            connection.sendall(piece)

    return reply


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n<html>", b"<p>"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"", b"H"),
    ],
    ids=["body", "chunks", "header", "no status line"],
)
def test_a_reply_that_never_ends_is_cut_off_by_the_clock(server, beginning, piece):
    server.replies["/"] = dripping(server, beginning, piece)
    began = time.monotonic()
    with refused("没有读完|不合规范"):
        get(server.url(), seconds=0.4)
    assert time.monotonic() - began < 3


def test_a_reply_that_never_ends_is_cut_off_by_its_size(server):
    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65536)

    server.replies["/"] = endless
    with refused("的内容超过 1 MB"):
        get(server.url(), limits=Limits(file=1024**2))


def test_a_told_length_over_the_limit_is_believed(server):
    server.reply("/", b"", Content_Length=str(10**12))
    with refused("的内容超过"):
        get(server.url())


@pytest.mark.parametrize("length", ["999999", "-1", "abc"])
def test_a_length_that_is_not_so_is_refused(server, length):
    server.reply("/", PAGE, Content_Length=length)
    with refused("断了"):
        get(server.url())


def test_a_reply_that_is_no_http_is_refused(server):
    server.replies["/"] = b"SSH-2.0-OpenSSH\r\n"
    with refused("不合规范"):
        get(server.url())


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(PAGE.encode()), "gzip"),
        (zlib.compress(PAGE.encode()), "deflate"),
        (zlib.compress(PAGE.encode())[2:-4], "deflate"),
        (PAGE.encode(), "gzip"),
    ],
)
def test_packed_pages_are_unpacked_and_such_as_are_not_packed_at_all_are_read(server, body, encoding):
    server.reply("/", body, Content_Encoding=encoding)
    assert get(server.url()).content == PAGE.encode()


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked_beyond_the_limit(server, encoding):
    packed = (gzip if encoding == "gzip" else zlib).compress(b"0" * 20_000_000)
    server.reply("/", packed, Content_Encoding=encoding)
    with refused("的内容超过"):
        get(server.url(), limits=Limits(file=1024**2))


def test_unknown_ways_of_packing_are_refused(server):
    server.reply("/", b"x", Content_Encoding="br")
    with refused("压缩方式"):
        get(server.url())


@pytest.mark.parametrize(
    ("kind", "encoding", "meta"),
    [
        ("text/html; charset=GB2312", "gb18030", ""),
        ("text/html; charset=gbk", "gb18030", "<meta charset=utf-8>"),
        ("text/html; charset=ISO-8859-1", "gb18030", "<meta charset=gbk>"),
        ("text/html; charset=utf-8", "gb18030", "<meta charset=gbk>"),
        ("text/html", "big5", "<meta charset=big5>"),
        ("application/pdf", "utf-8", ""),
    ],
)
def test_the_encoding_is_the_server_s_where_it_can_be_true_else_the_page_s(server, kind, encoding, meta):
    words = "雲汀市經濟發展。"
    server.reply("/a", f"<html>{meta}<body><p>{words}</p><p>{words}</p>".encode(encoding), Content_Type=kind)
    source = get(server.url("/a"))
    assert source.name == "a.html"
    assert load_bytes(source.read(), source.name).text == f"{words}\n{words}"


def office(part):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        new.writestr(part, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("path", "body", "disposition", "name"),
    [
        ("/2024/报告.docx", office("word/document.xml"), None, "报告.docx"),
        ("/2024/%B1%A8%B8%E6.xlsx", office("xl/workbook.xml"), None, "报告.xlsx"),
        ("/down?id=7", b"%PDF-1.7", None, "down_id=7.pdf"),
        ("/a.zip", office("a.txt"), None, "a.zip"),
        ("/report.pdf", PAGE.encode(), None, "report.html"),
        ("/a.md", "# 云汀市\n".encode(), None, "a.md"),
        ("/a.doc", b"\xd0\xcf\x11\xe0", None, "a.doc"),
        ("/2024/index.html", PAGE.encode(), None, "127.0.0.1_2024_index.html"),
        ("/", PAGE.encode(), None, "127.0.0.1.html"),
        ("/x", b"%PDF-1.7", "attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf", "报告.pdf"),
        ("/x", b"%PDF-1.7", 'attachment; filename="../../etc/pass:wd"', "pass_wd.pdf"),
        ("/x", b"%PDF-1.7", "attachment; filename=%B1%A8%B8%E6.pdf", "报告.pdf"),
        ("/x", b"%PDF-1.7", 'attachment; filename="报告.pdf"', "报告.pdf"),
        ("/x", b"%PDF-1.7", 'attachment; filename=".."', "网页.pdf"),
    ],
)
def test_the_name_is_the_server_s_or_the_address_s_with_the_suffix_of_its_content(
    server, path, body, disposition, name
):
    server.reply(httpx.URL(server.url(path)).raw_path.decode(), b"")
    key = next(iter(server.replies))
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n" + (
        f"Content-Disposition: {disposition}\r\n" if disposition else ""
    )
    server.replies[key] = head.encode() + b"Connection: close\r\n\r\n" + body
    assert get(server.url(path)).name == name


def test_long_names_are_cut_and_stay_apart(server):
    for end in "ab":
        server.reply(f"/{'x' * 300}{end}", PAGE)
    one, two = (get(server.url(f"/{'x' * 300}{end}")).name for end in "ab")
    assert len(one) < 120
    assert one != two
    assert one.endswith(".html")
