"""In which language posts are written, as their letters and commonest words tell.

Exports often do not say, or name the language of the software: most blogs that were begun and never set up are
``en-US``. Small words that nearly every sentence has are enough to tell languages apart in a few posts.
"""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from archive.core.localization import Localization, catalogues_for, load_catalogues
from babel.core import get_global

from importer.markup.context import Quotes

#: The words by which each language is known: short, frequent, and spelt so in few others.
_WORDS = {
    "en": "the and of to that with was this for are have they you which from not it's would their been",
    "fr": "les des et est une dans pour que qui pas sur avec plus cette sont nous vous mais aux être",
    "de": "der die und das nicht ist ein eine mit sich auf auch für von dem den wir ich aber wie",
    "nl": "het een en de van niet dat zijn maar ook voor met ik je wij naar deze wordt bij nog",
    "es": "los las una que por para con del más pero está como este muy también sus hay nos cuando porque",
    "ca": "els les una amb per què més però també són aquest aquesta molt ens dels hi ha quan perquè ser",
    "pt": "não uma dos das que por para com mais mas está como muito também seu isso você são foi pelo",
    "it": "il che di non una per con sono più anche della nel questo ma gli come alla dei ho perché",
    "ro": "și nu este pe cu mai din pentru că sunt dar care fost după sau ca într prin să lui",
    "sv": "och att det som inte är på för med en jag har om men till av var den ett också",
    "da": "og at det som ikke er på for med jeg har om men til af var den et også hvad",
    "no": "og at det som ikke er på for med jeg har om men til av var den et også hva",
    "fi": "ja on ei että se oli mutta kun niin myös joka hän sen ovat tai kuin ole nyt vain mukaan",
    "pl": "nie się jest na że do jak ale tak przez był które już jego jej tylko może gdy od dla",
    "cs": "se na je že to jsem jako ale také jsou byl pro by když nebo ještě však podle který tak",
    "sk": "sa na je že to som ako ale aj sú bol by keď alebo ešte však podľa ktorý tak čo pre",
    "sl": "je in na da se so za ne ki kot pa tudi bi ali kako sem bilo ker še lahko pri",
    "hr": "je se na da su za od koji kao što nije ali sam bi kako samo jer ili već kada i",
    "lt": "ir yra kad tai į su kaip ne bet buvo iš ar tik už jau labai apie kai dar savo",
    "lv": "un ir ka no ar uz par kas tas bet nav kā bija tikai vai lai arī pie jau ļoti",
    "et": "ja on ei et see oli kui aga ka ma ning mis siis kes või nii oma välja veel nagu",
    "gl": "que non unha das dos para por con máis pero está como moito tamén seu iso é son foi polo",
    "eu": "eta da ez bat dira baina egin zen ere hori du izan dute nire beste horrek den bere gure baino",
    "af": "die nie ek sy vir hulle baie hy jy wees sal daar moet my kan wat het ons dit so",
    "vi": "và của là có không được cho một những các trong người đã với này khi để tôi như cũng",
    "hu": "az hogy nem és egy is ez meg csak volt már mint még de ha azt kell ami vagy van",
    "tr": "bir ve bu için çok ile olarak daha gibi ama olan kadar sonra her ne değil var ben en mi",
    "id": "yang dan di dengan untuk ini dari tidak itu pada saya akan adalah juga ke ada bisa kita karena dalam",
    "ru": "и в не на что это как по но из за от так же бы было для или только если",
    "uk": "і в не на що це як та але з від його вони було для або тільки якщо є також",
    "be": "і ў не на што гэта як але з ад яго яны было для або толькі калі ёсць таксама вельмі",
    "sr": "је и у на да се за од су који као што није али сам би како само јер или",
    "mk": "и на се да не за од што но тоа како со кој исто или беше уште сум е",
    "bg": "и на се да не за от по че това но като са във със който също беше или още",
    "ar": "في من على إلى أن هذا التي عن ما لا مع كان هذه الذي أو ذلك بعد كل هو قد",
    "fa": "و در به از که این را با است برای آن یک های می خود شد تا هم کرد بود",
    "ur": "کے میں کی ہے اور سے کا کو اس نے ہیں کہ یہ پر ایک بھی تھا نہیں جو ہو",
}
#: Scripts that are those of one language here, by how Unicode's names of their letters begin.
_SCRIPTS = {"HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "HEBREW": "he", "DEVANAGARI": "hi", "GREEK": "el",
            "THAI": "th", "CJK": "zh"}  # fmt: skip
#: Characters that are written otherwise in simplified and in traditional Chinese, in this order.
_SIMPLIFIED, _TRADITIONAL = "们这个来国时说会学对发没还过开样让见经现点", "們這個來國時說會學對發沒還過開樣讓見經現點"
#: So many words or letters tell a language; as much of them, at least, are words that it is known by, of which so many
#: are different ones.
_ENOUGH, _SHARE, _DIFFERENT = 60, 0.08, 6
#: How much better than the language that a source names another must fit to stand in its place.
_BETTER = 1.6
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


#: Quotation marks as CLDR has them (``delimiters``), of languages in which they are others than in English: those
#: outside, then those within. Of French with the spaces that its typography wants.
_QUOTES: Mapping[str, Quotes] = {
    **dict.fromkeys(("fr",), ("«\xa0", "\xa0»", "“", "”")),
    **dict.fromkeys(("be", "ru", "uk"), ("«", "»", "„", "“")),
    **dict.fromkeys(("ca", "el", "es", "it", "pt-PT", "sq"), ("«", "»", "“", "”")),
    **dict.fromkeys(("fa", "de-CH", "fr-CH", "it-CH"), ("«", "»", "‹", "›")),
    **dict.fromkeys(("nb", "nn", "no"), ("«", "»", "‘", "’")),
    **dict.fromkeys(("cs", "de", "hr", "is", "mk", "sk", "sl"), ("„", "“", "‚", "‘")),
    **dict.fromkeys(("bg", "lt"), ("„", "“", "„", "“")),
    **dict.fromkeys(("hu",), ("„", "”", "»", "«")),
    **dict.fromkeys(("pl", "ro"), ("„", "”", "«", "»")),
    **dict.fromkeys(("et",), ("„", "“", "«", "»")),
    **dict.fromkeys(("sr",), ("„", "“", "‘", "‘")),
    **dict.fromkeys(("fi", "he", "sv"), ("”", "”", "’", "’")),
    **dict.fromkeys(("nl",), ("‘", "’", "“", "”")),
    **dict.fromkeys(("ar", "ur"), ("”", "“", "’", "‘")),
    **dict.fromkeys(("ja", "zh-Hant", "zh-HK", "zh-TW"), ("「", "」", "『", "』")),
    **dict.fromkeys(("es-419", "es-MX", "es-US", "en"), ("“", "”", "‘", "’")),
}


def quotation_marks(language: str) -> Quotes:
    """The marks that a language puts around a quotation, and around one within that; `language` is a tag of BCP 47."""
    parts = language.replace("_", "-").split("-")
    cased = [parts[0].lower(), *({2: str.upper, 4: str.title}.get(len(part), str)(part) for part in parts[1:])]
    tags = ["-".join(cased), *(f"{cased[0]}-{part}" for part in cased[1:]), cased[0], "en"]
    return next(_QUOTES[tag] for tag in tags if tag in _QUOTES)


class _Texts:
    """Takes note of texts, of each a sample."""

    def __init__(self) -> None:
        self._words = Counter[str]()
        self._scripts = Counter[str]()
        self._chinese = Counter[str]()

    def note(self, text: str) -> None:
        """Take note of plain text."""
        sample = unicodedata.normalize("NFC", text[:4000])
        self._words.update(word.casefold().replace("’", "'") for word in _WORD.findall(sample))
        for char, count in Counter(sample).items():
            if char.isalpha():
                self._scripts[_script(char)] += count
                self._chinese["Hans"] += count * (char in _SIMPLIFIED)
                self._chinese["Hant"] += count * (char in _TRADITIONAL)

    def language(self, named: str) -> str:
        """As `language_of`."""
        said = named.partition("-")[0].lower()
        if own := self._by_script():
            # Others may be written in that script too, such as Yiddish and Marathi.
            return named if said and _script_of(named) == _script_of(own) else own
        total = self._words.total()
        scores = {tag: sum(self._words[word] for word in words.split()) for tag, words in _WORDS.items()}
        best = max(scores, key=lambda tag: scores[tag])
        different = sum(word in self._words for word in _WORDS[best].split())
        if total < _ENOUGH or scores[best] < total * _SHARE or different < _DIFFERENT:
            return named
        said = {"nb": "no", "nn": "no", "in": "id"}.get(said, said)
        # What is known here is no judge of a language that is not, but for its script.
        may_be = scores[best] < scores[said] * _BETTER if said in scores else _script_of(named) == _script_of(best)
        return named if said and may_be else best

    def _by_script(self) -> str:
        """The language whose script most letters are of, where that is one language's."""
        letters = self._scripts.total()
        counts = Counter[str]()
        for script, count in self._scripts.items():
            counts[_SCRIPTS.get(script, "")] += count
        # Japanese has Chinese characters among its own, which are not half of the letters of any text.
        if counts["ja"] * 10 > letters and counts["ja"] + counts["zh"] > counts[""]:
            return "ja"
        found, count = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
        if not found or letters < _ENOUGH or count * 2 < letters:
            return ""
        if found != "zh":
            return found
        return "zh-Hant" if self._chinese["Hant"] > self._chinese["Hans"] else "zh-Hans"


def _script_of(tag: str) -> str:
    """The script in which a language is written (ISO 15924), as its tag or CLDR says; empty where neither does."""
    first, *rest = tag.replace("_", "-").split("-")
    region = next((part.upper() for part in rest if len(part) == 2), "")
    likely = get_global("likely_subtags")
    named = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    found = likely.get(f"{first.lower()}_{region}") or likely.get(first.lower()) or ""
    return named or next((part for part in str(found).split("_") if len(part) == 4), "")


def _script(char: str) -> str:
    """How Unicode's name of a letter begins."""
    return unicodedata.name(char, "").partition(" ")[0]


def language_of(texts: Iterable[str], named: str) -> str:
    """The language of some plain texts, as a tag of BCP 47; `named` is what their source says, and stands unless they
    contradict it. Empty where neither tells."""
    found = _Texts()
    for text in texts:
        found.note(text)
    return found.language(named)


@cache
def localization(language: str) -> Localization:
    """What the site says in a language, from the catalogues that it has itself."""
    with tempfile.TemporaryDirectory() as compiled:
        words, *_ = load_catalogues(catalogues_for(language, ()), Path(compiled), language)
    return Localization(language, words)
