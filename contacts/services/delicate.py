"""Words of notes that are about what the law protects most: health, faith, politics, … (RT-05).

Nothing is refused and nothing is kept of it: whoever writes is told, and decides. Words of six
languages, folded; with a star they are beginnings. What is as often harmless is not there: a
name of people, a hospital that is a customer.
"""

import re
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from segments_app.common.folding import fold

WORDS: Mapping[str | Promise, str] = {
    gettext_lazy("health"): """
        ill illness* disease* diabet* cancer tumor* tumour* depress* burnout pregnan* disabled
        disabilit* handicap* psychiat* hiv epilep* allerg* chemother* alcoholi* addict* wheelchair
        krank kranke kranker krankheit* erkrank* krankgeschrieben schwanger* behinder* rollstuhl*
        operiert depressi* sjuk sjukdom* sjukskriv* gravid* funktionsned* missbruk* malato malata
        malattia* incinta disabil* cancro ziek ziekte* zwanger* gehandicap* verslaafd* kanker
        syg sygdom* sygemeld* handicappet kraeft misbrug*""",
    gettext_lazy("religion or belief"): """
        religio* catholic* protestant* muslim* moslem* islam* jewish judai* buddhis* hindu* atheis*
        jehova* katholi* evangelisch* judisch* katolsk* katolik* judisk* musulman* cattolic*
        ebreo ebrea ebraic* katholiek* joods* jodisk*""",
    gettext_lazy("politics or trade union"): """
        trade-union* unionist* socialist* communist* party-member* gewerkschaft* parteimitglied*
        parteibuch fackforening* partimedlem* sindacalist* sindacat* vakbond* partijlid*
        fagforening*""",
    gettext_lazy("sex life or orientation"): """
        homosex* heterosex* bisex* lesbian* lesbisch* transgend* transsex* schwul* omosess*""",
    gettext_lazy("origin"): """
        ethnic* skin-colo* asylum* refugee* hautfarbe fluchtling* asylbewerber* etnisk* flykting*
        asylsokande etnia rifugiat* vluchteling* asielzoeker* flygtning*""",
    gettext_lazy("offences"): """
        convicted criminal-record* imprison* in-prison vorbestraft* gefangnis* haftstrafe* straffad
        fangelse* condannat* carcere veroordeeld* gevangenis* domfaeldt faengsel*""",
}


def _pattern(words: str) -> re.Pattern[str]:
    each = (
        re.escape(word).replace(r"\-", r"[ -]").replace(r"\*", r"\w*") for word in words.split()
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)")


PATTERNS = {about: _pattern(words) for about, words in WORDS.items()}


def delicate(text: str) -> dict[str, str]:
    """Return what a note seems to be about, each with the word that says so."""
    folded = fold(text)
    found = ((about, pattern.search(folded)) for about, pattern in PATTERNS.items())
    return {str(about): match[0] for about, match in found if match}


def warning_of(text: str) -> str:
    """Return what to tell who wrote a note, "" where nothing delicate is in it."""
    found = delicate(text)
    if not found:
        return ""
    told = [f"{about} (“{word}”)" for about, word in found.items()]
    return _(
        "The comment seems to be about %(what)s. Keep such a thing only where the person has "
        "agreed to it expressly; else delete the comment."
    ) % {"what": get_text_list(told, _("and"))}
