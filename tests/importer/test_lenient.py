"""Nothing real is refused: exports that are not well-formed, in another encoding, packed, or cut short."""

from __future__ import annotations

import gzip
import io
import os
import random
import re
import tarfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from conftest import FIXTURES, make_zip
from exports import HEAD, NAMESPACES, atom_entry, blogger, item, wxr
from hypothesis import given, settings
from hypothesis import strategies as st
from importer.cli import main
from importer.errors import ImportFailure
from importer.xmlstream import NESTED, Document, inner
from lxml import etree

TAKEOUT = "takeout/Takeout/Blogger/Blogs/Steady/feed.atom"
ONE, TWO = "posts/2015/03/p1.md", "posts/2015/03/p2.md"


def document(data: bytes, *tags: str, keep: bool = False) -> Document:
    return Document(lambda: io.BytesIO(data), "export.xml", frozenset(tags or ("item", "entry")), keep)


def read(imported, tmp_path: Path, data: str | bytes, name: str = "export.xml"):
    (tmp_path / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return imported(tmp_path / name)


class TestNotWellFormed:
    @pytest.mark.parametrize(
        ("title", "shown"),
        [
            ("Cause &mdash; effect&hellip;", "Cause — effect…"),
            ("Fish & chips &co; AT&T", "Fish & chips &co; AT&T"),
            ("a ]]> b", "a ]]> b"),
            ("2 < 3 <3", "2 < 3 <3"),
            ("It&#146;s &#8217;ere&#x80;", "It’s ’ere€"),
            ("&#xD83D;&#xDE00; and &#55357;&#56832; &#xD800;&#0;&#xFFFE;.", "😀 and 😀 ."),
            ("a\x08b\x0b\x1f\ufffe\uffffc", "abc"),
        ],
    )
    def test_text(self, imported, tmp_path, title, shown):
        [entry] = [
            inner(one.find("title")) for _, one in document(wxr(item(1, title)).encode("utf-8", "surrogatepass"))
        ]
        assert entry == shown
        outcome = read(imported, tmp_path, wxr(item(1, title)))
        assert outcome.report.entries == {"posts": 1} and outcome.report.mended and outcome.report.sound
        assert outcome.report.text().count("Mended as it was read: ") == len(outcome.report.mended)

    @pytest.mark.parametrize(
        "damage",
        [
            ("xmlns:wp=", "xmlns:other="),
            ("xmlns:content=", "xmlns:other="),
            ("http://wordpress.org/export/1.2/", "https://wordpress.org/export/1.2"),
            ("http://purl.org/rss/1.0/modules/content/", "https://purl.org/rss/1.0/modules/content"),
            ("<channel>", "<channel><atom:link rel='hub' href='http://x.example/'/>"),
            ("<channel>", "<channel xmlns:q='http://ëx ämple/'><q:a>b</q:a>"),
            ("<?xml", "\n\n <?xml"),
            ("<?xml", "\ufeff\ufeff<?xml"),
            ("<?xml", "<br />\n<b>Deprecated</b>: each() in <b>/srv/a.php</b> on line <b>3</b><br />\n<?xml"),
            ("<?xml", "PHP Warning:  strpos(): Empty needle in /srv/b.php on line 2\n<?xml"),
            ("<?xml", "<!-- saved from an <rss> --><?xml"),
            ('<?xml version="1.0" encoding="UTF-8"?>', ""),
            ("<rss", "<!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://my.example/rss.dtd'>\n<rss"),
            ("<rss", '<!DOCTYPE rss [<!ENTITY eacute "&#233;"> <!ENTITY who "us">]><rss'),
            ("</rss>", "</rss>\n<!-- Cached page -->\n<b>Fatal error</b>: out of memory"),
            ("</item>", "</itm>"),
            ("</title>", ""),
            ("</link>", ""),
            ("</wp:post_id>", "</wp:postid>"),
            ("<wp:status>publish", "</item><wp:status>publish"),
            ("<link>", "</channel></rss><link>"),
            ('isPermaLink="false"', "isPermaLink=false checked"),
            ("<item>", "<item class=a b='c\">"),
            ("<item>", "<item a='1' a='2' q:b='3'>"),
            ("<item><title>Post 1</title>", "<em><title>Post 1</title><x:y>"),
        ],
        ids=lambda damage: f"{damage[0][:12]}→{damage[1][:22]}".replace("\n", " "),
    )
    def test_structure(self, imported, tmp_path, damage):
        text = wxr(item(1, extra='<guid isPermaLink="false">https://larder.example/?p=1</guid>'), item(2))
        outcome = read(imported, tmp_path, text.replace(*damage, 1))
        assert outcome.report.entries == {"posts": 2} and outcome.report.sound
        assert (outcome.post(ONE).title, outcome.post(ONE).body) == ("# Post 1", "Words of 1.")
        assert outcome.post(TWO).body == "Words of 2."

    def test_a_comment_without_an_end_does_not_take_the_next_with_it(self, imported, tmp_path):
        said = (
            "<wp:comment><wp:comment_id>{0}</wp:comment_id><wp:comment_author>Ann{0}</wp:comment_author>"
            "<wp:comment_content>Said {0}</wp:comment_content><wp:comment_approved>1</wp:comment_approved>{1}"
        )
        text = wxr(item(1, extra=said.format(5, "") + said.format(6, "</wp:comment>")))
        rows = read(imported, tmp_path, text).comments(ONE.replace(".md", ".comments.json"))
        assert sorted((row["id"], row["html"]) for row in rows) == [
            ("comment-5", "<p>Said 5</p>"),
            ("comment-6", "<p>Said 6</p>"),
        ]

    def test_a_draft_whose_prefix_is_not_declared_stays_one(self, imported, tmp_path):
        control = "<app:control><app:draft>yes</app:draft></app:control>"
        outcome = read(imported, tmp_path, blogger(atom_entry(1, extra=control), atom_entry(2)))
        assert outcome.report.entries == {"posts": 1, "drafts": 1}

    def test_cdata_that_was_not_escaped(self):
        body = "A <![CDATA[ b ]]> c ]]>"
        for data in (f"<rss><item><a><![CDATA[{body}]]></a></item></rss>",):
            [(_, one)] = document(data.encode())
            assert inner(one.find("a")) == body

    def test_cdata_that_was_split_is_joined(self):
        [(_, one)] = document(b"<rss><item><a><![CDATA[x ]]]]><![CDATA[> y]]>&amp;<![CDATA[ z]]></a></item></rss>")
        assert inner(one.find("a")) == "x ]]> y& z"

    def test_html_that_was_not_escaped_keeps_its_tags(self, imported, tmp_path):
        text = wxr(item(1)).replace("<![CDATA[Words of 1.]]>", "<p>One <b>two</b><br>three</p>")
        assert read(imported, tmp_path, text).post(ONE).body == "One **two**\\\nthree"

    @pytest.mark.parametrize(
        "tag",
        ["</p7 salt and oil]]>", "<p7 salt and oil]]>", '<p id="x" salt and oil]]>', "</p salt and oil>",
         '</p id="x" salt and oil>', "</p salt and = oil>", "</p salt and &#111;il>"],
    )  # fmt: skip
    def test_words_within_a_broken_tag_are_kept(self, tag):
        [(_, entry)] = (read := document(wxr(item(1)).replace("<![CDATA[Words", f"<p>Words{tag} on").encode()))
        shown = re.findall(r"Words|salt|and|oil|on", "".join(entry.find("{*}encoded").itertext()))
        assert shown == ["Words", "salt", "and", "oil", "on"] and read.mended

    def test_attributes_of_an_end_are_no_text(self):
        body = "<p>One <b>two</b id='x' lang=\"en\"> three</p>"
        [(_, entry)] = (read := document(wxr(item(1)).replace("<![CDATA[Words of 1.]]>", body).encode()))
        assert "".join(entry.find("{*}encoded").itertext()) == "One two three"
        assert read.mended == {"tags that are not well-formed: read": 1}

    def test_text_between_the_elements_of_an_entry_is_named(self, imported, tmp_path):
        outcome = read(imported, tmp_path, wxr(item(2).replace("<title>Post 2", "title>Post 2")))
        assert re.search("no element of an entry was left out: “title>Post 2", outcome.report.text(full=True))

    def test_a_section_of_any_size(self):
        body = "word " * (5 << 20)
        [(_, one)] = document(wxr(item(1, body=body)).encode())
        assert inner(one.find("{*}encoded")) == body

    def test_pieces_of_one_file(self, imported, tmp_path):
        text = wxr(item(1)) + wxr(item(2))
        assert read(imported, tmp_path, text).report.entries == {"posts": 2}
        only = "\n".join((item(3), item(4)))
        assert read(imported, tmp_path, only, "fragment.xml").report.entries == {"posts": 2}

    def test_a_feed(self, imported, tmp_path):
        text = '<rss version="2.0"><channel><title>L</title><item><title>Tea & t&eacute;</title>'
        text += (
            "<link>http://l.example/a</link><description>&lt;p&gt;Hot.&lt;/p&gt;</description></item></channel></rss>"
        )
        outcome = read(imported, tmp_path, text)
        assert [outcome.post(name).title for name in outcome.files()] == ["# Tea & té"]


class TestEncodings:
    @pytest.mark.parametrize(
        ("declared", "written"),
        [
            ("UTF-8", "cp1252"),
            ("ISO-8859-1", "cp1252"),
            ("us-ascii", "cp1252"),
            ("ISO-8859-1", "utf-8"),
            ("windows-1252", "utf-8"),
            ("nonsense", "utf-8"),
            ("utf-8", "utf-16"),
            ("utf-16", "utf-16-le"),
            ("utf-16", "utf-16-be"),
            ("utf-16", "utf-8"),
            ("utf-16", "utf-8-sig"),
            ("utf-8", "utf-32"),
        ],
    )
    def test_wrongly_declared(self, imported, tmp_path, declared, written):
        text = wxr(item(1, "“Crème brûlée” – 5 €"), item(2)).replace("UTF-8", declared)
        outcome = read(imported, tmp_path, text.encode(written))
        assert outcome.post(ONE).title == "# “Crème brûlée” – 5 €" and outcome.report.sound

    @pytest.mark.parametrize(
        ("declared", "text"),
        [
            ("windows-1251", "Вечером мы варили варенье"),
            ("koi8-r", "Вечером мы варили варенье"),
            ("Shift_JIS", "夕方に台所でジャムを作りました"),
            ("gb2312", "晚上我们在厨房里做果酱"),
            ("iso-8859-2", "Večer jsme vařili džem"),
        ],
    )
    def test_rightly_declared(self, imported, tmp_path, declared, text):
        data = wxr(item(1, text)).replace("UTF-8", declared).encode(declared)
        assert read(imported, tmp_path, data).post(ONE).title == f"# {text}"

    def test_one_post_in_another_encoding_than_the_rest(self, imported, tmp_path):
        data = (
            wxr(item(1, "Crème brûlée, “naïve”"), item(2, "@@")).encode().replace(b"@@", "‘Fürs Café’".encode("cp1252"))
        )
        outcome = read(imported, tmp_path, data)
        assert outcome.post(ONE).title == "# Crème brûlée, “naïve”" and outcome.post(TWO).title == "# ‘Fürs Café’"
        assert outcome.report.mended["characters of Windows-1252 in a text declared otherwise: read"] == 4

    def test_undeclared_and_no_utf_8(self):
        text = wxr(item(1, "Вечером мы варили варенье, и оно выкипело на новую плиту. " * 9))
        data = text.replace(' encoding="UTF-8"', "").encode("cp1251")
        [(_, one)] = document(data)
        assert inner(one.find("title")).startswith("Вечером мы варили варенье, и оно")


def tar(names: dict[str, bytes], mode: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:
        for name, data in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()


PARTS = {"blog.wordpress.000.xml": wxr(item(1)).encode(), "blog.wordpress.001.xml": wxr(item(2)).encode()}
WHOLE = wxr(item(1), item(2)).encode()


class TestPacked:
    @pytest.mark.parametrize(
        "packed",
        [
            gzip.compress(WHOLE),
            tar(PARTS, "w"),
            tar(PARTS, "w:gz"),
            tar(PARTS, "w:bz2"),
            tar(PARTS, "w:xz"),
            tar({"a/export.xml.gz": gzip.compress(WHOLE)}, "w"),
        ],
        ids=["gzip", "tar", "tar.gz", "tar.bz2", "tar.xz", "gzip in tar"],
    )
    def test_is_unpacked(self, imported, tmp_path, packed):
        outcome = read(imported, tmp_path, packed, "export")
        assert outcome.report.entries == {"posts": 2} and outcome.report.sound and "Words" in outcome.post(TWO).body

    def test_a_zip_of_parts_and_a_zip_of_zips(self, imported, tmp_path):
        parts = make_zip(PARTS, tmp_path / "parts.zip")
        assert imported(parts).report.entries == {"posts": 2}
        outer = make_zip({"inner.zip": parts.read_bytes(), "readme.html": b"<html></html>"}, tmp_path / "outer.zip")
        assert imported(outer).report.entries == {"posts": 2}

    def test_a_folder_of_zips(self, imported, tmp_path):
        (tmp_path / "in").mkdir()
        for number in (1, 2):
            make_zip({"e.xml": wxr(item(number)).encode()}, tmp_path / f"in/{number}.zip")
        assert imported(tmp_path / "in").report.entries == {"posts": 2}

    def test_what_is_not_read_beside_it_is_named(self, imported, tmp_path):
        (tmp_path / "in").mkdir()
        (tmp_path / "in/wp.xml").write_bytes(WHOLE)
        (tmp_path / "in/old.xml").write_text(blogger(atom_entry(1)).replace("post-1", "post-9"))
        (tmp_path / "in/notes.md").write_text("# Notes\n")
        text = imported(tmp_path / "in").report.text()
        assert "of another kind: wxr: wp.xml" in text and "of another kind: a Markdown file: notes.md" in text

    def test_a_bomb_of_any_kind(self, imported, tmp_path, monkeypatch):
        monkeypatch.setattr("importer.archives.MAX_PLAIN", 1 << 20)
        with pytest.raises(ImportFailure, match="bomb"):
            read(imported, tmp_path, gzip.compress(HEAD.encode() + bytes(4 << 20)), "bomb")


class TestCutShort:
    """What is whole is imported, the last entry as far as it goes as a draft, and what to do is said."""

    TEXT = wxr(item(1), item(2, body="Second words that go on é, and <a href='http://x.example/'>on</a>."))

    @pytest.mark.parametrize(
        ("until", "kept"),
        [
            ("Second words that go ", "Second words that go"),
            ("and <a hre", "Second words that go on é, and"),
            ("</a>.]]", "Second words that go on é, and [on](http://x.example/)."),
            ("</a>.]]></content:enc", "Second words that go on é, and [on](http://x.example/)."),
            ("</a>.]]></content:encoded><wp:post_id>2</wp:post_id><wp:post_da", "Second words that go on é, and "
             "[on](http://x.example/)."),
        ],
    )  # fmt: skip
    def test_within_a_post(self, imported, tmp_path, until, kept):
        end = self.TEXT.index(until) + len(until)
        outcome = read(imported, tmp_path, self.TEXT[:end])
        assert outcome.report.entries == {"posts": 1, "drafts": 1} and not outcome.report.sound
        [draft] = [name for name in outcome.files() if name != ONE]
        assert outcome.post(draft).fields["draft"] is True and outcome.post(draft).body.rstrip("]").strip() == kept
        assert "# kept as a draft: the export ends within this post (line " in outcome.post(draft).text
        assert outcome.post(ONE).body == "Words of 1."

    def test_within_a_character_and_a_reference(self, imported, tmp_path):
        data = self.TEXT.encode()
        outcome = read(imported, tmp_path, data[: data.index("é".encode()) + 1])
        assert outcome.report.entries["drafts"] == 1
        text = blogger(atom_entry(1), atom_entry(2, body="One <b>two</b>"))
        outcome = read(imported, tmp_path, text[: text.index("two&lt;/b") + 6], "other.xml")
        assert [outcome.post(n).body for n in outcome.files() if "draft: true" in outcome.post(n).text][
            -1
        ] == "One **two**"

    def test_between_posts(self, imported, tmp_path):
        outcome = read(imported, tmp_path, wxr(item(1), item(2)).removesuffix("\n</channel>\n</rss>\n"))
        assert outcome.report.entries == {"posts": 2} and not outcome.report.sound

    def test_the_exit_code_and_what_is_said(self, tmp_path, capsys, monkeypatch):
        monkeypatch.chdir(tmp_path)
        Path("cut.xml").write_text(self.TEXT[: self.TEXT.index("that go on")])
        assert main(["cut.xml", "--quiet"]) == 1
        said = Path("import-report.txt").read_text()
        assert "cut.xml, line 5: the file ends within “Post 2”" in said
        assert "If it is gone, look for" in said

    def test_a_zip_without_its_end(self, imported, tmp_path):
        noise = random.Random(1).randbytes(60_000).hex()
        parts = {"a.xml": WHOLE, "b.xml": wxr(item(3), item(4, body=noise), item(5)).encode()}
        whole = make_zip(parts, tmp_path / "w.zip").read_bytes()
        outcome = read(imported, tmp_path, whole[: len(whole) * 2 // 3], "cut.zip")
        assert outcome.report.entries == {"posts": 3, "drafts": 1} and not outcome.report.sound
        assert "cut.zip" in outcome.report.text() and "CUT SHORT" in outcome.report.text()

    def test_a_gzip_without_its_end(self, imported, tmp_path):
        noise = random.Random(1).randbytes(60_000).hex()
        packed = gzip.compress(wxr(item(1), item(2, body=noise), item(3)).encode())
        outcome = read(imported, tmp_path, packed[: len(packed) // 2], "cut.gz")
        assert outcome.report.entries == {"posts": 1, "drafts": 1} and not outcome.report.sound

    def test_a_damaged_file_of_a_zip(self, imported, tmp_path):
        noise = random.Random(1).randbytes(60_000).hex()
        whole = bytearray(
            make_zip({"a.xml": wxr(item(1), item(2, body=noise)).encode()}, tmp_path / "w.zip").read_bytes()
        )
        at = len(whole) // 2
        whole[at : at + 40] = bytes(40)
        outcome = read(imported, tmp_path, bytes(whole), "damaged.zip")
        assert ONE in outcome.files() and not outcome.report.sound and "DAMAGED: " in outcome.report.text()


# -- properties

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)
#: Names of elements that hold text alone in an export, and of others.
_LEAVES, _HOLDERS = ("title", "wp:post_id", "content:encoded"), ("item", "a", "channel", "b-c")


@st.composite
def element(draw, depth: int = 0) -> str:
    """Well-formed XML, written in one of the ways that it can be."""
    leaf = draw(st.booleans())
    name, inside = draw(st.sampled_from(_LEAVES if leaf else _HOLDERS)), []
    for _ in range(draw(st.integers(0, 3 if depth < 3 else 0))):
        text = draw(_TEXT)
        ways = (
            escape(text),
            f"<![CDATA[{text.replace(']]>', ']] >')}]]>",
            f"<!--{text.replace('-', '')}-->",
            "".join(f"&#x{ord(sign):x};" if ord(sign) % 2 else f"&#{ord(sign)};" for sign in text),
        )
        inside.append(ways[draw(st.integers(0, 3))] if leaf or draw(st.booleans()) else draw(element(depth + 1)))
    quote = draw(st.sampled_from(["'", '"']))
    value = escape(draw(_TEXT), {'"': "&quot;", "'": "&#39;"})
    start = f"<{name} x={quote}{value}{quote}" if draw(st.booleans()) else f"<{name}"
    return f"{start}>{''.join(inside)}</{name}>" if inside or draw(st.booleans()) else f"{start}/>"


def _tree(root) -> list[tuple[str, dict[str, str], str, str]]:
    return [(one.tag, dict(one.attrib), one.text or "", one.tail or "") for one in root.iter()]


def check_well_formed(body: str) -> None:
    data = f"<rss {NAMESPACES}>{body}</rss>".encode()
    strict = etree.fromstring(data, etree.XMLParser(remove_comments=True, strip_cdata=True, remove_pis=True))
    lenient = document(data, keep=True)
    list(lenient)
    assert _tree(lenient.root) == _tree(strict)
    assert set(lenient.mended) <= {NESTED} and not lenient.ended


@given(element())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_well_formed_xml_is_what_a_strict_parser_sees(body):
    check_well_formed(body)


@pytest.mark.parametrize("name", ["wordpress.xml", "blog-11-02-2012.xml", TAKEOUT])
def test_sound_exports_are_not_mended(name):
    data = (FIXTURES / name).read_bytes()
    read = document(data, keep=True)
    list(read)
    strict = etree.fromstring(data, etree.XMLParser(remove_comments=True, strip_cdata=True, remove_pis=True))
    assert _tree(read.root) == _tree(strict) and not read.mended and not read.ended
    streamed = document(data)
    found = [_tree(one) for _, one in streamed]
    assert found == [[(*first[:3], ""), *rest] for first, *rest in map(_tree, strict.iter("item", "{*}entry"))]
    assert not streamed.mended and not streamed.outside


_PIECES = (
    "<",
    ">",
    "&",
    "]]>",
    "</item>",
    "</title>",
    "<b>",
    "</b>",
    "<x:y>",
    "&nope;",
    "\x01",
    "'",
    '"',
    "</",
    "<!",
    "<![",
)


def damaged(rng: random.Random) -> str:
    """An export whose words are all different, with a few bytes changed."""
    words = iter(f"w{number:04}" for number in range(10_000))

    def some(count: int) -> str:
        return " ".join(next(words) for _ in range(count))

    text = wxr(*(item(number, some(3), f"<p>{some(5)}</p>\n{some(4)}") for number in range(1, 6)))
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(HEAD), len(text))
        if rng.random() < 0.5:
            text = text[:at] + rng.choice(_PIECES) + text[at:]
        else:
            text = text[:at] + text[at + rng.choice((1, 2, 5, 12)) :]
    return text


def check_damaged(seed: int) -> None:
    """Every word that stands between tags, as the crudest of readers sees it, is in an entry or named."""
    text = damaged(random.Random(seed))
    plain = re.sub(r"<!\[CDATA\[|\]\]>", " ", text)
    seen = set(re.findall(r"\bw\d{4}\b", re.sub(r"</?[A-Za-z][^<>]*>", " ", plain)))
    read = document(text.encode(), "item", "title")
    entries = [etree.tostring(one, encoding="unicode") for _, one in read if one.tag == "item"]
    found = " ".join([*entries, *read.outside])
    missing = seen - set(re.findall(r"w\d{4}", found))
    assert not missing, f"seed {seed}: {missing} lost of\n{text}"


@pytest.mark.parametrize("seed", [*range(150), 1988142527])
def test_no_word_of_a_damaged_export_is_lost(seed):
    check_damaged(seed)


@pytest.mark.fuzz
def test_no_word_of_many_damaged_exports_is_lost():
    seed = int.from_bytes(os.urandom(4))
    for number in range(20_000):
        check_damaged(seed + number)


def test_declared_entities_are_never_expanded(imported, tmp_path):
    bomb = "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
    )
    outside = "<!DOCTYPE rss [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
    for doctype in (f"{bomb}]>", outside, "<!DOCTYPE rss [<!ENTITY % p 'x'>%p;]>"):
        with pytest.raises(ImportFailure, match=r"declares entities \(DOCTYPE\)"):
            read(imported, tmp_path, wxr(item(1)).replace("<rss", f"{doctype}<rss"))


def test_memory_stays_flat(tmp_path):
    """An entry is freed when it was read: the tree never holds more than one."""
    data = wxr(*(item(number) for number in range(1, 29))).encode()
    held = [len(list(one.getparent())) for _, one in document(data)]
    assert max(held) <= 2
