"""What a browser would send of a form of the page."""

from html.parser import HTMLParser


class Form(HTMLParser):
    """The controls of one form, by its id, with what stands in them."""

    def __init__(self, response, form_id):
        super().__init__()
        self.values, self.operations = {}, []
        self._form_id, self._inside = form_id, False
        self._select = self._options = self._text = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        of = dict(attributes)
        if tag == "form":
            self._inside = of.get("id") == self._form_id
        elif self._inside:
            handle = HANDLERS.get(tag)
            if handle:
                handle(self, of)

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            if not chosen and "multiple" not in self._select and self._options:
                chosen = [self._options[0][0]]
            if chosen:
                self.values[self._select["name"]] = chosen
            self._select = None
        elif tag == "textarea" and self._text is not None:
            name, text = self._text
            self.values[name] = [
                "\r\n".join(text.removeprefix("\n").replace("\r\n", "\n").split("\n"))
            ]
            self._text = None

    def handle_data(self, data):
        if self._text is not None:
            self._text[1] += data

    def _input(self, of):
        is_box = of.get("type") in ("radio", "checkbox")
        if "name" in of and "disabled" not in of and (not is_box or "checked" in of):
            self.values.setdefault(of["name"], []).append(of.get("value", "on" if is_box else ""))

    def _button(self, of):
        if of.get("name") == "op" and "disabled" not in of:
            self.operations.append(of["value"])

    def _pick(self, of):
        self._select, self._options = of, []

    def _option(self, of):
        if self._select:
            self._options.append((of["value"], "selected" in of))

    def _textarea(self, of):
        self._text = [of["name"], ""]


HANDLERS = {
    "input": Form._input,
    "button": Form._button,
    "select": Form._pick,
    "option": Form._option,
    "textarea": Form._textarea,
}
