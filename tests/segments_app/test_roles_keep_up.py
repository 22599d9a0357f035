"""Roles after a later version: what is new is added, what an administrator took stays away."""

import pytest
from django.contrib.auth.models import Group, Permission

from segments_app.bootstrap import after_migrate

pytestmark = pytest.mark.django_db


def codenames(role: str) -> set[str]:
    return set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))


def test_a_role_gains_the_permissions_that_a_later_version_brings():
    Permission.objects.filter(codename="merge_contact").delete()
    assert "merge_contact" not in codenames("Marketer")
    after_migrate()
    assert "merge_contact" in codenames("Marketer")
    assert "merge_contact" in codenames("Administrator")
    assert "merge_contact" not in codenames("Viewer")


def test_a_role_does_not_get_back_what_an_administrator_took_from_it():
    taken = Permission.objects.get(codename="merge_contact")
    Group.objects.get(name="Marketer").permissions.remove(taken)
    after_migrate()
    assert "merge_contact" not in codenames("Marketer")
