"""Code, of whatever highlighter a blog had: found in the raw text before anything else reads it, and fenced.

In the text of a post, code stands as its author typed it: with ``<`` that opens no element, with brackets that
are no shortcode, with lines and spaces that count. `escape_code` makes of each piece an element whose text is
exactly the code; `fenced` writes it. Known are SyntaxHighlighter (shortcodes, ``brush:``, ``<script>``),
CodeColorer, WP-Syntax, Crayon, Enlighter, Prettify, highlight.js and Prism.

Highlighters and Pygments call languages by names of their own. Sphinx warns of a language that Pygments does not know
and of code that it cannot lex, so neither is ever written: such code is ``text``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape, unescape
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Error
from pygments.util import ClassNotFound

#: SyntaxHighlighter's shortcodes: its own three, and a brush or an alias of one as a name.
_BRUSHES = (
    "sourcecode source code as3 actionscript3 arduino bash shell coldfusion cf clojure clj cpp c c-sharp csharp css "
    "delphi pas pascal diff patch erl erlang fsharp go golang groovy haskell java jfx javafx js jscript javascript tex "
    "matlab matlabkey objc obj-c perl pl php plain text ps powershell py python splus rails rb ror ruby scala sql "
    "swift vb vbnet xml xhtml xslt html yaml yml"
).split()
_OTHERS = "enlighter crayon codesyntax highlight prettify prism hljs json lua kotlin typescript rust ini".split()
_NAMES = "|".join(sorted(map(re.escape, _BRUSHES + _OTHERS), key=len, reverse=True))
_SHORTCODE = rf"\[(?P<escaped>\[?)(?P<name>cc[a-z]{{0,7}}(?:_[\w+#-]+)?|{_NAMES})(?P<options>[\s=:][^\[\]]*)?\]"
_ELEMENT = r"<(?P<tag>pre|code|script|style|textarea|xmp|listing)(?P<attributes>\s[^<>]*)?>"
_IN_HTML = re.compile(_ELEMENT, re.I)
_IN_MARKDOWN = re.compile(_SHORTCODE, re.I)
_IN_WORDPRESS = re.compile(f"{_ELEMENT}|{_SHORTCODE}", re.I)
_OPTION = re.compile(r"(?<![\w-])([\w-]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]++))")
_STRAIGHT = str.maketrans("“”„″‘’′", '""""\'\'\'')
_BREAK = re.compile(r"<br\s*/?>\n?", re.I)
_PARAGRAPH = re.compile(r"</?p(?:\s[^<>]*)?>", re.I)
#: Elements that may stand within preformatted text; whatever else opens with ``<`` there is code.
_WITHIN = re.compile(
    r"<(?!/?(?:a|abbr|audio|b|big|blockquote|br|center|cite|code|del|div|em|embed|font|h[1-6]|hr|i|iframe|img|ins|kbd|li|"
    r"mark|object|ol|p|param|pre|q|s|samp|small|source|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|var|"
    r"video)(?:\s[^<>]*)?/?>)",
    re.I,
)
_WRAPPED = re.compile(r"\s*<code(?:\s[^<>]*)?>(.*)</code>\s*", re.S | re.I)
_CDATA = re.compile(r"\s*(?://\s*)?<!\[CDATA\[(.*?)(?://\s*)?\]\]>\s*", re.S)
_LANGUAGE_CLASS = re.compile(
    r"(?:^|\s)(?:brush:\s*|lang(?:uage)?[-:]|highlight-source-|sourceCode\s+)([\w#+.-]+)", re.I
)
#: Attributes ``lang`` that say in what people speak, but for languages of programs of as few letters.
_HUMAN = re.compile(r"[a-z]{2}(?:-\w+)*$", re.I)
_SHORT = {"js", "py", "rb", "vb", "cs", "pl", "sh", "as", "go", "hs"}
_HIGHLIGHTED = {"prettyprint", "hljs", "highlight", "prism", "shiki", "code", "sourcecode", "brush"}

PLAIN = "text"
#: Longer code is not tried: what Pygments would take for it is not worth the wait.
_LONGEST_LEXED = 100_000
#: Names of SyntaxHighlighter's brushes, of GeSHi and of editors that Pygments has another name for.
_ALIASES = {
    "actionscript": "as",
    "as3": "as3",
    "asm": "nasm",
    "assembler": "nasm",
    "c-sharp": "csharp",
    "c_mac": "c",
    "cf": "cfm",
    "coldfusion": "cfm",
    "cpp-qt": "cpp",
    "c_win": "cpp",
    "cs": "csharp",
    "dos": "bat",
    "html4strict": "html",
    "html5": "html",
    "htmlmixed": "html",
    "java5": "java",
    "javafx": "java",
    "jfx": "java",
    "jquery": "javascript",
    "jscript": "javascript",
    "jsx": "javascript",
    "markup": "html",
    "matlabkey": "matlab",
    "mysql": "mysql",
    "oracle11": "sql",
    "oracle8": "sql",
    "patch": "diff",
    "php-brief": "php",
    "php3": "php",
    "plsql": "sql",
    "ps": "powershell",
    "rails": "ruby",
    "robots": "text",
    "ror": "ruby",
    "shellscript": "bash",
    "tsql": "tsql",
    "vb": "vbnet",
    "vbasic": "vbnet",
    "vhd": "vhdl",
    "visualbasic": "vbnet",
    "xhtml": "html",
}
#: What says that code is no language's, or that another is to be guessed.
_NO_LANGUAGE = {
    "", "auto", "code", "conf", "console-output", "default", "generic", "guess", "log", "no-highlight", "nohighlight",
    "none", "output", "plain", "plaintext", "prettyprint", "raw", "text", "txt", "undefined", "whitespace",
}  # fmt: skip
_ALIAS_FORM = re.compile(r"[a-z0-9][a-z0-9#+_.-]*")

Put = Callable[[str, bool], str]
"""Is given an element of code and whether it is a block, and gives what is to stand in its place."""


def escape_code(raw: str, put: Put = lambda made, block: made, wordpress: bool = False, elements: bool = True) -> str:
    """`raw` with each piece of code as ``<pre>`` or ``<code>`` that holds its text, escaped, and the language
    as a class.

    With `wordpress`, shortcodes are code too, line ends within ``<code>`` count, and scripts are put as well;
    without `elements`, shortcodes alone are looked for. Takes linear time whatever `raw` holds.
    """
    pattern = _IN_HTML if not wordpress else _IN_WORDPRESS if elements else _IN_MARKDOWN
    made: list[str] = []
    done, ends = 0, dict[tuple[str, bool], re.Match[str] | None]()
    found = pattern.search(raw)
    while found:
        groups = found.groupdict()
        is_tag = bool(groups.get("tag"))
        name = (groups.get("tag") or groups["name"]).lower()
        other = not is_tag and _is_another(name, groups["options"] or "")
        close = None if other else _end(name, is_tag, raw, found, ends)
        given: str | None = None
        end = found.end()
        if is_tag and close:
            given, end = _element(name, found, raw[end : close.start()], put, wordpress), close.end()
        elif not is_tag and groups["escaped"]:
            given, end = _literally(raw, found, close)
        elif close:
            given, end = _shortcode(name, groups["options"] or "", raw[end : close.start()], put), close.end()
        if given is not None:
            made += (raw[done : found.start()], given)
            done = end
        found = pattern.search(raw, end)
    return "".join((*made, raw[done:])) if made else raw


def _end(
    name: str, is_tag: bool, raw: str, found: re.Match[str], ends: dict[tuple[str, bool], re.Match[str] | None]
) -> re.Match[str] | None:
    """What closes an element or a shortcode; looked for once, and kept in `ends` until the text is past it."""
    key, start = (name, is_tag), found.end()
    known = ends.get(key)
    if key not in ends or (known and known.start() < start):
        known = ends[key] = _closing(name, is_tag).search(raw, start)
    return known


def _is_another(name: str, options: str) -> bool:
    """True if a shortcode of a name that has other meanings does not say that it holds code."""
    return options.endswith("/") or (name == "highlight" and "lang" not in options)


@lru_cache(maxsize=512)
def _closing(name: str, is_tag: bool) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>" if is_tag else rf"\[/{re.escape(name)}\]", re.I)


def _escaped(text: str) -> str:
    return text.removeprefix("[").replace("[", "&#91;")


def _literally(raw: str, found: re.Match[str], close: re.Match[str] | None) -> tuple[str | None, int]:
    """``[[code]]`` and ``[[code]…[/code]]``, which show themselves with one bracket fewer."""
    end = found.end()
    if raw[end : end + 1] == "]":
        return _escaped(found[0]), end + 1
    if close and raw[close.end() : close.end() + 1] == "]":
        return _escaped(found[0]) + raw[end : close.start()] + _escaped("[" + close[0]), close.end() + 1
    return None, end


def _options(text: str) -> dict[str, str]:
    return {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _OPTION.finditer(unescape(text).translate(_STRAIGHT))}


def _shortcode(name: str, written: str, content: str, put: Put) -> str:
    """A code shortcode."""
    options = _options(written)
    language = options.get("lang") or options.get("language") or options.get("type") or ""
    if name.startswith("cc") and name not in _BRUSHES:
        flags, _, named = name[2:].partition("_")
        language = named or language
    else:
        flags = ""
        bare = re.match(r"\s*+(?:[=:]\s*+)?[\"']?([\w#+-]++)[\"']?", written)
        if not language and bare and is_known(bare[1]):
            language = bare[1]
        if name not in ("sourcecode", "source", "code", *_OTHERS[:7]):
            language = name
    text = typed(content, language)
    if not text.strip():
        return ""
    inline = "i" in flags or options.get("inline", "").lower() in ("1", "true", "yes")
    if inline and "\n" not in text:
        return put(_tagged("code", "", text), False)
    return put(_tagged("pre", language, text), True)


def _element(tag: str, found: re.Match[str], content: str, put: Put, wordpress: bool) -> str | None:
    """An element that may hold code; None to leave it as it is."""
    attributes, head = found["attributes"] or "", found[0]
    whole = f"{head}{content}</{tag}>"
    if tag in ("script", "style"):
        if tag == "script" and re.search(r"type\s*=\s*[\"']?syntaxhighlighter", attributes, re.I):
            inner = _CDATA.fullmatch(content)
            return put(_tagged("pre", _language(attributes), _trimmed(inner[1] if inner else content)), True)
        return put(whole, False) if wordpress else None
    if tag in ("textarea", "xmp", "listing"):
        text = content if tag == "xmp" else unescape(content)
        return put(_tagged("pre", "", _trimmed(text)), True) if text.strip() else ""
    language = _plugin(attributes)
    if language is None and tag == "pre" and wordpress:
        wrapped = _WRAPPED.fullmatch(content)
        whole = (wrapped[1] if wrapped else content).strip()
        inner = _IN_WORDPRESS.match(whole)
        if inner and not inner["tag"] and whole.lower().endswith(f"[/{inner['name'].lower()}]"):
            code = whole[inner.end() : -len(inner["name"]) - 3]
            return _shortcode(inner["name"].lower(), inner["options"] or "", code, put)
    if language is not None:
        text = _literal(attributes, content)
        if not text.strip():
            return ""
        block = tag == "pre" or "\n" in text
        return put(_tagged("pre" if block else "code", language, text), block)
    safe = _WITHIN.sub("&lt;", _without_comments(content))
    if tag == "code" and wordpress and "\n" not in content.strip():
        safe = safe.strip("\n")
    if tag == "code" and wordpress and "\n" in content.strip():
        return put(f"<pre{attributes}><code>{_trimmed(safe)}</code></pre>", True) if safe.strip() else ""
    if not wordpress:
        return whole if safe == content else f"{head}{safe}</{tag}>"
    return put(f"{head}{safe}</{tag}>", tag == "pre")


def _without_comments(content: str) -> str:
    """`content` without what browsers hide. Takes linear time."""
    made, done = [], 0
    while (start := content.find("<!--", done)) >= 0 and (end := content.find("-->", start + 4)) >= 0:
        made.append(content[done:start])
        done = end + 3
    return "".join((*made, content[done:]))


def _plugin(attributes: str) -> str | None:
    """The language, where a plugin's attributes say that all within is code, tags too; else None."""
    if not attributes:
        return None
    options = _options(attributes)
    classes = options.get("class", "")
    for pattern in (r"(?:^|\s)brush:\s*([\w#+-]+)", r"(?:^|\s)lang:([\w#+-]+)"):
        if found := re.search(pattern, classes, re.I):
            return found[1]
    if "enlighterjsraw" in classes.lower() or "data-enlighter-language" in options:
        return options.get("data-enlighter-language", "")
    language = options.get("lang", "")
    is_human = _HUMAN.match(language) and language.lower() not in _SHORT
    return language if language and not is_human else None


def _language(attributes: str) -> str:
    found = _LANGUAGE_CLASS.search(_options(attributes).get("class", ""))
    return found[1] if found else ""


def _literal(attributes: str, content: str) -> str:
    """What a highlighter that takes all for code shows of `content`: entities decoded once. WP-Syntax decodes
    nothing where tags are typed as such, unless it is told to."""
    options = _options(attributes)
    kept = "lang" in options and "<" in content and options.get("escaped", "").lower() != "true"
    return _trimmed(content) if kept else typed(content, options.get("lang", ""))


def typed(content: str, language: str) -> str:
    """Code as it was typed between a plugin's marks: the breaks of an editor as line ends, entities decoded
    once, blank lines about it gone."""
    if "<br" in content and language.lower() not in ("html", "xhtml", "xml", "xslt", "php"):
        rest = _PARAGRAPH.sub("", _BREAK.sub("", content))
        if "<" not in rest or "\n" not in content.strip():
            content = _PARAGRAPH.sub("", _BREAK.sub("\n", content))
    return _trimmed(unescape(content))


def _trimmed(text: str) -> str:
    """Without blank lines first and last; the indentation of the first line stays."""
    return re.sub(r"\A(?:[ \t\xa0]*\n)+", "", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip()


def _tagged(tag: str, language: str, text: str) -> str:
    classed = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w#+.-]+", language) else ""
    return f"<{tag}{classed}>{escape(text, quote=False)}</{tag}>"


def language_of(element: Any) -> str:
    """What a blog calls the language of an element of code, by its classes or other attributes; else empty."""
    holders = [element, *element.iter("code")]
    for one in holders:
        found = _LANGUAGE_CLASS.search(one.get("class") or "")
        named = found[1] if found else one.get("data-enlighter-language") or one.get("data-lang")
        named = named or one.get("data-language") or one.get("lang") or ""
        if named:
            return str(named)
    for one in holders:
        classes = (one.get("class") or "").split()
        if one.tag == "code" or _HIGHLIGHTED & {name.lower() for name in classes}:
            known = (name for name in classes if name.lower() not in _HIGHLIGHTED and is_known(name))
            if language := next(known, ""):
                return language
    return ""


def fenced(text: str, language: str) -> str:
    """`text` as a fenced block of code, in what Pygments calls `language`, if it can read it."""
    ticks = "```"
    while ticks in text:
        ticks += "`"
    name = pygments_name(language, text) if language else PLAIN
    return f"{ticks}{name}\n{text}\n{ticks}"


def is_known(name: str) -> bool:
    """True if `name` is a language's, or one that highlighters have for plain text."""
    return name.lower() in _NO_LANGUAGE - {""} or _lexer(_alias(name)) is not None


def pygments_name(name: str, text: str) -> str:
    """What the language that a blog calls `name` is called where `text` is fenced: a name that Pygments knows
    and by which it lexes `text` without error, else ``text``."""
    alias = _alias(name)
    kind = _lexer(alias)
    if kind is None or len(text) > _LONGEST_LEXED:
        return PLAIN
    if alias in ("py", "python", "py3", "python3") and text.startswith(">>>"):  # as Sphinx does
        alias, kind = "pycon", _lexer("pycon") or kind
    return alias if _reads(kind, text) else PLAIN


def _reads(kind: type[Lexer], text: str) -> bool:
    try:
        return not any(token is Error for token, _ in kind(stripnl=False).get_tokens(f"{text}\n"))
    except Exception:  # whatever a lexer trips over
        return False


def _alias(name: str) -> str:
    name = name.strip().lower()
    return "" if name in _NO_LANGUAGE else _ALIASES.get(name, name)


@lru_cache(maxsize=256)
def _lexer(alias: str) -> type[Lexer] | None:
    if not _ALIAS_FORM.fullmatch(alias):
        return None
    try:
        found: type[Lexer] = find_lexer_class_by_name(alias)
    except ClassNotFound:
        return None
    return found
