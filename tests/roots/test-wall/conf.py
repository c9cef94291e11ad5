"""A blog with posts that nobody may see. Each word of theirs that must not get out begins with `zz`."""

from shipped import *  # noqa: F403

html_baseurl = blog_baseurl = "https://blog.example/"
