"""The block ‘This blog’ at the top of ``conf.py``, written anew: all that names an archive stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from importer.errors import ImportFailure
from importer.start.identity import Identity

_BLOCK = re.compile(r"(?ms)^# -- This blog -.*?(?=^# -- )")
#: The whole of a setting of one line, with the lines of comment above it.
_SETTING = r"(?m)^((?:#(?! -- ).*\n)*){} = .*\n"
#: What only another's texts told anew want.
RETOLD = ("retelling", "original_note")
#: The software's own guide, among the documents of the site.
_GUIDE = re.compile(r'"guide/\*\.md",? ?')
#: What would break a line or turn the text about it: controls, ends of lines, marks of direction. Joiners stay, which
#: words are spelt with.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: The address of the site, which Read the Docs sets by itself.
_BASE = 'os.environ.get("READTHEDOCS_CANONICAL_URL", {})'


def settings_of(identity: Identity) -> dict[str, str]:
    """The settings by which `identity` is said, as Python has them."""
    return {
        "project": _text(identity.title),
        "tagline": _text(identity.tagline),
        "author": _text(identity.author),
        "language": _text(identity.language or "en"),
        "time_zone": _text(identity.time_zone or "UTC"),
        "html_baseurl": _BASE.format(_text(identity.site)),
        "old_addresses": _text(identity.service),
        "licence": _text(identity.licence),
        "licence_url": _text(identity.licence_url),
    }


def rewritten(conf: str, identity: Identity) -> str:
    """The text of ``conf.py`` with `identity` in its block, and without the guide among the site's documents.

    Raises `ImportFailure` where there is no such block.
    """
    block = _BLOCK.search(conf)
    if not block:
        raise ImportFailure("conf.py", "has no section ‘This blog’: take the software’s own, `git checkout conf.py`")
    made = _without(_with(block[0], settings_of(identity)), RETOLD)
    return conf[: block.start()] + made + _GUIDE.sub("", conf[block.end() :])


def _with(block: str, settings: Mapping[str, str]) -> str:
    """`block` with these values; a setting that it lacks stands at its end."""
    for name, value in settings.items():
        line = f"{name} = {value}\n"
        found = re.search(_SETTING.format(name), block)
        before, after = (block[: found.end(1)], block[found.end() :]) if found else (f"{block.rstrip()}\n", "\n")
        block = f"{before}{line}{after}"
    return block


def _without(block: str, names: Sequence[str]) -> str:
    """`block` without some settings, and without what is said of them."""
    for name in names:
        block = re.sub(_SETTING.format(name), "", block)
    return block


def _text(value: str) -> str:
    """A text as an author writes it in Python, in double quotes."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _UNSEEN.sub(lambda found: repr(found[0])[1:-1], escaped) + '"'
