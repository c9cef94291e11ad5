"""Sphinx's template loader, with the filters that the archive's templates use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup
from sphinx.jinja2glue import BuiltinTemplateLoader

from . import dates, metadata
from .model import rebase

if TYPE_CHECKING:
    from sphinx.builders import Builder
    from sphinx.theming import Theme

_RELATIVE = re.compile(r'(\s(?:href|src|action|data-content_root)=")(?!#|/|[a-z]+:)(?:\./)?([^"]*)(")')


class Templates(BuiltinTemplateLoader):
    """Renders a page; Furo's base template offers no place for what is added to its ``<html>`` here."""

    def init(self, builder: Builder, theme: Theme | None = None, dirs: list[str] | None = None) -> None:
        super().init(builder, theme, dirs)
        self.environment.filters |= {
            "full_day": dates.full_day, "short_day": dates.short_day, "month_name": dates.month_name,
            "machine_date": metadata.machine_date, "rebase": lambda html, root: Markup(rebase(html, root)),
        }  # fmt: skip
        self._root = urlsplit(builder.config.html_baseurl).path or "/"

    def render(self, template: str, context: dict[str, Any]) -> str:
        text = super().render(template, context)
        if template == "404.html":
            text = _absolute(text, self._root)
        return text.replace("<html ", f'<html prefix="{metadata.PREFIXES}" ', 1)


def _absolute(text: str, root: str) -> str:
    """A page that is shown at any address has no use for relative ones: begin them with `root`."""
    return _RELATIVE.sub(lambda match: f"{match[1]}{root}{match[2]}{match[3]}", text)
