"""Asking other hosts: politely, within bounds, and with an answer to everything that a host may do. It knows no
archive."""
