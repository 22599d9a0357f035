# ruff: noqa: E501 - a text is one line, as it is sent
"""What the letters and e-mails of the demo company say, in six languages.

A text begins after the salutation, which is the contact's own.
"""

CLOSING = {
    "en": "Kind regards\nAnna Moretti, Nordlicht Interiors",
    "de": "Freundliche Grüße\nAnna Moretti, Nordlicht Interiors",
    "sv": "Vänliga hälsningar\nAnna Moretti, Nordlicht Interiors",
    "it": "Cordiali saluti\nAnna Moretti, Nordlicht Interiors",
    "nl": "Met vriendelijke groet\nAnna Moretti, Nordlicht Interiors",
    "da": "Venlig hilsen\nAnna Moretti, Nordlicht Interiors",
}

#: What a mail begins with where no salutation is known, its button, and the way out of it.
AROUND = {
    "en": ("Good day,", "Read on", "No more of these mails"),
    "de": ("Guten Tag,", "Weiterlesen", "Keine solchen E-Mails mehr"),
    "sv": ("God dag,", "Läs mer", "Inga fler sådana brev"),
    "it": ("Buongiorno,", "Continua a leggere", "Non voglio più queste e-mail"),
    "nl": ("Goedendag,", "Lees verder", "Geen e-mails meer"),
    "da": ("Goddag,", "Læs videre", "Ikke flere af disse mails"),
}

#: Template: language: subject and text.
TEXTS = {
    "LETTER": {
        "en": ("About our conversation", "thank you for your time. As agreed, here is a summary of what we discussed and the next steps."),
        "de": ("Zu unserem Gespräch", "vielen Dank für Ihre Zeit. Wie vereinbart fassen wir zusammen, was wir besprochen haben und wie es weitergeht."),
        "sv": ("Om vårt samtal", "tack för din tid. Som avtalat kommer här en sammanfattning av vad vi talade om och nästa steg."),
        "it": ("Il nostro colloquio", "grazie per il tempo dedicatoci. Come d'accordo, ecco un riassunto di quanto discusso e dei prossimi passi."),
        "nl": ("Over ons gesprek", "dank voor uw tijd. Zoals afgesproken vindt u hierbij een samenvatting van ons gesprek en de volgende stappen."),
        "da": ("Om vores samtale", "tak for din tid. Som aftalt kommer her et sammendrag af det, vi talte om, og de næste skridt."),
    },
    "NEWS": {
        "en": ("What is new this season", "our new desks are quieter, lighter and made of certified wood. Read how three customers furnished their offices with them."),
        "de": ("Neu in dieser Saison", "unsere neuen Schreibtische sind leiser, leichter und aus zertifiziertem Holz. Lesen Sie, wie drei Kunden ihre Büros damit eingerichtet haben."),
        "sv": ("Säsongens nyheter", "våra nya skrivbord är tystare, lättare och gjorda av certifierat trä. Läs hur tre kunder har inrett sina kontor med dem."),
        "it": ("Le novità della stagione", "le nostre nuove scrivanie sono più silenziose, più leggere e in legno certificato. Ecco come tre clienti hanno arredato i loro uffici."),
        "nl": ("Nieuw dit seizoen", "onze nieuwe bureaus zijn stiller, lichter en van gecertificeerd hout. Lees hoe drie klanten hun kantoor ermee hebben ingericht."),
        "da": ("Nyt i denne sæson", "vores nye skriveborde er mere stilfærdige, lettere og lavet af certificeret træ. Læs, hvordan tre kunder har indrettet kontoret med dem."),
    },
    "CATALOGUE": {
        "en": ("The new catalogue", "our new catalogue is out: 180 pages of furniture and light for offices. Your copy is enclosed, with the price list."),
        "de": ("Der neue Katalog", "unser neuer Katalog ist da: 180 Seiten Möbel und Licht für Büros. Ihr Exemplar liegt bei, mit der Preisliste."),
        "sv": ("Den nya katalogen", "vår nya katalog är här: 180 sidor möbler och ljus för kontor. Ditt exemplar är bifogat tillsammans med prislistan."),
        "it": ("Il nuovo catalogo", "è uscito il nostro nuovo catalogo: 180 pagine di mobili e luci per l'ufficio. In allegato la Sua copia e il listino prezzi."),
        "nl": ("De nieuwe catalogus", "onze nieuwe catalogus is er: 180 pagina's meubelen en licht voor kantoren. Uw exemplaar vindt u hierbij, met de prijslijst."),
        "da": ("Det nye katalog", "vores nye katalog er her: 180 sider med møbler og lys til kontoret. Dit eksemplar er vedlagt sammen med prislisten."),
    },
    "XMAS": {
        "en": ("Season's greetings", "we wish you and your colleagues a peaceful Christmas and a good new year, and thank you for working with us."),
        "de": ("Frohe Festtage", "wir wünschen Ihnen und Ihren Kolleginnen und Kollegen ruhige Weihnachtstage und ein gutes neues Jahr. Danke für die Zusammenarbeit."),
        "sv": ("God jul", "vi önskar dig och dina kollegor en fridfull jul och ett gott nytt år. Tack för ett gott samarbete."),
        "it": ("Buone feste", "auguriamo a Lei e ai Suoi colleghi un sereno Natale e un felice anno nuovo, e La ringraziamo per la collaborazione."),
        "nl": ("Prettige feestdagen", "wij wensen u en uw collega's fijne kerstdagen en een goed nieuwjaar, en danken u voor de samenwerking."),
        "da": ("Glædelig jul", "vi ønsker dig og dine kolleger en fredelig jul og et godt nytår. Tak for samarbejdet."),
    },
    "FAIR": {
        "en": ("Meet us at the fair", "we are showing our new range at the office fair and would like to see you there. A ticket is waiting for you: just answer this message."),
        "de": ("Treffen Sie uns auf der Messe", "wir zeigen unser neues Programm auf der Büromesse und würden uns über Ihren Besuch freuen. Eine Eintrittskarte liegt bereit: Antworten Sie einfach."),
        "sv": ("Möt oss på mässan", "vi visar vårt nya sortiment på kontorsmässan och ser gärna dig där. En biljett väntar på dig: svara bara på det här meddelandet."),
        "it": ("Ci vediamo in fiera", "presentiamo la nuova gamma alla fiera dell'ufficio e saremmo lieti di incontrarLa. Un biglietto La aspetta: basta rispondere."),
        "nl": ("Ontmoet ons op de beurs", "wij tonen ons nieuwe programma op de kantoorbeurs en zien u daar graag. Er ligt een kaartje voor u klaar: u hoeft alleen te antwoorden."),
        "da": ("Mød os på messen", "vi viser vores nye sortiment på kontormessen og vil gerne se dig der. En billet venter på dig: svar blot på denne besked."),
    },
    "SHOWROOM": {
        "en": ("An evening in our showroom", "we have rebuilt our showroom and open it for our customers: light, quiet and good food. Please tell us whether you can come."),
        "de": ("Ein Abend in unserer Ausstellung", "wir haben unsere Ausstellung umgebaut und öffnen sie für unsere Kunden: Licht, Ruhe und gutes Essen. Bitte sagen Sie uns, ob Sie kommen."),
        "sv": ("En kväll i vårt showroom", "vi har byggt om vårt showroom och öppnar det för våra kunder: ljus, lugn och god mat. Hör av dig om du kan komma."),
        "it": ("Una serata nel nostro showroom", "abbiamo rinnovato lo showroom e lo apriamo ai clienti: luce, silenzio e buona cucina. Ci faccia sapere se può venire."),
        "nl": ("Een avond in onze showroom", "wij hebben onze showroom verbouwd en openen hem voor onze klanten: licht, rust en lekker eten. Laat u ons weten of u komt?"),
        "da": ("En aften i vores showroom", "vi har bygget vores showroom om og åbner det for vores kunder: lys, ro og god mad. Sig til, om du kan komme."),
    },
    "OFFER": {
        "en": ("An offer for your meeting rooms", "until the end of next month every meeting table comes with its lights at no extra cost. Shall we plan your room with you?"),
        "de": ("Ein Angebot für Ihre Besprechungsräume", "bis Ende nächsten Monats gehört zu jedem Besprechungstisch die Leuchte ohne Aufpreis. Sollen wir Ihren Raum mit Ihnen planen?"),
        "sv": ("Ett erbjudande för era mötesrum", "till slutet av nästa månad ingår belysningen till varje mötesbord utan extra kostnad. Ska vi planera rummet tillsammans?"),
        "it": ("Un'offerta per le Sue sale riunioni", "fino alla fine del prossimo mese ogni tavolo riunioni comprende la lampada senza sovrapprezzo. Progettiamo insieme la Sua sala?"),
        "nl": ("Een aanbod voor uw vergaderruimten", "tot eind volgende maand krijgt u bij elke vergadertafel de verlichting zonder meerprijs. Zullen wij uw ruimte samen inrichten?"),
        "da": ("Et tilbud til jeres mødelokaler", "indtil udgangen af næste måned følger lampen med til hvert mødebord uden merpris. Skal vi planlægge jeres lokale sammen?"),
    },
    "THANKS": {
        "en": ("Thank you for your order", "thank you for your order. We hope that you like your new rooms; if anything is missing, please ring us."),
        "de": ("Danke für Ihren Auftrag", "vielen Dank für Ihren Auftrag. Wir hoffen, dass Ihnen Ihre neuen Räume gefallen; wenn etwas fehlt, rufen Sie uns bitte an."),
        "sv": ("Tack för din beställning", "tack för din beställning. Vi hoppas att ni trivs i de nya rummen; ring oss om något saknas."),
        "it": ("Grazie per il Suo ordine", "grazie per il Suo ordine. Speriamo che i nuovi ambienti Le piacciano; se manca qualcosa, ci chiami."),
        "nl": ("Dank voor uw bestelling", "dank voor uw bestelling. Wij hopen dat de nieuwe ruimten u bevallen; belt u ons gerust als er iets ontbreekt."),
        "da": ("Tak for din ordre", "tak for din ordre. Vi håber, at I er glade for de nye lokaler; ring til os, hvis der mangler noget."),
    },
    "SURVEY": {
        "en": ("Five questions to you", "how content are you with us? Five short questions will take you two minutes, and we answer every remark."),
        "de": ("Fünf Fragen an Sie", "wie zufrieden sind Sie mit uns? Fünf kurze Fragen kosten Sie zwei Minuten, und wir antworten auf jede Anmerkung."),
        "sv": ("Fem frågor till dig", "hur nöjd är du med oss? Fem korta frågor tar två minuter, och vi svarar på varje synpunkt."),
        "it": ("Cinque domande per Lei", "quanto è soddisfatto di noi? Cinque brevi domande richiedono due minuti, e rispondiamo a ogni osservazione."),
        "nl": ("Vijf vragen aan u", "hoe tevreden bent u over ons? Vijf korte vragen kosten u twee minuten, en wij antwoorden op elke opmerking."),
        "da": ("Fem spørgsmål til dig", "hvor tilfreds er du med os? Fem korte spørgsmål tager to minutter, og vi svarer på hver bemærkning."),
    },
}  # fmt: skip
