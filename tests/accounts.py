"""The people who use the site in the tests."""

from django.contrib.auth.models import Group, User

PASSWORD = "correct horse"


def make_user(role, name=""):
    """Make a user in the group of that name; a user without a group is `make_user("")`."""
    user = User.objects.create_user(
        username=name or role.lower() or "nobody",
        password=PASSWORD,
        first_name=name or role,
        is_staff=role == "Administrator",
    )
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user
