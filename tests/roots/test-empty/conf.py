"""A blog that has not begun."""

from shipped import *  # noqa: F403

html_baseurl = blog_baseurl = "https://blog.example/"
