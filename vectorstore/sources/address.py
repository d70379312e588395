"""Reports at web addresses: fetched with guards against being led into the private network.

A host's name is resolved once a hop, every address it has must be public, and the connection goes to the very
address that was checked, so that no other answer of the name server can come between (DNS rebinding). The
whole fetch has one deadline, whatever the server does.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vectorstore.errors import ReadError
from vectorstore.loaders.base import DEFAULT_LIMITS, Limits
from vectorstore.sources.fetched import Body, content_of, name_of
from vectorstore.sources.formats import shown
from vectorstore.sources.reachable import is_allowed
from vectorstore.sources.source import Source

if TYPE_CHECKING:
    import httpx

__all__ = ["LONGEST_SECONDS", "Resolve", "fetch", "resolved"]

LONGEST_SECONDS = 60.0
"""For a whole fetch, redirects included: a slow page of a county takes ten."""
MOST_REDIRECTS = 5
_PATIENCE = 15.0
"""Seconds without a byte."""
_MOST_TRIED = 3
"""Addresses of a host that are tried, one after another."""
_LONGEST_ADDRESS = 2000
_HOST = re.compile(rb"[\w.:-]+")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; gongbao)",
    "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip",
}

Resolve = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host's name; raises OSError when it has none."""


def resolved(host: str, port: int) -> list[str]:
    """The IP addresses of a host by the system, those of version 4 first. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return sorted({str(address[4][0]) for address in found}, key=lambda ip: (":" in ip, ip))


def fetch(
    address: str,
    limits: Limits = DEFAULT_LIMITS,
    *,
    allow_private: bool = False,
    seconds: float = LONGEST_SECONDS,
    resolve: Resolve = resolved,
    transport: "httpx.AsyncBaseTransport | None" = None,
) -> Source:
    """What an http(s) address holds, as a source whose name ends as its content asks for.

    Pages and plain text whose encoding only the server tells are given in UTF-8. ``allow_private`` permits
    addresses of private networks and of this machine, for use in an intranet.

    Raises ReadError, with one line for the user, for an address that is not allowed, a host that can't be reached,
    a reply other than 200, and one that is too large or takes longer than ``seconds``.
    """
    visit = _Visit(address.strip(), limits, allow_private, resolve, transport)

    async def within() -> Source:
        async with asyncio.timeout(seconds):
            return await visit.source()

    try:
        return asyncio.run(within())
    except TimeoutError as error:
        raise visit.refusal(f"{seconds:.0f} 秒内没有读完", _LATER) from error


_LATER = "请稍后再试，或在浏览器里另存网页后导入文件"
_CHECKED = "请检查网址和网络，或在浏览器里另存网页后导入文件"
_SAVED = "请在浏览器里打开核对，另存网页后导入文件"
_INTRANET = "如果确实要读内网的报告，请设置 GONGBAO_ALLOW_PRIVATE=true，或另存网页后导入文件"


@dataclass(frozen=True, slots=True)
class _Visit:
    """One fetch, and what it may do."""

    address: str
    limits: Limits
    allow_private: bool
    resolve: Resolve
    transport: "httpx.AsyncBaseTransport | None"

    def refusal(self, wrong: str, mend: str) -> ReadError:
        """What the user is told: one line that names the address."""
        address = shown(self.address)
        return ReadError(f"网址“{address if len(address) <= 200 else address[:200] + '…'}”{wrong}；{mend}。")

    async def source(self) -> Source:
        """What stands at the end of the redirects."""
        import httpx

        url = self._parsed(self.address)
        async with httpx.AsyncClient(
            transport=self.transport, verify=_trusted(), trust_env=False, follow_redirects=False, timeout=_PATIENCE
        ) as client:
            for _ in range(MOST_REDIRECTS + 1):
                reply = await self._reply(client, url)
                if isinstance(reply, Body):
                    content = content_of(reply, self.limits.file)
                    if content is None:
                        raise self._too_large()
                    return Source(name_of(str(url), reply, content), str(url), content=content)
                url = self._parsed(reply, url)
        raise self.refusal(f"转了 {MOST_REDIRECTS} 次还没有到", _SAVED)

    def _parsed(self, address: str, base: "httpx.URL | None" = None) -> "httpx.URL":
        """An address that may be asked for. Raises ReadError for any other."""
        import httpx

        try:
            url = base.join(address) if base else httpx.URL(address)
        except (httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise self.refusal("写得不对", "请从浏览器的地址栏复制完整的网址") from error
        if url.scheme not in ("http", "https"):
            raise self.refusal(f"不能用“{shown(url.scheme)}:”读取", "请给出以 http:// 或 https:// 开头的网址")
        sound = _HOST.fullmatch(url.raw_host) and 0 < (url.port or 80) < 65536
        if not sound or len(address) > _LONGEST_ADDRESS:
            raise self.refusal("写得不对", "请从浏览器的地址栏复制完整的网址")
        if url.userinfo:
            raise self.refusal("里带有用户名或密码", "请去掉“@”前面的部分，或另存网页后导入文件")
        return url.copy_with(fragment=None)

    async def _reply(self, client: "httpx.AsyncClient", url: "httpx.URL") -> "Body | str":
        """The body at an address, or where it redirects to."""
        import httpx

        for tried, ip in enumerate(addresses := await self._checked(url), 1):
            # The host's name goes into the header and the TLS greeting; the connection goes to what was checked.
            request = client.build_request(
                "GET",
                url.copy_with(host=ip),
                headers={**_HEADERS, "Host": url.netloc.decode("ascii")},
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            )
            try:
                reply = await client.send(request, stream=True)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if "CERTIFICATE_VERIFY_FAILED" in str(error):
                    raise self.refusal("的安全证书不可信", _SAVED) from error
                if tried == len(addresses):
                    raise self.refusal("连不上", _CHECKED) from error
                continue
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise self._broken() from error
            try:
                return await self._read(reply)
            except httpx.HTTPError as error:
                raise self._broken() from error
            finally:
                await reply.aclose()
        raise self.refusal("连不上", _CHECKED)

    async def _checked(self, url: "httpx.URL") -> list[str]:
        """The IP addresses of a host, every one of them allowed."""
        host, port = url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = list(await asyncio.to_thread(self.resolve, host, port))
        except (OSError, UnicodeError) as error:
            raise self.refusal(f"的主机“{shown(url.host)}”找不到", _CHECKED) from error
        if not addresses:
            raise self.refusal(f"的主机“{shown(url.host)}”找不到", _CHECKED)
        if not all(is_allowed(ip, private=self.allow_private) for ip in addresses):
            raise self.refusal(f"指向本机、内网或保留地址（{shown(url.host)}），已拒绝", _INTRANET)
        return addresses[:_MOST_TRIED]

    async def _read(self, reply: "httpx.Response") -> "Body | str":
        location = reply.headers.get("location")
        if reply.status_code in _REDIRECTS and location:
            return str(location)
        if reply.status_code != 200:
            raise self.refusal(f"返回 {reply.status_code}，没有给出网页", _SAVED)
        told = reply.headers.get("content-length", "")
        if told.isdecimal() and int(told[:20]) > self.limits.file:
            raise self._too_large()
        data = bytearray()
        async for piece in reply.aiter_raw():
            data += piece
            if len(data) > self.limits.file:
                raise self._too_large()
        encoding = reply.headers.get("content-encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise self.refusal(f"用了不支持的压缩方式（{shown(encoding[:20])}）", _SAVED)
        return Body(
            bytes(data),
            encoding,
            reply.headers.get("content-type", ""),
            reply.headers.get("content-disposition", ""),
        )

    def _broken(self) -> ReadError:
        return self.refusal("读到一半断了，或者回应不合规范", _LATER)

    def _too_large(self) -> ReadError:
        size = self.limits.file // 1024**2
        return self.refusal(f"的内容超过 {size} MB", "请另存网页后导入文件，或调大 GONGBAO_LARGEST_FILE")


def _trusted() -> ssl.SSLContext:
    """The authorities of Mozilla's list and those that this machine's administrator added."""
    import certifi

    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context
