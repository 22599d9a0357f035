"""What one interaction says, kept as it is now."""

from collections.abc import Mapping
from typing import Any

from interactions.models import FrozenAttachment, FrozenContent, Interaction


def frozen_content(interaction: Interaction, values: Mapping[str, Any]) -> FrozenContent | None:
    """Return the content as it is now; the one the interaction has is kept while it is the same."""
    parts = {name: values[name] for name in ("subject", "html", "text", "letter")}
    old, files = interaction.content, sorted(values["attachments"])
    if not files and not any(parts[name] for name in ("html", "text", "letter")):
        return None
    says = {"language": values["language"], **parts}
    if old and all(getattr(old, name) == value for name, value in says.items()):
        kept = old.attachments.order_by("attachment").values_list("attachment", flat=True)
        if list(kept) == files:
            return old
    content = FrozenContent.objects.create(**says)
    FrozenAttachment.objects.bulk_create(
        FrozenAttachment(content=content, attachment_id=key) for key in files
    )
    return content
