"""The views of the segments app, one module a noun."""

from segments_app.views.home import home

__all__ = ["home"]
