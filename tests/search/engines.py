"""The same posts as three sites: this project's, plain Sphinx's and Material for MkDocs', each with its own search.

Neither of the other two indexes descriptions, so there they stand as the first paragraph of the text.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from search.blog import BlogPost

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("conf.py", "_ext", "_templates", "_static")
MATERIAL = "9.8.1"


def ours(folder: Path, posts: Sequence[BlogPost], *, language: str = "", most: int = 0) -> Path:
    """This project's own settings, templates and scripts over the posts, in English or another language, and with an
    index in segments of `most` posts where that is given; give the folder of its output."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in PARTS:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    if language:
        with (source / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write(f'\nlanguage = "{language}"\n')
    if most:
        module = source / "_ext/archive/search/segments.py"
        module.write_text(re.sub("^MOST = .*", f"MOST = {most}", module.read_text(), flags=re.MULTILINE))
    (source / "index.md").write_text("# Blog\n", encoding="utf-8")
    for post in posts:
        described = {"description": post.description} if post.description else {}
        front = _front(date=post.day.isoformat(), category=post.category, tags=post.tags, **described)
        _put(source / f"posts/{post.path}.md", front, post)
    build(source, folder / "out")
    return folder / "out"


def sphinx(folder: Path, posts: Sequence[BlogPost]) -> Path:
    """Sphinx with MyST as they come; tags are keywords, which its search indexes."""
    source = folder / "source"
    source.mkdir(parents=True)
    (source / "conf.py").write_text(
        "project = 'Blog'\nextensions = ['myst_parser']\nlanguage = 'en'\nsuppress_warnings = ['toc.not_included']\n"
    )
    (source / "index.md").write_text("# Blog\n", encoding="utf-8")
    for post in posts:
        meta = {"html_meta": {"keywords": ", ".join(post.tags)}}
        _put(source / f"{post.path}.md", ["---", f"myst: {json.dumps(meta)}", "---"], post, post.description)
    build(source, folder / "out")
    return folder / "out"


def material(folder: Path, posts: Sequence[BlogPost], venv: Path) -> Path:
    """Material for MkDocs, with its search and its tags, which the search weighs; installed into `venv`."""
    packages = f"mkdocs-material=={MATERIAL}"
    stamp = venv / "installed.txt"
    if not stamp.exists() or stamp.read_text() != packages:
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "--quiet", packages], check=True)
        stamp.write_text(packages)
    folder.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(
        "site_name: Blog\nuse_directory_urls: false\ntheme: {name: material, font: false}\n"
        "plugins: [search, tags]\nnav: [index.md]\nvalidation: {omitted_files: ignore}\n"
    )
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text("# Blog\n", encoding="utf-8")
    for post in posts:
        _put(folder / f"docs/{post.path}.md", _front(tags=post.tags), post, post.description)
    subprocess.run([venv / "bin/mkdocs", "build", "-q"], cwd=folder, check=True)
    return folder / "site"


def _front(**fields: object) -> list[str]:
    return ["---", *(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()), "---"]


def _put(file: Path, front: Sequence[str], post: BlogPost, *before: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join(["\n".join(front), f"# {post.title}", *filter(None, before), *post.paragraphs])
    file.write_text(text + "\n", encoding="utf-8")


def build(source: Path, out: Path) -> None:
    """Run Sphinx, any warning an error; again over the same folders, only what changed is written."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", "-j", "auto", "-d", f"{out}.doctrees",
               str(source), str(out)]  # fmt: skip
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
