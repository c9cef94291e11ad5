"""A blog with a post for each thing that a post can do."""

from shipped import *  # noqa: F403

project = html_title = blog_title = "A tiny blog"
tagline = "Small, but whole."
author = "Ann Author"
blog_authors = {}
html_baseurl = blog_baseurl = "https://blog.example/"
time_zone = "Europe/London"
page_size = 3
feed_size = 6
