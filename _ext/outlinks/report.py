"""The page for the author: the state of all links by the year of the posts that have them, and what to do about each.

It is a file of its own in the folder of builds, which nothing publishes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from archive.model.outlinks import LinkState, OutboundLink, by_year, short_address

#: Each state: its colours by day and by night, and what an author can do about it.
_STATES: Mapping[LinkState, tuple[str, str, str]] = {
    LinkState.LOST: (
        "#9c1c1c", "#ff8f80",
        "Look for the page where it may have gone, and write its address as <code>instead</code>. If it is nowhere, "
        "the link says so to readers; nothing else is to be done.",
    ),
    LinkState.COPIED: (
        "#b3541e", "#f2a35e",
        "Readers are led to the copy. Look whether it shows what was meant: if not, write the address of a better one "
        "as <code>copy</code>, or of the page’s new place as <code>instead</code>.",
    ),
    LinkState.FAILING: (
        "#8a6d00", "#dcc25a",
        "These did not answer, which may pass. Nothing is to be done: after 30 days without an answer they count as "
        "dead.",
    ),
    LinkState.CLOSED: (
        "#5b5f97", "#a9acf0",
        "Their hosts keep programs out, so nothing is known. Open a few yourself; where one is gone, write "
        "<code>verdict: dead</code>.",
    ),
    LinkState.MOVED: (
        "#2f6f73", "#7cc4c8",
        "These lead on to another address for good. Put that into the post if it is the same page, as their hosts may "
        "not lead on for ever.",
    ),
    LinkState.REPLACED: ("#3d6b35", "#92c987", "These have what you put in their place."),
    LinkState.LIVE: ("#6f8f6a", "#6d8f68", "These are well."),
    LinkState.UNKNOWN: ("#b9b3a7", "#6c675f", "<code>make links</code> has not come to these yet."),
}  # fmt: skip
#: What an author need not look at one by one.
_WELL = (LinkState.LIVE, LinkState.REPLACED, LinkState.UNKNOWN)
#: Of the chart: pixels that a line is high; and in per cent of its width, so that texts keep their size on a narrow
#: page, where bars begin, and what the longest leaves for its number.
_LINE, _LEFT, _RIGHT = 26, 17, 12


def page(links: Sequence[OutboundLink], years: Mapping[str, int], title: str, today: str) -> str:
    """The whole page, as HTML that loads nothing; `years` are those of posts, by their files."""
    counts = Counter(link.state for link in links)
    table = {year: Counter(link.state for link in found) for year, found in by_year(links, years).items()}
    shown = [state for state in _STATES if counts[state]]
    summary = ", ".join(f"{counts[state]:,} {state}" for state in shown) or "no link yet"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Links of {escape(title)}</title>
<style>{_style()}</style>
</head>
<body>
<main>
<h1>Links of {escape(title)}</h1>
<p>{len(links):,} addresses of other sites as of {escape(today)}: {escape(summary)}.</p>
{_chart(table, shown) if links else ""}
{"".join(_section(state, [link for link in links if link.state is state]) for state in shown)}
</main>
</body>
</html>
"""


def _style() -> str:
    day = "".join(f"--s{number}:{light};" for number, (light, _, _) in enumerate(_STATES.values()))
    night = "".join(f"--s{number}:{dark};" for number, (_, dark, _) in enumerate(_STATES.values()))
    numbers = range(len(_STATES))
    marks = "".join(f".s{number}{{fill:var(--s{number});background:var(--s{number})}}" for number in numbers)
    day = f"--ink:#23211e;--paper:#fffefb;--quiet:#5b554c;--rule:#e3dccf;{day}"
    night = f"--ink:#dcd8d0;--paper:#18191b;--quiet:#aeaaa1;--rule:#383b40;{night}"
    return (
        f":root{{color-scheme:light dark;{day}}}@media(prefers-color-scheme:dark){{:root{{{night}}}}}"
        "body{font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0}"
        "main{max-width:46rem;margin:0 auto;padding:1rem 1rem 4rem}"
        "h1{font-size:1.75rem}h2{font-size:1.25rem;margin:2.5rem 0 .5rem}"
        "a{color:inherit;overflow-wrap:anywhere}.quiet,td,th,summary{color:var(--quiet);font-size:.875rem}"
        "figure{margin:1.5rem 0}svg{display:block;width:100%}svg text{fill:var(--quiet);font-size:.8125rem}"
        ".key{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1rem;font-size:.875rem}"
        ".key i{display:inline-block;width:.8em;height:.8em;margin-inline-end:.4em;border-radius:.15em}"
        "table{border-collapse:collapse}.scroll{overflow-x:auto}"
        "td,th{padding:.2rem .6rem;border-bottom:1px solid var(--rule);text-align:end}th:first-child{text-align:start}"
        "ul.links{padding:0;list-style:none}ul.links li{padding:.5rem 0;border-top:1px solid var(--rule)}" + marks
    )


def _chart(table: Mapping[int, Counter[LinkState]], shown: Sequence[LinkState]) -> str:
    """A bar for each year, in parts by state, and the same as a table."""
    most = max(total.total() for total in table.values())
    height = _LINE * len(table) + 4
    rows = []
    for line, (year, found) in enumerate(table.items()):
        top, at = line * _LINE + 4, float(_LEFT)
        rows.append(f'<text x="0" y="{top + 14}">{_year(year)}</text>')
        for state in shown:
            width = (100 - _LEFT - _RIGHT) * found[state] / most
            if width:
                rows.append(f'<rect class="{_mark(state)}" x="{at:.2f}%" y="{top}" width="{width:.2f}%" height="18"/>')
            at += width
        rows.append(f'<text x="{at + 1:.2f}%" y="{top + 14}">{found.total():,}</text>')
    key = "".join(f'<li><i class="{_mark(state)}"></i>{state}</li>' for state in shown)
    heads = "".join(f'<th scope="col">{state}</th>' for state in shown)
    cells = "".join(
        f'<tr><th scope="row">{_year(year)}</th>{"".join(f"<td>{found[state]:,}</td>" for state in shown)}</tr>'
        for year, found in table.items()
    )
    return (
        f'<figure><svg height="{height}" role="img" aria-label="Links by the year of the first post that '
        f'has them, in bars of parts by state. The same is in the table below.">{"".join(rows)}</svg>'
        f'<ul class="key">{key}</ul><figcaption class="quiet">Links by the year of the first post that has each.'
        f'</figcaption><details><summary>As a table</summary><div class="scroll"><table><thead><tr><th scope="col">Year'
        f"</th>{heads}</tr></thead><tbody>{cells}</tbody></table></div></details></figure>"
    )


def _year(year: int) -> str:
    return str(year) if year else "no post"


def _mark(state: LinkState) -> str:
    return f"s{list(_STATES).index(state)}"


def _section(state: LinkState, links: Sequence[OutboundLink]) -> str:
    heading = f"<h2>{str(state).capitalize()}: {len(links):,}</h2>\n<p>{_STATES[state][2]}</p>"
    rows = f'<ul class="links">{"".join(map(_row, links))}</ul>'
    if state in _WELL:
        rows = f"<details><summary>Which</summary>{rows}</details>"
    return f"\n<section>{heading}\n{rows}</section>"


def _row(link: OutboundLink) -> str:
    facts = "; ".join(_facts(link))
    files = ", ".join(link.used) or "used nowhere any more"
    return (
        f'<li>{_anchor(link.address, short_address(link.address))}<br><span class="quiet">'
        f"{facts}{' · ' if facts else ''}{escape(files)}</span></li>"
    )


def _facts(link: OutboundLink) -> Iterator[str]:
    if link.status:
        since = f", since {link.since}" if link.since and link.since != link.checked else ""
        yield escape(f"{link.status} on {link.checked}{since}" if link.checked else link.status)
    if link.verdict:
        yield f"{link.verdict}, as you say"
    for name, address in (("now at", link.moved), ("in its place", link.instead)):
        if address:
            yield f"{name} {_anchor(address, short_address(address))}"
    if link.copy:
        yield _anchor(link.copy, "copy")
    elif link.sought:
        yield f"no copy on {link.sought}"
    if link.note:
        yield escape(link.note)


def _anchor(address: str, words: str) -> str:
    return f'<a href="{escape(address)}">{escape(words)}</a>'
