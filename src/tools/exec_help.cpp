#include <unistd.h>

#include <string_view>

#include "tools/exec_user.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view help = R"(Usage: jeden exec [OPTION...] [--] PROGRAM [ARG...]

Changes the user, limits, environment and so on, then becomes PROGRAM: no shell, no process in between.

Who the program is:
  --user USER[:GROUP]         names or numbers; groups, HOME, USER and LOGNAME follow
  --user :GROUP               the group only
  --groups LIST|none          exactly these supplementary groups
  --identity UID:GID:LIST     by numbers alone; reads no file, leaves HOME alone
  --capabilities LIST|none    all capability sets become exactly this, such as net_bind_service
  --no-new-privileges         set-user-ID programs and file capabilities have no effect

Where and how it runs:
  --working-directory DIR     entered as the new user
  --umask MODE                octal, such as 0027
  --limit NAME=SOFT[:HARD]    as in setrlimit(2), such as nofile=1024:4096, core=0, as=2GiB, stack=unlimited
  --nice N                    -20 to 19, absolute
  --oom-score-adjust N        -1000 to 1000
  --new-group, --new-session  lead a process group or a session
  --foreground                lead a process group in the foreground of the terminal
  --parent-death-signal SIG   sent to the program when its parent ends
  --ignored LIST|none         signals that the program starts with ignored, all others default
  --blocked LIST|none         signals that the program starts with blocked, all others not

What it gets:
  --env NAME=VALUE            set a variable
  --unset NAME                remove a variable
  --stdin FILE|null           opened before the user changes
  --stdout FILE|null          appended to
  --stderr FILE|null|stdout
  --keep-descriptors LIST     pass these descriptors; otherwise only 0, 1 and 2 are passed
  --log-format FORMAT         tell a failure as a log line (text, logfmt, json), about --log-unit NAME

Exit codes: the program's own; 126 it cannot be executed, 127 it does not exist,
64 bad usage, 70 a setting cannot be applied (the message says which).

Examples:
  jeden exec --user app -- gunicorn app:app
  jeden exec --user 1000:1000 --umask 0027 --working-directory /srv/app ./server
  jeden exec --capabilities net_bind_service --user www-data --no-new-privileges nginx -g 'daemon off;'
  jeden exec --limit nofile=65536 --oom-score-adjust 500 --stderr stdout --stdout /var/log/w.log worker
)";

}  // namespace

int exec_help() {
  return ::write(STDOUT_FILENO, help.data(), help.size()) == static_cast<ssize_t>(help.size()) ? 0 : 1;
}

}  // namespace jeden::tools
