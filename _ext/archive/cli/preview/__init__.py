"""``make livehtml``: the site with its drafts in a browser, built and shown anew at every change."""
