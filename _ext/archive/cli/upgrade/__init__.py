"""Bringing the newest version of the software into an archive that was begun with an older one.

It needs git and the standard library alone: it runs before anything is installed, and over archives of any age.
"""
