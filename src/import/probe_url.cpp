#include "import/probe_url.hpp"

#include <algorithm>

#include "base/shell_words.hpp"
#include "import/tests.hpp"
#include "import/text.hpp"

namespace jeden::import {
namespace {

constexpr std::string_view ports[][2] = {{"5432", "postgres"}, {"3306", "mysql"},    {"6379", "redis"},
                                         {"5672", "amqp"},     {"27017", "mongodb"}, {"11211", "memcached"},
                                         {"9092", "kafka"}};

// The port may be a variable that [env] has a value for.
std::string_view scheme_of(std::string_view port, const Importer& importer) {
  if (port.starts_with("${") && port.ends_with('}'))
    for (const auto& [name, entry] : importer.document.environment)
      if (name == port.substr(2, port.size() - 3))
        for (const auto& [key, value] : entry.keys)
          if (key == "default" || key == "value")
            return scheme_of_port(std::string_view{value}.substr(1, value.size() - 2));
  return scheme_of_port(port);
}

// Options take a value when they stand in `with_value`: "-h=host --host=host" says which and what for.
std::map<std::string, std::string> read_options(const std::vector<std::string>& words,
                                                std::string_view with_value,
                                                std::vector<std::string>& operands) {
  std::map<std::string, std::string> values;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string& word = words[i];
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    const std::string name = word.substr(0, equals);
    const std::size_t known = (" " + std::string{with_value}).find(" " + name + "=");
    const auto meaning = [&](std::size_t at) {
      const std::size_t from = with_value.find('=', at) + 1;
      return std::string{with_value.substr(from, with_value.find(' ', from) - from)};
    };
    if (word.starts_with("--") && known != std::string::npos) {
      if (equals != std::string::npos)
        values[meaning(known)] = word.substr(equals + 1);
      else if (i + 1 < words.size())
        values[meaning(known)] = words[++i];
    } else if (word.size() > 1 && word[0] == '-') {
      const std::size_t letter = (" " + std::string{with_value}).find(" " + word.substr(0, 2) + "=");
      if (letter == std::string::npos) continue;
      if (word.size() > 2)
        values[meaning(letter)] = word.substr(2);
      else if (i + 1 < words.size())
        values[meaning(letter)] = words[++i];
    } else {
      operands.push_back(word);
    }
  }
  return values;
}

std::string with_port(const std::string& scheme, const std::map<std::string, std::string>& values,
                      const std::string& host) {
  const auto value = [&](const std::string& name) {
    const auto found = values.find(name);
    return found != values.end() ? found->second : std::string{};
  };
  const std::string name = value("host").empty() ? host : value("host");
  if (name.starts_with('/')) return "unix://" + name;
  return scheme + "://" + name + (value("port").empty() ? "" : ":" + value("port"));
}

std::string exec_url(const std::vector<std::string>& words) {
  std::string url = "exec:";
  for (const std::string& word : words) {
    if (url.size() > 5) url += ' ';
    const bool plain = !word.empty() && word.find_first_of(" \t\n'\"\\") == std::string::npos;
    url += plain ? word : base::quote_shell(word);
  }
  return url;
}

// echo > /dev/tcp/HOST/PORT
std::optional<std::string> device_url(const Node& statement, Importer& importer) {
  std::optional<std::string> url;
  walk(statement, [&](const Node& node) {
    const Node* word = node.key == "Redirs" ? node.child("Word") : nullptr;
    if (word == nullptr) return true;
    const Expansion target = importer.scope.expand(*word);
    if (!target.text || !target.text->starts_with("/dev/tcp/")) return true;
    const std::size_t slash = target.text->rfind('/');
    const std::string host = target.text->substr(9, slash - 9), port = target.text->substr(slash + 1);
    url = std::string{scheme_of(port, importer)} + "://" + host + ':' + port;
    return true;
  });
  return url;
}

std::optional<std::string> url_of(const std::vector<std::string>& words, const Importer& importer) {
  const std::string program = words[0].substr(words[0].rfind('/') + 1);
  std::vector<std::string> operands;
  if (is_one_of(program, {"nc", "ncat", "netcat"})) {
    const auto values = read_options(words, "-w=time -G=time -q=time", operands);
    if (operands.size() != 2) return std::nullopt;
    return std::string{scheme_of(operands[1], importer)} + "://" + operands[0] + ':' + operands[1];
  }
  if (program == "pg_isready") {
    const auto values = read_options(words,
                                     "-h=host --host=host -p=port --port=port -U=user --username=user "
                                     "-d=base --dbname=base -t=t --timeout=t",
                                     operands);
    return with_port("postgres", values, "127.0.0.1");
  }
  if (program == "psql") {
    const auto values =
        read_options(words,
                     "-h=host --host=host -p=port --port=port -U=user --username=user -d=base "
                     "--dbname=base -c=sql --command=sql",
                     operands);
    if (!values.contains("host")) return std::nullopt;
    return with_port("postgres", values, "");
  }
  if (is_one_of(program, {"mysqladmin", "mysql", "mariadb", "mariadb-admin"})) {
    // -p has its value in the same word.
    std::vector<std::string> rest = words;
    std::erase_if(rest, [](const std::string& word) { return word == "-p" || word.starts_with("-p$"); });
    const auto values = read_options(rest,
                                     "-h=host --host=host -P=port --port=port -u=user --user=user "
                                     "--password=secret -e=sql --execute=sql",
                                     operands);
    if (!values.contains("host")) return std::nullopt;
    return with_port("mysql", values, "");
  }
  if (program == "redis-cli") {
    const auto values = read_options(words, "-h=host -p=port -a=secret -u=url -n=base", operands);
    if (values.contains("url")) return values.at("url");
    return with_port("redis", values, "127.0.0.1");
  }
  if (is_one_of(program, {"mongo", "mongosh"})) {
    const auto values =
        read_options(words, "--host=host --port=port -u=user -p=secret --eval=code", operands);
    return values.contains("host") ? std::optional{with_port("mongodb", values, "")} : std::nullopt;
  }
  if (program == "curl" || program == "wget") {
    read_options(words,
                 "-o=file --output=file -O=file -m=time --max-time=time --connect-timeout=time -T=time "
                 "--timeout=time -t=n --tries=n -w=format",
                 operands);
    if (program == "wget")
      std::erase_if(operands, [](const std::string& word) { return word == "/dev/null" || word == "-"; });
    for (const std::string& word : words)
      if (word == "-X" || word == "-d" || word == "-H" || word == "-u" || word == "-k" ||
          word == "--unix-socket")
        return std::nullopt;
    if (operands.size() != 1) return std::nullopt;
    if (operands[0].starts_with("http://") || operands[0].starts_with("https://")) return operands[0];
    return operands[0].starts_with("${") ? std::nullopt : std::optional{"http://" + operands[0]};
  }
  if (program == "getent" && words.size() == 3 && words[1].ends_with("hosts")) return "dns://" + words[2];
  if (program == "getent" && words.size() == 3 && words[1].starts_with("ahosts")) return "dns://" + words[2];
  if (is_one_of(program, {"nslookup", "host", "dig"}) && words.size() == 2) return "dns://" + words[1];
  return std::nullopt;
}

}  // namespace

std::string_view scheme_of_port(std::string_view port) {
  // ${DB_PORT:-5432}
  if (const std::size_t initial = port.find(":-"); initial != port.npos && port.ends_with('}'))
    port = port.substr(initial + 2, port.size() - initial - 3);
  for (const auto& [number, scheme] : ports)
    if (port == number) return scheme;
  return "tcp";
}

std::optional<std::string> probe_url(const Node& statement, Importer& importer) {
  if (auto url = device_url(statement, importer)) return url;
  const Node* inner = command_of(statement);
  if (inner == nullptr || !inner->is("CallExpr") || !inner->all("Assigns").empty()) {
    importer.why = "only a shell can run what it waits for";
    return std::nullopt;
  }
  for (const Node* redirection : statement.all("Redirs")) {
    const Node* word = redirection->child("Word");
    const std::string target = word != nullptr ? literal(*word).value_or("x") : "x";
    if (!is_one_of(target, {"/dev/null", "1", "2", "-"})) {
      importer.why = "only a shell can run what it waits for";
      return std::nullopt;
    }
  }
  std::vector<std::string> words;
  const auto nodes = inner->all("Args");
  for (const Node* word : nodes) {
    const Expansion text = importer.scope.expand(*word);
    if (!text.text || text.pattern) {
      importer.why = text.why.empty() ? "it holds a pattern" : text.why;
      return std::nullopt;
    }
    words.push_back(*text.text);
  }
  if (words.empty() || words[0].empty()) return std::nullopt;
  if (is_one_of(words[0], {"[", "test"})) {
    const auto tests = read_tests(statement, importer.script);
    if (!tests || tests->list.size() != 1 || tests->list[0].negated || tests->list[0].right != nullptr)
      return std::nullopt;
    const auto path = importer.scope.expand(*tests->list[0].left).text;
    if (!path) return std::nullopt;
    if (tests->list[0].operation == "-S") return "unix://" + *path;
    if (is_one_of(tests->list[0].operation, {"-f", "-e", "-d"})) return "file://" + *path;
    return std::nullopt;
  }
  if (importer.functions.contains(words[0]) ||
      is_one_of(words[0], {"true", "false", ":", "read", "eval", "kill"})) {
    importer.why = "only a shell can run what it waits for";
    return std::nullopt;
  }
  if (auto url = url_of(words, importer)) return url;
  // A client that asks nothing about a host, or a program of the image's own.
  return exec_url(words);
}

}  // namespace jeden::import
