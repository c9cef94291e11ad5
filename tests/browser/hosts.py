"""Runs nginx, Apache or Caddy over a built site, set up as guide/publishing.md says, on a free port of this machine."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser.sites import PROJECT

#: Where the guide has the site, and what it calls it.
_ROOT, _NAME = "/srv/archive", "archive.example"
#: What the guide's block stands in, where one runs a server as nobody in particular.
_NGINX = """daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
worker_processes 1;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{block}
}}
"""
_APACHE = """ServerRoot {folder}
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/error.log
DefaultRuntimeDir {folder}
{modules}
TypesConfig /etc/mime.types
DirectoryIndex index.html
{block}
"""
#: No certificates, and nobody to command it; the guide has a site that the world is to reach.
_CADDY = """{{
	admin off
	auto_https off
	storage file_system {folder}
}}
{block}
"""
_MODULES = ("mpm_event", "authz_core", "dir", "mime", "headers", "deflate", "filter", "rewrite")


def block(host: str) -> str:
    """The set-up that the guide gives, below the heading of that host."""
    text = (PROJECT / "guide/publishing.md").read_text(encoding="utf-8")
    section = text.split(f"\n### {host}\n")[1].split("\n##")[0]
    (found,) = re.findall(r"^```text\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return str(found)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def nginx(program: str, site: Path, folder: Path) -> Iterator[str]:
    """The address at which nginx serves `site`; `folder` is for what it writes."""
    port = _free_port()
    text = block("nginx").replace(_ROOT, str(site)).replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, block=text), encoding="utf-8")
    with _running([program, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"], folder, port) as address:
        yield address


@contextmanager
def apache(program: str, site: Path, folder: Path) -> Iterator[str]:
    """The address at which Apache serves `site`; `folder` is for what it writes."""
    port = _free_port()
    modules = Path("/usr/lib/apache2/modules")
    loaded = "\n".join(f"LoadModule {name}_module {modules}/mod_{name}.so" for name in _MODULES)
    text = block("Apache").replace(_ROOT, str(site)).replace("*:80", f"127.0.0.1:{port}")
    made = _APACHE.format(folder=folder, port=port, modules=loaded, block=text)
    (folder / "apache.conf").write_text(made, encoding="utf-8")
    with _running([program, "-X", "-f", f"{folder}/apache.conf"], folder, port) as address:
        yield address


@contextmanager
def caddy(program: str, site: Path, folder: Path) -> Iterator[str]:
    """The address at which Caddy serves `site`; `folder` is for what it writes."""
    port = _free_port()
    text = block("Caddy").replace(_ROOT, str(site)).replace(_NAME, f"http://127.0.0.1:{port}")
    (folder / "Caddyfile").write_text(_CADDY.format(folder=folder, block=text), encoding="utf-8")
    command = ["env", f"HOME={folder}", program, "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]
    with _running(command, folder, port) as address:
        yield address


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[str]:
    # Root would have them give the work to others, who may not read what it made.
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    with open(folder / "said", "wb") as said:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, user=user)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, _complaints(folder)
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(30)


def _complaints(folder: Path) -> str:
    said = [path for path in (folder / "said", folder / "error.log") if path.exists()]
    return "".join(path.read_text(errors="replace") for path in said)
