from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InteractionsConfig(AppConfig):
    name = "interactions"
    verbose_name = _("Interactions")

    def ready(self) -> None:
        from contacts.services import blockers
        from contacts.services.merging import DECISIONS, Decision
        from contacts.services.personal import HOLDINGS, SOMEBODY_ELSE, Holding
        from interactions.services.blockers import has_interactions

        blockers.type_change.append(has_interactions)
        pointing = (
            "Interaction.contact",
            "Interaction.company",
            "LeftOut.contact",
            "Delivery.contact",
            "SignUp.contact",
        )
        DECISIONS.update({f"interactions.{name}": Decision() for name in pointing})
        HOLDINGS |= {
            "interactions.Interaction.contact": Holding(also=("content",)),
            "interactions.Interaction.company": Holding(why_not=SOMEBODY_ELSE),
            "interactions.InteractionComment.interaction": Holding(),
            "interactions.LeftOut.contact": Holding(),
            "interactions.Delivery.contact": Holding(),
            "interactions.SignUp.contact": Holding(also=("wording",), named=("wording__purpose",)),
        }
