"""The server of the live preview, on sphinx-autobuild's: the pages of the last good build, told of each newer one.

A page is what a reader gets, its policy included, with one script of the same host after it. Drafts are nobody else's
to read: another site that lets its own name lead to this machine (DNS rebinding) is refused by the name.

Which files of the source folder are sources, and when they change, is known here too.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import socket
import traceback
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

import uvicorn
from sphinx_autobuild.filter import IgnoreFilter
from sphinx_autobuild.server import RebuildServer
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
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from watchfiles import awatch

from .building import PageUpdate

#: What this machine is called by itself alone.
LOOPBACK = ("localhost", "*.localhost", "127.0.0.1", "[::1]")
_FRESH = {"Cache-Control": "no-store"}
_NOTHING = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Not there</title></head>
<body><p>There is no page here, or none was built yet.</p></body></html>
"""
#: What editors and file systems put beside a file while it is edited.
_TEMPORARY = re.compile(r"\.|#.*#$|4913$|.*(~|\.sw[a-z]|\.tmp|\.bak|\.orig)$")
#: Folders in which no source stands: at any depth, and of the source folder itself.
_NO_SOURCES = ("node_modules", "__pycache__")
_NO_SOURCES_AT_TOP = ("_build", "tests")
#: How often, in milliseconds, a watcher says that nothing has changed.
_QUIET = 300


class Sources(IgnoreFilter):  # type: ignore[misc]
    """sphinx-autobuild's filter of paths, for the files below `folder` that are not in the folders `ignored`."""

    def __init__(self, folder: Path, ignored: Sequence[Path]) -> None:
        super().__init__(ignored, ())
        self.folder, self._ignored = folder, ignored

    def __call__(self, filename: str, /) -> bool:
        """Whether a change of the file `filename` is none of the sources."""
        # By its own name, and not as the filter does by where it leads: editors lock files with links to nothing.
        if not filename.startswith(f"{self.folder}{os.sep}"):
            return True
        parts = Path(filename).relative_to(self.folder).parts
        if _TEMPORARY.match(parts[-1]) or any(_holds_none(part, depth == 0) for depth, part in enumerate(parts)):
            return True
        return bool(super().__call__(filename))

    async def changes(self) -> AsyncGenerator[list[Path]]:
        """Give the files that have changed, time and again; nothing where none has. Notes changes from its first.

        Each folder is watched by itself, so begin anew after a change: below one may lie an environment of many
        thousand files, or a loop of links.
        """
        polling = bool(os.environ.get("WATCHFILES_FORCE_POLLING"))
        while True:
            watched = awatch(
                *self._folders(), watch_filter=lambda _, path: not self(path), recursive=False,
                yield_on_timeout=True, rust_timeout=_QUIET, force_polling=polling,
            )  # fmt: skip
            try:
                async for changes in watched:
                    yield sorted(Path(path) for _, path in changes)
            except FileNotFoundError:  # removed a moment ago
                continue
            except OSError:  # the system watches too much already
                if polling:
                    raise
                polling = True

    def _folders(self) -> Iterator[str]:
        """The source folder and those below it in which sources may stand, through links too, but none twice."""
        seen = {os.path.realpath(folder) for folder in self._ignored}
        for folder, names, files in os.walk(self.folder, followlinks=True):
            real, at_top = os.path.realpath(folder), folder == str(self.folder)
            if real in seen or (not at_top and "pyvenv.cfg" in files):
                names.clear()
                continue
            seen.add(real)
            names[:] = [name for name in names if not _holds_none(name, at_top)]
            yield folder


def _holds_none(name: str, at_top: bool) -> bool:
    return name.startswith(".") or name in _NO_SOURCES or (at_top and name in _NO_SOURCES_AT_TOP)


class Rebuilding(RebuildServer):  # type: ignore[misc]
    """sphinx-autobuild's watcher of sources, which tells open pages of each build.

    It builds in a thread where sphinx-autobuild does so in a process forked from the server, and tells what was wrong
    with a build where that tells only that there was one.
    """

    def __init__(
        self, sources: Sources, kept: Path, build: Callable[[Sequence[Path]], PageUpdate | None], stop: Event
    ) -> None:
        """Watch `sources`, and the folder `kept`, which `make clean` removes; `build` gives None at the end.

        Sets `stop` when it watches no more, whatever the reason.
        """
        super().__init__([sources.folder], sources, build)
        self._sources, self._kept, self._build, self._stop = sources, kept, build, stop
        self.failure = ""
        """Why it cannot watch."""
        self._told: set[asyncio.Event] = set()
        # Another one for each start: a page from before is never taken for new.
        self._start, self._count, self._problem = secrets.token_hex(4), 0, ""

    @property
    def version(self) -> str:
        """Which build is served."""
        return f"{self._start}-{self._count}"

    async def watch(self) -> None:
        """Build at once, and then after every change, whenever it comes."""
        try:
            await self._watch()
        except Exception as error:
            traceback.print_exc()
            self.failure = f"the preview cannot go on: {error}"
        finally:
            self._stop.set()

    async def _watch(self) -> None:
        changed: Sequence[Path] = ()
        while True:
            # What changes from here on is noted, and so what changes during the build.
            changes = self._sources.changes()
            changed = [*changed, *await anext(changes)]
            update = await asyncio.to_thread(self._build, changed)
            if update is None:
                return
            self._count, self._problem = self._count + update.changed, update.problem
            for told in self._told:
                told.set()
            changed = []
            async for changed in changes:
                if changed or not self._kept.is_dir():
                    break
            await changes.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell a page of builds, for as long as it is open.

        A browser lets pages of any site ask for this, and says which asks.
        """
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin and urlsplit(origin).netloc != headers.get("host"):
            await WebSocket(scope, receive, send).close(WS_1008_POLICY_VIOLATION)
            return
        with suppress(WebSocketDisconnect):  # it has just left
            await super().__call__(scope, receive, send)

    async def watch_reloads(self, ws: WebSocket) -> None:
        """Tell one page which build is served, and what was wrong with the last, now and after each build."""
        told = asyncio.Event()  # its own: one for all pages, cleared by the first, may pass another by
        self._told.add(told)
        try:
            while True:
                told.clear()
                await ws.send_json({"version": self.version, "problem": self._problem})
                await told.wait()
        finally:
            self._told.discard(told)


class Pages(StaticFiles):
    """The files of the site, its pages with the script that loads them again."""

    def __init__(self, folder: Path, rebuilding: Rebuilding) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self.config_checked = True  # the folder may come and go
        self._rebuilding = rebuilding

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
        script = f'<script src="/_preview/reload.js" data-version="{self._rebuilding.version}" defer></script>'.encode()
        return HTMLResponse(before + script + end + after, status, _FRESH)


class Server:
    """Serves a folder in a thread of its own, until it is closed."""

    def __init__(
        self, folder: Path, sockets: Sequence[socket.socket], names: Sequence[str], rebuilding: Rebuilding
    ) -> None:
        """Serve `folder` at the listening `sockets`, to those who ask for this machine or for one of `names`."""
        config = uvicorn.Config(
            application(folder, rebuilding, names), log_level="error", timeout_graceful_shutdown=1,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=self._server.run, kwargs={"sockets": [*sockets]}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(1)


def application(folder: Path, rebuilding: Rebuilding, names: Sequence[str]) -> Starlette:
    """The site in `folder` with what reloading needs, for those alone who ask for this machine or one of `names`."""
    script = (Path(__file__).parent / "reload.js").read_text(encoding="utf-8")

    async def reload(request: Request) -> Response:
        return Response(script, media_type="text/javascript", headers=_FRESH)

    return Starlette(
        routes=[
            Route("/_preview/reload.js", reload),
            WebSocketRoute("/_preview/builds", rebuilding),
            Mount("/", Pages(folder, rebuilding)),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, *names], www_redirect=False)],
        lifespan=rebuilding.lifespan,
    )
