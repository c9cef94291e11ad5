"""What a reader meets in a browser: the built site, served as a host serves it, in Chromium."""
