"""What an author runs by hand to keep links from rotting: all links to other sites are asked, and their copies found.

What is learnt goes into ``links.yaml``, from which a build takes it; a build asks nobody.
"""
