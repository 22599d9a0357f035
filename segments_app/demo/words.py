"""What companies are called and what people do there, by language."""

#: Words for the business of a company, by industry group and language.
BUSINESSES: dict[str, dict[str, tuple[str, ...]]] = {
    "RETAIL": {
        "de": ("Möbelhaus", "Kaufhaus", "Handel", "Wohnwelt"),
        "sv": ("Möbler", "Handel", "Varuhus", "Inredning"),
        "it": ("Arredamenti", "Mobili", "Commercio", "Casa"),
        "nl": ("Meubelen", "Handel", "Wonen", "Interieur"),
        "da": ("Møbler", "Handel", "Boligmontering", "Varehus"),
        "fr": ("Meubles", "Commerce", "Décoration", "Maison"),
        "pl": ("Meble", "Handel", "Wnętrza"),
        "en": ("Furniture", "Trading", "Interiors", "Stores"),
    },
    "WHOLESALE": {
        "de": ("Großhandel", "Vertrieb", "Import"),
        "sv": ("Grossist", "Import", "Partihandel"),
        "it": ("Ingrosso", "Distribuzione", "Import"),
        "nl": ("Groothandel", "Import", "Distributie"),
        "da": ("Engros", "Import", "Distribution"),
        "fr": ("Distribution", "Négoce", "Import"),
        "pl": ("Hurtownia", "Dystrybucja", "Import"),
        "en": ("Wholesale", "Distribution", "Imports"),
    },
    "MANUFACT": {
        "de": ("Maschinenbau", "Werke", "Metallbau", "Technik"),
        "sv": ("Industri", "Verkstad", "Mekaniska", "Teknik"),
        "it": ("Meccanica", "Officine", "Industrie", "Tecnica"),
        "nl": ("Machinebouw", "Techniek", "Metaal", "Industrie"),
        "da": ("Maskinfabrik", "Industri", "Teknik", "Metal"),
        "fr": ("Industries", "Mécanique", "Ateliers", "Technique"),
        "pl": ("Przemysł", "Technika", "Zakłady"),
        "en": ("Engineering", "Works", "Manufacturing", "Metals"),
    },
    "LOGISTICS": {
        "de": ("Logistik", "Spedition", "Transporte"),
        "sv": ("Logistik", "Åkeri", "Transport"),
        "it": ("Logistica", "Trasporti", "Spedizioni"),
        "nl": ("Logistiek", "Transport", "Expeditie"),
        "da": ("Logistik", "Spedition", "Transport"),
        "fr": ("Logistique", "Transports"),
        "pl": ("Logistyka", "Transport", "Spedycja"),
        "en": ("Logistics", "Haulage", "Freight"),
    },
    "HOTEL": {
        "de": ("Hotel", "Gasthaus", "Restaurants"),
        "sv": ("Hotell", "Restaurang", "Konferens"),
        "it": ("Hotel", "Ristoranti", "Ospitalità"),
        "nl": ("Hotel", "Horeca", "Restaurants"),
        "da": ("Hotel", "Kro", "Restauranter"),
        "fr": ("Hôtels", "Restauration"),
        "pl": ("Hotele", "Restauracje"),
        "en": ("Hotels", "Inns", "Catering"),
    },
    "HEALTH": {
        "de": ("Kliniken", "Apotheken", "Pflege"),
        "sv": ("Vård", "Kliniken", "Hälsa"),
        "it": ("Cliniche", "Salute", "Farmacie"),
        "nl": ("Zorg", "Klinieken", "Apotheken"),
        "da": ("Klinik", "Pleje", "Sundhed"),
        "fr": ("Cliniques", "Santé"),
        "pl": ("Kliniki", "Zdrowie"),
        "en": ("Clinics", "Healthcare", "Pharmacies"),
    },
    "IT": {
        "de": ("Software", "Systeme", "Daten"),
        "sv": ("Data", "Mjukvara", "System"),
        "it": ("Informatica", "Sistemi", "Software"),
        "nl": ("Software", "Systemen", "Data"),
        "da": ("Data", "Software", "Systemer"),
        "fr": ("Informatique", "Systèmes", "Logiciels"),
        "pl": ("Informatyka", "Systemy"),
        "en": ("Software", "Systems", "Data"),
    },
    "LEGAL": {
        "de": ("Rechtsanwälte", "Steuerberatung", "Treuhand"),
        "sv": ("Advokater", "Revision", "Redovisning"),
        "it": ("Studio Legale", "Consulenza", "Revisione"),
        "nl": ("Advocaten", "Accountants", "Notarissen"),
        "da": ("Advokater", "Revision", "Rådgivning"),
        "fr": ("Avocats", "Conseil", "Expertise"),
        "pl": ("Kancelaria", "Doradztwo"),
        "en": ("Solicitors", "Accountants", "Consulting"),
    },
    "PUBLIC": {
        "de": ("Stadtwerke", "Bildungswerk", "Museum"),
        "sv": ("Energi", "Utbildning", "Museum"),
        "it": ("Servizi Pubblici", "Formazione", "Museo"),
        "nl": ("Nutsbedrijf", "Onderwijs", "Museum"),
        "da": ("Forsyning", "Uddannelse", "Museum"),
        "fr": ("Formation", "Musée", "Énergie"),
        "pl": ("Muzeum", "Szkolenia"),
        "en": ("Museum", "Education", "Utilities"),
    },
    "PRESS": {
        "de": ("Verlag", "Medien", "Zeitung"),
        "sv": ("Förlag", "Media", "Tidning"),
        "it": ("Editore", "Media", "Giornale"),
        "nl": ("Uitgeverij", "Media", "Krant"),
        "da": ("Forlag", "Medier", "Avis"),
        "fr": ("Éditions", "Presse", "Médias"),
        "pl": ("Wydawnictwo", "Media"),
        "en": ("Publishing", "Media", "Press"),
    },
}

#: Beginnings of company names that are nobody's name.
ROOTS = {
    "de": ("Nordwind", "Alpenblick", "Rheingold", "Silberbach", "Eichhof", "Steinberg"),
    "sv": ("Nordlys", "Björkö", "Fjällbo", "Solvik", "Tallmo", "Havsvind", "Lundaberg"),
    "it": ("Belvedere", "Ventidue", "Montechiaro", "Sant'Orsola", "La Rondine", "Acquaviva"),
    "nl": ("Noordzee", "De Linde", "Waterland", "Polderzicht", "Oranjehof", "Zilvermeer"),
    "da": ("Nordhavn", "Fjordblik", "Lillebælt", "Bøgely", "Vestkyst", "Solbakken"),
    "fr": ("Beauséjour", "Clairval", "Hautmont", "Rivebelle", "Le Tilleul", "Montfleuri"),
    "pl": ("Biały Dom", "Zielona", "Bursztyn", "Jantar", "Podgórze", "Wisłoka"),
    "en": ("Oakfield", "Northgate", "Silverdale", "Harbourside", "Ashdown", "Kingsmead"),
}

#: Job titles, each with its job responsibility (or none) and organizational level.
JOBS = (
    ("", "CEO", {
        "de": "Geschäftsführung", "sv": "Verkställande direktör", "it": "Direzione generale",
        "nl": "Algemeen directeur", "da": "Administrerende direktør", "fr": "Direction générale",
        "pl": "Prezes", "en": "Managing Director",
    }),
    ("PURCHASE", "MANAGER", {
        "de": "Leitung Einkauf", "sv": "Inköpschef", "it": "Responsabile acquisti",
        "nl": "Hoofd inkoop", "da": "Indkøbschef", "fr": "Responsable achats",
        "pl": "Kierownik zakupów", "en": "Purchasing Manager",
    }),
    ("PURCHASE", "STAFF", {
        "de": "Einkauf", "sv": "Inköpare", "it": "Ufficio acquisti", "nl": "Inkoper",
        "da": "Indkøber", "fr": "Service achats", "pl": "Dział zakupów", "en": "Buyer",
    }),
    ("SALES", "MANAGER", {
        "de": "Leitung Vertrieb", "sv": "Försäljningschef", "it": "Responsabile vendite",
        "nl": "Hoofd verkoop", "da": "Salgschef", "fr": "Responsable des ventes",
        "pl": "Kierownik sprzedaży", "en": "Sales Manager",
    }),
    ("MARKETING", "MANAGER", {
        "de": "Leitung Marketing", "sv": "Marknadschef", "it": "Responsabile marketing",
        "nl": "Hoofd marketing", "da": "Marketingchef", "fr": "Responsable marketing",
        "pl": "Kierownik marketingu", "en": "Marketing Manager",
    }),
    ("MARKETING", "STAFF", {
        "de": "Marketing", "sv": "Kommunikatör", "it": "Ufficio marketing",
        "nl": "Marketingmedewerker", "da": "Marketingkoordinator", "fr": "Service marketing",
        "pl": "Dział marketingu", "en": "Marketing Assistant",
    }),
    ("FINANCE", "DIRECTOR", {
        "de": "Kaufmännische Leitung", "sv": "Ekonomidirektör", "it": "Direzione finanziaria",
        "nl": "Financieel directeur", "da": "Økonomidirektør", "fr": "Direction financière",
        "pl": "Dyrektor finansowy", "en": "Finance Director",
    }),
    ("FINANCE", "STAFF", {
        "de": "Buchhaltung", "sv": "Ekonomiassistent", "it": "Contabilità", "nl": "Boekhouding",
        "da": "Bogholderi", "fr": "Comptabilité", "pl": "Księgowość", "en": "Accounts",
    }),
    ("FACILITY", "STAFF", {
        "de": "Haustechnik", "sv": "Fastighetsskötsel", "it": "Servizi generali",
        "nl": "Facilitair beheer", "da": "Ejendomsservice", "fr": "Services généraux",
        "pl": "Administracja", "en": "Facilities",
    }),
    ("IT", "MANAGER", {
        "de": "Leitung IT", "sv": "IT-chef", "it": "Responsabile IT", "nl": "Hoofd ICT",
        "da": "IT-chef", "fr": "Responsable informatique", "pl": "Kierownik IT",
        "en": "IT Manager",
    }),
    ("", "ASSIST", {
        "de": "Sekretariat", "sv": "Assistent", "it": "Segreteria", "nl": "Secretariaat",
        "da": "Sekretær", "fr": "Secrétariat", "pl": "Sekretariat", "en": "Assistant",
    }),
)  # fmt: skip
