"""What is written to people: merge fields, contents per language, and how they are rendered."""

from .rendering import Rendered, rendered

__all__ = ["Rendered", "rendered"]
