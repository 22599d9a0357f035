"""The countries of the demo company: where its contacts live and what things are called there.

Cities and the shape of their post codes are real; the digits marked # are drawn.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class City:
    """A city, the shape of its post codes and the sales territory it lies in."""

    name: str
    postcode: str
    territory: str
    county: str = ""


@dataclass(frozen=True)
class Country:
    """A country, with what is needed to make up names and addresses in it."""

    code: str
    locale: str
    language: str
    share: int
    region: str
    currency: str
    prefix: str
    phone: str
    mobile: str
    vat: str
    address: str
    legal_forms: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[City, ...]
    second_language: str = ""
    second_locale: str = ""
    second_streets: tuple[str, ...] = field(default=())


def cities(territory: str, *places: tuple[str, str] | tuple[str, str, str]) -> tuple[City, ...]:
    return tuple(City(place[0], place[1], territory, *place[2:]) for place in places)


COUNTRIES = (
    Country(
        "DE", "de_DE", "de", 22, "de-DE", "EUR", "+49", "+49 30 23125 ###", "+49 152 288173##",
        "DE#########", "{street} {number}",
        ("GmbH", "GmbH", "GmbH & Co. KG", "AG", "KG", "e.K."),
        (
            "Hauptstraße", "Bahnhofstraße", "Gartenstraße", "Schillerstraße", "Goethestraße",
            "Lindenallee", "Industriestraße", "Am Hafen", "Marktplatz", "Kirchgasse", "Bergstraße",
            "Mozartstraße", "Ringstraße", "Talweg", "Rosenweg", "Friedrichstraße", "Mühlenweg",
            "Kastanienallee", "Am Stadtpark", "Uferstraße", "Königsallee", "Werkstraße",
        ),
        cities(
            "DE-NORD", ("Hamburg", "20###"), ("Bremen", "28###"), ("Hannover", "30###"),
            ("Kiel", "24###"), ("Berlin", "10###"), ("Lübeck", "23###"), ("Rostock", "18###"),
        )
        + cities(
            "DE-WEST", ("Köln", "50###"), ("Düsseldorf", "40###"), ("Dortmund", "44###"),
            ("Münster", "48###"), ("Frankfurt am Main", "60###"), ("Aachen", "52###"),
        )
        + cities(
            "DE-SÜD", ("München", "80###"), ("Stuttgart", "70###"), ("Nürnberg", "90###"),
            ("Freiburg im Breisgau", "79###"), ("Augsburg", "86###"), ("Leipzig", "04###"),
            ("Dresden", "01###"), ("Ulm", "89###"),
        ),
    ),
    Country(
        "SE", "sv_SE", "sv", 16, "sv-SE", "SEK", "+46", "+46 8 465 00 ##", "+46 70 174 06 ##",
        "SE##########01", "{street} {number}", ("AB", "AB", "AB", "HB", "Sverige AB"),
        (
            "Storgatan", "Kungsgatan", "Drottninggatan", "Skolgatan", "Järnvägsgatan",
            "Hamngatan", "Nygatan", "Industrigatan", "Ringvägen", "Björkvägen", "Vasagatan",
            "Trädgårdsgatan", "Kyrkogatan", "Strandvägen", "Östra Långgatan", "Bruksvägen",
            "Verkstadsgatan", "Parkvägen", "Åsgatan", "Sveavägen",
        ),
        cities(
            "SE-SYD", ("Malmö", "21# ##"), ("Lund", "22# ##"), ("Helsingborg", "25# ##"),
            ("Göteborg", "41# ##"), ("Växjö", "35# ##"), ("Jönköping", "55# ##"),
            ("Kalmar", "39# ##"), ("Borås", "50# ##"),
        )
        + cities(
            "SE-NORR", ("Stockholm", "11# ##"), ("Uppsala", "75# ##"), ("Västerås", "72# ##"),
            ("Örebro", "70# ##"), ("Linköping", "58# ##"), ("Umeå", "90# ##"),
            ("Luleå", "97# ##"), ("Gävle", "80# ##"), ("Sundsvall", "85# ##"),
        ),
    ),
    Country(
        "IT", "it_IT", "it", 14, "it-IT", "EUR", "+39", "+39 02 5560 ####", "+39 347 555 ####",
        "IT###########", "{street} {number}",
        ("S.r.l.", "S.r.l.", "S.p.A.", "S.n.c.", "S.a.s."),
        (
            "Via Roma", "Via Garibaldi", "Via Mazzini", "Corso Italia", "Via Dante",
            "Piazza della Repubblica", "Via Verdi", "Via Manzoni", "Viale Europa", "Via Cavour",
            "Via dell'Industria", "Via XX Settembre", "Corso Vittorio Emanuele", "Via Leopardi",
            "Viale della Stazione", "Via San Marco", "Via dei Mille", "Via Galilei",
        ),
        cities(
            "IT-NORD", ("Milano", "201##", "MI"), ("Torino", "101##", "TO"),
            ("Genova", "161##", "GE"), ("Verona", "371##", "VR"), ("Padova", "351##", "PD"),
            ("Bergamo", "241##", "BG"), ("Trento", "381##", "TN"), ("Udine", "331##", "UD"),
        )
        + cities(
            "IT-SUD", ("Roma", "001##", "RM"), ("Firenze", "501##", "FI"),
            ("Bologna", "401##", "BO"), ("Napoli", "801##", "NA"), ("Bari", "701##", "BA"),
            ("Palermo", "901##", "PA"), ("Perugia", "061##", "PG"),
        ),
    ),
    Country(
        "NL", "nl_NL", "nl", 10, "nl-NL", "EUR", "+31", "+31 20 555 ## ##", "+31 6 555 ## ###",
        "NL#########B01", "{street} {number}", ("B.V.", "B.V.", "N.V.", "V.O.F."),
        (
            "Dorpsstraat", "Kerkstraat", "Stationsweg", "Molenweg", "Hoofdstraat",
            "Prinsengracht", "Industrieweg", "Julianastraat", "Wilhelminalaan", "Havenstraat",
            "Beatrixlaan", "Nieuwstraat", "Schoolstraat", "Markt", "Eikenlaan", "Oosterkade",
        ),
        cities(
            "NL", ("Amsterdam", "10## @@"), ("Rotterdam", "30## @@"), ("Utrecht", "35## @@"),
            ("Den Haag", "25## @@"), ("Eindhoven", "56## @@"), ("Groningen", "97## @@"),
            ("Breda", "48## @@"), ("Nijmegen", "65## @@"), ("Zwolle", "80## @@"),
            ("Leeuwarden", "89## @@"),
        ),
    ),
    Country(
        "BE", "nl_BE", "nl", 9, "nl-BE", "EUR", "+32", "+32 2 555 ## ##", "+32 470 55 ## ##",
        "BE0#########", "{street} {number}", ("BV", "NV", "NV", "BV"),
        (
            "Kerkstraat", "Stationsstraat", "Grote Markt", "Molenstraat", "Nieuwstraat",
            "Brugsesteenweg", "Leuvensesteenweg", "Industrielaan", "Lindelaan", "Schoolstraat",
            "Koningsstraat", "Veldstraat", "Havenlaan",
        ),
        cities(
            "BE", ("Antwerpen", "20#0"), ("Gent", "90#0"), ("Leuven", "30#0"), ("Brugge", "8#00"),
            ("Mechelen", "28#0"), ("Hasselt", "35#0"), ("Liège", "40#0"), ("Namur", "50#0"),
            ("Charleroi", "60#0"), ("Bruxelles", "10#0"),
        ),
        "fr", "fr_BE",
        (
            "Rue de la Station", "Rue Neuve", "Grand-Place", "Avenue Louise", "Rue du Moulin",
            "Chaussée de Bruxelles", "Rue de l'Église", "Avenue des Tilleuls", "Rue Royale",
        ),
    ),
    Country(
        "DK", "da_DK", "da", 9, "da-DK", "DKK", "+45", "+45 33 55 ## ##", "+45 20 55 ## ##",
        "DK########", "{street} {number}", ("A/S", "ApS", "ApS", "I/S"),
        (
            "Vestergade", "Østergade", "Nørregade", "Søndergade", "Strandvejen", "Algade",
            "Skolegade", "Havnegade", "Industrivej", "Kirkevej", "Jernbanegade", "Bredgade",
            "Rosenvænget", "Frederiksberg Allé", "Møllevej", "Torvet",
        ),
        cities(
            "DK", ("København K", "10##"), ("Aarhus C", "8000"), ("Odense C", "5000"),
            ("Aalborg", "9000"), ("Esbjerg", "6700"), ("Randers C", "8900"), ("Kolding", "6000"),
            ("Vejle", "7100"), ("Roskilde", "4000"), ("Helsingør", "3000"),
        ),
    ),
    Country(
        "FR", "fr_FR", "fr", 8, "fr-FR", "EUR", "+33", "+33 1 99 00 ## ##", "+33 6 39 98 ## ##",
        "FR###########", "{number} {street}", ("SARL", "SAS", "SA", "SARL"),
        (
            "rue de la République", "rue Victor Hugo", "avenue Jean Jaurès", "place de la Mairie",
            "rue Pasteur", "rue du Moulin", "avenue de la Gare", "rue des Écoles", "rue Nationale",
            "boulevard Gambetta", "rue du Port", "allée des Tilleuls", "quai de la Loire",
        ),
        cities(
            "FR", ("Paris", "750##"), ("Lyon", "6900#"), ("Marseille", "1300#"),
            ("Toulouse", "31000"), ("Nantes", "44000"), ("Strasbourg", "67000"),
            ("Bordeaux", "33000"), ("Lille", "59000"), ("Rennes", "35000"), ("Grenoble", "38000"),
        ),
    ),
    Country(
        "PL", "pl_PL", "pl", 5, "pl-PL", "PLN", "+48", "+48 22 555 ## ##", "+48 605 55# ###",
        "PL##########", "ul. {street} {number}", ("Sp. z o.o.", "Sp. z o.o.", "S.A.", "Sp. j."),
        (
            "Ogrodowa", "Polna", "Leśna", "Słoneczna", "Krótka", "Szkolna", "Kwiatowa", "Lipowa",
            "Mickiewicza", "Kościuszki", "Długa", "Przemysłowa", "Rynkowa", "Północna",
        ),
        cities(
            "PL", ("Warszawa", "00-###"), ("Kraków", "30-###"), ("Łódź", "90-###"),
            ("Wrocław", "50-###"), ("Poznań", "60-###"), ("Gdańsk", "80-###"),
            ("Lublin", "20-###"), ("Szczecin", "70-###"),
        ),
    ),
    Country(
        "GB", "en_GB", "en", 5, "en-GB", "GBP", "+44", "+44 20 7946 0###", "+44 7700 900###",
        "GB#########", "{number} {street}", ("Ltd", "Ltd", "PLC", "LLP"),
        (
            "High Street", "Station Road", "Church Lane", "Victoria Road", "Mill Lane",
            "Park Avenue", "King Street", "Queen's Road", "Harbour Way", "The Green",
            "Albert Street", "Castle Street", "Riverside Drive", "Foundry Lane",
        ),
        cities(
            "GB", ("London", "SE1 #@@"), ("Manchester", "M# #@@"), ("Birmingham", "B1 #@@"),
            ("Leeds", "LS1 #@@"), ("Bristol", "BS1 #@@"), ("Edinburgh", "EH# #@@"),
            ("Cardiff", "CF10 #@@"), ("Norwich", "NR1 #@@"),
        ),
    ),
    Country(
        "AT", "de_AT", "de", 4, "de-AT", "EUR", "+43", "+43 1 555 ## ##", "+43 664 555 ####",
        "ATU########", "{street} {number}", ("GmbH", "GmbH", "AG", "OG"),
        (
            "Hauptplatz", "Bahnhofstraße", "Wiener Straße", "Kirchengasse", "Schubertgasse",
            "Mariahilfer Straße", "Landstraßer Hauptstraße", "Lindengasse", "Am Graben",
            "Salzburger Straße", "Feldgasse",
        ),
        cities(
            "AT", ("Wien", "1##0"), ("Graz", "80##"), ("Linz", "40##"), ("Salzburg", "50##"),
            ("Innsbruck", "60##"), ("Klagenfurt", "90##"), ("Dornbirn", "68##"),
        ),
    ),
)  # fmt: skip
FRENCH_CITIES = {"Liège", "Namur", "Charleroi", "Bruxelles"}
