"""Counting the queries of a page."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(client, address):
    """Return the number of queries of a page that has been asked for before."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)
