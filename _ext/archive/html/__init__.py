"""Where Sphinx writes: the builder, templates, and the keys by which it is known what is out of date."""
