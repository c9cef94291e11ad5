"""Feeds of the whole archive and of each subject, as Atom, RSS and JSON Feed.

`documents` tells which there are and when each must be written again; `feed` what a feed and its entries say, and
`formats` writes them. Where feeds stand, for whoever links to them, is in `model.autodiscovery`.
"""
