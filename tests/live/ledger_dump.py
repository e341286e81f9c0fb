"""A ledger as text, canonical: the same for the same history, whichever process wrote it.

    ledger_dump.py STATE_DIRECTORY

Every table, one line a row, sorted. The database's own row numbers are replaced by what they stand for
(a device's id, an incident's id). Left out, each for a reason:
"""
import pathlib
import sqlite3
import sys

LEFT_OUT = {
    "cursor": "how far each sink of that process got",
    "replay_mark": "how far files were read; a live run has none",
    "open_flow": "connections that were open at the end: flow numbers are a process's own",
    "sensor": "when the sensor itself saw and was blind: a live run's own hours",
    "coverage": "how much the sensor itself saw: of a live run by interface and day, of a replay by capture",
    "alert": "the outbox: alerts that are delivered go; alerts are compared by themselves",
}


def tables(database):
    for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"):
        if not name.startswith("sqlite_") and name not in LEFT_OUT:
            yield name


def columns(database, table):
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def references(database, table):
    """Column → the table whose `key` it holds."""
    return {row[3]: row[2] for row in database.execute(f"PRAGMA foreign_key_list({table})")}


def dump(state):
    database = sqlite3.connect(f"file:{pathlib.Path(state) / 'ledger.db'}?mode=ro", uri=True)
    lines = []
    for table in tables(database):
        names = {}
        for column, of in references(database, table).items():
            names[column] = dict(database.execute(f"SELECT key, id FROM {of}"))
        shown = columns(database, table)
        for row in database.execute(f"SELECT * FROM {table}"):
            fields = [f"{column}={names[column][value] if column in names else value!r}"
                      for column, value in zip(shown, row) if column != "key"]
            lines.append(f"{table} {' '.join(fields)}\n")
    database.close()
    return "".join(sorted(lines))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__ + "".join(f"    {table}: {why}\n" for table, why in LEFT_OUT.items()))
    sys.stdout.write(dump(sys.argv[1]))
