"""Hostile HTML, imported, rendered and opened in a browser: no script runs, no frame, no form, no request
elsewhere."""

# ruff: noqa: E501 - lines of exports and of vectors stay as they are
from __future__ import annotations

import os
import shutil

import pytest
from docutils.core import publish_string
from importer.discussion import file_text, rows
from importer.fidelity.trees import EXTENSIONS
from importer.markup.clean import comment_html, post_html
from importer.markup.context import Context
from importer.markup.document import to_markdown
from importer.model import Comment
from myst_parser.parsers.docutils_ import Parser

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
HERE = "http://page.example/"
J = "javascript:hit()"
VECTORS = [
    "<script>hit()</script>",
    "<SCRIPT SRC=data:text/javascript,hit()></SCRIPT>",
    "<img src=x onerror=hit()>",
    "<img src='x' OnErRoR='hit()'>",
    "<svg onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<svg><animate onbegin=hit() attributeName=x dur=1s>",
    "<body onload=hit()>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    f"<iframe src='{J}'></iframe>",
    "<iframe src='data:text/html,<script>parent.hit()</script>'>",
    f"<a href='{J}' autofocus onfocus=hit()>x</a>",
    "<a href='jav&#x09;ascript:hit()'>x</a>",
    "<a href=' &#14; javascript:hit()'>x</a>",
    "<a href='java\nscript:hit()'>x</a>",
    "<a href='JaVaScRiPt:hit()'>x</a>",
    "<a href='vbscript:hit()'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg=='>x</a>",
    "<input autofocus onfocus=hit()>",
    "<details open ontoggle=hit()>",
    "<video><source onerror=hit()></video>",
    "<video src=x onerror=hit()></video>",
    "<audio src=x onerror=hit()>",
    f"<object data='{J}'></object>",
    f"<embed src='{J}'>",
    f"<form action='{J}'><button autofocus>x</button></form>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=hit()&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=hit()>'>",
    "<style>*{background:url('javascript:hit()')}</style>",
    "<style>@import'data:text/css,body{}'</style>",
    "<div style='background:url(javascript:hit())'>x</div>",
    "<div style='width:expression(hit())'>x</div>",
    f"<meta http-equiv=refresh content='0;url={J}'>",
    f"<base href='{J}//'><a href=x>y</a>",
    "<link rel=stylesheet href='data:text/css,x'>",
    "<marquee onstart=hit()>x</marquee>",
    "<select onfocus=hit() autofocus>",
    "<textarea onfocus=hit() autofocus>",
    "<template><script>hit()</script></template>",
    "<![CDATA[<script>hit()</script>]]>",
    "<!--><script>hit()</script>-->",
    "<!--<img src='--><img src=x onerror=hit()//'>",
    "<a name=more onclick=hit()>x</a>",
    "<img src='x:gif' alt='](javascript:hit())'>",
    "<p>[x](javascript:hit())</p>",
    "<p>&lt;script&gt;hit()&lt;/script&gt;</p>",
    "<p>&lt;img src=x onerror=hit()&gt;</p>",
    "<p>{raw}`&lt;script&gt;hit()&lt;/script&gt;`</p>",
    "<p>```{raw} html<br>&lt;script&gt;hit()&lt;/script&gt;<br>```</p>",
    "<pre>```\n```{raw} html\n&lt;script&gt;hit()&lt;/script&gt;\n```</pre>",
    "<code>`</code>&lt;script&gt;hit()&lt;/script&gt;<code>`</code>",
    "<table class=tr-caption-container><tr><td><img src='x.jpg' alt='\"\n:onerror: hit()'></td></tr><tr><td class=tr-caption>&lt;script&gt;hit()&lt;/script&gt;</td></tr></table>",
    "<pre class='language-{raw} html'>&lt;script&gt;hit()&lt;/script&gt;</pre>",
    "<pre class='brush: {raw}'>&lt;script&gt;hit()&lt;/script&gt;</pre>",
    "<img src='http://127.0.0.1:9/x.png\" onerror=hit() x=\"'>",
    "<a href='http://x.example/)<script>hit()</script>'>x</a>",
    "<a href='http://x.example/\"onmouseover=hit()//'>x</a>",
    "<h1 id='x\" onclick=hit()'>x</h1>",
    "<sup>`&lt;script&gt;hit()&lt;/script&gt;`</sup>",
    "<blockquote>&lt;script&gt;hit()&lt;/script&gt;</blockquote>",
    "<p>(x)=<br>&lt;script&gt;hit()&lt;/script&gt;</p>",
    "<p>%&lt;script&gt;hit()&lt;/script&gt;</p>",
    "<p>a{.x onclick=hit()}</p>",
    "<img src=a.png alt=x>{onerror=hit()}",
    "<a href=http://x.example>x</a>{onclick=hit()}",
    "<xmp><script>hit()</script></xmp>",
    "<plaintext><script>hit()</script>",
    "<title><script>hit()</script></title>",
    "<svg><style><img src=x onerror=hit()></style></svg>",
    "<math><a xlink:href='javascript:hit()'>x</a></math>",
    "<isindex type=image src=1 onerror=hit()>",
    "<keygen autofocus onfocus=hit()>",
    "<x onclick=hit() tabindex=1 autofocus onfocus=hit()>x</x>",
    "<img srcset='x 1x' src onerror=hit()>",
    "<a ping='http://127.0.0.1:9/' href=''>x</a>",
    "<\x00script>hit()</script>",
    "<scr\x00ipt>hit()</script>",
    "\ufeff<script>hit()</script>",
    "&#x3c;script&#x3e;hit()&#x3c;/script&#x3e;",
]
FORBIDDEN = "script,iframe,object,embed,form,input,button,select,textarea,style,link,meta[http-equiv],base,svg,math,video,audio,template"


def as_post(source: str) -> str:
    """A post's body as MyST and docutils render it."""
    text = to_markdown(post_html(source), Context())
    settings = {
        "myst_enable_extensions": sorted(EXTENSIONS),
        "report_level": 5,
        "output_encoding": "unicode",
        "embed_stylesheet": False,
        "stylesheet_path": "",
    }
    page = publish_string(text, parser=Parser(), writer="html5", settings_overrides=settings)
    return page[page.index("<main") : page.index("</main>") + 7] if "<main" in page else ""


def as_comment(source: str) -> str:
    """A comment's text and link as the site shows them."""
    return f"<div>{comment_html(source)}</div>"


def opened(browser, bodies: list[str]) -> tuple[int, int]:
    """How often a script ran in a page of all `bodies`, and how many elements are of a kind that must not
    be."""
    page = browser.new_page()
    try:
        page.route(
            "**/*",
            lambda route: (
                route.fulfill(body=html, content_type="text/html") if route.request.url == HERE else route.abort()
            ),
        )
        sections = "".join(f"<section>{body}</section>" for body in bodies)
        html = f"<!doctype html><meta charset=utf-8><script>hits = 0; hit = alert = () => {{ hits += 1 }}</script><body>{sections}"
        page.goto(HERE, wait_until="load")
        page.evaluate("""() => { for (const a of document.querySelectorAll('a[href], [onclick], [tabindex]')) {
            if (!/^https?:/.test(a.href || '')) a.click(); a.dispatchEvent(new MouseEvent('mouseover')); a.focus && a.focus() } }""")
        page.wait_for_timeout(200)
        return page.evaluate("hits"), page.locator(f"body :is({FORBIDDEN})").count()
    finally:
        page.close()


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium: install it, or say where it is with PATH")
        pytest.skip("no Chromium on this machine, so what a browser does with hostile HTML is not tested")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def test_the_vectors_are_real(browser):
    """Unsanitised, they do run: or this test would prove nothing."""
    hits, forbidden = opened(browser, VECTORS[:28])
    assert hits >= 8 and forbidden >= 8


@pytest.mark.parametrize("render", [as_post, as_comment])
def test_no_script_runs(browser, render):
    bodies = [render(vector) for vector in VECTORS]
    if opened(browser, bodies) != (0, 0):
        ran = {
            vector: found
            for vector, body in zip(VECTORS, bodies, strict=True)
            if (found := opened(browser, [body])) != (0, 0)
        }
        pytest.fail(f"these ran, or left what must not be: {ran}")


def test_links_and_names_of_comments():
    text = file_text(rows([Comment("blogger:1", "p", "", "<script>hit()</script>", "javascript:hit()", None, "x")], ""))
    assert (
        "javascript" not in text and '"name": "<script>hit()</script>"' in text
    )  # a name is text, to be escaped where shown
