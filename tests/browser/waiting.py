"""Waiting for what a page comes to: its policy bars `eval`, which Playwright's `wait_for_function` would use."""

from __future__ import annotations

from playwright.sync_api import Page

_WAIT = """async () => {{
    for (const end = performance.now() + 30_000; !({condition});) {{
        if (performance.now() > end) throw Error('it never came to this: ' + {condition!r});
        await new Promise(requestAnimationFrame);
    }}
}}"""


def until(page: Page, condition: str) -> None:
    """Wait until the expression `condition`, in JavaScript, holds in `page`."""
    page.evaluate(_WAIT.format(condition=condition))
