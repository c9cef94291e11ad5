"""Pictures in the sizes that readers' screens need. Nothing here knows Sphinx."""
