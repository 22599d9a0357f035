"""Writers of every table that criteria read, as other programs would write: plain SQL."""

import psycopg2

TABLES = {
    "group": "contacts_mailinggroup",
    "industry": "contacts_industrygroup",
    "questionnaire": "contacts_questionnaire",
    "salesperson": "contacts_salesperson",
    "segment": "segments_segment",
    "import": "contacts_contactimport",
}
ROW = "(SELECT id FROM {table} ORDER BY id OFFSET {offset} LIMIT 1)"
#: Each with what it asks of the random generator: {contact} {other} {company} {code} …
STATEMENTS = [
    "UPDATE contacts_contact SET country = '{country}' WHERE id = {contact}",
    "UPDATE contacts_contact SET city = 'Köln', name = '{name}' WHERE id IN ({contact}, {other})",
    "UPDATE contacts_contact SET salesperson_id = {salesperson} WHERE id % 3 = {digit}",
    "UPDATE contacts_contact SET exclude_from_segments = NOT exclude_from_segments, "
    "is_privacy_blocked = NOT is_privacy_blocked WHERE id = {contact} AND NOT is_minor",
    "UPDATE contacts_contact SET company_id = {other} WHERE id = {contact} AND type = 'person'",
    "UPDATE contacts_contact SET company_id = NULL WHERE company_id = {contact}",
    # A company like another one, whatever columns there are.
    "INSERT INTO contacts_contact SELECT (jsonb_populate_record(c, jsonb_build_object("
    "'id', nextval('contacts_contact_id_seq'), 'number', 'N{random}'))).* "
    "FROM contacts_contact c WHERE c.type = 'company' AND c.id <> {contact} LIMIT 1",
    "DELETE FROM contacts_contact c WHERE number LIKE 'N%' AND id % 2 = {digit} % 2",
    "INSERT INTO contacts_contactmailinggroup (contact_id, mailing_group_id, created_at) "
    "VALUES ({contact}, {group}, '2026-03-20')",
    "DELETE FROM contacts_contactmailinggroup WHERE contact_id = {contact}",
    "UPDATE contacts_contactmailinggroup SET contact_id = {other} WHERE contact_id = {contact}",
    "INSERT INTO contacts_contactindustrygroup (contact_id, industry_group_id, created_at) "
    "VALUES ({contact}, {industry}, '2026-03-20')",
    "DELETE FROM contacts_contactindustrygroup WHERE contact_id = {contact}",
    "DELETE FROM contacts_contactbusinessrelation WHERE contact_id IN ({contact}, {other})",
    "DELETE FROM contacts_contactjobresponsibility WHERE contact_id IN ({contact}, {other})",
    "DELETE FROM contacts_contactwebsource WHERE contact_id IN ({contact}, {other})",
    "DELETE FROM contacts_contactanswer WHERE contact_id IN ({contact}, {other})",
    "UPDATE contacts_contactanswer SET answered_at = now() WHERE contact_id = {contact}",
    "UPDATE contacts_question SET questionnaire_id = {questionnaire}, position = 900 + {digit} "
    "WHERE id = (SELECT max(id) FROM contacts_question)",
    "INSERT INTO contacts_contactcomment (contact_id, text, commented_on) "
    "VALUES ({contact}, 'likes É', '2026-03-20')",
    "UPDATE contacts_contactcomment SET text = 'nothing' WHERE contact_id = {contact}",
    "TRUNCATE contacts_contactcomment",
    "INSERT INTO contacts_contactchange (contact_id, field, old, new) "
    "VALUES ({contact}, 'city', 'Köln', 'Malmö')",
    "DELETE FROM contacts_contactchange WHERE contact_id IN ({contact}, {other})",
    "DELETE FROM campaigns_campaigntarget WHERE contact_id = {contact}",
    "UPDATE campaigns_campaigntarget SET contact_id = {other} WHERE contact_id = {contact}",
    "UPDATE interactions_interaction SET evaluation = 'positive' WHERE contact_id = {contact}",
    "UPDATE interactions_interaction SET cancellation_id = (SELECT min(id) FROM "
    "campaigns_cancellation) WHERE contact_id IN ({contact}, {other}) AND NOT is_postponed",
    "UPDATE interactions_interaction SET is_postponed = false WHERE contact_id = {contact}",
    "UPDATE interactions_interaction SET contact_id = {other} WHERE is_postponed AND "
    "contact_id = {contact}",
    "DELETE FROM interactions_interaction WHERE is_postponed AND contact_id = {contact}",
    "UPDATE interactions_leftout SET contact_id = {other} WHERE contact_id = {contact}",
    "DELETE FROM interactions_leftout WHERE contact_id = {contact}",
    "UPDATE segments_segment SET position = {digit} WHERE id = {segment}",
    "UPDATE segments_segment SET description = 'other' WHERE id = {segment}",
    "UPDATE segments_segmentline SET removed_at = added_at + 1 WHERE contact_id = {contact}",
    "UPDATE segments_segmentline SET removed_at = NULL WHERE contact_id = {contact}",
    "INSERT INTO segments_segmentline (segment_id, contact_id, added_at) "
    "VALUES ({segment}, {contact}, 1)",
    "DELETE FROM segments_segmentline WHERE contact_id = {contact}",
    "UPDATE contacts_importrow SET outcome = 'unchanged' WHERE contact_id = {contact}",
    "UPDATE contacts_importrow SET contact_id = {other} WHERE contact_id = {contact}",
    "DELETE FROM contacts_importrow WHERE contact_id = {contact}",
    "UPDATE contacts_contactimport SET status = 'draft', imported_at = NULL, undone_at = NULL "
    "WHERE id = {import}",
    "UPDATE contacts_contactimport SET status = 'done', imported_at = now(), undone_at = NULL "
    "WHERE id = {import}",
    "INSERT INTO contacts_consentevent (contact_id, purpose_id, channel, status, basis, "
    "happened_at, method, evidence, source, cause) SELECT {contact}, p.id, 'email', 'objected', "
    "'', now() - interval '{digit} days', 'paper', '', '', '' FROM contacts_purpose p "
    "WHERE p.code = 'MARKETING'",
    # More rows than are noted one by one.
    "INSERT INTO contacts_contactcomment (contact_id, text, commented_on) SELECT {contact}, 'x', "
    "'2026-03-20' FROM generate_series(1, 20001)",
    "DELETE FROM contacts_contactcomment WHERE text = 'x'",
]


class Writer:
    """A connection whose statements come at random; what is refused does not matter."""

    def __init__(self, connection, rnd, ids):
        self.connection, self.rnd, self.ids = connection, rnd, ids
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        if not connection.autocommit:
            connection.commit()

    def write(self, statement=""):
        """Do one statement, at random unless given; return it, None when it was refused."""
        chosen = (statement or self.rnd.choice(STATEMENTS)).format(
            contact=self.rnd.choice(self.ids),
            other=self.rnd.choice(self.ids),
            **{name: self.row(table) for name, table in TABLES.items()},
            digit=self.rnd.randrange(4),
            country=self.rnd.choice(["DE", "AT", "SE", ""]),
            name=self.rnd.choice(["Łucja Öz", "Bob"]),
            random=self.rnd.randrange(10**9),
        )
        if chosen.startswith("TRUNCATE") and not self.connection.autocommit:
            return None  # whoever reads would wait for the end of the transaction
        return chosen if self.execute("SAVEPOINT one", chosen, "RELEASE one") else None

    def row(self, table):
        """Return one of the first rows of a table, in SQL: the ids go on from test to test."""
        return ROW.format(table=table, offset=self.rnd.randrange(3))

    def execute(self, savepoint, statement, release):
        with self.connection.cursor() as cursor:
            nested = not self.connection.autocommit
            if nested:
                cursor.execute(savepoint)
            try:
                cursor.execute(statement)
            except psycopg2.Error:
                if nested:
                    cursor.execute("ROLLBACK TO one")
                return False
            if nested and self.rnd.random() < 0.2:  # a savepoint that is taken back
                cursor.execute("ROLLBACK TO one")
            elif nested:
                cursor.execute(release)
            return True
