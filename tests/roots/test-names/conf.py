"""A blog that names people, bodies and laws, and whose posts follow one another."""

from shipped import *  # noqa: F403

project = html_title = blog_title = "A blog of names"
html_baseurl = blog_baseurl = "https://blog.example/"
time_zone = "Europe/London"
page_size = 3
feed_size = 3
