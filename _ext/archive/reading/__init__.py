"""Where Sphinx reads: settings, events, roles, directives and transforms."""
