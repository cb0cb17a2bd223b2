"""HTTP as browsers speak it, with as little work for it as can be: the server beside it needs the processor."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import perf_counter

import brotli

_HEADERS = "Accept: */*\r\nAccept-Encoding: br\r\nConnection: keep-alive\r\n"
_PATIENCE = 30  # seconds for an answer
_LARGEST = 2**24  # bytes of what is read at a time


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and how long that took from the first byte sent to the last one received."""

    status: int
    headers: dict[str, str]
    sent: bytes
    milliseconds: float

    @property
    def body(self) -> bytes:
        """The body, opened."""
        coded = self.headers.get("content-encoding") == "br"
        return bytes(brotli.decompress(self.sent)) if coded else self.sent


class Connection:
    """A connection that stays open between questions, is opened anew if the server closed it, and keeps its cookie."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._always = f"Host: 127.0.0.1:{port}\r\n{_HEADERS}"
        self._cookie = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """Ask for an address."""
        return await self._ask(f"GET {path} HTTP/1.1\r\n{self._always}{self._cookie}\r\n".encode())

    async def post(self, path: str, body: bytes, kind: str = "application/json") -> Answer:
        """Post a body to an address."""
        about = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{self._always}{self._cookie}{about}\r\n".encode() + body)

    async def close(self) -> None:
        """Close the connection."""
        if self._streams:
            self._streams[1].close()
            await self._streams[1].wait_closed()
            self._streams = None

    async def _ask(self, question: bytes) -> Answer:
        start = perf_counter()
        try:
            async with asyncio.timeout(_PATIENCE):
                if self._streams is None:
                    self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=_LARGEST)
                reader, writer = self._streams
                writer.write(question)
                first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                body = await reader.readexactly(int(headers["content-length"]))
        except BaseException:
            if self._streams:
                self._streams[1].close()
            self._streams = None
            raise
        taken = 1000 * (perf_counter() - start)
        if "set-cookie" in headers:
            self._cookie = f"Cookie: {headers['set-cookie'].partition(';')[0]}\r\n"
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return Answer(int(first.split()[1]), headers, body, taken)
