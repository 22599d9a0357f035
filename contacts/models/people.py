"""Our own people: salespersons and teams."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from segments_app.common.models import CodeTable


class SalespersonQuerySet(models.QuerySet["Salesperson"]):
    def selectable(self) -> Self:
        """Those who may be chosen; the blocked stay on what they are already on (LIN-15)."""
        return self.filter(is_blocked=False, is_privacy_blocked=False)


class Salesperson(models.Model):
    """One of us who looks after contacts; may be tied to the user who logs in."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=100)
    job_title = models.CharField(_("job title"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    commission_percent = models.DecimalField(
        _("commission %"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="salesperson",
        verbose_name=_("user"),
    )
    is_blocked = models.BooleanField(_("blocked"), default=False)
    is_privacy_blocked = models.BooleanField(_("privacy blocked"), default=False)

    objects = SalespersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("salesperson")
        verbose_name_plural = _("salespersons")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="salesperson_has_code"),
            models.CheckConstraint(
                condition=Q(commission_percent__gte=0, commission_percent__lte=100),
                name="salesperson_commission",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Team(CodeTable):
    """Salespersons who work together."""

    members = models.ManyToManyField(
        Salesperson, related_name="teams", blank=True, verbose_name=_("members")
    )

    class Meta(CodeTable.Meta):
        verbose_name = _("team")
        verbose_name_plural = _("teams")
