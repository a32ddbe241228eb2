// until ...; do sleep 1; done, in its many forms: a hook that waits, or one that is tried again.
#include <algorithm>

#include "import/probe_url.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

struct Pace {
  unsigned pause = 1;     // seconds between two attempts
  unsigned attempts = 0;  // 0: no end
  bool gives_up = false;  // the script ends when they are over
  std::string log;        // waits for nothing else
};

bool is_counter(const Node& node) {
  const Node* inner = command_of(node);
  if (inner == nullptr) return false;
  if (inner->is("ArithmCmd") || inner->is("LetClause")) return true;
  const auto command = simple(node);
  return command && command->words.empty() && command->assignments.size() == 1;
}

unsigned number_in(const Node& node) {
  unsigned largest = 0;
  walk(node, [&](const Node& below) {
    if (below.is("Lit") && is_number(below.value) && below.value.size() < 6)
      largest = std::max(largest, static_cast<unsigned>(std::stoul(below.value)));
    return !below.is("CmdSubst");
  });
  return largest;
}

// What a wait loop does between two attempts: say something, sleep, count, give up. None for anything else.
bool read_body(const std::vector<const Node*>& body, const Importer& importer, Pace& pace) {
  for (const Node* node : body) {
    if (is_message(*node, importer) || is_counter(*node)) continue;
    const Node* inner = command_of(*node);
    const auto command = simple(*node);
    if (command && command->program() == "sleep" && command->words.size() == 2) {
      const std::string text = literal(*command->words[1]).value_or("");
      if (is_number(text) && text.size() < 5)
        pace.pause = std::max(1U, static_cast<unsigned>(std::stoul(text)));
      continue;
    }
    // if [ "$n" -ge 30 ]; then exit 1; fi
    const bool conditional = inner != nullptr && (inner->is("IfClause") || inner->is("BinaryCmd"));
    if (!conditional) return false;
    bool ends = false, strange = false;
    walk(*node, [&](const Node& below) {
      if (!below.is("CallExpr") || below.all("Args").empty()) return true;
      const std::string program = literal(*below.all("Args")[0]).value_or("");
      if (is_one_of(program, {"exit", "return", "break"})) {
        ends = true;
        pace.gives_up = pace.gives_up || program != "break";
      } else if (!is_one_of(program, {"[", "test", "echo", "printf", "sleep"}) &&
                 !importer.functions.contains(program)) {
        strange = true;
      }
      return true;
    });
    if (!ends || strange) return false;
    const Node* condition = inner->is("IfClause") ? inner->child("Cond") : inner->child("X");
    const unsigned most = condition != nullptr ? number_in(*condition) : 0;
    pace.attempts = most > 0 ? most : 30;
  }
  return true;
}

bool is_migration(std::string_view source) {
  for (const std::string_view word :
       {"migrat", "db:prepare", "db:setup", "upgrade head", "schema:update", "db:schema"})
    if (contains(lower(source), word)) return true;
  return false;
}

std::string name_of(const std::string& url) {
  const std::size_t colon = url.find(':');
  std::string scheme = url.substr(0, colon);
  if (is_one_of(scheme, {"postgres", "mysql", "mongodb"})) return "database";
  if (is_one_of(scheme, {"redis", "amqp", "kafka", "memcached"})) return scheme;
  if (scheme == "exec") {
    const std::string rest = url.substr(5, url.find(' ', 5) - 5);
    return "wait-" + rest.substr(rest.rfind('/') + 1);
  }
  std::string host = url.substr(std::min(url.size(), colon + 3));
  host = host.substr(0, host.find_first_of(":/}"));
  if (host.starts_with("${")) host = lower(host.substr(2));
  for (char& c : host)
    if (c == '_') c = '-';
  return "wait-" + host;
}

bool add_wait(const Node& node, const std::string& url, const Pace& pace, Importer& importer,
              const Context& context) {
  const bool endless = pace.attempts == 0;
  Context mine = context;
  mine.best_effort = !endless && !pace.gives_up;
  Hook& hook = importer.hook("wait", node, mine, name_of(url), false);
  hook.entries.push_back(demand(url));
  const std::string timeout = std::to_string(endless ? 60U : pace.attempts * pace.pause) + "s";
  hook.keys.emplace_back("timeout", toml_text(timeout));
  if (endless)
    importer.find(node.line, "wait_without_timeout", "it waits for ever; the hook gives up after 60s", true);
  importer.understand(node, "wait = " + toml_text(hook.entries[0]));
  return true;
}

bool add_retries(const Node& node, Node statement, const Pace& pace, Importer& importer,
                 const Context& context) {
  const std::size_t before = importer.document.hooks.size();
  std::erase(statement.flags, std::string_view{"Negated"});
  if (!recognise_run(statement, importer, context) || importer.document.hooks.size() != before + 1)
    return false;
  Hook& hook = importer.document.hooks.back();
  hook.lines = {importer.lines(node)};
  std::erase_if(hook.keys, [](const auto& key) { return key.first == "on_failure"; });
  const std::string pause = toml_text(std::to_string(pace.pause) + "s");
  hook.keys.emplace_back("retries", std::to_string(pace.attempts == 0 ? 20 : pace.attempts));
  hook.keys.emplace_back("backoff", pause);
  hook.keys.emplace_back("backoff_max", pause);
  if (pace.attempts != 0 && !pace.gives_up) hook.keys.emplace_back("on_failure", "\"warn\"");
  if (pace.attempts == 0)
    importer.find(node.line, "wait_without_timeout", "it tries for ever; the hook gives up after 20 retries",
                  true);
  importer.document.statements_understood += count_statements(node) - count_statements(statement);
  return true;
}

bool wait_for(const Node& node, const Node& statement, const Pace& pace, Importer& importer,
              const Context& context) {
  if (is_migration(importer.script.source(statement)))
    return add_retries(node, statement, pace, importer, context);
  const auto url = probe_url(statement, importer);
  return url && url->find_first_not_of(':', url->find(':') + 1) != std::string::npos &&
         add_wait(node, *url, pace, importer, context);
}

// for i in 1 2 3; do PROBE && break; sleep 1; done
bool counted_loop(const Node& node, const Node& loop, Importer& importer, const Context& context) {
  const Node* head = loop.child("Loop");
  Pace pace;
  const bool endless = loop.is("WhileClause");
  if (endless) {
    const auto condition = loop.all("Cond");
    const auto always = condition.size() == 1 ? simple(*condition[0]) : std::nullopt;
    if (!always || !is_one_of(always->program(), {"true", ":"}) || loop.has("Until")) return false;
  } else if (head == nullptr) {
    return false;
  } else if (head->is("WordIter")) {
    const auto items = head->all("Items");
    pace.attempts = static_cast<unsigned>(items.size());
    if (items.size() == 1) {
      // $(seq 1 30), {1..30}
      unsigned last = number_in(*items[0]);
      walk(*items[0], [&](const Node& below) {
        if (below.is("CallExpr"))
          for (const Node* word : below.all("Args")) last = std::max(last, number_in(*word));
        return true;
      });
      const std::string text = literal_pattern(*items[0]).value_or("");
      if (const std::size_t dots = text.find(".."); dots != std::string::npos)
        last = std::max(static_cast<unsigned>(std::strtoul(text.c_str() + 1, nullptr, 10)),
                        static_cast<unsigned>(std::strtoul(text.c_str() + dots + 2, nullptr, 10)));
      pace.attempts = last;
    }
  } else {
    pace.attempts = number_in(*head);
  }
  const auto body = loop.all("Do");
  if ((pace.attempts == 0 && !endless) || pace.attempts > 100000 || body.empty()) return false;
  const Node* probe = nullptr;
  std::vector<const Node*> rest;
  for (const Node* part : body) {
    const Node* inner = command_of(*part);
    const Node* found = nullptr;
    bool breaks = false;
    walk(*part, [&](const Node& below) {
      if (below.is("CallExpr") && !below.all("Args").empty() && literal(*below.all("Args")[0]) == "break")
        breaks = true;
      return true;
    });
    if (breaks && inner != nullptr && inner->is("BinaryCmd") && importer.script.operation(*inner) == "&&")
      found = inner->child("X");
    if (breaks && inner != nullptr && inner->is("IfClause") && inner->child("Else") == nullptr &&
        inner->all("Cond").size() == 1) {
      found = inner->child("Cond");
      for (const Node* then : inner->all("Then"))
        if (const auto command = simple(*then);
            !is_message(*then, importer) && !(command && command->program() == "break"))
          return false;
    }
    // CMD; if [ $? = 0 ]; then break; fi
    if (found != nullptr && variables_read(*found).contains("?") && !rest.empty()) {
      found = rest.back();
      rest.pop_back();
    }
    if (found != nullptr && probe == nullptr)
      probe = found;
    else
      rest.push_back(part);
  }
  if (probe == nullptr || probe->has("Negated") || !read_body(rest, importer, pace)) return false;
  return wait_for(node, *probe, pace, importer, context);
}

}  // namespace

bool recognise_wait(const Node& node, Importer& importer, const Context& context) {
  const Node* inner = command_of(node);
  if (inner == nullptr || node.has("Background") || node.has("Negated")) return false;
  if (inner->is("ForClause")) return counted_loop(node, *inner, importer, context);
  if (!inner->is("WhileClause")) return false;
  const auto condition = inner->all("Cond");
  if (condition.size() != 1) return false;
  if (counted_loop(node, *inner, importer, context)) return true;
  Pace pace;
  if (!read_body(inner->all("Do"), importer, pace)) return false;
  // until PROBE || [ $n -ge 30 ], while ! PROBE && [ $n -lt 30 ]
  const Node* probe = condition[0];
  const Node* compound = command_of(*probe);
  if (compound != nullptr && compound->is("BinaryCmd") && !probe->has("Negated")) {
    const Node *left = compound->child("X"), *right = compound->child("Y");
    const std::string_view operation = importer.script.operation(*compound);
    if (left == nullptr || right == nullptr || (operation != "||" && operation != "&&")) return false;
    const auto counts = [&](const Node& part) {
      const auto tests = read_tests(part, importer.script);
      return tests && tests->list.size() == 1 && tests->list[0].right != nullptr;
    };
    if (counts(*right))
      probe = left, pace.attempts = std::max(1U, number_in(*right));
    else if (counts(*left))
      probe = right, pace.attempts = std::max(1U, number_in(*left));
    else
      return false;
  }
  const bool waits = inner->has("Until") != probe->has("Negated");
  if (!waits) return importer.why = "it runs while its command succeeds", false;
  return wait_for(node, *probe, pace, importer, context);
}

// wait-for-it.sh HOST:PORT -t 30, dockerize -wait URL -timeout 60s, wait4x tcp HOST:PORT
bool recognise_wait_tool(const Node& node, Importer& importer, const Context& context) {
  const auto command = simple(node);
  if (!command || command->words.empty()) return false;
  const std::string program = command->program();
  const bool for_it =
      is_one_of(program, {"wait-for-it.sh", "wait-for-it", "wait-for", "wait-for.sh", "wait_for_it.sh"});
  if (!for_it && program != "dockerize" && program != "wait4x") return false;
  Pace pace;
  pace.attempts = for_it ? 15 : 10;
  pace.gives_up = importer.strict;
  std::vector<std::string> urls, words;
  for (const Node* word : command->words) {
    const Expansion text = importer.scope.expand(*word);
    if (!text.text) return importer.why = text.why, false;
    words.push_back(*text.text);
  }
  const auto seconds = [&](const std::string& text) {
    const unsigned factor = text.ends_with('m') ? 60 : 1;
    pace.attempts = static_cast<unsigned>(std::strtoul(text.c_str(), nullptr, 10)) * factor;
  };
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const std::string value = i + 1 < words.size() ? words[i + 1] : "";
    if (word == "--") {
      if (i + 1 < words.size()) return importer.why = "it starts a command when it has waited", false;
    } else if (is_one_of(word, {"-t", "--timeout", "-timeout", "-wait-retry-interval"})) {
      if (word != "-wait-retry-interval") seconds(value);
      ++i;
    } else if (word.starts_with("--timeout=") || word.starts_with("-timeout=")) {
      seconds(word.substr(word.find('=') + 1));
    } else if (word == "-wait") {
      if (value.empty()) return false;
      urls.push_back(value), ++i;
    } else if (is_one_of(word, {"-s", "--strict", "-q", "--quiet", "tcp"})) {
      continue;
    } else if (word[0] != '-' && contains(word, ":") && program != "dockerize") {
      const std::size_t colon =
          word.rfind(':') < word.rfind('}') && word.ends_with('}') ? word.rfind(":${") : word.rfind(':');
      urls.push_back(std::string{scheme_of_port(word.substr(colon + 1))} + "://" + word);
    } else {
      return false;
    }
  }
  if (urls.empty()) return false;
  if (!add_wait(node, urls[0], pace, importer, context)) return false;
  for (std::size_t i = 1; i < urls.size(); ++i)
    importer.document.hooks.back().entries.push_back(demand(urls[i]));
  return true;
}

}  // namespace jeden::import
