"""What an author runs by hand to keep links from rotting: all links to other sites are asked, and their copies found.

What is learnt goes into ``links.yaml``, from which a build takes it; a build asks nobody.
"""

from archive.cli import say_when_interrupted

say_when_interrupted("Stopped: run it again to go on.")
