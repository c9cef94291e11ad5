"""What an author writes, read: front matter, Markdown, definitions, comments, settings, and the rules between posts."""
