"""A store with the interface of S3 on this machine: enough of it to list, ask after and read objects, in pages and by ranges."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit
from xml.sax.saxutils import escape

import fsspec
import pytest

CHANGED = datetime(2026, 11, 10, 2, tzinfo=UTC)
#: Objects in one answer; there are more pages than one as soon as there are more objects.
PAGE = 3


@contextmanager
def store(
    bucket: str,
    objects: MutableMapping[str, bytes],
    page: int = PAGE,
    changed: Callable[[str], datetime] = lambda _: CHANGED,
) -> Iterator[str]:
    """The address of a server with one bucket; what is put into ``objects`` is there at once, ``changed`` says since when."""
    kept = _Bucket(bucket, objects, page, changed)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            name, _, key = unquote(asked.path).lstrip("/").partition("/")
            if name != bucket:
                self._answer(404, _error("NoSuchBucket"))
            elif not key:
                self._answer(200, kept.listing(parse_qs(asked.query, keep_blank_values=True)))
            elif key.startswith("closed/"):
                self._answer(403, _error("AccessDenied"))
            elif key not in objects:
                self._answer(404, _error("NoSuchKey"))
            else:
                self._object(key, objects[key])

        def _object(self, key: str, data: bytes) -> None:
            since = {"Last-Modified": format_datetime(changed(key), usegmt=True)}
            wanted = self.headers.get("Range", "")
            if wanted:
                first, _, last = wanted.removeprefix("bytes=").partition("-")
                end = min(int(last or len(data)), len(data) - 1)
                headers = {"Content-Range": f"bytes {first}-{end}/{len(data)}", **since}
                self._answer(206, data[int(first) : end + 1], headers)
            else:
                self._answer(200, data, since)

        def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            sent = {"ETag": '"x"', **(headers or {})}
            for key, value in {**sent, "Content-Length": str(len(body))}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def connected(
    monkeypatch: pytest.MonkeyPatch, bucket: str, objects: MutableMapping[str, bytes]
) -> Iterator[None]:
    """``s3://bucket`` is a store on this machine, as if a bureau had written so in its own settings of fsspec."""
    with store(bucket, objects) as address:
        monkeypatch.setitem(fsspec.config.conf, "s3", {"anon": True, "endpoint_url": address})
        try:
            yield
        finally:
            fsspec.get_filesystem_class("s3").clear_instance_cache()


def _error(code: str) -> bytes:
    return f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


class _Bucket(NamedTuple):
    """A bucket: its name, what is in it, how much of it an answer lists, since when each is there."""

    name: str
    objects: MutableMapping[str, bytes]
    page: int
    changed: Callable[[str], datetime]

    def listing(self, asked: dict[str, list[str]]) -> bytes:
        """A page of the keys that are asked for."""
        prefix, slash = asked.get("prefix", [""])[0], asked.get("delimiter", [""])[0]
        after = asked.get("continuation-token", asked.get("start-after", [""]))[0]
        keys = sorted(key for key in self.objects if key.startswith(prefix))
        folded = sorted({_folded(key, prefix, slash) for key in keys})
        waiting = [key for key in folded if key > after]
        page, more = waiting[: self.page], len(waiting) > self.page
        coded = asked.get("encoding-type") == ["url"]
        parts = [self._entry(key, quote(key) if coded else escape(key)) for key in page]
        if more:
            parts.append(f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>")
        head = f"<Name>{self.name}</Name><Prefix>{escape(prefix)}</Prefix><KeyCount>{len(page)}</KeyCount>"
        head += f"<IsTruncated>{str(more).lower()}</IsTruncated>" + (
            "<EncodingType>url</EncodingType>" if coded else ""
        )
        space = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
        return f"<ListBucketResult {space}>{head}{''.join(parts)}</ListBucketResult>".encode()

    def _entry(self, key: str, written: str) -> str:
        data = self.objects.get(key)
        if data is None:
            return f"<CommonPrefixes><Prefix>{written}</Prefix></CommonPrefixes>"
        since = self.changed(key).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return f'<Contents><Key>{written}</Key><LastModified>{since}</LastModified><ETag>"x"</ETag><Size>{len(data)}</Size></Contents>'


def _folded(key: str, prefix: str, slash: str) -> str:
    rest = key[len(prefix) :]
    return prefix + rest.partition(slash)[0] + slash if slash and slash in rest else key
