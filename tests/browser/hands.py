"""Two ways to use a page: the keyboard alone, and a browser without scripts."""

import re

from playwright.sync_api import expect

from tests.browser.pages import settled, take_field

MOST_TABS = 150


class Keyboard:
    """Nothing is touched but keys: what Tab does not reach cannot be used."""

    def __init__(self, page):
        self.page = page

    def reach(self, control):
        """Press Tab until the control has the focus."""
        expect(control).to_have_count(1)
        settled(self.page)
        for _ in range(MOST_TABS):
            if control.evaluate("control => control.contains(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {control}")

    def press(self, control):
        self.reach(control)
        self.page.keyboard.press("Enter")

    def tick(self, control):
        self.reach(control)
        self.page.keyboard.press("Space")
        expect(control).to_be_checked()

    def write(self, control, text):
        self.reach(control)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, control, words):
        """Choose by typing its words; what hangs on the choice is there at once."""
        self.reach(control)
        self.page.keyboard.type(words)
        if control.get_attribute("role") == "combobox":
            take_field(self.page, control, words)
            return
        expect(control.locator("option:checked")).to_have_text(words)
        settled(self.page)

    def pick(self, control, words):
        """Choose in a list that is searched while typing."""
        self.reach(control.locator("xpath=following-sibling::*[1]"))
        self.page.keyboard.type(words)
        expect(self.page.locator(":focus")).to_have_accessible_name(re.compile(r"\w"))
        active = self.page.locator(".dropdown-active .ts-dropdown .option.active")
        expect(active).to_contain_text(words)
        self.page.keyboard.press("Enter")
        self.page.keyboard.press("Escape")


class NoScripts:
    """A browser that only knows links and forms; the server is told of each choice by a button."""

    def __init__(self, page):
        self.page = page

    def press(self, control):
        control.click()

    def tick(self, control):
        control.check()

    def write(self, control, text):
        control.fill(text)

    def choose(self, control, words):
        control.select_option(label=words)
        update = control.locator("xpath=following-sibling::button")
        if update.count():
            update.click()

    def pick(self, control, words):
        chosen = control.evaluate("list => [...list.selectedOptions].map((one) => one.value)")
        option = control.locator("option", has_text=words).first.get_attribute("value")
        more = control.evaluate("list => list.multiple")
        control.select_option([*chosen, option] if more else option)
