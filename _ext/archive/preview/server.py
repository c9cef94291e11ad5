"""The server of the live preview: the pages of the last good build, each told when there is a newer one.

A page is what a reader gets, its policy included, with one script of the same host after it. Drafts are nobody else's
to read: another site that lets its own name lead to this machine (DNS rebinding) is refused by the name.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.status import WS_1008_POLICY_VIOLATION
from starlette.types import Scope
from starlette.websockets import WebSocket, WebSocketDisconnect

#: What this machine is called by itself alone.
LOOPBACK = ("localhost", "*.localhost", "127.0.0.1", "[::1]")
_FRESH = {"Cache-Control": "no-store"}
_NOTHING = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not there</title></head>
<body><p>There is no page here, or none was built yet.</p></body></html>
"""


class Live:
    """Which build is served, and what was wrong with the last; browsers are told of each change."""

    def __init__(self) -> None:
        # Another one for each start: a page from before is never taken for new.
        self._start, self._count, self.problem = secrets.token_hex(4), 0, ""
        self._told: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def version(self) -> str:
        return f"{self._start}-{self._count}"

    @asynccontextmanager
    async def running(self, app: Starlette) -> AsyncIterator[None]:
        """For the time that the server runs."""
        self._loop = asyncio.get_running_loop()
        yield

    def tell(self, *, changed: bool, problem: str) -> None:
        """Say how a build ended: whether pages are others, and what was wrong. From any thread."""
        self._count, self.problem = self._count + changed, problem
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for told in self._told:
            told.set()

    async def follow(self, socket: WebSocket) -> None:
        """Tell a page of builds, for as long as it is open.

        Not by a stream of events: a browser holds six of those to a host, and a seventh tab would wait for ever.
        """
        # A browser lets pages of any site ask for this, and says which asks.
        origin = socket.headers.get("origin")
        if origin and urlsplit(origin).netloc != socket.headers.get("host"):
            await socket.close(WS_1008_POLICY_VIOLATION)
            return
        await socket.accept()
        telling = asyncio.create_task(self._tell(socket))
        try:
            async for _ in socket.iter_text():
                pass
        finally:
            telling.cancel()

    async def _tell(self, socket: WebSocket) -> None:
        told = asyncio.Event()
        self._told.add(told)
        try:
            while True:
                told.clear()
                await socket.send_json({"version": self.version, "problem": self.problem})
                await told.wait()
        except (WebSocketDisconnect, RuntimeError):  # it has just left
            pass
        finally:
            self._told.discard(told)


class Pages(StaticFiles):
    """The files of the site, its pages with the script that loads them again."""

    def __init__(self, folder: Path, live: Live) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self.config_checked = True  # the folder may come and go
        self._live = live

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            return self._page(_NOTHING, 404)
        if isinstance(response, FileResponse) and str(response.media_type).startswith("text/html"):
            with suppress(FileNotFoundError):  # replaced by a build at this moment, or gone by it
                return self._page(Path(response.path).read_bytes(), response.status_code)
        response.headers.update(_FRESH)
        return response

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        """No browser keeps a page of the preview: it would know only builds from before."""
        return False

    def _page(self, page: bytes, status: int) -> Response:
        before, end, after = page.rpartition(b"</body>")
        if not end:
            before, after = page, b""
        script = f'<script src="/_preview/reload.js" data-version="{self._live.version}" defer></script>'.encode()
        return HTMLResponse(before + script + end + after, status, _FRESH)


class Server:
    """Serves a folder in a thread of its own, until it is closed."""

    def __init__(self, folder: Path, sockets: Sequence[socket.socket], names: Sequence[str]) -> None:
        """Serve `folder` at the listening `sockets`, to those who ask for this machine or for one of `names`."""
        self.live = Live()
        config = uvicorn.Config(
            application(folder, self.live, names), log_level="error", timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [*sockets]}, daemon=True)
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(1)


def application(folder: Path, live: Live, names: Sequence[str]) -> Starlette:
    """The site in `folder` with what reloading needs, for those alone who ask for this machine or one of `names`."""
    script = (Path(__file__).parent / "reload.js").read_text(encoding="utf-8")

    async def reload(request: Request) -> Response:
        return Response(script, media_type="text/javascript", headers=_FRESH)

    return Starlette(
        routes=[
            Route("/_preview/reload.js", reload),
            WebSocketRoute("/_preview/builds", live.follow),
            Mount("/", Pages(folder, live)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, *names], www_redirect=False)],
        lifespan=live.running,
    )
