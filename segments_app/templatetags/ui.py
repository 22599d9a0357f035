"""Components of the pages: icons, navigation, panels, facts, pills, numbers.

Each takes plain values and returns escaped HTML; what needs a list is an include in
templates/components/ instead.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from segments_app import demo
from segments_app.common.cells import rows_as_html
from segments_app.common.submissions import OnceForm
from segments_app.common.tables import BaseTable

register = template.Library()
EMPTY = "–"


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """Draw an icon of the sprite; it is an ornament, the text beside it says what is meant."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css,
        static("vendor/bootstrap-icons/icons.svg"),
        name,
    )


@register.simple_tag
def submission_key() -> SafeString:
    """Draw the key of a form that is nothing but a button: pressed twice, it makes one."""
    return OnceForm(auto_id=False)["submission"].as_widget()


@register.simple_tag(takes_context=True)
def count_link(context: RequestContext, number: int, route: str, *args: Any) -> SafeString | str:
    """Write a number; for whoever may see contacts it leads to exactly those it counts."""
    text = count(number)
    if not number or not context["request"].user.has_perm("contacts.view_contact"):
        return text
    return format_html('<a href="{}">{}</a>', reverse(route, args=args), text)


@register.simple_tag(takes_context=True)
def draft_link(context: RequestContext, number: int, desk: Any, part: str) -> SafeString | str:
    """Write a number of the step being written, as `count_link` does one of a step taken."""
    text = count(number)
    if not number or not context["request"].user.has_perm("contacts.view_contact"):
        return text
    state = context.get("state")  # it may be written on when the link is followed
    address = desk.url("contacts", part if state is None else f"{part}-{state}")
    return format_html('<a href="{}">{}</a>', address, text)


@register.simple_tag(takes_context=True)
def nav_link(
    context: RequestContext,
    route: str,
    label: str,
    symbol: str,
    keys: str = "",
    perm: str = "",
    but: str = "",
    also: str = "",
) -> SafeString:
    """Link to a part of the product, unless it does not exist or is not for this user.

    `but` is the route of another part whose addresses begin the same, `also` that of a list that
    belongs to this one.
    """
    request = context["request"]
    if perm and not request.user.has_perm(perm):
        return mark_safe("")
    try:
        url = reverse(route)
    except NoReverseMatch:
        return mark_safe("")
    is_here = request.path == url or (
        url != reverse_or_root("segments:home")
        and request.path.startswith(url)
        and not (but and request.path.startswith(reverse_or_root(but)))
    )
    is_here = is_here or bool(also and request.path.startswith(reverse(also)))
    return format_html(
        '<li><a class="nav-part" href="{}"{}{}>{}<span>{}</span></a></li>',
        url,
        mark_safe(' aria-current="page"') if is_here else "",
        format_html(' data-keys="{}"', keys) if keys else "",
        icon(symbol),
        label,
    )


def reverse_or_root(route: str) -> str:
    try:
        return reverse(route)
    except NoReverseMatch:
        return "/"


@register.simple_tag(takes_context=True)
def list_url(context: RequestContext, table: BaseTable, **changes: Any) -> str:
    """The address of the list with other parameters; None takes one away."""
    request = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(f"{table.prefix}{name}", None)
        if value is not None:
            query[f"{table.prefix}{name}"] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


@register.simple_tag(takes_context=True)
def table_rows(context: RequestContext, table: BaseTable) -> SafeString:
    """The rows of the list's page."""
    return rows_as_html(table, context)


@register.simple_tag
def select_options(widget: dict[str, Any]) -> SafeString:
    """The options of a selection: a template for each of hundreds takes ten times as long."""
    groups = map(options_of_group, widget["optgroups"])
    return mark_safe("".join(groups))  # noqa: S308 - escaped one by one


def options_of_group(group: tuple[str | None, list[dict[str, Any]], int]) -> str:
    options = "".join(
        f'<option value="{escape(option["value"])}"{flatatt(option["attrs"])}>'
        f"{conditional_escape(option['label'])}</option>\n"
        for option in group[1]
    )
    return f'<optgroup label="{escape(group[0])}">\n{options}</optgroup>\n' if group[0] else options


@register.simple_tag(takes_context=True)
def hidden_query(context: RequestContext, *left_out: str) -> SafeString:
    """Carry the parameters of the address through a GET form, but for those named."""
    return hidden_inputs(
        (name, value)
        for name, values in context["request"].GET.lists()
        if name not in left_out
        for value in values
    )


@register.simple_tag(takes_context=True)
def carried_query(context: RequestContext, table: BaseTable) -> SafeString:
    """Keep order, columns and page size when the list is filtered anew.

    The inputs stand in the list and belong to the form above it, so that they are never stale.
    """
    return hidden_inputs(
        (
            (f"{table.prefix}{name}", value)
            for name in ("sort", "columns", "per_page")
            for value in context["request"].GET.getlist(f"{table.prefix}{name}")
        ),
        form=f"{table.html_id}-filters",
    )


def hidden_inputs(pairs: Iterable[tuple[str, str]], form: str = "") -> SafeString:
    owner = format_html(' form="{}"', form) if form else ""
    return format_html_join(
        "\n",
        '<input type="hidden" name="{}" value="{}"{}>',
        ((name, value, owner) for name, value in pairs),
    )


@register.filter
def count(value: Any) -> str:
    """Write a whole number in the reader's notation: 9,077."""
    return EMPTY if value is None or value == "" else number_format(value, force_grouping=True)


@register.filter
def money(value: Any, currency: str = "") -> str:
    """Write an amount with two decimals and its currency."""
    if value is None or value == "":
        return EMPTY
    # Rounded here: number_format cuts off what is too much.
    amount = number_format(round(Decimal(value), 2), decimal_pos=2, force_grouping=True)
    return f"{amount}\u00a0{currency}" if currency else amount


@register.filter
def share(part: Any, whole: Any) -> str:
    """Write part of whole as a percentage with one decimal, nothing when there is no whole."""
    if not whole:
        return EMPTY
    percent = number_format(round(Decimal(part) * 100 / Decimal(whole), 1), decimal_pos=1)
    return f"{percent}\u00a0%"


@register.simple_tag
def pill(text: Any, tone: str = "neutral") -> SafeString:
    """A status in a pill; tone is neutral, good, warn, bad or info."""
    return format_html('<span class="pill pill-{}">{}</span>', tone, text)


@register.simple_tag
def stat(label: str, value: Any, href: str = "", hint: str = "") -> SafeString:
    """A figure with its label, linked to what it counts."""
    figure = format_html('<a href="{}">{}</a>', href, value) if href else value
    note = format_html('<span class="stat-hint">{}</span>', hint) if hint else ""
    return format_html(
        '<div class="stat"><dt>{}</dt><dd><span class="stat-value">{}</span>{}</dd></div>',
        label,
        figure,
        note,
    )


@register.simple_tag
def meter(value: Any, total: Any, label: str) -> SafeString:
    """A bar of `value` out of `total`, read as its label."""
    return format_html(
        '<progress class="meter" value="{}" max="{}" aria-label="{}"></progress>',
        int(value or 0),
        int(total or 0) or 1,
        label,
    )


@register.simple_tag
def fact(label: str, value: Any = "", href: str = "") -> SafeString:
    """A label and its value in a `facts` list; a dash stands for nothing."""
    shown: Any = EMPTY if value is None or value == "" else value
    if href and shown is not EMPTY:
        shown = format_html('<a href="{}">{}</a>', href, shown)
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, shown)


@register.simple_block_tag
def fact_block(content: SafeString, label: str) -> SafeString:
    """A label with markup as its value."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_block_tag
def facts(content: SafeString) -> SafeString:
    """A list of `fact`s."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def stats(content: SafeString) -> SafeString:
    """A row of `stat`s."""
    return format_html('<dl class="stats">{}</dl>', content)


@register.simple_block_tag
def panel(
    content: SafeString, title: str, html_id: str = "", href: str = "", link: str = ""
) -> SafeString:
    """A titled part of a page, with an optional link in its corner."""
    return format_html(
        '<section class="panel"{}><div class="panel-head"><h2>{}</h2>{}</div>{}</section>',
        format_html(' id="{}"', html_id) if html_id else "",
        title,
        format_html('<a href="{}">{}</a>', href, link) if href else "",
        content,
    )


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info") -> SafeString:
    """A remark inside a page; tone is info, good, warn or bad."""
    symbols = {"info": "info-circle", "good": "check-circle", "warn": "exclamation-triangle"}
    return format_html(
        '<div class="notice notice-{}">{}<div>{}</div></div>',
        tone,
        icon(symbols.get(tone, "exclamation-circle")),
        content,
    )


@register.simple_tag
def demo_logins() -> tuple[demo.Login, ...]:
    """The accounts to try, on a demo only."""
    return demo.LOGINS if settings.DEMO else ()


@register.simple_tag
def demo_password() -> str:
    """The password of the accounts to try, on a demo only."""
    return demo.PASSWORD if settings.DEMO else ""
