"""Chromium, for what a page does once a real browser shows it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, sync_playwright

CHROMIUM = shutil.which("chromium")

needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed"
)
"""Locally a test may do without; where changes are accepted, it has to run."""

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}


@contextmanager
def browsers() -> Iterator[Callable[..., BrowserContext]]:
    """Starts browsers, each with an empty profile in the folder given; all end together."""
    assert CHROMIUM is not None, "Chromium (chromium) is not installed"
    started: list[BrowserContext] = []

    def start(profile: Path, **options: Any) -> BrowserContext:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            headless=True,
            args=list(_ARGUMENTS),
            viewport=WIDE,
            **options,
        )
        started.append(context)
        return context

    with sync_playwright() as playwright:
        yield start
        for context in started:
            context.close()


class Watched:
    """A page with everything that it asked for, and everything that it complained of."""

    def __init__(self, context: BrowserContext, file: Path) -> None:
        self.file = file
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda one: self.requests.append(one.url))
        self.page.on("console", lambda one: self.complaints.append(one.text))
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))
        self.page.on("dialog", lambda one: self.complaints.append(one.message))
        self.open()

    def open(self, address: str = "") -> None:
        """Load the file anew, at a place of it."""
        self.page.goto("about:blank")
        self.page.goto(self.file.resolve().as_uri() + address)
