#include "tools/wait_options.hpp"

namespace jeden::tools {

const std::string_view wait_help =
    R"(usage: jeden wait [OPTIONS] URL... [-- COMMAND [ARG...]]

Waits until every URL answers in its own protocol; a database counts when it would accept a session, not when its
port is open. Then runs COMMAND in its place, if there is one.

  -t, --timeout D         give up after D (60s); 0 waits for ever
  -i, --interval D        a fixed pause between attempts, instead of one that grows
      --attempt-timeout D how long one attempt may take (5s; 30s for exec:)
      --all, --any        all must answer (default), or one of them
      --fail-fast         end at once when waiting cannot help: wrong password, no such database
      --once              one attempt each
      --stdin             read more URLs from standard input, one a line
  -q, --quiet             print errors only
      --json              print the result as JSON on standard output
      --unit NAME         the name in log lines
      --log-format F      auto, text, logfmt or json
      --log-level L       error, warn, info, debug or trace
  -h, --help

URLs (docs/waits.md tells what ready means for each, and their parameters):
  tcp://host:port                       unix:///path                  file:///path?nonempty=1&match=REGEX
  http://host/path?status=200&body=ok   https://host/path?cacert=/ca.pem
  postgres://user@host/db?query=SELECT+1&sslmode=require              mysql://user@host
  redis://host  rediss://host           amqp://host  amqps://host     mongodb://host?primary=1
  memcached://host  kafka://host  nats://host  mqtt://host  smtp://host  ldap://host
  grpc://host:port/service              dns://name?count=2            log:///path?match=REGEX
  exec:COMMAND ARG...

Passwords are taken from PGPASSWORD, MYSQL_PWD, REDIS_PASSWORD and so on, each also with _FILE behind it, or from
?password_env=NAME and ?password_file=PATH. Durations: 500ms, 30s, 5m, 1h30m.

Exit code: 0 all answered; 75 time ran out or it was hopeless; 64 bad usage; 128+n ended by signal n; else COMMAND's.

examples:
  jeden wait tcp://db:5432
  jeden wait --timeout 30s postgres://app@db/app redis://cache -- ./server --port 8000
  jeden wait 'http://127.0.0.1:8000/health?status=200&body=ok'
  jeden wait --any tcp://a:6379 tcp://b:6379
)";

}  // namespace jeden::tools
