"""How tests open, fill in and send the pages of the admin."""

from django.urls import reverse


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def sent(page):
    """Return what the form of a page would send as it stands."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif value is not None and value is not False and value != "":
                data[field.html_name] = value
    return {
        name: [getattr(item, "pk", item) for item in value] if isinstance(value, list) else value
        for name, value in data.items()
    }


def save(client, address, **changes):
    return client.post(address, sent(client.get(address)) | changes)


def errors(page):
    form = page.context["adminform"].form
    return {name: [str(text) for text in texts] for name, texts in form.errors.items()}
