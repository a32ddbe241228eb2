"""A small web application with a database. Every answer is one line of JSON."""

import json
import os
import sys
import time
from urllib.parse import parse_qs

import psycopg2


def database():
    # PGHOST, PGPORT, PGDATABASE, PGUSER and PGPASSWORD say where; libpq reads them itself.
    return psycopg2.connect(connect_timeout=3)


def home(_query):
    with database() as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE visits SET count = count + 1 RETURNING count")
        (count,) = cursor.fetchone()
    return {"visit": count, "uid": os.getuid(), "time_zone": time.tzname[0], "language": os.environ.get("LANG")}


def slow(query):
    seconds = float(query.get("seconds", ["1"])[0])
    print(f"a request that takes {seconds:g} s has begun", file=sys.stderr, flush=True)
    time.sleep(seconds)
    return {"slow": seconds}


def health(_query):
    with database() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"healthy": True}


PAGES = {"/": home, "/slow": slow, "/health": health}


def application(environ, start_response):
    page = PAGES.get(environ["PATH_INFO"])
    if page is None:
        start_response("404 Not Found", [("Content-Type", "application/json")])
        return [b"{}\n"]
    try:
        body, status = page(parse_qs(environ["QUERY_STRING"])), "200 OK"
    except psycopg2.Error as error:
        body, status = {"error": str(error).strip()}, "503 Service Unavailable"
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(body).encode() + b"\n"]
