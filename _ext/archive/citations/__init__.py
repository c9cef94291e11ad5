"""How posts and works are cited, and the files that citation managers read."""
