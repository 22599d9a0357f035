"""What stands at the foot of letters."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('interactions', '0018_erasures'),
    ]

    operations = [
        migrations.AddField(
            model_name='sendersetup',
            name='letter_foot',
            field=models.TextField(blank=True, help_text='Up to three lines: telephone, VAT number, bank.', max_length=300, verbose_name='foot of letters', default=''),
            preserve_default=False,
        ),
    ]
