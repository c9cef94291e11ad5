"""Shortcodes (https://developer.wordpress.org/plugins/shortcodes/): those that are known as what they showed,
others as their text, as a link, or as they are typed; each of these is counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote

from importer.markup.omitted import addresses, formula, omission, remark, words

_TOKEN = re.compile(
    r"<[a-zA-Z/!][^<>]*>|\[(?P<twice>\[?)(?P<end>/?)(?P<name>[A-Za-z][\w.-]*)(?P<written>[^\[\]\w.-][^\[\]]*)?\]"
)
_OPTION = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))|\"([^\"]*)\"|'([^']*)'|(\S+)")
_VOID = re.compile(r"(?:^|(?<=[\s\"']))/\s*$")
_QUOTED = re.compile(r"(?<==)\s*(?:\"[^\"]*\"|'[^']*')")
_CURLY = str.maketrans("“”„‟″‘’′", '"""""\'\'\'')
_IMAGE = re.compile(r"\s*((?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*</a>)?)(.*)", re.S | re.I)
_WEB = re.compile(r"(?:https?:)?//[^\s<>\"'\]|]+", re.I)
_RELATIVE = re.compile(r"(?!//)[^\s<>\"'\[\]|:]*[./][^\s<>\"'\[\]|:]*")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|bmp)(?:\?.*)?$", re.I)
_ADDRESSES = "url src href link file feed mp3 mp4 m4v webm ogv ogg wma m4a wav flv wmv".split()
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Shortcode:
    """One shortcode, as it is written and as it is understood."""

    name: str
    options: dict[str, str]
    values: tuple[str, ...]
    """Options without a name."""
    content: str | None
    """What it encloses; None where it encloses nothing."""
    written: str
    """Its opening, brackets and all."""
    end: str = ""
    """What closes it, if anything does."""

    def first(self, *names: str) -> str:
        """The first of these options that says something, else empty."""
        return next((self.options[name] for name in names if self.options.get(name)), "")

    def word(self) -> str:
        """What it is given without a name: ``[x word]``, ``[x=word]``, ``[x]word[/x]``."""
        text = self.values[0] if self.values else (self.content or "")
        return unescape(re.sub(r"<[^<>]*>", "", text)).strip().strip("\"'")

    def address(self) -> str:
        """The first web address that it holds, else empty."""
        named = self.first(*_ADDRESSES)
        for text in (named, *self.values, *self.options.values(), unescape(self.content or "").strip()):
            if found := _WEB.match(text):
                return f"https:{found[0]}" if found[0].startswith("//") else found[0]
        return ""

    def relative(self) -> str:
        """The first address in an option of such a name that is told from the page's own; else empty."""
        return next((one for name in _ADDRESSES if _RELATIVE.fullmatch(one := self.options.get(name, ""))), "")


def expand(raw: str, depth: int = 0) -> str:
    """`raw` with its shortcodes as HTML. Takes time in proportion to its length, for each level of nesting."""
    if "[" not in raw or depth > _DEEPEST:
        return raw
    tokens = [found for found in _TOKEN.finditer(raw) if found["name"]]
    if not tokens:
        return raw
    ends: dict[str, list[int]] = {}
    opens: dict[str, list[int]] = {}
    for number, token in enumerate(tokens):
        (ends if token["end"] else opens).setdefault(token["name"].lower(), []).append(number)
    made: list[str] = []
    done, number = 0, 0
    while number < len(tokens):
        token = tokens[number]
        if not token["end"]:
            close = _close(tokens, number, opens, ends)
            given = _expanded(raw, token, tokens[close] if close else None, depth)
            if given is not None:
                last = tokens[close] if close else token
                stop = last.end() + bool(token["twice"] and raw[last.end() : last.end() + 1] == "]")
                made += (raw[done : token.start()], given)
                done, number = stop, close or number
        number += 1
    return "".join((*made, raw[done:]))


def _close(
    tokens: list[re.Match[str]], number: int, opens: dict[str, list[int]], ends: dict[str, list[int]]
) -> int | None:
    """The token that closes the one of that number: the next end of its name, if none of its name opens before."""
    name = tokens[number]["name"].lower()
    if _VOID.search(tokens[number]["written"] or ""):
        return None
    after, opened = (_next(listed.get(name, []), number) for listed in (ends, opens))
    return None if after is None or (opened is not None and opened < after) else after


def _next(numbers: list[int], number: int) -> int | None:
    place = bisect_right(numbers, number)
    return numbers[place] if place < len(numbers) else None


def _expanded(raw: str, token: re.Match[str], close: re.Match[str] | None, depth: int) -> str | None:
    """What stands for one shortcode; None to leave it as it is."""
    name, last = token["name"].lower(), close or token
    if token["twice"]:
        if name in _KNOWN and raw[last.end() : last.end() + 1] == "]":
            return raw[token.start() + 1 : last.end()].replace("[", "&#91;")
        return None
    options, values = _read(token["written"] or "")
    content = raw[token.end() : close.start()] if close else None
    shortcode = Shortcode(name, options, values, content, token[0], close[0] if close else "")
    handler = _KNOWN.get(name)
    made = handler(shortcode) if handler else None
    if made is None and name not in _KNOWN and (close or options or _VOID.search(token["written"] or "")):
        made = None if _is_prose(token["written"] or "") else _unknown(shortcode)
    elif made is None and handler and (close or token["written"]):
        made = _kept(shortcode) + (f"{content}{_shown(close[0])}" if close else "")
    return None if made is None else expand(made, depth + 1) if close else made


def _is_prose(written: str) -> bool:
    """True if what follows the first word in brackets is text with elements in it, and no options."""
    return "<" in _QUOTED.sub("", written)


def _kept(shortcode: Shortcode) -> str:
    """A shortcode as it is typed, counted."""
    return remark(f"shortcode [{shortcode.name}] kept as it is typed") + _shown(shortcode.written)


def _shown(written: str) -> str:
    """What is written as text that holds no shortcode."""
    return escape(unescape(written), quote=False).replace("[", "&#91;")


def _read(written: str) -> tuple[dict[str, str], tuple[str, ...]]:
    options: dict[str, str] = {}
    values: list[str] = []
    for m in _OPTION.finditer(_VOID.sub("", unescape(written).translate(_CURLY))):
        if m[1]:
            options[m[1].lower()] = (m[2] or m[3] or m[4] or "").strip()
        elif value := (m[5] or m[6] or m[7] or "").lstrip("=:").strip("\"'"):
            values.append(value)
    return options, tuple(values)


def frame(address: str) -> str:
    """A frame, of which the converter makes a link."""
    return f'\n\n<iframe src="{escape(address)}"></iframe>\n\n'


def _caption(shortcode: Shortcode) -> str | None:
    if shortcode.content is None:
        return None
    image = _IMAGE.match(shortcode.content)
    picture, caption = (image[1], image[2].strip()) if image else (shortcode.content, "")
    if image and caption:  # an address alone on its line stays so
        before, after = image[2].split(caption, 1)
        caption = "\n" * ("\n" in before) + caption + "\n" * ("\n" in after)
    caption = caption or shortcode.options.get("caption", "")
    css = escape(shortcode.first("align"))
    return f'\n\n<figure class="{css}">{picture}<figcaption>{caption}</figcaption></figure>\n\n'


def _gallery(shortcode: Shortcode) -> str:
    """A mark that `importer.convert` fills with the attachments, once all are known."""
    ids = re.sub(r"[^\d,]", "", shortcode.first("ids", "include"))
    kind = "playlist" if shortcode.name == "playlist" else "gallery"
    return f'\n\n<div class="imported-{kind}" title="{ids}"></div>\n\n'


def _player(shortcode: Shortcode) -> str | None:
    """``[audio]`` and ``[video]``, of WordPress and of Jetpack (``[audio http://…|titles=…]``)."""
    address = shortcode.address() or shortcode.relative()
    if not address:
        return _gone(shortcode, f"player without an address ([{shortcode.name}])") if shortcode.options else None
    parts = (part for value in shortcode.values for part in value.split("|"))
    titles = (part.partition("=")[2] for part in parts if part.startswith("titles="))
    title = shortcode.first("title", "titles") or next(titles, "")
    named = f' title="{escape(title)}"' if title else ""
    return f'\n\n<{shortcode.name} src="{escape(address)}"{named}></{shortcode.name}>\n\n'


def _embed(shortcode: Shortcode) -> str | None:
    address = shortcode.address() or shortcode.relative()
    return frame(address) if address else None


def _by_id(pattern: str, *names: str) -> Callable[[Shortcode], str | None]:
    """A handler that makes an address of an id, where the shortcode does not hold one."""

    def handler(shortcode: Shortcode) -> str | None:
        address = shortcode.address()
        id = (shortcode.first(*names, "id") or shortcode.word()).partition("&")[0]
        if not address and id and re.fullmatch(r"[\w./:@-]+", id):
            address = pattern.format(quote(id, safe="/@"))
        return frame(address) if address else None

    return handler


def _github(shortcode: Shortcode) -> str | None:
    place = shortcode.address() or shortcode.first("repo", "repository", "path") or shortcode.word()
    if not place:
        return None
    return frame(place if "://" in place else f"https://github.com/{quote(place.strip('/'))}")


def _codepen(shortcode: Shortcode) -> str | None:
    slug, user = shortcode.first("slug_hash", "slug-hash", "slug"), shortcode.first("user") or "anon"
    address = shortcode.address() or (f"https://codepen.io/{quote(user)}/pen/{quote(slug)}" if slug else "")
    return frame(address) if address else None


def _spotify(shortcode: Shortcode) -> str | None:
    uri = (shortcode.address() or shortcode.first("uri", "track", "album", "playlist") or shortcode.word()).strip()
    uri = re.sub(r"^spotify:", "https://open.spotify.com/", uri)
    return frame(re.sub(r"(?<=spotify\.com/)(.*)$", lambda m: m[1].replace(":", "/"), uri)) if "://" in uri else None


def _poll(shortcode: Shortcode) -> str | None:
    number = shortcode.first("poll", "rating", "survey") or shortcode.word()
    address = shortcode.address() or (f"https://polldaddy.com/poll/{number}/" if number.isalnum() else "")
    return frame(address) if address else None


def _formula(shortcode: Shortcode) -> str | None:
    return formula(shortcode.content) if shortcode.content and shortcode.content.strip() else None


def _filled(shortcode: Shortcode) -> str:
    """What a plugin filled in when the page was shown: nothing of it is in the export."""
    return _gone(shortcode, f"shortcode that WordPress filled in ([{shortcode.name}])")


def _gone(shortcode: Shortcode, kind: str) -> str:
    """A shortcode that is left out with what it encloses."""
    first, *others = f"{unescape(shortcode.written)}{shortcode.content or ''}{shortcode.end}".split("\n")
    made = omission(kind, words(first), *addresses(shortcode.content or ""))
    return made + "".join(omission("marks of shortcodes", words(line)) for line in others if line.strip())


def _unknown(shortcode: Shortcode) -> str:
    """The text that it encloses; else the address that it holds as a link; else itself."""
    address = shortcode.address()
    if not address and not (shortcode.content or "").strip():
        enclosed = f"{shortcode.content}{_shown(shortcode.end)}" if shortcode.content is not None else ""
        return _kept(shortcode) + enclosed
    counted = remark(f"shortcode [{shortcode.name}] of a plugin")
    counted += omission("marks of shortcodes", unescape(shortcode.written), *([address] if address else []))
    ends = omission("marks of shortcodes", shortcode.end) if shortcode.content is not None else ""
    content = shortcode.content or ""
    if not content.strip() or re.fullmatch(rf"\s*{_WEB.pattern}\s*", unescape(content), re.I):
        picture = shortcode.name in ("img", "image", "thumbnail") or _PICTURE.search(address)
        return counted + (f'<img src="{escape(address)}">' if picture else frame(address)) + ends
    heading = shortcode.first("title", "heading", "caption", "label", "summary")
    if heading:
        counted += f"\n\n<p><b>{escape(heading, quote=False)}</b></p>\n\n"
    if not address:
        return counted + content + ends
    # Of a link's text, never of a whole passage, is a link made.
    if heading or re.search(r"\n\s*\n|<(?:a|p|div|ul|ol|table|h\d)\b|\[", content, re.I):
        return counted + content + frame(address) + ends
    return f'{counted}<a href="{escape(address)}">{content}</a>{ends}'


_KNOWN: dict[str, Callable[[Shortcode], str | None]] = {
    **dict.fromkeys(("caption", "wp_caption"), _caption),
    **dict.fromkeys(("gallery", "playlist"), _gallery),
    **dict.fromkeys(("audio", "video"), _player),
    **dict.fromkeys("embed googlemaps googlevideo facebook vine flickr slideshow iframe pdf gview".split(), _embed),
    "youtube": _by_id("https://www.youtube.com/watch?v={}", "video"),
    "vimeo": _by_id("https://vimeo.com/{}", "clip_id", "video"),
    "dailymotion": _by_id("https://www.dailymotion.com/video/{}", "video"),
    "ted": _by_id("https://www.ted.com/talks/{}"),
    "gist": _by_id("https://gist.github.com/{}"),
    "slideshare": _by_id("https://www.slideshare.net/slideshow/embed_code/{}"),
    "scribd": _by_id("https://www.scribd.com/document/{}"),
    "soundcloud": _by_id("https://soundcloud.com/{}", "params"),
    **dict.fromkeys(("wpvideo", "videopress"), _by_id("https://videopress.com/v/{}")),
    **dict.fromkeys(("twitter", "tweet", "twitter-tweet"), _by_id("https://twitter.com/i/web/status/{}", "tweet")),
    "instagram": _by_id("https://www.instagram.com/p/{}/"),
    "tiktok": _by_id("https://www.tiktok.com/{}"),
    "kickstarter": _embed,
    "bandcamp": _by_id("https://bandcamp.com/EmbeddedPlayer/album={}", "album", "track"),
    "spotify": _spotify,
    "jsfiddle": _by_id("https://jsfiddle.net/{}/"),
    "codepen": _codepen,
    "codepen_embed": _codepen,
    **dict.fromkeys(("github", "githubgist", "embed-github"), _github),
    **dict.fromkeys(("polldaddy", "crowdsignal"), _poll),
    "latex": _formula,
    **dict.fromkeys(
        "contact-form contact-form-7 contact-field contactform gravityform ninja_form wpforms archives sitemap adsense "
        "ad subscribe subscribe2 login loginform jetpack_subscription_form recent-posts random_posts donate".split(),
        _filled,
    ),
}
