"""What a blog's posts held and the archive cannot have as it was: in the post as far as it goes, in the report by name."""

# ruff: noqa: E501 - bodies stay as they are

from __future__ import annotations

import random
from collections import Counter
from itertools import chain

import pytest
from archive.check.textrules import syntax_hints
from docutils.utils.math.latex2mathml import tex2mathml
from exports import NAMESPACES, TAIL, item, wxr
from importer.markup import formulas
from importer.markup.blocks import Flow
from importer.markup.clean import post_html
from importer.markup.context import Context
from importer.markup.document import to_markdown
from importer.start import cli as start
from myst_parser.config.main import MdParserConfig

BLOG = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {NAMESPACES}>\n<channel><title>Larder</title><link>https://larder.example</link>'
P1 = "posts/2015/03/p1.md"


def blog(*items: str, language: str = "en") -> str:
    """An export that says where the blog stood."""
    return f"{BLOG}<language>{language}</language>{''.join(items)}{TAIL}"


def attachment(number: int, name: str) -> str:
    return (
        f"<item><title>{name}</title><wp:post_id>{number}</wp:post_id><wp:post_type>attachment</wp:post_type><wp:status>inherit"
        f"</wp:status><wp:attachment_url>https://larder.example/{name}</wp:attachment_url></item>"
    )


@pytest.fixture
def report(imported, tmp_path):
    """The report on an export of one post, and its body."""

    def of(body: str, *others: str, language: str = "en"):
        (tmp_path / "b.xml").write_text(blog(item(1, body=body), *others, language=language))
        outcome = imported(tmp_path / "b.xml")
        return outcome.report, outcome.post(P1).body

    return of


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ('[audio src="/x.mp3"][/audio]', "[larder.example](https://larder.example/x.mp3){.embed}"),
        ('[video mp4="v.mp4"][/video]', "[larder.example](https://larder.example/2015/03/p1/v.mp4){.embed}"),
        ('[audio src="x.mp3"]', "[larder.example](https://larder.example/2015/03/p1/x.mp3){.embed}"),
        ('<audio src="../x.ogg"></audio>', "[larder.example](https://larder.example/2015/03/x.ogg){.embed}"),
        ('<video><source src="/watch"></video>', "[larder.example](https://larder.example/watch){.embed .film}"),
        ('[iframe src="/map.html"]', "[larder.example](https://larder.example/map.html){.embed}"),
    ],
)
def test_players_are_where_their_page_has_them(report, body, made):
    said, text = report(body)
    assert text == made and said.sound and not said.omitted


@pytest.mark.parametrize("body", ['[audio src=""][/audio]', '[video width="3"]words[/video]', '[audio loop="on"]'])
def test_a_player_without_an_address_is_named_whole(report, body):
    said, text = report(f"Before. {body} After.")
    assert said.sound and text == "Before. After."
    (kind,) = said.omitted
    assert kind.startswith("player without an address") and body in said.omitted[kind][0]


def test_pictures_of_a_gallery_that_are_not_in_the_export_have_a_frame_and_a_name(report):
    said, text = report('[gallery ids="10,98,11,99"]', attachment(10, "a.jpg"), attachment(11, "b.jpg"))
    places = ["a.jpg", "?attachment_id=98", "b.jpg", "?attachment_id=99"]
    found = [text.index(f"](https://larder.example/{place}){{.missing-image}}") for place in places]
    assert found == sorted(found) and said.sound, said.text()
    (names,) = said.omitted.values()
    assert [name.split()[1] for name in names] == ["98", "99"] and "98" in said.text()


def test_captions_within_a_gallery_stay_those_of_their_pictures(report):
    """Blocks lay galleries out as a list within a figure: of pictures that are not there too."""
    cell = '<li class="blocks-gallery-item"><figure><img src="https://larder.example/{0}.jpg"/><figcaption class="blocks-gallery-item__caption">Of {0}</figcaption></figure></li>'
    cells = "".join(map(cell.format, "ab"))
    said, text = report(f'<figure class="wp-block-gallery"><ul class="blocks-gallery-grid">{cells}</ul></figure>')
    frames = (f"[{one}.jpg](https://larder.example/{one}.jpg){{.missing-image}}\n\n{{.picture-caption}}\nOf {one}" for one in "ab")
    assert text == "```{gallery}\n\n" + "\n\n".join(frames) + "\n```" and said.sound


def test_links_to_a_page_and_to_a_place_in_it_are_told_apart(report):
    two = item(2, body='<p id="x">There</p>')
    said, text = report('<a href="/2015/03/p2/">page</a> <a href="/2015/03/p2/#x">place</a>', two)
    assert text == "[page](p2.md) [place](p2.md#x)" and said.sound, said.text()


def test_sounds_of_a_playlist_that_are_not_in_the_export_are_named(report):
    said, text = report('[playlist ids="10,99"]', attachment(10, "a.mp3"))
    assert text == "[larder.example](https://larder.example/a.mp3){.embed}" and said.sound
    assert [names for kind, names in said.omitted.items() if "playlist" in kind] == [[f"{P1}: 99"]]


def test_what_waits_for_its_day_is_not_counted_as_shown(report, tmp_path, monkeypatch, capsys):
    later = item(2, body="Later.").replace("2015-03", "2031-03").replace("publish", "future")
    said, _ = report('See <a href="https://larder.example/2015/03/p2/">later</a>.', later)
    assert said.entries == {"posts": 1, "scheduled posts": 1}
    assert "posts/2015/03/p2.md: from 2031-03-02 on" in said.text()
    assert said.remarks == {"link to a post that is dated ahead kept as it was": 1}


def test_the_start_of_an_archive_counts_what_waits_apart():
    made = object.__new__(start.Start)
    made._report = type("Report", (), {"entries": start.Counter({"posts": 3, "scheduled posts": 1})})()
    assert made._counted() == "3 posts, 1 scheduled post (scheduled posts wait for their day)"


@pytest.mark.parametrize(
    ("href", "said"),
    [
        ("https://larder.example/?p=2", "link to a draft kept as it was"),
        ("/?p=2", "link to a draft let go"),
        ("https://larder.example/?p=77", "link to a page of the blog that is not in the source"),
        ("https://larder.example/", "link to the blog's front page kept as it was"),
        ("https://larder.example/tag/x/", "link to a label, an archive or a feed kept as it was"),
    ],
)
def test_a_link_within_the_blog_is_said_to_lead_where_it_leads(imported, tmp_path, href, said):
    draft = item(2, body="d").replace("publish", "draft").replace("/2015/03/p2/", "/?p=2")
    export = blog if "://" in href else wxr
    (tmp_path / "b.xml").write_text(export(item(1, body=f'a <a href="{href}">b</a>').replace("https://larder.example/2015", "" if export is wxr else "https://larder.example/2015"), draft))
    outcome = imported(tmp_path / "b.xml")
    told = outcome.report
    assert said in {*told.remarks, *told.omitted}, told.text()
    # Where nothing is left to lead to, readers are told that there was a link.
    assert ("a [b]{.link-lost}" in outcome.post("posts/2015/03/p1.md").body) == said.endswith("let go")


@pytest.mark.parametrize(
    ("body", "made", "changed"),
    [
        ('<ol start="4"><li>x</li></ol>', "4. x", ""),
        ('<ol type="a" start="3"><li>q</li><li>r</li></ol>', "{style=lower-alpha}\n3. q\n4. r", ""),
        ('<ol style="list-style-type: upper-roman"><li>q</li></ol>', "{style=upper-roman}\n1. q", ""),
        ('<ol><li value="5">q</li><li>r</li></ol>', "5. q\n6. r", ""),
        ('<ol style="list-style-type: lower-greek"><li>q</li></ol>', "1. q", "numbering of a list (lower-greek)"),
        ("<ol reversed><li>q</li></ol>", "1. q", "counts down"),
        ('<ol><li>q</li><li value="7">r</li></ol>', "1. q\n2. r", "numbers of its own"),
        ('<ol start="-2"><li>q</li></ol>', "1. q", "numbers of its own"),
        ("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "", "cell over several rows"),
        ("<dl><dt>a</dt><dd><h2>b</h2>c</dd></dl>", "a\n:   **b**\n\n    c", "heading within a list"),
        ("<dl><dt>a</dt><h2>b</h2><dd>c</dd></dl>", "a\n\n## b\n\nc", ""),
        ("<dl><div><dt>a</dt><h2>b</h2><dd>c</dd></div></dl>", "a\n\n## b\n\nc", ""),
        ("<dl><div>a<dt>b</dt><dd>c</dd></div></dl>", "a\n\nb\n\nc", ""),
        ("<dl><dt>a</dt><dd>b</dd><dd></dd><dd><ol reversed><li>q</li></ol></dd></dl>", "a\n\nb\n\n1. q", "counts down"),
        ("<dl><dt>a</dt><dd><h3>b</h3></dd></dl><h3>b</h3>", "a\n:   **b**\n\n## b", "heading within a list"),
        ("<blockquote><h3>a</h3></blockquote>", "> **a**", "heading within a list, a quotation"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢(かん)", "ruby"),
        (r"[latex]\frac{a}{b} &lt; x_i^2[/latex]", r"{math}`\frac{a}{b} < x_i^2`", ""),
        (r"a $latex e^{i \pi} + 1&amp;bg=fff&s=2$ b", r"a {math}`e^{i \pi} + 1` b", ""),
        (r"[latex]\unknown{a}[/latex]", r"`\unknown{a}`", "the TeX it was typed in"),
        ("<math><mfrac><mi>a</mi><mi>b</mi></mfrac></math>", "`a b`", "its characters"),
        ('<p><math display="block"><semantics><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math></p>',
         "```{math}\nx^2\n```", ""),
    ],
)  # fmt: skip
def test_what_a_post_cannot_show_as_it_was_is_kept_as_far_as_it_goes_and_counted(report, body, made, changed):
    said, text = report(body)
    assert said.sound, said.text()
    assert text == made or (not made and "list-table" in text)
    kinds = list(said.changed)
    assert bool(kinds) == bool(changed) and all(changed in kind for kind in kinds), said.text()
    assert all(f"{P1}: 1" in said.text() and f"Shown otherwise, {kind}" in said.text() for kind in kinds)


@pytest.mark.parametrize("body", ["<dl><dt>a</dt><dd>b<script>x()</script></dd><dd></dd></dl>", "<h2><script>x()</script></h2>"])
def test_what_is_tried_in_two_ways_is_counted_once(report, body):
    said, _ = report(body)
    assert [len(found) for found in said.omitted.values()] == [1]


def test_lists_of_definitions_within_each_other_are_walked_once(monkeypatch):
    """Not once more for each list around them: of 30, a thousand million times."""
    walked = Counter()
    children = Flow.children

    def counted(flow, element, marks=()):
        walked[element.tag] += 1
        assert walked[element.tag] < 1_000
        return children(flow, element, marks)

    monkeypatch.setattr(Flow, "children", counted)
    made = to_markdown(post_html("<dl><dt>a</dt><dd>b" * 30 + "</dd></dl>" * 30), Context())
    assert made.count("a") == made.count("b") == 30


def test_formulas_that_are_kept_are_formulas_to_the_archive():
    """Docutils, which makes them MathML as a site is built, knows each symbol and each form."""
    for tex in formulas_made(200, seed=1):
        tex2mathml(tex), tex2mathml(tex, as_block=True)


@pytest.mark.fuzz
def test_many_formulas_that_are_kept_are_formulas_to_the_archive():
    for tex in formulas_made(50_000, seed=random.randrange(10**9)):
        tex2mathml(tex), tex2mathml(tex, as_block=True)


def formulas_made(count: int, seed: int) -> list[str]:
    """Random formulas that the importer takes for such, and each symbol by itself, raised and lowered."""
    chance = random.Random(seed)
    single = [*"abxyz0129+-=<>()[]|.,;:!'?/*", *(f"\\{one} " for one in sorted(formulas._SYMBOLS)), r"\,", r"\{", r"\%"]

    def row(depth: int) -> str:
        return "".join(part(depth) for _ in range(chance.randint(1, 3)))

    def group(depth: int) -> str:
        return f"{{{row(depth + 1)}}}"

    def part(depth: int) -> str:
        kind = chance.randint(0, 10 if depth < 4 else 4)
        if kind < 5:
            return chance.choice(single)
        if kind == 5:
            return f"{chance.choice('abx')}^{chance.choice(['2', group(depth)])}_{group(depth)}"
        if kind < 8:
            name = chance.choice(sorted(formulas._TAKE))
            return f"\\{name}{''.join(group(depth) for _ in range(formulas._TAKE[name]))}"
        if kind == 8:
            return f"\\sqrt{chance.choice(['', '[3]'])}{group(depth)}"
        if kind == 9:
            return f"\\left{chance.choice(['(', '.', '[', chr(92) + 'langle '])}{row(depth + 1)}\\right{chance.choice([')', '|'])}"
        return r"\text{if so, x-1}"

    forms = chain.from_iterable((f"a\\{one}", f"x^\\{one}", f"\\{one}_{{i}}^n") for one in sorted(formulas._SYMBOLS))
    made = [*forms, *(row(0) for _ in range(count))]
    understood = [tex for tex in made if formulas.is_understood(tex)]
    assert len(understood) > len(made) * 0.9
    return understood


@pytest.mark.parametrize("tex", ["", "x^", "x^a^b", "_a", "{a", "a}", r"\frac{a}", r"\dots", r"\left( a", "a & b", "a \\\\ b", "é", "x" * 3000, "{" * 20 + "a" + "}" * 20, r"\sqrt{}"])
def test_what_is_not_understood_is_no_formula(tex):
    assert not formulas.is_understood(tex)


@pytest.mark.parametrize(
    ("language", "made"),
    [("en", "“a ‘b’ c”"), ("fr", "«\xa0a “b” c\xa0»"), ("de-AT", "„a ‚b‘ c“"), ("de-CH", "«a ‹b› c»"), ("ja", "「a 『b』 c」"), ("zh-TW", "「a 『b』 c」"), ("zh-CN", "“a ‘b’ c”"), ("pt-BR", "“a ‘b’ c”"), ("pt", "“a ‘b’ c”"), ("x-klingon", "“a ‘b’ c”")],
)
def test_quotation_marks_are_those_of_the_language(imported, tmp_path, language, made):
    comment = (
        "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content>&lt;q&gt;a &lt;q&gt;b&lt;/q&gt; c&lt;/q&gt;</wp:comment_content>"
        "<wp:comment_approved>1</wp:comment_approved></wp:comment>"
    )
    (tmp_path / "b.xml").write_text(blog(item(1, body="<q>a <q>b</q> c</q>", extra=comment), language=language))
    outcome = imported(tmp_path / "b.xml")
    assert outcome.post(P1).body.replace("&nbsp;", "\xa0") == made and outcome.report.sound
    assert outcome.comments("posts/2015/03/p1.comments.json")[0]["html"].replace("&nbsp;", "\xa0") == f"<p>{made}</p>"


WORDS = (
    '<img src="https://x.example/"> <a href="https://x.example/l"><img src="https://x.example/a.jpg"></a>'
    '<iframe src="https://x.example/map"></iframe><video src="https://x.example/v"></video>[map src="https://x.example/m"]'
    '<!-- wp:navigation --><!-- wp:home-link /--><!-- /wp:navigation --><!-- wp:x/pod {"url":"https://x.example/p"} /-->'
)


def test_no_word_is_the_importers_own(imported, tmp_path):
    """Whatever stands in the place of something is named by what the source says of it, or by its address."""
    enclosure = "<wp:postmeta><wp:meta_key>enclosure</wp:meta_key><wp:meta_value>https://x.example/s.mp3</wp:meta_value></wp:postmeta>"
    comment = (
        '<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_content><![CDATA[<img src="https://x.example/c.jpg">'
        '<embed src="https://x.example/e">]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>'
    )
    (tmp_path / "b.xml").write_text(blog(item(1, title=" ", body=WORDS, extra=enclosure + comment), language="fr"))
    outcome = imported(tmp_path / "b.xml")
    assert outcome.report.sound, outcome.report.text()
    post = outcome.post(P1)
    shown = [part.partition("](")[0] for part in post.body.replace("[![", "[").split("[")[1:]]
    assert shown == ["x.example", "a.jpg", "→ x.example", "x.example", "x.example", "x.example", "x.example", "s.mp3"]
    (row,) = outcome.comments("posts/2015/03/p1.comments.json")
    assert "name" not in row and ">c.jpg</a>" in row["html"] and ">e</a>" in row["html"]


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("It is $x$ here", r"It is \$x\$ here"),
        ("$a_i$ and <em>$b$</em>", r"\$a_i\$ and *\$b\$*"),
        ("$$x^2$$", r"\$\$x^2\$\$"),
        ("$a<br>b$", "\\$a\\\nb\\$"),
        ("Costs $5 and $6", "Costs $5 and $6"),
        ("One $ alone", "One $ alone"),
        ('<code>$a$</code> <img src="http://x.example/a.png" alt="$a$">', r"`$a$` [\$a\$](http://x.example/a.png){.missing-image}"),
    ],
)
def test_dollars_that_could_be_a_formula_are_escaped(report, body, made):
    said, text = report(body)
    assert text == made and said.sound


def test_no_text_has_the_archive_see_a_formula(report):
    """Whatever stands beside the dollars; `make check` would have it typed otherwise."""
    chance = random.Random(1)
    signs = ["$", "$", "$", "x", "2", " ", ".", "_", "^", "\\", "{", "<b>", "</b>", "<br>", "é", "-", "`", "<code>$y$</code>"]
    _, text = report("\n\n".join("".join(chance.choices(signs, k=12)) for _ in range(300)))
    config = MdParserConfig(enable_extensions={"attrs_inline", "attrs_block", "deflist", "strikethrough"})
    lines = text.split("\n")
    assert [lines[line - 1] for line, said in syntax_hints(text, 1, config) if "dollarmath" in said] == []


def test_titles_have_their_dollars_escaped(imported, tmp_path):
    (tmp_path / "b.xml").write_text(blog(item(1, title="Of $x$")))
    assert imported(tmp_path / "b.xml").post(P1).title == r"# Of \$x\$"
