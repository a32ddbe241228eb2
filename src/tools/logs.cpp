// jeden logs: the end of the files that the programs' output goes to.

#include "base/number.hpp"
#include "core/exit_status.hpp"
#include "tools/control_request.hpp"
#include "tools/json_reader.hpp"
#include "tools/tail.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr std::string_view usage =
    R"(usage: jeden logs [UNIT] [-n LINES] [-f] [--json] [--socket PATH]

The last lines of the files that a program's output goes to; of every program's unless UNIT is given. What does not go
to a file is with the container's engine: docker logs, podman logs, kubectl logs.

  -n, --lines LINES  so many lines of each file, 10 unless given; older ones come from PATH.1 and on
  -f, --follow       then what is appended, also after the file was rotated or renamed
      --json         each line as an object with file and line
      --socket PATH  of the control socket; $JEDEN_CONTROL or /run/jeden.sock unless given
)";

constexpr std::string_view engine = "ask the container's engine (docker logs, podman logs, kubectl logs)";

struct Options {
  std::string_view unit;
  std::uint64_t lines = 10;
  Follow follow = Follow::no;
  TailForm form = TailForm::text;
  std::string socket;
  bool help = false;
};

int complain(std::string_view message, int code) {
  print(2, "jeden logs: " + std::string{message} + "\n");
  return code;
}

std::string read_lines(std::string_view text, std::uint64_t& lines) {
  const auto number = base::parse_number(text);
  lines = number.value_or(lines);
  return number ? std::string{} : "\"" + std::string{text} + "\" is not a number of lines";
}

std::string read_options(Arguments words, Options& options) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const bool wants_value = word == "-n" || word == "--lines" || word == "--socket";
    if (wants_value && i + 1 == words.size()) return std::string{word} + " wants a value";
    std::string error;
    if (word == "-h" || word == "--help")
      options.help = true;
    else if (word == "-f" || word == "--follow")
      options.follow = Follow::yes;
    else if (word == "--json")
      options.form = TailForm::json;
    else if (word == "--socket")
      options.socket = words[++i];
    else if (wants_value)
      error = read_lines(words[++i], options.lines);
    else if (word.starts_with("-n"))
      error = read_lines(word.substr(2), options.lines);
    else if (word.starts_with("--lines="))
      error = read_lines(word.substr(8), options.lines);
    else if (word.starts_with('-') || !options.unit.empty() || word.empty())
      error = "unexpected \"" + std::string{word} + "\"; see --help";
    else
      options.unit = word;
    if (!error.empty()) return error;
  }
  return {};
}

bool is_path(const std::string& output) {
  return output.starts_with('/');
}

// Where the output goes that is in no file.
std::string elsewhere(const Json& unit, std::string_view stream) {
  const std::string to = unit.text(stream), whose = "the " + std::string{stream} + " of " + unit.text("unit");
  if (to == "null") return whose + " is thrown away";
  return whose + " goes where jeden's own goes: " + std::string{engine};
}

class Search {
 public:
  void look_at(const Json& unit) {
    const std::string output = unit.text("stdout"), error = unit.text("stderr");
    for (const std::string& path : {output, error})
      if (is_path(path)) add(path);
    if (!is_path(output)) notes_.push_back(elsewhere(unit, "stdout"));
    if (!is_path(error) && error != "stdout") notes_.push_back(elsewhere(unit, "stderr"));
  }
  // Several programs may write to one file.
  void add(const std::string& path) {
    for (const Tail& known : tails_)
      if (known.path() == path) return;
    tails_.emplace_back(path);
  }
  std::vector<Tail>& tails() { return tails_; }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::vector<Tail> tails_;
  std::vector<std::string> notes_;
};

}  // namespace

int logs(Arguments words) {
  Options options;
  if (const std::string error = read_options(words, options); !error.empty())
    return complain(error, core::exit_code::usage);
  if (options.help) {
    print(1, usage);
    return 0;
  }
  std::string error;
  const Json status = Json::parse(ask_control(options.socket, "status", error));
  if (!error.empty()) return complain(error, 1);
  Search search;
  bool known = options.unit.empty();
  for (const Json& unit : status.list("units")) {
    if (!options.unit.empty() && unit.text("unit") != options.unit) continue;
    known = true;
    search.look_at(unit);
  }
  if (!known) return complain("there is no unit " + std::string{options.unit} + "; see jeden status", 1);
  if (search.tails().empty() && options.unit.empty())
    return complain("no program's output goes to a file: " + std::string{engine}, 1);
  if (!options.unit.empty() || search.tails().empty())
    for (const std::string& note : search.notes()) complain(note, 0);
  int code = 0;
  std::erase_if(search.tails(), [&code](Tail& tail) {
    const std::string why = tail.open();
    if (!why.empty()) code = complain(why, 1);
    return !why.empty();
  });
  if (search.tails().empty()) return 1;
  print_tails(search.tails(), options.lines, options.follow, options.form);
  return code;
}

}  // namespace jeden::tools
