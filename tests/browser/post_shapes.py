"""What posts of real blogs are made of, in made-up words: each function gives the text of a post of one shape."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

#: Width and height of the photographs that posts show, as `picture-0.jpg` and so on.
PICTURES = ((1500, 1000), (800, 1200), (700, 525), (400, 300), *6 * ((1400, 1050),))
LONG_WORD = 2 * "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsänderungsentwurfsbesprechung"
LONG_ADDRESS = "https://elsewhere.example/" + 3 * "a_very_long_address_without_any_place_to_break_"

NOUNS = (
    "shed", "canal", "spade", "barrow", "hedge", "kettle", "lock", "marrow", "fence", "frost", "path", "gate", "bench",
    "compost", "robin", "tide", "rope", "lantern", "ledger", "map", "orchard", "pump", "quince", "rake", "swift",
    "trellis", "umbrella", "vole", "willow", "yard", "anchor", "bramble", "cellar", "ditch", "elder", "ferry",
    "glasshouse", "heron", "inkwell", "jar",
)  # fmt: skip
_ADJECTIVES = (
    "old", "wet", "borrowed", "green", "stubborn", "quiet", "crooked", "early", "late", "painted", "narrow", "empty",
    "second", "brave", "dusty", "windy", "yellow", "hollow", "patient", "noisy",
)  # fmt: skip
_VERBS = (
    "mended", "found", "lost", "measured", "painted", "lent", "dug", "counted", "carried", "forgot", "sketched",
    "swapped", "weighed", "described",
)  # fmt: skip
_TIMES = (
    "before breakfast", "on Sunday", "in the rain", "once more", "for the third time", "after the meeting",
    "when nobody looked", "by lamplight", "as the ferry left", "with both hands",
)  # fmt: skip
_SENTENCES = (
    "We {verb} the {adjective} {noun} {time}.",
    "The {noun} and the {other} were {adjective}, and nobody minded.",
    "If the {noun} is {adjective} again {time}, the {other} will have to wait.",
    "Somebody {verb} our {noun} {time}, which is more than can be said of the {other}.",
    "It was {adjective}, as any {noun} is that somebody {verb} {time}; the {other} stood by and said nothing.",
    "Of the {other} there is less to tell.",
    "I {verb} it {time}.",
    "Why every {adjective} {noun} should need its {other}, I do not know, but so say the minutes, and they have been "
    "right before.",
)
_TITLES = ("The {adjective} {noun}", "{noun} and {other}", "One {noun}, one {other} and what we {verb} {time}",
           "On the {adjective} {noun} {time}")  # fmt: skip
_PERSIAN = (
    "امروز باران آمد و باغ سبزتر شد.", "همسایه بیل را پس آورد و چای خوردیم.", "قایق کهنه هنوز کنار آب است.",
    "نامه‌ای رسید که کسی آن را نخواند.", "فردا اگر هوا خوب باشد، نهال‌ها را می‌کاریم.",
)  # fmt: skip
_CHINESE = (
    "今天下雨，菜園比昨天更綠。", "鄰居還了鐵鍬，我們一起喝茶。", "舊船還停在水邊，沒有人去修。",
    "收到一封信，誰也沒有讀完。", "明天如果天氣好，就去種樹。",
)  # fmt: skip


class Words:
    """Words of an allotment, as `chance` has them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def one(self, words: Sequence[str]) -> str:
        return self.chance.choice(words)

    def _filled(self, form: str) -> str:
        noun, other = self.chance.sample(NOUNS, 2)
        filled = form.format(
            noun=noun, other=other, adjective=self.one(_ADJECTIVES), verb=self.one(_VERBS), time=self.one(_TIMES)
        )
        return filled[0].upper() + filled[1:]

    def sentence(self) -> str:
        return self._filled(self.one(_SENTENCES))

    def paragraph(self, sentences: int = 0) -> str:
        return " ".join(self.sentence() for _ in range(sentences or self.chance.randint(2, 7)))

    def title(self, language: str = "en") -> str:
        if language != "en":
            return self.one(_PERSIAN if language == "fa" else _CHINESE).rstrip(".。")
        return self._filled(self.one(_TITLES))

    def number(self) -> str:
        return f"{self.chance.randrange(10**6):,}"

    def picture(self, number: int) -> str:
        return f"![The {self.one(_ADJECTIVES)} {self.one(NOUNS)}](picture-{number}.jpg)"

    def missing(self, name: str, size: str) -> str:
        """A picture that an import could not bring, as it writes that."""
        return f"[Image: {name}](https://old.example/uploads/{name.replace(' ', '%20')}){{.missing-image .size-{size}}}"


def plain(words: Words) -> str:
    return "\n\n".join(words.paragraph() for _ in range(words.chance.randint(1, 5)))


def one_picture(words: Words) -> str:
    return words.picture(words.chance.randrange(4))


def one_missing_picture(words: Words) -> str:
    name = f"IMG_{words.chance.randrange(9999):04} (2).jpeg"
    return words.missing(name, words.one(("400x300", "320x320", "1600x1200")))


def pictures_and_words(words: Words) -> str:
    caption = f"{{.picture-caption}}\nThe {words.one(NOUNS)} in *{words.one(_ADJECTIVES)}* light"
    return "\n\n".join((words.paragraph(), words.picture(0), words.paragraph(), words.picture(1), caption))


def missing_pictures(words: Words) -> str:
    """Without a size, with one, with a caption, two beside each other, and one in the midst of words."""
    first, second = words.missing("P1000021.JPG", "400x300"), words.missing("P1000022.JPG", "300x400")
    sign = "[Image: :-)](https://old.example/smile.gif){.missing-image .size-15x15}"
    return "\n\n".join((
        words.paragraph(), "[Image: the boat](https://old.example/boat.jpg){.missing-image}",
        first, "{.picture-caption}\nThe harvest of a whole year", f"{first}\n{second}",
        f"{words.sentence()} {sign} {words.sentence()}",
    ))  # fmt: skip


def ten_photographs(words: Words) -> str:
    return "\n\n".join(f"{words.sentence()}\n\n{words.picture(number)}" for number in range(10))


def gallery(words: Words) -> str:
    cells = []
    for number in range(7):
        image = words.picture(number % 4)
        if number % 3 == 0:
            alt, _, file = image[2:-1].partition("](")
            image = f"```{{figure}} {file}\n:alt: {alt}\n\n{words.sentence()}\n```"
        cells.append(image)
    shown = "\n\n".join(cells)
    return f"{words.paragraph()}\n\n````{{gallery}}\n{shown}\n````\n\n{words.paragraph()}"


def film(words: Words) -> str:
    return f"{words.paragraph()}\n\n[Video: {words.sentence()}](https://films.example/watch?v=1){{.embed}}"


def untitled(words: Words) -> str:
    return words.sentence()


def code(words: Words) -> str:
    """With a language and without, in lines that are wider than the page, and in the midst of words."""
    name, long_name = words.one(NOUNS), "_".join(NOUNS[:12])
    lines = (f"    {words.one(NOUNS)} = {name}({number})  # {words.sentence()}\n" for number in range(8))
    program = f"```python\ndef {name}(rows: list[int]) -> int:\n{''.join(lines)}    return 0\n```"
    said = f"{words.sentence()} So says `{long_name}`."
    return "\n\n".join((words.paragraph(), program, said, f"```\n$ {' '.join(NOUNS)}\n```", words.paragraph()))


def wide_table(words: Words) -> str:
    """One of 14 columns, whose first has no heading, and one of two."""
    head = ["", *(noun.capitalize() for noun in NOUNS[:13])]
    rows = [[f"Week {week}", *(words.number() for _ in head[1:])] for week in range(1, 9)]
    wide = "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] + ["---:"] * 13, *rows))
    narrow = f"| Bed | What grew |\n| --- | --- |\n| {words.one(NOUNS)} | {words.sentence()} |"
    return "\n\n".join((words.paragraph(), wide, words.paragraph(), narrow))


def long_words(words: Words) -> str:
    return "\n\n".join((
        f"{words.sentence()} {LONG_WORD} {words.sentence()}", f"> {LONG_WORD}", f"- {LONG_WORD}\n- <{LONG_ADDRESS}>",
        f"Said at [{LONG_ADDRESS}]({LONG_ADDRESS}).", f"| {LONG_WORD} | 2 |\n| --- | --- |\n| 1 | `{LONG_WORD}` |",
    ))  # fmt: skip


def headings(words: Words) -> str:
    """Of all levels, with a quotation in another, lists and a note beneath them."""
    parts = [words.paragraph() + "[^one]"]
    for level in (2, 3, 4, 5, 6, 2, 3):
        parts += [f"{'#' * level} {words.title()}", words.paragraph()]
    parts.append(f"> {words.paragraph()}\n>\n> > {words.paragraph()}")
    parts.append(f"1. {words.sentence()}\n2. {words.sentence()}\n   - {words.sentence()}")
    return "\n\n".join((*parts, "---", words.paragraph(), f"[^one]: {words.paragraph(2)}"))


def five_thousand_words(words: Words) -> str:
    parts: list[str] = []
    while sum(len(part.split()) for part in parts) < 5000:
        if len(parts) % 12 == 11:
            parts.append(f"## {words.title()}")
        parts.append(words.paragraph(8))
    return "\n\n".join(parts)


def persian(words: Words) -> str:
    said = " ".join(words.one(_PERSIAN) for _ in range(12))
    return f"{said}\n\n> {said}\n\n{said} *{words.one(_PERSIAN)}* `print(1)`"


def chinese(words: Words) -> str:
    said = "".join(words.one(_CHINESE) for _ in range(12))
    return f"{said}\n\n> {said}\n\n{said}*{words.one(_CHINESE)}*"


#: How many posts of 600 are of each shape; all others are plain.
SHAPES: dict[Callable[[Words], str], int] = {
    one_picture: 30, one_missing_picture: 24, pictures_and_words: 36, missing_pictures: 20, gallery: 4, film: 5,
    untitled: 24, code: 14, wide_table: 6, long_words: 3, headings: 10, five_thousand_words: 2, ten_photographs: 1,
    persian: 6, chinese: 6,
}  # fmt: skip
#: The language of those that are not in the site's.
LANGUAGES = {persian: "fa", chinese: "zh-TW"}
