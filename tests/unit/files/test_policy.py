"""The policy names the script that pages carry, by its digest; and hosts are told what no page can say."""

import hashlib
import re
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import furo
import pytest
from archive.files.policy import POLICY, THEME_SCRIPT, headers

from unit.archives import SITE

PROTECTED = replace(SITE, policy=POLICY)


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


def test_nothing_but_the_site_s_own_may_run():
    scripts = directives(POLICY)["script-src"]
    assert scripts[:2] == ["'self'", "'wasm-unsafe-eval'"] and len(scripts) == 3
    assert b64decode(scripts[2].removeprefix("'sha256-")[:-1]) == hashlib.sha256(THEME_SCRIPT.encode()).digest()
    assert directives(POLICY)["default-src"] == ["'self'"]
    assert not [name for name in directives(POLICY) if name.startswith("style")] and "inline" not in POLICY


def test_the_script_is_that_of_this_furo():
    base = Path(furo.__file__).with_name("theme").joinpath("furo", "base.html").read_text(encoding="utf-8")
    theirs = re.findall(r"<script>(.*?)</script>", base, re.DOTALL)
    assert len(theirs) == 1
    # To the letter what Furo's own does, but for blanks.
    assert re.sub(r"\s|;$", "", theirs[0].strip()) == THEME_SCRIPT


@pytest.mark.parametrize("path", ["_headers", "headers/nginx.conf", "headers/apache.conf"])
def test_hosts_are_told(path):
    text = {output.path: output.render() for output in headers(PROTECTED)}[path]
    (line,) = [line for line in text.splitlines() if "Content-Security-Policy" in line]
    assert POLICY in line and "frame-ancestors 'none'" in line
    # Quoted once, where the host wants it quoted at all.
    assert line.count('"') == (0 if path == "_headers" else 2)


def test_a_site_without_a_policy_tells_nothing():
    assert list(headers(SITE)) == []
