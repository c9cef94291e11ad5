"""How a post is cited: who wrote what, when and where, and the same in words; with the parts of authors' names.

The forms for reference managers are made of it in the package `citations`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from ..core.localization import Localization
from ..core.slugs import short_digest, slugify
from ..core.texts import xml_safe
from .definitions import Definitions
from .posts import Post, PostLink, Site

#: Paths of which no two give the same citation key: a year, a month and a slug in ASCII.
_PLAIN_PATH = re.compile(r"\d{4}/\d\d/[a-z0-9]+(?:-[a-z0-9]+)*")
#: A quotation within a title, which stands in single quotation marks itself.
_QUOTED = re.compile(r"‘(.+?)’(?!\w)")
#: Stands for the name of the site while the words are made, to part them there; no text that is cited has such a sign.
_SITE = "\x01"


@dataclass(frozen=True)
class Citation:
    """What is said of a post when it is cited. All texts are on one line, without control characters."""

    post: PostLink
    creators: tuple[Creator, ...]
    title: str
    site: str
    url: str
    language: str
    note: str = ""
    """Of what the post is a retelling, if it is one."""
    localization: Localization = field(default_factory=Localization, compare=False, repr=False)
    """What the words of a citation come of: see `Site.localization`."""

    @cached_property
    def key(self) -> str:
        """``mills-2012-10-steady-on-maggie``: in ASCII, and unlike that of any other post."""
        first = self.creators[0]
        author = slugify(first.family or first.literal)
        path = self.post.path.removesuffix(".html")
        if _PLAIN_PATH.fullmatch(path):
            return f"{_ascii(author)}-{path.replace('/', '-')}".lstrip("-")
        return f"{_ascii(author)}-{_ascii(slugify(path))}-{short_digest(path)}".strip("-").replace("--", "-")

    @cached_property
    def key_text(self) -> str:
        """All that is shown of it as one text, for the keys of pages."""
        creators = (f"{each.family}\t{each.given}\t{each.suffix}\t{each.literal}" for each in self.creators)
        return "\n".join((self.post.key_text, self.title, self.site, self.url, self.language, self.note, *creators))

    @property
    def before(self) -> str:
        """The words before the name of the site, which stands in italics: ``Mills, C. (2012) ‘A title’, ``."""
        return self._words.partition(_SITE)[0]

    @property
    def after(self) -> str:
        """The words after it: ``, 31 October. Available at: https://….``"""
        return self._words.partition(_SITE)[2]

    @cached_property
    def _words(self) -> str:
        local, day = self.localization, self.post.date
        if self.note:
            # Translators: how a post is cited. The note says of what it is a retelling.
            message = local.gettext(
                "%(authors)s (%(year)s) ‘%(title)s’, %(site)s, %(date)s. %(note)s. Available at: %(address)s."
            )
        else:
            # Translators: how a post is cited, in the style of Harvard or one that is usual in your language.
            message = local.gettext(
                "%(authors)s (%(year)s) ‘%(title)s’, %(site)s, %(date)s. Available at: %(address)s."
            )
        return message % {
            "authors": _harvard(self.creators, local), "year": local.digits(str(day.year)), "site": _SITE,
            "title": _QUOTED.sub(r"“\1”", self.title), "date": local.month_day(day.month, day.day), "note": self.note,
            "address": self.url,
        }  # fmt: skip


def citation(site: Site, definitions: Definitions, creators: Mapping[str, Creator], post: Post) -> Citation:
    """How `post` is cited; `creators` are those of all authors, by their names."""
    authors = tuple(creators[term.name] for term in post.authors)
    authors = authors or (creator(_one_line(site.author) or _one_line(site.title), definitions),)
    note = f"{_one_line(site.retelling)} ({_one_line(post.original)})" if site.retelling and post.original else ""
    # Until the site has an address of its own, the post is where it was.
    url = site.address(post.path) if site.url else post.original or post.path
    return Citation(post.link, authors, _one_line(post.title) or _one_line(post.slug), _one_line(site.title), url,
                    post.language or site.language, note, site.localization)  # fmt: skip


def citation_text(cited: Citation) -> str:
    """A citation in the Harvard style, plain text."""
    return f"{cited.before}{cited.site}{cited.after}"


def _harvard(names: tuple[Creator, ...], local: Localization) -> str:
    """The authors as the Harvard style names them: ``Mills, C. and Lee, A.``"""
    if len(names) > 3:
        # Translators: in a citation, the first of more than three authors.
        return local.gettext("%(author)s et al.") % {"author": names[0].short}
    return local.listed([name.short for name in names])


def _ascii(text: str) -> str:
    return re.sub(r"[^a-z0-9-]", "", text).strip("-")


@lru_cache(maxsize=4096)  # the title of the site stands in all
def _one_line(text: str) -> str:
    return " ".join(xml_safe(text).split())


#: Small words before a family's name that belong to it; other small words are those of an organisation.
_PARTICLES = frozenset(
    "af al ap av ben bin d da dal dalla das de degli dei del della den der des di do dos du el ibn la las le lo los"
    " mac ní op st 't ’t ten ter te tot van vom von y zu zum zur".split()
)
_SUFFIX = re.compile(r"(?:Jr|Sr|[JS]nr|II|III|IV)\.?")
#: Words that say that a name is that of an organisation, in languages that many blogs are written in. Those that are
#: families' names too, such as Church or Bank, are not among them.
_ORGANISATION_WORDS = frozenset(
    "academy agency alliance association board bureau campaign centre club coalition collective college commission "
    "committee company consortium cooperative corporation council department editors federation foundation group "
    "inc institute institution league library llc ltd magazine ministry museum network newsroom observatory office "
    "organisation organization partnership party plc project society staff syndicate team trust union university "
    "académie agence assemblée bibliothèque collectif comité conseil coopérative école équipe fédération fondation "
    "groupe institut journal ligue ministère musée observatoire parti projet rédaction réseau société syndicat "
    "université arbeitsgemeinschaft arbeitskreis ausschuss bündnis bürgerinitiative forum freunde gemeinde "
    "genossenschaft gesellschaft gmbh gruppe hochschule initiative ministerium netzwerk partei projekt redaktion "
    "stiftung universität verband verein zentrum asociación ayuntamiento biblioteca centro colectivo comisión "
    "consejo cooperativa equipo escuela federación fundación grupo instituto ministerio partido proyecto redacción "
    "sindicato sociedad universidad associação coletivo comissão conselho equipa equipe escola federação fundação "
    "ministério movimento projeto redação sociedade universidade associazione collettivo comitato commissione "
    "consiglio federazione fondazione gruppo istituto ministero partito progetto redazione scuola società squadra "
    "unione università commissie genootschap groep redactie stichting universiteit vereniging föreningen förening "
    "förbundet redaktionen sällskapet stiftelsen universitet foreningen stowarzyszenie fundacja komitet redakcja "
    "towarzystwo uniwersytet zespół związek nadace redakce sdružení spolek univerzita výbor ассоциация институт "
    "комитет общество организация редакция союз университет фонд асоціація група інститут комітет редакція спілка "
    "товариство університет derneği kurumu topluluğu vakfı üniversitesi komunitas perkumpulan redaksi universitas "
    "yayasan جمعية جامعة مؤسسة مركز معهد هيئة انجمن بنیاد دانشگاه سازمان موسسه مؤسسه אגודת ארגון האגודה העמותה "
    "עמותת אוניברסיטת संघ संस्था समिति".split()
)
#: Articles with which an organisation's name begins, and no person's.
_ARTICLES = frozenset("the les".split())
#: Scripts that put the family first, and often leave no space: a name in them stands as it is.
_FAMILY_FIRST = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")


@dataclass(frozen=True, slots=True)
class Creator:
    """Who wrote something: a family's name with what goes with it, or one name in `literal`."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def inverted(self) -> str:
        """``Mills, Chris``; with a suffix, ``King, Martin Luther, Jr``."""
        return self.literal or ", ".join(filter(None, (self.family, self.given, self.suffix)))

    @property
    def short(self) -> str:
        """``Mills, C.``"""
        initials = "".join(_initial(word) for word in self.given.split())
        return self.literal or ", ".join(filter(None, (self.family, initials, self.suffix)))


def creator(name: str, definitions: Definitions) -> Creator:
    """Part the name of an author. A definition goes before any guess: an organisation has one name, and a person's
    ``sort: García Márquez, Gabriel`` says where the family's begins.
    """
    name = "".join(char for char in " ".join(name.split()) if char.isprintable())
    if definitions.find("org", name):
        return Creator(literal=name)
    people = definitions.find("person", name)
    if len(people) == 1 and "," in people[0].sort:
        name = people[0].sort
    if "," in name:
        family, given, *rest = (part.strip() for part in name.split(","))
        return Creator(family, given, " ".join(rest)) if family and given else Creator(literal=name)
    words = name.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2 or any(map(_is_no_name, words)) or _is_family_first(name) or is_organisation(name):
        return Creator(literal=name)
    family_start = len(words) - 1
    while family_start > 1 and words[family_start - 1] in _PARTICLES:
        family_start -= 1
    return Creator(" ".join(words[family_start:]), " ".join(words[:family_start]), suffix)


def is_organisation(name: str) -> bool:
    """Whether a name says by one of its words that it is not a person's: ``Association A.L.N.``, ``The Editors``."""
    words = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", name).casefold())
    return len(words) > 1 and (words[0] in _ARTICLES or not _ORGANISATION_WORDS.isdisjoint(words))


def _is_no_name(word: str) -> bool:
    """Whether a word is no part of a person's name: ``for``, ``&``, ``4``."""
    return word not in _PARTICLES and (word.islower() or not word[0].isalpha())


def _is_family_first(name: str) -> bool:
    """Whether a name has letters of a script in which the family goes first."""
    return any(unicodedata.name(char, "").startswith(_FAMILY_FIRST) for char in name)


def _initial(word: str) -> str:
    return "-".join(f"{part[0].upper()}." for part in word.split("-") if part)
