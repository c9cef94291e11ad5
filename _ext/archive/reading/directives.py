"""Directives of ABlog and of sphinxcontrib-bibtex that end a build in a traceback at a word that they do not know."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter
from typing import Any

from ablog.post import PostListDirective
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

#: What the option ``format`` of ``postlist`` may name.
_SHOWN = ("date", "title", "author", "location", "language", "category", "tags")


class NoPost(SphinxDirective):
    """``post`` would make a post of any page; here it is mostly meant for the role of that name."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        raise self.error("`post` is no directive here: to refer to a post, write {post}`its-name` within a line")


def _not_empty(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What reads an option, but for the error in which it ends where a text is wanted and there is none."""

    def checked(argument: Any) -> Any:
        try:
            return convert(argument)
        except AttributeError:
            raise ValueError("it is empty: write something after it, or leave it out") from None

    return checked


class PostList(PostListDirective):  # type: ignore[misc]
    """``postlist``, told what it cannot read before it tries to."""

    option_spec = {name: _not_empty(convert) for name, convert in PostListDirective.option_spec.items()}

    def run(self) -> list[nodes.Node]:
        number = self.arguments[0] if self.arguments else "1"
        if not number.isdecimal():
            raise self.error(f"`{number}` is no number of posts: write one, such as `5`, or none for all")
        try:
            named = [name for _, name, _, _ in Formatter().parse(self.options.get("format", "")) if name is not None]
        except ValueError as error:
            raise self.error(f"`format` cannot be read ({error}): write it as `{{date}} - {{title}}`") from None
        if unknown := [name for name in named if name not in _SHOWN]:
            raise self.error(f"`format` has no `{{{unknown[0]}}}`: it may have {', '.join(_SHOWN)}, in curly brackets")
        made: list[nodes.Node] = super().run()
        return made


def bibliography(directive: type[Any]) -> type[Any]:
    """sphinxcontrib-bibtex's directive, which asks whether there is such a style before it is used."""

    class Bibliography(directive):  # type: ignore[misc]
        def run(self) -> list[nodes.Node]:
            from pybtex.plugin import PluginNotFound, find_plugin

            style = self.options.get("style", "plain")
            try:
                find_plugin("pybtex.style.formatting", style)
            except PluginNotFound:
                raise self.error(f"there is no style `{style}`: write `plain`, `alpha` or `unsrt`") from None
            made: list[nodes.Node] = super().run()
            return made

    return Bibliography


def setup(app: Sphinx) -> None:
    app.add_directive("post", NoPost, override=True)
    app.add_directive("postlist", PostList, override=True)
