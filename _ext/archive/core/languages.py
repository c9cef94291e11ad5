"""Languages, by their tags (BCP 47): the locale of CLDR that one means, which way it is read, and the order of names in
it, with the letters under which an index has them.

Names are ordered by their letters alone, without accents and without regard to case, as
https://www.unicode.org/reports/tr10/ has it at the first level, unless the language takes a letter with a mark for one
of its own. `ALPHABETS` says which do, after CLDR (https://github.com/unicode-org/cldr/tree/main/common/collation). Han
characters stand as the character sets of their countries have them: of the common ones these are ordered by sound in
China and Japan, by strokes in Taiwan. ICU would do all this, and more than names want, for a library of 30 MB that has
to be compiled on most machines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale


def locale_of(tag: str) -> Locale:
    """The locale of CLDR that is nearest to a language tag (BCP 47); English for a language that CLDR does not know."""
    parts = [part for part in tag.replace("_", "-").split("-") if len(part) > 1]
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (ValueError, UnknownLocaleError):
            parts.pop()
    return Locale("en")


def matching_catalogues(tag: str, available: Iterable[str]) -> list[str]:
    """Of the catalogues `available`, named as ``fr``, ``pt_BR`` or ``zh_TW``, those for a language tag, the best first.

    One in another script is none. Where regions differ, the one goes first that CLDR falls back to.
    """
    wanted = locale_of(tag)
    is_unknown = wanted.language != tag.replace("_", "-").split("-")[0].lower() and wanted == Locale("en")
    if is_unknown:
        return []
    fallbacks = _fallbacks(wanted)
    ranked = []
    for name in available:
        if "@" in name or "." in name:
            continue
        try:
            locale = Locale.parse(name)
        except (ValueError, UnknownLocaleError):
            continue
        if locale.language != wanted.language or script_of(locale) != script_of(wanted):
            continue
        ranks = [fallbacks.index(each) for each in (str(locale), name) if each in fallbacks]
        if locale.language == "en" and not ranks:
            continue  # messages are in English: the catalogue of another region is no better
        is_elsewhere = locale.territory != _likely(wanted)[1]
        ranked.append((min(ranks, default=len(fallbacks)), is_elsewhere, name))
    return [name for _, _, name in sorted(ranked)]


def _fallbacks(locale: Locale) -> list[str]:
    """The locale and those from which CLDR takes what it does not say: ``pt_AO``, ``pt_PT``, ``pt``."""
    names = [str(locale)]
    exceptions: Mapping[str, str] = get_global("parent_exceptions")
    while "_" in names[-1]:
        names.append(exceptions.get(names[-1]) or names[-1].rpartition("_")[0])
    return names


def _likely(locale: Locale) -> tuple[Any, ...]:
    """Language, territory and script that are meant where a locale does not say them."""
    likely: Mapping[str, str] = get_global("likely_subtags")
    name = "_".join(filter(None, (locale.language, locale.territory)))
    return parse_locale(likely.get(name) or likely.get(locale.language) or locale.language)[:3]


def script_of(locale: Locale) -> str | None:
    """The script (ISO 15924) that a locale names, or else the likely one of its language."""
    script: str | None = locale.script or _likely(locale)[2]
    return script


Direction = Literal["ltr", "rtl"]

#: Languages that are written from right to left unless their tag names a script
#: (https://www.w3.org/International/questions/qa-scripts).
_RIGHT_TO_LEFT = frozenset(
    "ar arc arz azb bal ckb dv fa glk he iw ji khw ks lrc mzn nqo pnb ps sd syr ug ur yi".split()
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab aran armi hebr mand nkoo rohg samr syrc thaa".split())
#: How many characters of a text are looked at to tell its direction.
_SAMPLE = 4000


def direction(tag: str) -> Direction:
    """Which way text in the language `tag` is read: ``rtl`` for ``fa``, ``he-IL`` and ``und-Arab``."""
    first, *rest = tag.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


def direction_of_text(text: str) -> Direction | None:
    """Which way most letters of `text` are read; None where it has no letters, or as many of either kind."""
    if text.isascii():
        return "ltr" if re.search("[A-Za-z]", text) else None
    counts = {"ltr": 0, "rtl": 0}
    for char in text[:_SAMPLE]:
        bidirectional = unicodedata.bidirectional(char)
        if bidirectional == "L":
            counts["ltr"] += 1
        elif bidirectional in ("R", "AL"):
            counts["rtl"] += 1
    if counts["ltr"] == counts["rtl"]:
        return None
    return "rtl" if counts["rtl"] > counts["ltr"] else "ltr"


def tag_for_text(tag: str, text: str) -> str:
    """The language tag for `text`, which is said to be in the language `tag`: that, if the letters are read its way;
    else the tag of a script alone, as ``und-Hebr``, or nothing.

    Blogs name one language for all posts, and often the one that their software came with.
    """
    seen = direction_of_text(text)
    if seen is None or (tag and direction(tag) == seen):
        return tag
    return f"und-{_script_of_text(text)}" if seen == "rtl" else ""


def _script_of_text(text: str) -> str:
    """The script of the first letter that is read from right to left, as ISO 15924 codes it."""
    names = {"HEBREW": "Hebr", "SYRIAC": "Syrc", "THAANA": "Thaa", "NKO": "Nkoo", "ADLAM": "Adlm"}
    for char in text:
        if unicodedata.bidirectional(char) in ("R", "AL"):
            return names.get(unicodedata.name(char, "").partition(" ")[0], "Arab")
    return "Arab"


_LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
_RUSSIAN = "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ы ь э ю я"


def _latin_with(**more: str) -> str:
    """The Latin alphabet, with `more` letters after those that they are given for."""
    return " ".join(f"{letter} {more[letter]}" if letter in more else letter for letter in _LATIN.split())


#: The alphabets of languages that have letters of their own, or another order than Unicode.
ALPHABETS = {
    "az": "a b c ç d e ə f g ğ h x ı i j k q l m n o ö p r s ş t u ü v y z w",
    "be": "а б в г д е ё ж з і й к л м н о п р с т у ў ф х ц ч ш ы ь э ю я",
    "bg": "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ъ ь ю я",
    "bs": _latin_with(c="č ć", d="dž đ", l="lj", n="nj", s="š", z="ž"),
    "cs": _latin_with(c="č", h="ch", r="ř", s="š", z="ž"),
    "da": _latin_with(z="æ ø å"),
    "eo": _latin_with(c="ĉ", g="ĝ", h="ĥ", j="ĵ", s="ŝ", u="ŭ"),
    "es": _latin_with(n="ñ"),
    "et": "a b c d e f g h i j k l m n o p q r s š z ž t u v w õ ä ö ü x y",
    "fa": "ا ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ه ی",
    "fi": _latin_with(z="å ä ö"),
    "hr": _latin_with(c="č ć", d="dž đ", l="lj", n="nj", s="š", z="ž"),
    "hu": _latin_with(c="cs", d="dz dzs", g="gy", l="ly", n="ny", o="ö", s="sz", t="ty", u="ü", z="zs"),
    "is": "a á b c d ð e é f g h i í j k l m n o ó p q r s t u ú v w x y ý z þ æ ö å",
    "lt": _latin_with(c="č", s="š", z="ž"),
    "lv": _latin_with(c="č", g="ģ", k="ķ", l="ļ", n="ņ", r="ŗ", s="š", z="ž"),
    "nb": _latin_with(z="æ ø å"),
    "nn": _latin_with(z="æ ø å"),
    "no": _latin_with(z="æ ø å"),
    "pl": _latin_with(a="ą", c="ć", e="ę", l="ł", n="ń", o="ó", s="ś", z="ź ż"),
    "ro": _latin_with(a="ă â", i="î", s="ș", t="ț"),
    "ru": _RUSSIAN,
    "sk": _latin_with(a="ä", c="č", h="ch", o="ô", s="š", z="ž"),
    "sl": _latin_with(c="č ć", d="đ", s="š", z="ž"),
    "sq": _latin_with(c="ç", d="dh", e="ë", g="gj", l="ll", n="nj", r="rr", s="sh", t="th", x="xh", z="zh"),
    "sv": _latin_with(z="å ä ö"),
    "tr": _latin_with(c="ç", g="ğ", h="ı", o="ö", s="ş", u="ü"),
    "uk": "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ь ю я",
}
#: Forms of one letter: those that stand at the end of a word, and those that a neighbouring language types.
_FORMS: dict[str, Mapping[int, int | str]] = {
    "he": str.maketrans("ךםןףץ", "כמנפצ"),
    "fa": str.maketrans("كيىة", "کییه"),
    "ja": {code: code - 0x60 for code in range(0x30A1, 0x30F7)},  # as hiragana
    "tr": str.maketrans("Iİ", "ıi"),
    "az": str.maketrans("Iİ", "ıi"),
}
#: Character sets, and which of their codes are those of the common Han characters.
_HAN = {"Hans": ("gb2312", 0xB0A1, 0xD7F9), "Hant": ("big5", 0xA440, 0xC67E), "Jpan": ("euc_jp", 0xB0A1, 0xCFD3)}
#: Where in the first of these a sound begins that is written with another letter.
_SOUNDS = (
    ("A", 0xB0A1), ("B", 0xB0C5), ("C", 0xB2C1), ("D", 0xB4EE), ("E", 0xB6EA), ("F", 0xB7A2), ("G", 0xB8C1),
    ("H", 0xB9FE), ("J", 0xBBF7), ("K", 0xBFA6), ("L", 0xC0AC), ("M", 0xC2E8), ("N", 0xC4C3), ("O", 0xC5B6),
    ("P", 0xC5BE), ("Q", 0xC6DA), ("R", 0xC8BB), ("S", 0xC8F6), ("T", 0xCBFA), ("W", 0xCDDA), ("X", 0xCEF4),
    ("Y", 0xD1B9), ("Z", 0xD4D1),
)  # fmt: skip
#: The consonants that a Korean syllable begins with; those that are doubled stand with the single ones.
_INITIALS = "ㄱㄱㄴㄷㄷㄹㅁㅂㅂㅅㅅㅇㅈㅈㅊㅋㅌㅍㅎ"
#: Where in Unicode the signs stand that put letters, and Han characters, in their order.
_ORDER, _HAN_ORDER = 0xE000, 0x20000
#: Headings for names that begin with no letter.
OTHER, DIGITS = "…", "0–9"


class Collation:
    """The order of names in the language of `locale`, whose script is `script` (ISO 15924)."""

    def __init__(self, locale: Locale, script: str | None) -> None:
        language = locale.language
        self._capitals = {"i": "İ"} if language in ("az", "tr") else {}
        self._forms = _FORMS.get(language, {})
        letters = ALPHABETS.get(language, "").split()
        self._alphabet = re.compile("|".join(sorted(map(re.escape, letters), key=len, reverse=True)) or "$.")
        # All letters of an alphabet stand at the place of its first one, and there in its order.
        first = letters[0] if letters else ""
        self._sort_keys = {letter: f"{first}{chr(_ORDER + place)}" for place, letter in enumerate(letters)}
        self._letters_by_sort_key = {key: letter for letter, key in self._sort_keys.items()}
        self._han = _HAN.get(script or "")
        self.key: Callable[[str], str] = lru_cache(maxsize=65_536)(self._key)
        """By which names are ordered; two that differ in accents or case alone have the same."""

    def _key(self, text: str) -> str:
        folded = self._folded(text)
        parts: list[str] = []
        end = 0
        for letter in self._alphabet.finditer(folded):
            parts += [self._ordered(folded[end : letter.start()]), self._sort_keys[letter[0]]]
            end = letter.end()
        parts.append(self._ordered(folded[end:]))
        return " ".join("".join(parts).split())

    def _folded(self, text: str) -> str:
        return unicodedata.normalize("NFC", text).translate(self._forms).casefold()

    def _ordered(self, text: str) -> str:
        """The form in which text between letters of the alphabet is ordered: without marks, in small letters."""
        bare = _bare(text).translate(self._forms)
        if self._sort_keys:
            bare = self._alphabet.sub(lambda letter: self._sort_keys[letter[0]], bare)
        return "".join(map(self._han_ordered, bare)) if self._han and not bare.isascii() else bare

    def _han_ordered(self, char: str) -> str:
        """A character, or for a common Han character one that stands in its order, after all others."""
        if not self._han or not "㐀" <= char <= "鿿":
            return char
        encoding, first, last = self._han
        try:
            code = int.from_bytes(char.encode(encoding), "big")
        except UnicodeEncodeError:
            return char
        return chr(_HAN_ORDER + code - first) if first <= code <= last else char

    def letter(self, text: str) -> str:
        """The heading under which an index has a name."""
        key = self.key(text)
        if key[:2] in self._letters_by_sort_key:
            letter = self._letters_by_sort_key[key[:2]]
            return self._capitals.get(letter) or letter.title()
        first = key[:1]
        if first >= chr(_HAN_ORDER):
            return self._han_heading(ord(first) - _HAN_ORDER, _bare(self._folded(text))[:1])
        if "ᄀ" <= first <= "ᄒ":
            return _INITIALS[ord(first) - ord("ᄀ")]
        return DIGITS if first.isdigit() else first.upper() or OTHER

    def _han_heading(self, place: int, char: str) -> str:
        """The sound that a common character begins with, where these are ordered by it and known; or itself."""
        if not self._han or self._han[0] != "gb2312":
            return char
        return next(letter for letter, begins in reversed(_SOUNDS) if begins <= self._han[1] + place)


def _bare(text: str) -> str:
    """A text without its marks, but for those that are vowels, as in Hindi, and without what is no letter or digit."""
    return "".join(char for char in unicodedata.normalize("NFKD", text)
                   if char.isalnum() or char.isspace() or _is_vowel(char))  # fmt: skip


def _is_vowel(char: str) -> bool:
    """Whether a mark is a letter of its own: a vowel of an Indian script, or the sign that there is none."""
    return unicodedata.category(char)[0] == "M" and unicodedata.combining(char) in (0, 9) and not "︀" <= char <= "️"
