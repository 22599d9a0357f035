"""Which links of e-mails were clicked, in place of a number for the first one."""

import django.db.models.deletion
from django.db import migrations, models

from segments_app.common.promises import not_blank


class Migration(migrations.Migration):

    dependencies = [
        ('interactions', '0030_several_at_hand'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='delivery',
            name='clicked_link',
        ),
        migrations.CreateModel(
            name='MailLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='fingerprint of the address')),
                ('address', models.TextField(verbose_name='address')),
            ],
            options={
                'verbose_name': 'link in e-mails',
                'verbose_name_plural': 'links in e-mails',
                'constraints': [models.CheckConstraint(condition=models.Q(('address', ''), _negated=True), name='mail_link_has_address')],
            },
        ),
        migrations.CreateModel(
            name='LinkClick',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('clicked_at', models.DateTimeField(verbose_name='clicked at')),
                ('delivery', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='clicks', to='interactions.delivery', verbose_name='e-mail')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clicks', to='interactions.maillink', verbose_name='link')),
            ],
            options={
                'verbose_name': 'click on a link',
                'verbose_name_plural': 'clicks on links',
                'constraints': [models.UniqueConstraint(fields=('delivery', 'link'), name='link_click_first')],
            },
        ),
        not_blank("interactions_maillink", "digest", "address"),
    ]
