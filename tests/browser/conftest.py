"""Fixtures of the browser tests: everything in this folder is marked `browser`."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import chromium

HERE = Path(__file__).parent
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 20_000  # milliseconds: as long as an action waits at most on a busy machine

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args, playwright):
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": chromium.find_or_install(playwright),
        "args": FLAGS + as_root,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {**browser_context_args, "locale": "en-GB", "viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def page(page, request):
    """A page whose test fails when a script does, or when the security policy is violated."""
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if refused(message) else None)
    yield page
    assert not problems, problems


def refused(message):
    return message.type == "error" and "Content Security Policy" in message.text


@pytest.fixture
def no_javascript(browser, browser_context_args):
    """A page in a browser with scripts turned off."""
    with browser.new_context(**browser_context_args, java_script_enabled=False) as context:
        yield context.new_page()
