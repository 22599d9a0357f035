"""Who joined or left by a consent, or because the segment is for something else, is told so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('segments', '0035_meeting_answers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='refreshmove',
            name='cause',
            field=models.CharField(blank=True, choices=[('', 'Not known'), ('privacy_blocked', 'Privacy blocked'), ('company_blocked', 'Company is privacy blocked'), ('minor', 'Minor without parental consent'), ('restricted', 'Processing is restricted'), ('suppressed', 'Address is suppressed'), ('objected', 'Objected or consent withdrawn'), ('no_consent', 'No consent'), ('excluded', 'Excluded from segments'), ('time', 'Time has passed'), ('new', 'New contact'), ('interaction', 'An interaction since'), ('canceled', 'An interaction was cancelled'), ('answer', 'An answer since'), ('group', 'A group or relation since'), ('consent', 'Consent given or withdrawn since'), ('contact', 'The contact was changed'), ('company', 'Its company was changed'), ('segment', 'A segment that a step names has changed'), ('details', 'What the segment is for was changed'), ('other', 'Something else that a step asks about')], db_default='', default='', max_length=20, verbose_name='cause'),
        ),
    ]
