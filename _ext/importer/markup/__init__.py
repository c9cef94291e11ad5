"""A post's HTML as MyST Markdown: sanitised, parsed, walked block by block, written with every character
escaped.

Follows CommonMark 0.31 and the MyST syntax with the extensions ``attrs_block``, ``attrs_inline`` and
``deflist``.
"""
