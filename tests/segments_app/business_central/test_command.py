import pytest
from django.core.management import CommandError, call_command

from contacts.models import Team

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "Team.csv").write_text("Code,Name\nSALE,Sales\n,Nameless\n")
    (tmp_path / "Task.csv").write_text("No.\n1\n")
    return tmp_path


def test_the_command_imports_and_prints_what_came_of_each_file(folder, capsys):
    call_command("import_business_central", str(folder))

    printed = capsys.readouterr().out
    assert Team.objects.get().code == "SALE"
    assert "Team.csv, row 3, column Code: This is empty. (rejected)" in printed
    assert "Task.csv" in printed


def test_a_dry_run_keeps_nothing(folder, capsys):
    call_command("import_business_central", str(folder), "--dry-run")

    assert not Team.objects.exists()
    assert "dry run" in capsys.readouterr().out


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        call_command("import_business_central", str(tmp_path / "nowhere"))
