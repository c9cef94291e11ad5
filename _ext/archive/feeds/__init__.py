"""Feeds of the whole archive and of each subject, as Atom, RSS and JSON Feed.

`documents` tells which there are and when each must be written again; a `feed` has posts, each of which is an `entry`;
`atom`, `rss` and `jsonfeed` write them. Where feeds stand, for whoever links to them, is in `archive.autodiscovery`.
"""
