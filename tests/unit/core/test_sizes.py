"""Sizes that authors give become classes and attributes, which the pages' policy allows, and say what they said."""

from __future__ import annotations

import re

import pytest
from archive.core import sizes

HEAD = "<head></head>"
LINK = re.compile(r'<link rel="stylesheet" href="(?:\.\./)*_static/archive-sizes\.css\?v=[0-9a-f]{8}">')


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ('<img style="width: 120px;" src="a.png" />', '<img width="120" src="a.png" />'),
        ('<img alt="" style="width: 2in; height: 48pt" />', '<img alt="" width="192" height="64" />'),
        ('<img src="a.png" style="width: 50%;" />', '<img class="w-50" src="a.png" />'),
        ('<img class="align-left" src="a.png" style="width: 33.3%">', '<img class="align-left w-33" src="a.png">'),
        ('<figure class="align-default" id="a" style="width: 300px">', '<figure class="align-default w-304px" id="a">'),
        ('<figure style="width: 90rem">', '<figure class="w-100">'),
        ('<table class="docutils" style="width: 250%">', '<table class="docutils w-100">'),
        ('<col style="width: 12.5%" />', '<col class="w-12" />'),
        ('<td style="WIDTH:1px">', '<td class="w-8px">'),
        ('<mo style="font-weight: bold">', '<mo class="w-bold">'),
        ("<p style=\"color: red; width: 10%\">", '<p class="w-10" style="color: red">'),
        ('<p style="font-family: &quot;A&quot;">', '<p style="font-family: &quot;A&quot;">'),
    ],
)  # fmt: skip
def test_a_style_becomes_a_class_or_an_attribute(given: str, made: str) -> None:
    page = sizes.replace_styles(f"{HEAD}{given}", "../")
    assert LINK.sub("", page).replace("<head>\n</head>", HEAD) == HEAD + made
    assert bool(LINK.search(page)) == (' class="w-' in page or " w-" in page)


def test_each_class_that_is_made_has_a_rule() -> None:
    lengths = [f"{number}{unit}" for number in (0.4, 1, 7, 33.3, 99.7, 400, 1000) for unit in
               ("px", "%", "em", "rem", "ex", "ch", "pt", "pc", "in", "cm", "mm", "Q", "vw", "")]  # fmt: skip
    page = sizes.replace_styles("<head></head>" + "".join(f'<i style="width: {length}"></i>' for length in lengths), "")
    assert " style=" not in page
    classes = set(re.findall(r'<i class="(.*?)"', page))
    assert len(classes) > 20
    assert all(f".{name}{{width:" in sizes.STYLESHEET for name in classes)


@pytest.mark.parametrize(
    ("html", "allowed"),
    [
        ('<td style="width: 3em">', True), ("<p>style=", True), ("<b>a</b> style='x'", True),
        ('<p style="color: red">', False), ("<p style='width: 3em'>", False), ("<p STYLE = width:3em>", False),
        ('<p\nstyle="color: red">', False),
    ],
)  # fmt: skip
def test_what_is_no_size_is_told_apart(html: str, allowed: bool) -> None:
    assert sizes.has_only_sizes(html) is allowed


def test_a_page_without_styles_is_left_alone() -> None:
    assert sizes.replace_styles("<head></head><p class=\"w-50\">", "") == "<head></head><p class=\"w-50\">"
