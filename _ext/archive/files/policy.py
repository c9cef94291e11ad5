"""What a page may load and run: its Content-Security-Policy, as a meta tag in each page and as headers for hosts.

See https://www.w3.org/TR/CSP3/. The headers follow nginx's ``add_header``, the ``Header`` of Apache and Caddy, and
Netlify's https://docs.netlify.com/routing/headers/ (Cloudflare Pages reads the same).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from hashlib import sha256

from ..core.texts import digest
from ..model.archive import Output
from ..model.posts import Site

#: The one script that stands in pages themselves, since a theme that came later would be seen to change.
THEME_SCRIPT = 'document.body.dataset.theme=localStorage.getItem("theme")||"auto"'
_HASH = b64encode(sha256(THEME_SCRIPT.encode()).digest()).decode()

#: Only this site's own files. Pagefind is WebAssembly; the icons of notes are images in Furo's style sheet.
POLICY = "; ".join((
    "default-src 'self'",
    f"script-src 'self' 'wasm-unsafe-eval' 'sha256-{_HASH}'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
))  # fmt: skip


def headers(site: Site) -> Iterator[Output]:
    """The files of headers, each in the form that some hosts read, if the site has a policy."""
    if site.policy:
        # A meta tag cannot say who may show the page in a frame.
        sent = {
            "Content-Security-Policy": f"{site.policy}; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
        }
        for path, write in HEADER_FILES.items():
            yield Output(path, digest(path, repr(sent)), partial(write, sent))


def _netlify(sent: dict[str, str]) -> str:
    everywhere = "".join(f"  {name}: {value}\n" for name, value in sent.items())
    # Netlify cannot tell addresses apart by what follows the `?`, so static files are kept for a day only.
    return f"/*\n{everywhere}/_static/*\n  Cache-Control: public, max-age=86400\n"


def _nginx(sent: dict[str, str]) -> str:
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in sent.items())


def _apache(sent: dict[str, str]) -> str:
    return "".join(f'Header always set {name} "{value}"\n' for name, value in sent.items())


def _caddy(sent: dict[str, str]) -> str:
    return "".join(f'header {name} "{value}"\n' for name, value in sent.items())


#: By path in the output, what writes the headers, by their names, as a host reads them.
HEADER_FILES = {
    "_headers": _netlify, "headers/nginx.conf": _nginx, "headers/apache.conf": _apache, "headers/caddy.conf": _caddy,
}  # fmt: skip
