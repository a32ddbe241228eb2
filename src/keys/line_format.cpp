#include "keys/line_format.hpp"

#include <algorithm>

namespace jeden::keys {
namespace {

class Editor {
 public:
  Editor(const LineFormat& format, Lines& lines, const Edit& edit, std::string& error)
      : format_{format}, lines_{lines}, edit_{edit}, error_{error} {}

  bool run() {
    key_ = format_.write_key(edit_, error_);
    for (const Value& value : edit_.values) {
      std::string written = value.raw ? value.text : format_.write_value(value.text, error_);
      wanted_.push_back({format_.compared(value.text, written), std::move(written)});
    }
    if (!error_.empty()) return false;
    scan_ = format_.scan(lines_, edit_);
    if (is_done()) return false;
    for (const Entry& entry : scan_.found)
      if (entry.open) {
        error_ = at_line(entry.line,
                         "what " + edit_.key + " says goes on in the next line, which cannot be edited");
        return false;
      }
    switch (edit_.kind) {
      case Edit::Kind::set: set(); break;
      case Edit::Kind::append: append(); break;
      case Edit::Kind::remove: erase_from(0); break;
    }
    return true;
  }

 private:
  struct Wanted {
    std::string compared, written;
  };

  bool has(const Wanted& wanted) const {
    return std::any_of(scan_.found.begin(), scan_.found.end(),
                       [&](const Entry& entry) { return entry.value == wanted.compared; });
  }

  bool is_done() const {
    switch (edit_.kind) {
      case Edit::Kind::set:
        return std::equal(
            wanted_.begin(), wanted_.end(), scan_.found.begin(), scan_.found.end(),
            [](const Wanted& wanted, const Entry& entry) { return wanted.compared == entry.value; });
      case Edit::Kind::append:
        return std::all_of(wanted_.begin(), wanted_.end(), [&](const Wanted& wanted) { return has(wanted); });
      case Edit::Kind::remove: return scan_.found.empty();
    }
    return true;
  }

  // From the last to the first, so that the numbers of lines hold.
  void set() {
    if (scan_.found.size() > wanted_.size()) erase_from(wanted_.size());
    for (std::size_t i = std::min(scan_.found.size(), wanted_.size()); i-- > 0;) {
      Entry& entry = scan_.found[i];
      if (entry.value == wanted_[i].compared) continue;
      if (entry.count > 1) lines_.erase(entry.line + 1, entry.count - 1);
      entry.count = 1;
      lines_.replace(entry.line, whole(entry, wanted_[i]));
    }
    std::vector<Wanted> more(
        wanted_.begin() + static_cast<std::ptrdiff_t>(std::min(scan_.found.size(), wanted_.size())),
        wanted_.end());
    if (!more.empty()) add(more);
  }

  void append() {
    std::vector<Wanted> more;
    for (const Wanted& wanted : wanted_) {
      const auto same = [&](const Wanted& other) { return other.compared == wanted.compared; };
      if (!has(wanted) && std::none_of(more.begin(), more.end(), same)) more.push_back(wanted);
    }
    add(more);
  }

  void erase_from(std::size_t first) {
    for (std::size_t i = scan_.found.size(); i-- > first;)
      lines_.erase(scan_.found[i].line, scan_.found[i].count);
    scan_.found.resize(first);
  }

  std::string whole(const Entry& entry, const Wanted& wanted) const {
    const bool bare = entry.separator.empty();  // a key alone
    return entry.prefix + (bare ? std::string{format_.usual_separator()} : "") + wanted.written;
  }

  // Lines may have gone since the first look, so this looks again.
  void add(const std::vector<Wanted>& more) {
    scan_ = format_.scan(lines_, edit_);
    const bool another = !scan_.found.empty();
    std::size_t at = another ? scan_.found.back().line + scan_.found.back().count
                             : format_.place(lines_, edit_.section, scan_);
    const std::optional<Entry> model = another ? std::optional{scan_.found.back()} : scan_.model;
    if (at == lines_.size() && !format_.is_complete(lines_)) {
      error_ = at_line(lines_.size() - 1,
                       "the last line is not complete: an open quote, or a backslash at its end");
      return;
    }
    const std::string lead = model ? model->lead : "";
    const std::string separator =
        model && !model->separator.empty() ? model->separator : std::string{format_.usual_separator()};
    for (const Wanted& wanted : more) lines_.insert(at++, lead + key_ + separator + wanted.written);
  }

  const LineFormat& format_;
  Lines& lines_;
  const Edit& edit_;
  std::string& error_;
  std::string key_;
  std::vector<Wanted> wanted_;
  Scan scan_;
};

}  // namespace

bool breaks_line(std::string_view value, std::string& error) {
  const std::size_t at = value.find_first_of(std::string_view{"\n\r\0", 3});
  if (at == std::string_view::npos) return false;
  error = value[at] == '\0' ? "holds a NUL byte" : "holds a newline, which this format cannot write";
  return true;
}

std::string quote(const std::string& value, Quoting quoting, bool special, std::string& error) {
  if (breaks_line(value, error)) return {};
  const char mark = quoting == Quoting::doubled ? '"' : '\'';
  switch (quoting) {
    case Quoting::verbatim: return value;
    case Quoting::strict:
      if (special)
        error =
            "holds a quote, a comment character or a blank at an end, which programs read in different ways: "
            "choose "
            "with quoting = \"double\", \"single\" or \"verbatim\"";
      return value;
    case Quoting::doubled:
    case Quoting::single: break;
  }
  std::string result{mark};
  for (const char c : value) {
    if (c == '\\' || (c == '"' && mark == '"')) result += '\\';
    if (c == '\'' && mark == '\'') result += '\'';
    result += c;
  }
  return result + mark;
}

bool apply(const LineFormat& format, Lines& lines, const Edit& edit, std::string& error) {
  return Editor{format, lines, edit, error}.run();
}

}  // namespace jeden::keys
