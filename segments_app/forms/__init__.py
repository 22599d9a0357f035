"""The forms of the segment pages, one module a page."""
