// The subcommands. Each gets the words after its name and returns the exit code of the process.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace jeden::tools {

using Arguments = std::span<const std::string_view>;  // every word is NUL-terminated: it comes from argv

int check(Arguments arguments);  // check.cpp
// status, events, stop, restart, signal, ready, timeline (control_client.cpp)
int control(std::string_view verb, Arguments arguments);
int endpoint(Arguments arguments);  // endpoint.cpp: internal, answers requests about readiness
int exec(Arguments arguments);      // exec.cpp
int facts(Arguments arguments);     // facts.cpp
int graph(Arguments arguments);     // graph.cpp
int logs(Arguments arguments);      // logs.cpp
int plan(Arguments arguments);      // plan.cpp
int import(Arguments arguments);    // import.cpp: an init.toml from an entrypoint script
int relay(Arguments arguments);     // relay.cpp: internal, writes a program's output to a file
int schema(Arguments arguments);    // schema.cpp
int step(Arguments arguments);      // step.cpp: internal, the built-in actions of a hook
int wait(Arguments arguments);      // wait.cpp

struct ParsedInit;
int run(const ParsedInit& parsed);  // run.cpp: be the init

// Writes all of the text; errors of the writing are nobody's to report to.
void print(int descriptor, std::string_view text);
int help();                               // on standard output, 0
int version(Arguments arguments);         // the same
int bad_usage(std::string_view message);  // on standard error, 64

}  // namespace jeden::tools
