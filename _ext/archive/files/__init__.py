"""Files of the output that are no pages: old addresses, the sitemap, headers for hosts."""
