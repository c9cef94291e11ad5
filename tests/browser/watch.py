"""Notes every request, failure and complaint of the pages in a browser."""

from __future__ import annotations

from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError


class Watch:
    """`faults` says what pages did that they must not; `asked` is every address that they asked for."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget all that was noted."""
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.missing: set[str] = set()
        """Addresses that may answer 404."""

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._failed)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _request(self, request: Request) -> None:
        self.asked.append(request.url)
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname != "127.0.0.1":
            self.faults.append(f"{_page(request)} asks another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self.missing:
            self.faults.append(f"{_page(response.request)}: {response.url} answers {response.status}")

    def _failed(self, request: Request) -> None:
        # What a page was still loading when it was left is no fault.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.faults.append(f"{_page(request)}: {request.url} fails: {request.failure}")

    def _console(self, message: ConsoleMessage) -> None:
        address = urldefrag(message.location.get("url", "")).url
        if message.type in ("error", "warning") and address not in self.missing:
            self.faults.append(f"console {message.type}: {message.text} ({address})")

    def _error(self, error: WebError) -> None:
        self.faults.append(f"{error.page.url if error.page else 'a page'}: {error.error}")


def _page(request: Request) -> str:
    return request.headers.get("referer", "a page")
