"""What columns are called: in six languages, by Outlook, Google and address books."""

#: Beside the names that our own pages give the fields, in every language.
ALIASES = {
    "number": "no|nr|number|contact no|contact number|customer number|kundennummer|kontaktnummer|"
    "nummer|kundnummer|numero|numero cliente|klantnummer|kundenr|kontaktnr",
    "external_id": "id|external id|externe id|customerid|customer id|contact id|uid|user id|"
    "accountid|account id|externt id|id esterno|extern id|eksternt id|client id|supplierid|"
    "employeeid|schluessel|key",
    "type": "type|kind|art|typ|tipo|soort|contact type|record type",
    "name": "name|full name|fullname|display name|file as|fn|contact|contact name|contactname|"
    "ansprechpartner|namn|fullstandigt namn|visningsnamn|nome|nome completo|nome visualizzato|"
    "naam|volledige naam|angezeigter name|"
    "weergavenaam|navn|fulde navn|vist navn|anzeigename|vollstandiger name",
    "name_2": "name 2|name2|namn 2|nome 2|naam 2|navn 2",
    "first_name": "first name|firstname|given name|forename|vorname|fornamn|nome di battesimo|"
    "nome proprio|voornaam|fornavn|prenom|first",
    "middle_name": "middle name|additional name|zweiter vorname|weitere vornamen|mellannamn|"
    "secondo nome|tussenvoegsel|mellemnavn|middelste naam|middle",
    "surname": "last name|lastname|surname|family name|nachname|familienname|zuname|efternamn|"
    "cognome|achternaam|efternavn|last",
    "initials": "initials|initialen|initialer|iniziali|voorletters",
    "job_title": "job title|title of job|position|role|contact title|contacttitle|"
    "organization title|organization 1 title|organisation title|funktion|stelle|berufsbezeichnung|"
    "befattning|titel|qualifica|posizione|mansione|functie|stilling|jobtitel|"
    "titolo professionale|title",
    "email": "e mail|email|mail|e mail address|email address|primary email|e mail 1 value|"
    "e mail 1|email 1|email1|e post|epost|e postadress|posta elettronica|indirizzo email|"
    "indirizzo e mail|e mailadres|emailadres|e mailadresse|email adresse|e mail adresse|"
    "primare e mail adresse|indirizzo posta elettronica|e mail 1 adresse|private e mail",
    "email_2": "e mail 2|email 2|email2|e mail 2 address|e mail 2 value|second e mail|"
    "other email|zweite e mail|andra e post|seconda e mail|tweede e mail|anden e mail|"
    "e mail 2 adresse|sekundare e mail adresse|e post 2 adress|e postadress 2|"
    "indirizzo posta elettronica 2|e mail 2 adres|e mailadres 2",
    "phone": "phone|telephone|tel|telephone number|phone number|phone 1 value|business phone|"
    "work phone|phone 1|telefon|telefonnummer|telefon geschaftlich|rufnummer|telefono|"
    "numero di telefono|telefoonnummer|telefoon|telefoon werk|arbetstelefon|telefon arbejde|"
    "telefon arbete|arbete telefon|telefono uff|tel uff|ufficio|telefoon op werk|telefon job|"
    "tel dienstlich|primary phone|company main phone|homephone|home phone|telefon privat|"
    "hemtelefon|abitazione|telefoon thuis|telefoon op huisadres|privattelefon",
    "mobile_phone": "mobile|mobile phone|cell|cell phone|cellphone|mobile telephone|phone 2 value|"
    "mobil|mobiltelefon|handy|handynummer|cellulare|mobiele telefoon|mobiel|mobilnummer|gsm|"
    "mobil tel nr",
    "home_page": "home page|homepage|web page|webpage|website|web site|web|url|website 1 value|"
    "webseite|internetseite|hemsida|webbplats|sito web|sito|pagina web|webpagina|hjemmeside",
    "address": "address|address 1|street|street address|business street|address 1 street|"
    "adresse|strasse|strasse geschaftlich|anschrift|adress|gatuadress|gata|indirizzo|via|adres|"
    "straat|straat werk|gade|vej|gatuadress arbete|arbete gatuadress|adress arbete|"
    "via uff|indirizzo uff|werkadres straat|gade arbejde|arbejde gade|home street|home address|"
    "strasse privat|gatuadress hem|via ab|huisadres straat|gade hjem",
    "address_2": "address 2|street 2|business street 2|address line 2|adresszusatz|adress 2|"
    "indirizzo 2|adres 2|adresse 2|address 1 extended address|strasse geschaftlich 2|"
    "gatuadress 2 arbete|via uff 2|werkadres 2 straat|gade 2 arbejde",
    "postcode": "postcode|post code|postal code|postalcode|zip|zip code|zipcode|"
    "business postal code|address 1 postal code|plz|postleitzahl|postleitzahl geschaftlich|"
    "postnummer|postnr|cap|codice postale|postnummer arbete|arbete postnummer|cap uff|"
    "werkadres postcode|postnr arbejde|postnummer arbejde|home postal code|postleitzahl privat|"
    "postnummer hem|cap ab|huisadres postcode|postnr hjem",
    "city": "city|town|locality|business city|address 1 city|ort|stadt|ort geschaftlich|stad|"
    "citta|localita|plaats|woonplaats|by|ort arbete|arbete ort|citta uff|"
    "werkadres plaats|by arbejde|home city|ort privat|ort hem|citta ab|huisadres plaats|by hjem",
    "county": "county|state|region|province|state or province|business state|address 1 region|"
    "bundesland|kanton|bundesland geschaftlich|lan|provincia|regione|provincie|amt|"
    "region geschaftlich|region arbete|provincia uff|"
    "werkadres provincie|omrade arbejde|home state|region privat|provincia ab|"
    "huisadres provincie",
    "country": "country|country code|country region|business country region|business country|"
    "address 1 country|land|landercode|land region|land region geschaftlich|paese|nazione|"
    "stato|landkode|landkod|office location|alpha two code|"
    "land geschaftlich|land region arbete|arbete land region|paese uff|paese area geografica uff|"
    "werkadres land regio|werkadres land|land omrade arbejde|home country region|home country|"
    "land region privat|land privat|land hem|paese ab|huisadres land regio",
    "language": "language|language code|sprache|sprak|lingua|taal|sprog|lang",
    "format_region": "format region|locale|region format|regionalformat",
    "currency_code": "currency|currency code|wahrung|wahrungscode|valuta|valutakod",
    "territory": "territory|territory code|sales area|gebiet|vertriebsgebiet|omrade|distrikt|"
    "territorio|zona|gebied|regio|distrikt",
    "salesperson": "salesperson|salesperson code|sales rep|sales agent|owner|account manager|"
    "verkaufer|vertriebler|betreuer|saljare|venditore|agente|verkoper|saelger",
    "salutation": "salutation|salutation code|anrede|tilltal|saluto|appellativo|aanhef|tiltale",
    "organizational_level": "organizational level|organisational level|organizational level code|"
    "hierarchieebene|organisationsniva|livello organizzativo|organisatieniveau",
    "registration_number": "registration number|company registration|handelsregisternummer|"
    "organisationsnummer|numero di registrazione|kvk nummer|kvk|cvr|cvr nummer|registernummer",
    "vat_number": "vat|vat number|vat id|vat no|vat registration no|ust id|ust idnr|"
    "umsatzsteuer id|momsregistreringsnummer|moms nr|partita iva|p iva|btw nummer|btw|se nr",
    "correspondence_type": "correspondence type|preferred channel|korrespondenzart|"
    "tipo di corrispondenza|correspondentietype|korrespondanstyp|korrespondancetype",
    "exclude_from_segments": "exclude from segment|exclude from segments|no mailing|kein mailing",
    "is_privacy_blocked": "privacy blocked|blocked|datenschutz|datenschutzsperre|gesperrt",
    "is_minor": "minor|minderjahrig|minderarig|minorenne|mindrearig",
    "has_parental_consent": "parental consent received|parental consent|elterliche einwilligung",
    "company": "company|company name|companyname|organization|organisation|organization name|"
    "organization 1 name|account|account name|employer|firma|firmenname|unternehmen|foretag|"
    "foretagsnamn|azienda|societa|ditta|ragione sociale|bedrijf|bedrijfsnaam|virksomhed|"
    "virksomhedsnavn|org",
    "company_number": "company no|company number|firmennummer|unternehmensnr|foretagsnummer|"
    "bedrijfsnummer|numero azienda|virksomhedsnummer",
    "mailing_groups": "mailing group|mailing groups|groups|lists|list|labels|group membership|"
    "categories|mailinggruppe|verteiler|verteilergruppen|sandlista|gruppo|gruppi|liste|"
    "mailinggroep|groepen|mailinggrupper|grupper|kategorien",
    "industry_groups": "industry group|industry groups|industry|sector|branche|branchen|bransch|"
    "settore|settori|bedrijfstak",
    "business_relations": "business relation|business relations|geschaftsbeziehung|"
    "affarsrelation|relazione|zakelijke relatie|forretningsrelation",
    "job_responsibilities": "job responsibility|job responsibilities|zustandigkeit|"
    "verantwortlichkeit|ansvarsomrade|responsabilita|verantwoordelijkheid|ansvar",
}
