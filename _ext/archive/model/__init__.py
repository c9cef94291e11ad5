"""The archive as one frozen value: posts, terms, definitions, mentions and what relates them."""
