from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from contacts.services.merging import DECISIONS, Decision
        from contacts.services.personal import FATES, FIGURES, HOLDINGS, Fate, Holding

        DECISIONS["campaigns.CampaignTarget.contact"] = Decision(same=("campaign",))
        HOLDINGS["campaigns.CampaignTarget.contact"] = Holding()
        FATES["campaigns.CampaignTarget.contact"] = Fate(FIGURES)
