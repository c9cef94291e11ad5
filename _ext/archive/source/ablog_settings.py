"""What becomes of each of ABlog's settings: it is followed, or refused with what to write instead.

ABlog's own list: https://ablog.readthedocs.io/en/stable/manual/ablog-configuration-options.html
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refused:
    """A setting that nothing follows."""

    instead: str
    """What an author who set it is to do."""
    accepted: tuple[object, ...] = ()
    """Values that ask for what is done anyway."""


NO_HOST = "pages ask no other host"
REFUSED: Mapping[str, Refused] = {
    "blog_archive_titles": Refused("listings show titles with excerpts: change _templates/listing.html", (None, False)),
    "blog_default_language": Refused("set `language`, and the field `language` of posts in another", (None,)),
    "blog_default_location": Refused("give posts the field `location`", (None,)),
    "blog_feed_archives": Refused("categories, tags and authors have feeds; leave it out", (True,)),
    "blog_feed_fulltext": Refused("Atom feeds hold the whole text, the others a summary; leave it out", (True,)),
    "blog_feed_templates": Refused("each feed is there as Atom, RSS and JSON; leave it out", ({},)),
    "blog_feed_titles": Refused("entries of feeds have text or a summary; leave it out", (None, False)),
    "blog_languages": Refused("give posts the field `language`, a language tag", ({},)),
    "blog_locations": Refused("give posts the field `location`, the place's name", ({},)),
    "blog_path": Refused("listings and feeds stand under `blog`; leave it out", ("blog",)),
    "blog_post_pattern": Refused("posts are what lies in posts/; leave it out", ([], "")),
    "disqus_drafts": Refused(f"{NO_HOST}; leave it out", (False,)),
    "disqus_pages": Refused(f"{NO_HOST}; leave it out", (False,)),
    "disqus_shortname": Refused(f"{NO_HOST}; leave it out, and keep comments beside posts", (None, "")),
    "fontawesome_css_file": Refused("nothing here is drawn with it; add the file to `html_css_files`", ("",)),
    "fontawesome_included": Refused("nothing here is drawn with it; leave it out", (False,)),
    "fontawesome_link_cdn": Refused(f"{NO_HOST}; add a file of your own to `html_css_files`", (None, False, "")),
    "post_always_section": Refused("a post is a whole file; leave it out", (False,)),
    "post_auto_image": Refused("name the picture in the post's field `image`", (0, False)),
    "post_auto_orphan": Refused("no post needs to stand in a toctree; leave it out", (True,)),
    "post_date_format": Refused("dates are read as 2012-10-31, and written in the words of pages; leave it out"),
    "post_redirect_refresh": Refused("old addresses lead on at once; leave it out", (0,)),
    "post_show_prev_next": Refused("take the block `neighbours` out of _templates/post.html", (True,)),
    "skip_injecting_base_ablog_templates": Refused("its templates do not go with Furo; leave it out", (True,)),
}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(least: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= least


def _are_authors(value: object) -> bool:
    """ABlog has a name and an address, or None, for each key; what addresses a person has is said in definitions/."""
    return isinstance(value, dict) and all(
        isinstance(said, (tuple, list)) and len(said) == 2 and _is_text(key) and _is_text(said[0]) and said[1] is None
        for key, said in value.items()
    )


def _are_names(value: object) -> bool:
    return _is_text(value) or (isinstance(value, list) and bool(value) and all(map(_is_text, value)))


#: Settings that are followed: whether a value can be, and what it is to be else.
FOLLOWED: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "blog_authors": (
        _are_authors,
        "write a dictionary such as {'ann': ('Ann Author', None)}; addresses of people stand in definitions/",
    ),
    "blog_baseurl": (lambda value: isinstance(value, str), "write an address, as for `html_baseurl`"),
    "blog_default_author": (lambda value: value is None or _are_names(value), "write a name, or a list of names"),
    "blog_feed_length": (lambda value: value is None or _is_number(1)(value), "write a whole number from 1"),
    "blog_feed_subtitle": (lambda value: value is None or isinstance(value, str), "write a text"),
    "blog_title": (_is_text, "write a text"),
    "post_auto_excerpt": (_is_number(0), "write a whole number from 0"),
    "post_date_format_short": (_is_text, "write a format for dates, such as '%d %B'"),
}
#: Settings of the archive, or of Sphinx, that say the same: both may not be there with different values.
SAME = {"blog_baseurl": "html_baseurl", "blog_feed_length": "feed_size"}


def given(values: Mapping[str, Any], defaults: Mapping[str, object], assigned: Collection[str]) -> dict[str, Any]:
    """Those of the settings in `values`, each of which has a default, that an author has made.

    `assigned` are the names that ``conf.py`` itself assigns: only so can a default be told that was written down.
    """
    return {name: value for name, value in values.items() if name in assigned or value != defaults[name]}


def faults(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Of the settings that were made, those that would be without effect: the name of each, and what to do instead."""
    for name, value in given.items():
        if refused := REFUSED.get(name):
            if not any(type(value) is type(one) and value == one for one in refused.accepted):
                yield name, f"is of no effect here: {refused.instead}"
        elif name not in FOLLOWED:
            yield name, "is a setting of ABlog that the archive does not know; leave it out"
        else:
            fits, instead = FOLLOWED[name]
            if not fits(value):
                yield name, f"is {value!r}: {instead}"
