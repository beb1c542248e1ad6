/** Queries that compare derived rows with the users' rows. Data, for tests in workerd and in Node. */

/** The name of an inconsistency, and a query that counts it. */
export const checks: Readonly<Record<string, string>> = {
  "the counters": `SELECT count(*) AS wrong FROM user_totals WHERE
    users <> (SELECT count(*) FROM users) OR status <> (SELECT total(status) FROM users)
    OR email_verification <> (SELECT total(email_verification) FROM users)
    OR phone_verification <> (SELECT total(phone_verification) FROM users)
    OR impersonator <> (SELECT total(impersonator) FROM users)
    OR identities <> (SELECT count(*) FROM identities) OR teams <> (SELECT count(*) FROM teams)`,
  "words that are missing": `SELECT count(*) AS wrong FROM users, json_tree(users.words) AS word WHERE word.type = 'text'
    AND NOT EXISTS (SELECT 1 FROM search_words WHERE kind = 'user' AND search_words.word = word.atom AND owner = users.seq)`,
  "words too many": `SELECT count(*) AS wrong FROM search_words WHERE kind = 'user' AND NOT EXISTS (SELECT 1 FROM users,
    json_tree(users.words) AS word WHERE users.seq = owner AND word.type = 'text' AND word.atom = search_words.word)`,
  labels: `SELECT (SELECT count(*) FROM user_labels) <> (SELECT count(*) FROM users, json_each(users.labels)) AS wrong`,
  "targets of emails": `SELECT count(*) AS wrong FROM users WHERE email IS NOT NULL AND NOT EXISTS (SELECT 1 FROM targets
    WHERE user_seq = users.seq AND provider_type = 'email' AND identifier = users.email)`,
  "targets of phones": `SELECT count(*) AS wrong FROM users WHERE phone IS NOT NULL AND NOT EXISTS (SELECT 1 FROM targets
    WHERE user_seq = users.seq AND provider_type = 'sms' AND identifier = users.phone)`,
  "members of teams": `SELECT count(*) AS wrong FROM teams WHERE total <>
    (SELECT count(*) FROM memberships WHERE team_seq = teams.seq AND confirm = 1)`,
  "rows of the log": `SELECT count(*) AS wrong FROM users WHERE 1 <> (SELECT count(*) FROM logs
    WHERE logs.user_seq = users.seq AND event = 'user.create')`,
};
