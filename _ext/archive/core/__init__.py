"""What everything rests on: dates, slugs, addresses, files, YAML and problems. Knows neither Sphinx nor a post."""
