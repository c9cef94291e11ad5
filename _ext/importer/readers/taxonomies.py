"""WordPress's terms: what the elements ``category`` of an entry mean, and what the head of an export says of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from importer.model import Listing, Remark
from importer.placeholders import is_default_category, is_uncategorized
from importer.xmlstream import text

#: Taxonomies by which WordPress and its plugins keep order among themselves, and that no reader saw.
_TECHNICAL = frozenset(
    "nav_menu link_category wp_theme wp_template_part_area wp_pattern_category post_translations term_language "
    "term_translations elementor_library_type elementor_library_category action-group product_type product_visibility "
    "amp_validation_error post_status following_users ef_editorial_meta".split()
)
#: The number of the category that WordPress makes by itself, and gives to posts that have none.
_DEFAULT = "1"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the terms of one entry say."""

    categories: tuple[str, ...]
    labels: tuple[str, ...]
    authors: tuple[str, ...]
    """Logins of several authors, as the plugin Co-Authors Plus has them."""
    language: str
    """As the plugin Polylang has it."""


@dataclass
class Taxonomies:
    """The terms of a blog: `define` takes those of the head of an export, `of` those of its entries."""

    _default: dict[str, str] = field(default_factory=dict)
    """Slug and name of the default category, which its author did not rename."""
    _names: dict[str, str] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)
    """Slug of the category above each."""
    _used: set[str] = field(default_factory=set)
    _numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    """Number of each term, by its taxonomy and its slug."""
    _listed: dict[tuple[str, str], str] = field(default_factory=dict)
    """The terms of entries by the same: the names that are kept, nothing for those that are left out."""
    _default_uses: Counter[str] = field(default_factory=Counter)
    _formats: Counter[str] = field(default_factory=Counter)
    _others: Counter[str] = field(default_factory=Counter)
    _sticky: list[str] = field(default_factory=list)

    def define(self, element: Any) -> None:
        """Take note of a ``wp:category``, a ``wp:tag`` or a ``wp:term``."""
        kind, number = element.tag.rpartition("}")[2], text(element, "{*}term_id").strip()
        if kind == "tag":
            self._numbers["post_tag", text(element, "{*}tag_slug").strip()] = number
        elif kind == "term":
            self._numbers[text(element, "{*}term_taxonomy").strip(), text(element, "{*}term_slug").strip()] = number
        else:
            self._define_category(element, number)

    def _define_category(self, element: Any, number: str) -> None:
        slug, name = text(element, "{*}category_nicename").strip(), _one_line(text(element, "{*}cat_name"))
        self._numbers["category", slug] = number
        self._names[slug] = name
        if above := text(element, "{*}category_parent").strip():
            self._parents[slug] = above
        # What its author renamed says something.
        if number == _DEFAULT and is_default_category(name):
            self._default[slug] = name

    def of(self, item: Any, name: str) -> Terms:
        """The terms of an entry; `name` is what the report calls it."""
        found: dict[str, list[str]] = {"categories": [], "labels": [], "authors": [], "language": []}
        for element in item.iterfind("category"):
            domain, slug = (element.get("domain") or "category").strip(), (element.get("nicename") or "").strip()
            term = _one_line(element.text or "")
            if domain in ("category", "post_format") or domain not in _TECHNICAL | {"author", "language"}:
                # Older exports give a term twice, once without its slug.
                self._listed.setdefault(("post_tag" if domain == "tag" else domain, slug), term)
            if domain == "post_format":
                self._formats[slug.removeprefix("post-format-") or term] += 1
            elif domain == "author":
                found["authors"].append(slug.removeprefix("cap-") or term)
            elif domain == "language":
                found["language"].append(slug or term)
            elif domain == "category":
                if slug in self._default and term == self._default[slug] and not is_uncategorized(term):
                    self._default_uses[term] += 1
                    self._listed[domain, slug] = ""
                else:
                    found["categories"].append(term)
                    self._used.add(slug)
            elif domain not in _TECHNICAL:
                found["labels"].append(term)
                self._others[domain] += domain not in ("post_tag", "tag")
        if text(item, "{*}is_sticky").strip() == "1":
            self._sticky.append(name)
        kept = {kind: tuple(dict.fromkeys(term for term in terms if term)) for kind, terms in found.items()}
        return Terms(kept["categories"], kept["labels"], kept["authors"], next(iter(kept["language"]), ""))

    def listings(self) -> Iterator[Listing]:
        """The pages on which the blog listed the posts of each term, once all entries are read."""
        above = {("category", up): "" for taxonomy, slug in self._listed if taxonomy == "category"
                 for up in self._above(slug)}  # fmt: skip
        for (taxonomy, slug), name in (above | self._listed).items():
            if not slug:
                continue
            number = self._numbers.get((taxonomy, slug), "")
            if taxonomy == "category":
                path = "/".join(unquote(one) for one in (*self._above(slug), slug))
                yield Listing("category", name, path, number=number)
            elif taxonomy == "post_format":
                yield Listing(None, name, unquote(slug.removeprefix("post-format-")), "type", number)
            else:
                base = "" if taxonomy == "post_tag" else taxonomy
                yield Listing("tag", name, unquote(slug), base, number)

    def _above(self, slug: str) -> list[str]:
        """The categories above one, the highest first."""
        found: list[str] = []
        while (slug := self._parents.get(slug, "")) and slug not in found:
            found.insert(0, slug)
        return found

    def remarks(self) -> Iterator[Remark]:
        """What is not kept as it was, once all entries are read."""
        for name, count in self._default_uses.items():
            yield Remark(f"the category `{name}`, which WordPress gives by itself, is left out of {_posts(count)}")
        for domain, count in sorted(self._others.items()):
            if count:
                yield Remark(f"terms of the taxonomy `{domain}` are kept as tags: {count:,}")
        if self._formats:
            counts = ", ".join(f"{name} {count:,}" for name, count in sorted(self._formats.items()))
            yield Remark(f"post formats are not kept, only what they hold: {counts}")
        below = [f"`{self._names.get(slug, slug)}` below `{self._names.get(above, above)}`"
                 for slug, above in sorted(self._parents.items()) if slug in self._used]  # fmt: skip
        if below:
            yield Remark(f"categories that stood below others stand beside them: {', '.join(below)}")
        if self._sticky:
            yield Remark(f"sticky posts stand among the others, by their date: {'; '.join(self._sticky)}")


def _posts(count: int) -> str:
    return "1 post" if count == 1 else f"{count:,} posts"


def _one_line(name: str) -> str:
    return " ".join(name.split())


def nicename(login: str) -> str:
    """What WordPress makes of a login for addresses (``sanitize_title``); exports do not say it."""
    plain = re.sub(r"[^\w\s-]", "", login.lower().replace(".", "-"))
    return re.sub(r"[\s-]+", "-", plain).strip("-")
