"""How long a large import takes and how much memory: ``python tests/importer/measure.py
[takeout|wordpress] [POSTS]``.

Writes an export of 10,000 posts and 50,000 comments (about 200 MB) below the temporary folder, imports it
in a process of its own and prints seconds and peak memory. Run by hand; no test waits for it.
"""

# ruff: noqa: E501 - lines of exports stay as they are

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path

EXT = Path(__file__).resolve().parents[2] / "_ext"
WORDS = "the of to and a in children services for is on that by this with social work review care council family court".split()
ATOM = "xmlns='http://www.w3.org/2005/Atom'"


def body(rng: random.Random, size: int) -> str:
    """HTML as Blogger has it: paragraphs of breaks, marks, links, a list and an image now and then."""
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        words = [rng.choice(WORDS) for _ in range(60)]
        words[5] = f"<b>{words[5]}</b>"
        words[9] = (
            f'<a href="http://big.blogspot.co.uk/2012/{rng.randint(1, 12):02}/p{rng.randint(0, 9999)}.html">{words[9]}</a>'
        )
        parts.append(" ".join(words) + ".<br /><br />")
        if rng.random() < 0.1:
            parts.append("<ul><li>one</li><li>two &amp; three</li></ul>")
        if rng.random() < 0.05:
            parts.append('<div class="separator"><img src="https://1.bp.blogspot.com/-a/s320/x.jpg" /></div>')
    return '<div dir="ltr" trbidi="on">' + "".join(parts) + "</div>"


def date_of(number: int) -> str:
    return f"{2006 + number // 1200}-{number // 100 % 12 + 1:02}-{number % 28 + 1:02}T{number % 24:02}:{number % 60:02}:00Z"


def takeout(posts: int, comments: int, rng: random.Random):
    yield f"<feed {ATOM} xmlns:blogger='http://schemas.google.com/blogger/2018'><title>Big</title>"
    for number in range(posts):
        when = date_of(number)
        yield (
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>"
            f"<author><name>A</name></author><title>Post {number}</title><content type='html'>{escape(body(rng, 15000))}</content>"
            f"<published>{when}</published><blogger:filename>/{when[:4]}/{when[5:7]}/p{number}.html</blogger:filename></entry>\n"
        )
    for number in range(comments):
        yield (
            f"<entry><id>tag:blogger.com,1999:blog-1.post-{10**6 + number}</id><blogger:parent>tag:blogger.com,1999:blog-1.post-"
            f"{rng.randrange(posts)}</blogger:parent><blogger:type>COMMENT</blogger:type><blogger:status>LIVE</blogger:status>"
            f"<author><name>B{number}</name></author><content type='html'>{escape(body(rng, 300))}</content><published>{date_of(number % posts)}</published></entry>\n"
        )
    yield "</feed>"


def wordpress(posts: int, comments: int, rng: random.Random):
    yield "<rss xmlns:wp='http://wordpress.org/export/1.2/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Big</title>"
    for number in range(posts):
        when = date_of(number)
        stamp = when[:10] + " " + when[11:19]
        yield (
            f"<item><title>Post {number}</title><link>http://big.blogspot.com/{when[:4]}/{when[5:7]}/p{number}.html</link><content:encoded><![CDATA[{body(rng, 15000)}]]></content:encoded>"
            f"<wp:post_id>{number + 1}</wp:post_id><wp:post_date>{stamp}</wp:post_date><wp:post_date_gmt>{stamp}</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>"
        )
        for one in range(comments // posts):
            yield (
                f"<wp:comment><wp:comment_id>{number * 10 + one}</wp:comment_id><wp:comment_author>B</wp:comment_author><wp:comment_date>{stamp}</wp:comment_date><wp:comment_date_gmt>{stamp}</wp:comment_date_gmt>"
                f"<wp:comment_content><![CDATA[{body(rng, 300)}]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>\n"
            )
        yield "</item>\n"
    yield "</channel></rss>"


def main() -> None:
    kind = sys.argv[1] if len(sys.argv) > 1 else "takeout"
    posts = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    make = {"takeout": takeout, "wordpress": wordpress}[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "export.xml")
        with path.open("w") as stream:
            stream.writelines(make(posts, posts * 5, random.Random(1)))
        for again in ("first", "again"):
            before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
            started = time.perf_counter()
            command = [
                sys.executable,
                "-m",
                "importer",
                str(path),
                "--quiet",
                "--posts",
                f"{folder}/posts",
                "--report",
                f"{folder}/r.txt",
            ]
            done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(EXT)}, check=False)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            size = path.stat().st_size / 1e6
            print(
                f"{kind}, {again}: {posts:,} posts, {size:.0f} MB, {time.perf_counter() - started:.1f} s "
                f"({used.ru_utime + used.ru_stime - before:.1f} s of processor), {peak:.0f} MB, exit {done.returncode}"
            )
        print(Path(folder, "r.txt").read_text()[-300:])


if __name__ == "__main__":
    main()
