from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractionsConfig(AppConfig):
    name = "interactions"
    verbose_name = _("Interactions")

    def ready(self) -> None:
        from contacts.services import blockers
        from contacts.services.merging import DECISIONS, Decision
        from contacts.services.personal import (
            FATES,
            FIGURES,
            HOLDINGS,
            SOMEBODY_ELSE,
            Fate,
            Holding,
        )
        from contacts.services.personal.elsewhere import FOLDERS
        from interactions.services import incoming
        from interactions.services.blockers import has_interactions
        from interactions.services.erasing import empty_interactions, stop_deliveries

        blockers.type_change.append(has_interactions)
        FOLDERS.append(incoming.FOLDER)
        pointing = (
            "Interaction.contact",
            "Interaction.company",
            "LeftOut.contact",
            "Delivery.contact",
            "SignUp.contact",
        )
        DECISIONS.update({f"interactions.{name}": Decision() for name in pointing})
        HOLDINGS.update(
            {
                "interactions.Interaction.contact": Holding(also=("content",)),
                "interactions.Interaction.company": Holding(why_not=SOMEBODY_ELSE),
                "interactions.InteractionComment.interaction": Holding(),
                "interactions.GateOverride.interaction": Holding(),
                "interactions.LeftOut.contact": Holding(),
                "interactions.Delivery.contact": Holding(),
                "interactions.LinkClick.delivery": Holding(named=("link",)),
                "interactions.SignUp.contact": Holding(
                    also=("wording",), named=("wording__purpose",)
                ),
            }
        )
        FATES.update(
            {
                "interactions.Interaction.contact": Fate(FIGURES, special=empty_interactions),
                "interactions.Interaction.company": Fate(FIGURES),
                "interactions.LeftOut.contact": Fate(FIGURES),
                "interactions.LinkClick.delivery": Fate(FIGURES),
                "interactions.Delivery.contact": Fate(
                    FIGURES, emptied=("address", "domain", "detail"), special=stop_deliveries
                ),
            }
        )
