"""How much the words of a title and of a description count in the search index, where those of the text count 1.

Found, as were the figures in _static/search-ranking.js, by `make searchquality TUNE=1`. What they are:
https://pagefind.app/docs/weighting/
"""

TITLE = 7.0
DESCRIPTION = 2.0
