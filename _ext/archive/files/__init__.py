"""Files of the output beside its pages: citations, smaller pictures, old addresses, the sitemap, headers for hosts."""
