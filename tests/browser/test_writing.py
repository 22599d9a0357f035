"""Writing a mail in the browser: formatting, merge fields, pictures; looked at; without scripts."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from interactions.models import TemplateContent
from interactions.services.content import add_picture
from tests.browser.pages import assert_accessible, log_in
from tests.factories import make_language, make_person, make_template


@pytest.fixture
def written(live_server, settings, tmp_path, now):
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = live_server.url
    picture = BytesIO()
    Image.new("RGB", (40, 20), "red").save(picture, "PNG")
    picture.seek(0)
    add_picture(file=picture, name="Chair", alt="A red chair", by=None, now=now)
    template = make_template("NEWS", "News", default_language=make_language("en"))
    return template, make_person("Anna Berg", first_name="Anna")


def test_a_mail_is_written_with_the_editor_and_looked_at(page, live_server, marketer, written):
    template, anna = written
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/interactions/templates/{template.pk}/texts/en/")
    sheet = page.get_by_role("textbox", name="E-mail", exact=True)
    expect(page.locator("#id_html")).to_be_hidden()

    page.get_by_label("Subject").fill("Hello")
    sheet.click()
    page.keyboard.type("Hi ")
    page.get_by_label("Merge field", exact=True).select_option("{{ contact.first_name }}")
    page.locator("[data-insert-field]").click()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bold").click()
    page.keyboard.type("Sale")
    page.get_by_role("button", name="Button", exact=True).click()
    page.get_by_role("textbox", name="Words").fill("Shop")
    page.get_by_role("textbox", name="Address", exact=True).fill("https://shop.example/")
    page.keyboard.press("Enter")
    page.locator("[data-picture]").click()
    page.locator("summary", has_text="Letter").click()
    letter = page.get_by_role("textbox", name="Letter", exact=True)
    letter.click()
    page.keyboard.type("Dear ")
    page.locator("[data-insert-field]").click()
    page.keyboard.press("Enter")
    page.get_by_role("toolbar", name="Formatting: Letter").get_by_text("Bold").click()
    page.keyboard.type("Fair")
    page.locator("summary", has_text="Call script").click()
    page.locator("#id_script").fill("Ask ")
    page.locator("[data-insert-field]").click()
    assert_accessible(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Library of pictures").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"] and "/texts/en/" in page.url  # nothing is lost by a wrong link
    page.get_by_role("button", name="Save and preview").click()
    page.wait_for_url("**/preview/**")

    kept = TemplateContent.objects.get()
    assert "<p>Hi {{ contact.first_name }}</p>" in kept.html
    assert '<a class="button" href="https://shop.example/">Shop</a>' in kept.html
    assert 'alt="A red chair"' in kept.html and "<img" not in kept.letter
    assert "<p>Dear {{ contact.first_name }}</p>" in kept.letter
    assert re.search(r"<(b|strong)>Fair</", kept.letter)
    assert kept.script == "Ask {{ contact.first_name }}"
    page.goto(f"{page.url}&contact={anna.pk}")
    frame = page.frame_locator(".preview-frame")
    expect(frame.get_by_text("Hi Anna")).to_be_visible()
    expect(frame.get_by_role("link", name="Shop")).to_be_visible()
    assert frame.locator("img").evaluate("image => image.naturalWidth") == 40
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_the_mail_is_markdown(browser, live_server, marketer, written):
    template, _anna = written
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page, live_server, marketer)
    page.goto(f"{live_server.url}/interactions/templates/{template.pk}/texts/en/")

    page.locator("#id_html").fill("# Hello\n\n{{ contact.frist_name }}")
    page.locator(".writing [type=submit].btn-primary").click()
    expect(page.get_by_text("Did you mean “contact.first_name”?").first).to_be_visible()
    page.locator("#id_html").fill("# Hello\n\n{{ contact.first_name }}")
    page.locator(".writing [type=submit].btn-primary").click()
    expect(page.get_by_text("The text in English is saved.")).to_be_visible()

    assert TemplateContent.objects.get().html == "<h1>Hello</h1>\n<p>{{ contact.first_name }}</p>"
    context.close()
