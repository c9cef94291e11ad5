"""The search index, and what goes into it."""
