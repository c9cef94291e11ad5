"""Random HTML of authors: any element in any other, with attributes that are right or wrong."""

from __future__ import annotations

import random

TAGS = (
    "a abbr address area article aside audio b base bdi bdo big blockquote br button canvas caption center cite"
    " code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure"
    " font footer form frame frameset h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img input ins kbd label legend"
    " li link main map mark marquee math menu meta meter nav nobr noscript object ol optgroup option output p"
    " param picture pre progress q rb rp rt rtc ruby s samp script search section select slot small source span"
    " strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track"
    " tt u ul var video wbr x-own mi mn mrow path"
).split()
NAMES = (
    "abbr align alt aria-label bgcolor border charset checked cite class color colspan controls data-x datetime"
    " dir disabled download epub:type for headers height hidden href hreflang id is itemprop kind lang name"
    " onclick open ping rel reversed role rowspan scope shape size span src srcset start style summary tabindex"
    " target title type usemap value width xlink:href xml:lang xmlns:v"
).split()
VALUES = (
    "", " ", "1", "0", "-3", "1e9", "10%", "ltr", "RTL", "auto", "en", "en_GB", "x-klingon-too-long", "left", "true",
    "a b",
    "1a", "é:ü", "doc-noteref", "doc-footnote", "button", "2012-10-31", "yesterday", "#a", "#", "//host/x", "http://",
    "http://exa mple/", "http://[::1]/a", "http://a.b:99999/", "https://a.b/ü?q=[ö]&x=%zz#é#", "https://127.0.0.1.5/",
    "javascript:alert(1)", "mailto:", "mailto:a@b.example?subject=ü", "tel:+44 1", "data:text/html,x", "ftp://a.b/c",
    "../../about.html#top", "pic.png", "../../../../etc", "?q=1", "file:///etc", "news:x", "http://xn--/", "http://a_b.c/",
    "https://ü.example/", "http://user:pw@h.example/", "https://a.b/c|d^e`f{g}", "https://a..b/",
    "http://1.2.3.4/", "http:a",
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=",
)
WORDS = (
    "word", " ", "\n", "&amp;", "<", "&nbsp;", "ü", "\x01", "漢字", "שלום", "]]>", "-->", "&#0;", "&bogus;", "\ufffe",
    "",
)  # fmt: skip


def soup(chance: random.Random, depth: int = 0) -> str:
    """Some elements and words, one in the other; ends are left out, or come where nothing began."""
    made = []
    for _ in range(chance.randint(1, 6 if depth < 5 else 1)):
        if chance.random() < 0.35 or depth > 7:
            made.append(chance.choice(WORDS))
            continue
        tag = chance.choice(TAGS)
        count = chance.choice((0, 0, 1, 1, 2, 4))
        given = "".join(f' {chance.choice(NAMES)}="{chance.choice(VALUES)}"' for _ in range(count))
        made.append(f"<{tag}{given}>{soup(chance, depth + 1)}")
        made.append(chance.choice((f"</{tag}>",) * 6 + ("", "</div>", "<!-- c -- d -->")))
    return "".join(made)
