"""Brings the database's schema up to date. It can be run at any time, any number of times, by any number of
containers at once: the steps that have been taken are written down in the same transaction, under a lock."""

import os

import psycopg2

STEPS = [
    ("0001_visits", "CREATE TABLE visits (count integer NOT NULL)"),
    ("0002_first_visit", "INSERT INTO visits VALUES (0)"),
]

with psycopg2.connect(connect_timeout=3) as connection, connection.cursor() as cursor:
    cursor.execute("SELECT pg_advisory_xact_lock(7238)")
    cursor.execute("CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY)")
    cursor.execute("SELECT name FROM migrations")
    taken = {name for (name,) in cursor.fetchall()}
    for name, statement in STEPS:
        if name not in taken:
            cursor.execute(statement)
            cursor.execute("INSERT INTO migrations VALUES (%s)", (name,))
            print(f"migration {name}", flush=True)
    print(f"schema is up to date, said uid {os.getuid()}", flush=True)
