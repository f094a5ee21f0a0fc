-- The waves of departures that were told, of whoever watched: an organisation and the first report of the first who left.
CREATE TABLE waves (
    org_key TEXT NOT NULL,
    start_at TEXT NOT NULL,
    people TEXT NOT NULL,
    told_at TEXT NOT NULL,
    PRIMARY KEY (org_key, start_at)
) WITHOUT ROWID;
