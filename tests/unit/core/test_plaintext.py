"""Plain text of HTML."""

import pytest
from archive.core.plaintext import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>un<em>believ</em>able</p>", "unbelievable"),
        ("<p>One</p><p>Two</p>", "One Two"),
        ("<ul>\n<li>One</li><li>Two<br/>Three</li></ul>", "One Two Three"),
        ("<p>(<a href='x'>here</a>), “<em>there</em>”</p>", "(here), “there”"),
        ('<h2>Head<a class="headerlink" href="#head" title="Link">¶</a></h2><p>Text</p>', "Head Text"),
        ("<script>if (a < b) {}</script><style>p {}</style><!-- note -->Text", "Text"),
        ("<p>1 &lt; 2 &amp;&nbsp;3</p>", "1 < 2 & 3"),
        ("", ""),
    ],
)
def test_plain_text_of_html(html: str, text: str) -> None:
    assert plain(html) == text
