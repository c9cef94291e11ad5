"""What all rests on: languages, dates, slugs, addresses, texts, files, YAML, problems. Knows no Sphinx and no post."""
