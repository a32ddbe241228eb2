// Goes through a script from its first statement to its last, and writes down what each becomes.
#pragma once

#include "import/document.hpp"
#include "import/scope.hpp"

namespace jeden::import {

// What surrounds a statement.
struct Context {
  std::vector<std::pair<std::string, std::string>> conditions;  // if_env, unless_exists, ... and what for
  bool root = false;                                            // reached by root only
  bool best_effort = false;                                     // || true
  bool last = false;                                            // nothing comes after it
  std::string once;                                             // part of this [once.NAME]
  std::string role;  // only when the container's first word is this

  bool unconditional() const { return conditions.empty() && role.empty(); }
};

// Statements that have to stay shell because of what comes after or before them, by their place in the
// script.
using Forced = std::map<std::size_t, std::string>;

struct Piece {
  const Node* statement;
  bool kept;
  std::size_t hook;                                        // which one it is in; npos: main
  std::vector<std::pair<const void*, std::size_t>> place;  // list and position, from the outside in
  bool main = false;                                       // it says what main is
};

class Importer {
 public:
  Importer(const Script& script, std::vector<std::string> command, Forced forced);

  // Once through the script. False: more statements are to be kept (see forced()); begin anew with those.
  bool run();
  Forced& forced() { return forced_; }
  Document take() { return std::move(document); }

  // For the recognisers: each looks at a statement and either does something with it or leaves everything as
  // it is. `why` may then say what it lacked.
  const Script& script;
  Document document;
  Scope scope;
  std::string why;
  std::string user, directory, umask;
  std::string words_user;  // whom set -- gosu USER "$@" makes the container's words run as
  Keys limits;
  bool strict;
  bool main_found = false;
  bool asked_for_program = false;  // the script looks which program it is for
  std::size_t calls = 0;           // of functions, one within the other
  std::map<std::string, const Node*> functions;
  std::set<std::string> exported, counters;
  std::set<std::string> used_functions;                         // their bodies have been told of
  std::map<std::string, unsigned> assigned;                     // how often each variable is set
  std::map<std::string, std::string> definitions;               // of shell variables, as they are written
  std::vector<std::string> command;                             // the image's CMD, if it was given
  std::vector<std::pair<std::string, const Node*>> background;  // services by the order of their start

  void statements(const std::vector<const Node*>& list, Context context);
  void statement(const Node& node, const Context& context);
  // A body of which nothing may stay shell: all of it is understood, or nothing has happened.
  bool all_understood(const std::vector<const Node*>& list, const Context& context);
  // A body that may become one hook at most, since its conditions are about files that it may make itself.
  bool at_most_one_hook(const std::vector<const Node*>& list, const Context& context);

  void understand(const Node& node, std::string what, unsigned count);
  void understand(const Node& node, std::string what) {
    understand(node, std::move(what), count_statements(node));
  }
  void keep(const Node& node, std::string reason, const Context& context);
  void keep_body(const Node& whole, const std::vector<const Node*>& list, std::string reason,
                 const Context& context);
  void find(unsigned line, std::string id, std::string message, bool cured);

  // A hook of this kind; the last one if it is like that and `join`.
  Hook& hook(std::string kind, const Node& node, const Context& context, const std::string& name, bool join);
  Keys process_keys() const;
  Keys hook_keys(std::string_view kind, const Context& context) const;
  Lines lines(const Node& node) const;
  // What root starts is what everybody starts.
  bool main_for_everybody() {
    root_main_.reset();
    return true;
  }
  // The line that a piece of shell begins with: set -e and the like.
  std::string shell_options(bool with_strict, bool with_bash) const;
  void set_main(const Node& node, std::vector<std::string> words, const std::string& main_user,
                const Context& context);

 private:
  struct Snapshot;
  bool trial(const std::vector<const Node*>& list, const Context& context, std::size_t most_hooks,
             bool keeps);
  void prepare();
  bool repeats(const Node& node, const Context& context);
  bool leaves_unless_root(const Node& node);
  std::size_t temporary(const std::vector<const Node*>& list, std::size_t at, const Context& context);
  void leave_out_idle();
  void after_main(const Node& node, const Context& context);
  void add_prelude(Hook& hook, const Node& node);
  void keep_as_main(const Node& node, const std::string& reason);
  bool couple();
  bool force_range(const Piece& from, const Piece& to, const std::string& reason);

  Forced forced_;
  std::vector<Piece> pieces_;
  std::vector<std::pair<const void*, std::size_t>> place_;
  std::size_t keeps_ = 0;
  std::optional<Piece> root_main_;  // root's exec: what comes after it is for everybody else
  bool news_ = false;
};

// Each in a file of its own.
bool recognise_simple(const Node& node, Importer& importer, const Context& context);
bool recognise_assignment(const Node& node, Importer& importer, const Context& context);
bool recognise_requirement(const Node& node, Importer& importer, const Context& context);
bool recognise_secret(const Node& node, Importer& importer, const Context& context);
bool recognise_files(const Node& node, Importer& importer, const Context& context);
bool recognise_state(const Node& node, Importer& importer, const Context& context);
bool recognise_wait(const Node& node, Importer& importer, const Context& context);
bool recognise_wait_tool(const Node& node, Importer& importer, const Context& context);
bool recognise_template(const Node& node, Importer& importer, const Context& context);
bool recognise_written(const Node& node, Importer& importer, const Context& context);
bool recognise_setting(const Node& node, Importer& importer, const Context& context);
bool recognise_hook_directory(const Node& node, Importer& importer, const Context& context);
bool recognise_default(const Node& node, Importer& importer, const Context& context);
bool recognise_capture(const Node& node, Importer& importer, const Context& context);
bool recognise_condition(const Node& node, Importer& importer, const Context& context);
bool recognise_arguments(const Node& node, Importer& importer, const Context& context);
bool recognise_roles(const Node& node, Importer& importer, const Context& context);
bool recognise_background(const Node& node, Importer& importer, const Context& context);
bool recognise_users(const Node& node, Importer& importer, const Context& context);
bool recognise_main(const Node& node, Importer& importer, const Context& context);
bool recognise_run(const Node& node, Importer& importer, const Context& context);
bool recognise_call(const Node& node, Importer& importer, const Context& context);
bool recognise_message(const Node& node, Importer& importer, const Context& context);

bool changes_users(std::string_view program);
// Only says something. Functions that call each other are followed a few times.
bool is_message(const Node& node, const Importer& importer, unsigned depth = 0);

}  // namespace jeden::import
