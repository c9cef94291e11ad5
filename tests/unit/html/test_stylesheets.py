"""Trimming the theme's stylesheet: what goes, and what must stay."""

from __future__ import annotations

from archive.html.stylesheets import trimmed

OWN = 'body { --ink: black; --paper: white; color: var(--ink) }\nbody[data-theme="dark"] { --ink: white; }'


def test_rules_for_what_is_never_there_go_and_their_variables_with_them() -> None:
    theme = "body{--a:1px;--b:var(--c);--c:2px;--d:3px}.sig{margin:var(--b)}p,.sig-name,li{padding:var(--a)}"
    assert trimmed(theme, OWN) == "body{--a:1px;}p,li{padding:var(--a)}"


def test_what_own_sheets_use_stays_and_what_they_set_in_every_theme_goes() -> None:
    theme = "body{--ink:red;--paper:grey}p{color:var(--ink);background:var(--paper)}"
    assert trimmed(theme, OWN) == "body{--paper:grey}p{color:var(--ink);background:var(--paper)}"
    assert trimmed("body{--x:1;--y:2}", "p { top: var(--y) }") == "body{--y:2}"


def test_media_and_addresses_of_pictures_are_understood() -> None:
    theme = (
        'body{--i:url(\'data:image/svg+xml;charset=utf-8,<svg style="a:b;c:d"/>\');--j:url("x;y");--k:1}'
        "@media(max-width:9em){.sig{margin:0}}@media print{.sig{margin:0}p:is(a,.b){margin:var(--k)}}"
    )
    assert trimmed(theme, "") == "body{--k:1}@media print{p:is(a,.b){margin:var(--k)}}"
    assert "--i:url('data:image/svg+xml;charset=utf-8,<svg style=\"a:b;c:d\"/>');" in trimmed(theme, "p{x:var(--i)}")
