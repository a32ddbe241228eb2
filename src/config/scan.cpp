#include "config/scan.hpp"

#include "base/text.hpp"
#include "config/utf8.hpp"

namespace jeden::config {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_{text} {}

  std::optional<ScanFault> run() {
    while (!rest_.empty() && !fault_) step();
    return fault_;
  }

 private:
  void fail(std::string message, std::string hint) {
    fault_ = ScanFault{{line_, column_, 1}, std::move(message), std::move(hint)};
  }

  void fail_here(std::string message, std::string hint) {
    fail(std::move(message), std::move(hint));
    fault_->local = true;
  }

  // Moves over one character, whatever it stands in.
  char advance() {
    const std::string_view character = utf8_take(rest_);
    if (character[0] == '\0')
      fail("a NUL byte does not belong into a text file", "was the file saved as UTF-16, or damaged?");
    else if (!utf8_valid(character))
      fail("this byte is not valid UTF-8", "save the file as UTF-8");
    ++column_;
    if (character[0] != ' ' && character[0] != '\t') line_is_blank_ = false;
    if (character[0] == '\n') {
      line_is_blank_ = true;
      ++line_;
      column_ = 1;
    }
    return character[0];
  }

  void step() {
    const char c = rest_.front();
    if (c == '#') return skip_comment();
    if (c == '"' || c == '\'') return skip_string(c);
    if (c == '[' || c == '{') return open();
    if ((c == ']' || c == '}') && depth_ > 0) --depth_;
    if (before_letter())
      return fail_here("a letter like this one stands in strings and comments only",
                       "write \"...\" around it");
    if (c == '.' && ++parts_ > deepest_nesting)
      return fail("a dotted key of more than " + std::to_string(deepest_nesting) + " parts", "");
    if (c == '\n' || c == ',' || c == '=' || c == ']' || c == '}') parts_ = 0;
    advance();
  }

  // True before a well-formed character beyond ASCII. TOML has them in strings and comments only, and the
  // library is not prepared for some of them elsewhere.
  bool before_letter() const {
    std::string_view rest = rest_;
    return !rest.empty() && static_cast<unsigned char>(rest.front()) >= 0x80 && utf8_valid(utf8_take(rest));
  }

  // The library asserts that a name follows where a table header opens.
  bool names_a_table() const {
    const std::size_t first = rest_.find_first_not_of(" \t", rest_.starts_with("[[") ? 2 : 1);
    if (first == std::string_view::npos) return true;
    const char c = rest_[first];
    return base::is_name_character(c) || c == '-' || c == '"' || c == '\'' || c == ']';
  }

  void open() {
    parts_ = 0;
    if (depth_ == 0 && line_is_blank_ && rest_.front() == '[' && !names_a_table())
      return fail_here("a table's name is missing here", "write [main], or [[hook]]");
    if (++depth_ > deepest_nesting)
      return fail("nested more than " + std::to_string(deepest_nesting) + " deep",
                  "no key of an init.toml needs that");
    advance();
  }

  void skip_comment() {
    while (!rest_.empty() && rest_.front() != '\n' && !fault_) advance();
  }

  void skip_string(char quote) {
    const std::string triple(3, quote);
    const bool multiline = rest_.starts_with(triple);
    for (int i = 0; i < (multiline ? 3 : 1); ++i) advance();
    while (!rest_.empty() && !fault_) {
      if (multiline ? rest_.starts_with(triple) : rest_.front() == quote) break;
      if (!multiline && rest_.front() == '\n') return;  // not closed: the library says so
      if (advance() != '\\' || quote != '"' || rest_.empty() || fault_) continue;
      if (before_letter())
        return fail_here("a backslash before this letter means nothing", "write \\\\ for a backslash");
      advance();
    }
    for (int i = 0; i < (multiline ? 3 : 1) && !rest_.empty() && !fault_; ++i) advance();
  }

  std::string_view rest_;
  std::optional<ScanFault> fault_;
  bool line_is_blank_ = true;  // so far
  unsigned line_ = 1, column_ = 1, depth_ = 0, parts_ = 0;
};

}  // namespace

std::optional<ScanFault> scan(std::string_view text) {
  return Scanner{text}.run();
}

}  // namespace jeden::config
