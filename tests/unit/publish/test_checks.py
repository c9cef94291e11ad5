"""What would break, and what could be better: told of a small site that is made by hand."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from publish import __main__ as command
from publish import findings, published
from publish.published import Entry, Published

ROOT = "https://loaves.org/"
CONF = f'html_baseurl = "{ROOT}"\ntime_zone = "UTC"\n'
PAGE = """<!doctype html><html><head><meta name="description" content="{description}"></head>
<body><div class="h-entry"><div class="e-content">{text}</div></div></body></html>"""


def site(
    folder: Path, posts: dict[str, tuple[str, str]], *, root: str = ROOT, ids: dict[str, str] | None = None
) -> Path:
    """A source, and what a build of it would leave: of each post, by its path without a suffix, the front matter and
    the HTML of its text. Posts without HTML have no page. Gives the output."""
    out = folder / "out"
    folder.mkdir(exist_ok=True)
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    paths = [path for path, (_, text) in posts.items() if text]
    for path, (front, text) in posts.items():
        source = folder / "posts" / f"{path}.md"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(f"---\n{front}\n---\n\n# {path}\n", encoding="utf-8")
        if text:
            page = out / f"{path}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(PAGE.format(description="d" if "described" in front else "", text=text), encoding="utf-8")
    entries = "".join(
        f'<entry><id>{(ids or {}).get(path, "tag:" + path)}</id><link href="{root}{path}.html"/></entry>'
        for path in paths
    )
    first, rest = entries[: entries.find("</entry>") + 8], entries[entries.find("</entry>") + 8 :]
    feed = '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{}">{}{}</feed>'
    older = f'<link rel="prev-archive" href="{root}blog/atom/1.xml"/>'
    (out / "blog/atom").mkdir(parents=True)
    (out / "blog/atom.xml").write_text(feed.format(root, older, first), encoding="utf-8")
    (out / "blog/atom/1.xml").write_text(feed.format(root, "", rest), encoding="utf-8")
    urls = "".join(
        f"<url><loc>{root}{path}.html</loc><lastmod>2021-03-0{n}</lastmod></url>" for n, path in enumerate(paths, 1)
    )
    namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"<sitemapindex {namespace}><sitemap><loc>{root}sitemap-1.xml</loc></sitemap></sitemapindex>"
    (out / "sitemap.xml").write_text(index, encoding="utf-8")
    (out / "sitemap-1.xml").write_text(f"<urlset {namespace}>{urls}</urlset>", encoding="utf-8")
    return out


GOOD = ("date: 2021-03-01\ncategory: Bread\ndescription: described", "<p>Dough.</p>")


def run(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    code = command.main([str(folder / "out"), "--site", str(folder), *options])
    said = capsys.readouterr()
    return code, (said.out + said.err).splitlines()


def test_a_good_site_has_nothing_to_be_said_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site(tmp_path, {"2021/03/one": GOOD, "2021/03/two": GOOD})
    code, said = run(tmp_path, capsys, "--record")
    assert (code, len(said)) == (0, 2)
    assert said[0].startswith("2 addresses (nothing to compare with")
    assert published.read_record(tmp_path / "published.txt") == Published(
        "",
        {
            "2021/03/one.html": Entry("2021-03-01", "tag:2021/03/one"),
            "2021/03/two.html": Entry("2021-03-02", "tag:2021/03/two"),
        },
    )
    code, said = run(tmp_path, capsys)
    assert (code, said) == (0, ["2 addresses (2 published before), 0 would break, 0 pieces of advice"])


@pytest.mark.parametrize("root", [ROOT, "https://loaves.example.org/blog/"])
def test_what_was_published_and_is_gone_breaks_unless_something_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], root: str
) -> None:
    out, base = site(tmp_path, {"2021/03/one": GOOD}, root=root), urlsplit(root).path
    gone = [
        "2021/03/gone.html",
        "2021/03/led.html",
        "2021/03/moved.html",
        "2021/03/folder/",
        "../../conf.py",
        "/etc/passwd",
    ]
    (out / "2021/03/moved.html").write_text("goes on", encoding="utf-8")
    (out / "2021/03/folder").mkdir()
    (out / "2021/03/folder/index.html").write_text("goes on", encoding="utf-8")
    (out / "_redirects").write_text(
        f"{base}2021/03/led.html {base}2021/03/one.html 301\n{base} p=5 {base}2021/03/one.html 301\n", encoding="utf-8"
    )
    record = published.record(Published("", {address: Entry() for address in gone}))
    (tmp_path / "published.txt").write_text(record, encoding="utf-8")
    code, said = run(tmp_path, capsys, "--record")
    assert code == 1
    assert [line.partition(":")[0] for line in said[:3]] == ["/../../conf.py", "//etc/passwd", "/2021/03/gone.html"]
    assert said[3] == "1 address (6 published before), 3 would break, 0 pieces of advice"
    # What would break is not noted as published.
    assert (tmp_path / "published.txt").read_text(encoding="utf-8") == record and "left as it was" in said[4]


def test_a_list_that_has_no_post_any_more_is_named_and_breaks_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No post could take its place, and nobody could ever note what is published again."""
    site(tmp_path, {"2021/03/one": GOOD})
    gone = ("blog/tag/rye.html", "names/person/ann.html", "on/03-01.html", "blog/2020.html")
    (tmp_path / "published.txt").write_text(published.record(Published("", dict.fromkeys(gone, Entry()))), "utf-8")
    code, said = run(tmp_path, capsys, "--record")
    assert code == 0 and sorted(line.partition(": ")[2].partition(":")[0] for line in said[:4]) == [
        f"/{address}" for address in sorted(gone)
    ]
    assert "0 would break, 4 pieces of advice" in said[4] and "one.html" in (tmp_path / "published.txt").read_text()


def test_another_id_in_feeds_breaks_and_says_how_to_keep_the_old_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site(tmp_path, {"2021/03/one": GOOD, "2021/03/two": GOOD}, ids={"2021/03/two": "tag:new"})
    before = {"2021/03/one.html": Entry("", "tag:2021/03/one"), "2021/03/two.html": Entry("", "tag:old")}
    (tmp_path / "published.txt").write_text(published.record(Published("", before)), encoding="utf-8")
    code, said = run(tmp_path, capsys)
    assert code == 1 and len(said) == 2
    assert said[0].startswith("/2021/03/two.html: has another id") and said[0].endswith("`id: tag:old`")


@pytest.mark.parametrize(
    ("ids", "known", "breaks"),
    [
        ({}, (), True),
        ({"2021/03/new": "tag:2021/03/old"}, (), False),  # as the finding says how
        ({}, ("2021/03/new.html",), False),  # of two posts, one is left
    ],
)
def test_a_post_that_has_moved_keeps_its_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ids: dict[str, str], known: tuple[str, ...], breaks: bool
) -> None:
    out = site(tmp_path, {"2021/03/new": GOOD}, ids=ids)
    leads = f'<link rel="canonical" href="{ROOT}2021/03/new.html"><meta http-equiv="refresh" content="0; url=new.html">'
    (out / "2021/03/old.html").write_text(leads, encoding="utf-8")
    before = {address: Entry("", f"tag:{address[:-5]}") for address in ("2021/03/old.html", *known)}
    (tmp_path / "published.txt").write_text(published.record(Published("", before)), encoding="utf-8")
    code, said = run(tmp_path, capsys)
    assert code == breaks
    message = "/2021/03/old.html: leads to /2021/03/new.html, which has another id in feeds"
    assert said[0].startswith(message) == breaks and said[0].endswith("`id: tag:2021/03/old`") == breaks


def test_what_is_hidden_is_named_and_breaks_where_it_can_be_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = {
        "2021/03/draft": ("draft: true", ""),
        "2021/03/seen": ("draft: true", "<p>Not yet.</p>"),
        "2021/03/ahead": ("date: 2999-01-01", ""),
        "2021/03/withheld": ("withheld: by request", ""),
    }
    site(tmp_path, {"2021/03/one": GOOD, **hidden})
    code, said = run(tmp_path, capsys)
    assert code == 1
    assert [line.partition(",")[0] for line in said[:-1]] == [
        "posts/2021/03/seen.md: is a draft",
        "advice: posts/2021/03/ahead.md: is dated ahead",
        "advice: posts/2021/03/draft.md: is a draft",
    ]


def test_what_posts_lack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        '<img src="../../_images/heavy.jpg" alt="A loaf"><img src="../../_images/scaled.jpg" srcset="a 1x" alt="Two">'
        '<img src="../../_images/light.jpg" alt=""><img src="https://far.example/far.jpg" alt="IMG_0222 (2).jpeg">'
    )
    out = site(tmp_path, {"2021/03/one": ("date: 2021-03-01", text)})
    (out / "_images").mkdir()
    for name, size in {"heavy": findings.HEAVY + 1, "scaled": findings.HEAVY + 1, "light": 10}.items():
        (out / f"_images/{name}.jpg").write_bytes(bytes(size))
    code, said = run(tmp_path, capsys)
    assert code == 0
    assert [line.partition("posts/2021/03/one.md: ")[2].partition(":")[0] for line in said[:-1]] == [
        "has no category",
        "has no description",
        "1 picture whose alternative text is the name of a file",
        "heavy.jpg has 1.0 MB, and is sent whole",
        "1 picture without alternative text",
    ]


def test_of_many_alike_some_are_named_and_all_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site(
        tmp_path,
        {f"2021/03/post-{n}": ("date: 2021-03-01\ndescription: described", "<p>a</p>") for n in range(100, 130)},
    )
    code, said = run(tmp_path, capsys)
    assert (code, len(said)) == (0, command.SHOWN + 2)
    assert said[-2] == "… and 10 more like this"
    assert said[-1].endswith("30 pieces of advice")


def test_an_address_that_nobody_can_reach_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site(tmp_path, {"2021/03/one": GOOD}, root="https://archive.example/")
    code, said = run(tmp_path, capsys)
    assert code == 1 and said[0].startswith("conf.py: `html_baseurl` is https://archive.example/")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("sitemap.xml", "sitemap.xml: is not there: set `html_baseurl`"),
        ("blog/atom.xml", "blog/atom.xml: is not there: set `html_baseurl`"),
    ],
)
def test_a_folder_that_is_no_site_is_said_to_be_none(
    damage: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = site(tmp_path, {"2021/03/one": GOOD})
    (out / damage).unlink()
    code, said = run(tmp_path, capsys)
    assert code == 1 and len(said) == 1 and told in said[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"2021/03/one.html\t2021-03-01\n", "published.txt:1: is not an address, a date and an id"),
        (b"# a head\nno tabs at all\n", "published.txt:2: is not"),
        (b"\xff\n", "published.txt:1: is not UTF-8"),
    ],
)
def test_a_damaged_record_is_named_with_its_line(
    text: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site(tmp_path, {"2021/03/one": GOOD})
    (tmp_path / "published.txt").write_bytes(text)
    code, said = run(tmp_path, capsys)
    assert code == 1 and len(said) == 1 and told in said[0]


def test_links_whose_page_is_gone_are_named_by_the_post_that_has_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site(tmp_path, {"2021/03/one": GOOD, "2021/03/draft": ("draft: true", "")})
    (tmp_path / "links.yaml").write_text(
        "https://gone.example/:\n  used:\n    - posts/2021/03/one.md\n  verdict: dead\n\n"
        "https://hidden.example/:\n  used:\n    - posts/2021/03/draft.md\n  verdict: dead\n\n"
        "https://live.example/:\n  used:\n    - posts/2021/03/one.md\n  verdict: live\n",
        encoding="utf-8",
    )
    _, said = run(tmp_path, capsys)
    (told,) = [line for line in said if "http" in line]
    assert told.startswith("advice: posts/2021/03/one.md: the page at https://gone.example/ is gone, and no copy")


def test_one_is_said_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site(tmp_path, {"2021/03/one": ("date: 2021-03-01\ndescription: described", "<p>a</p>")})
    assert run(tmp_path, capsys)[1][-1].endswith("1 piece of advice")
