#include "base/shell_words.hpp"

namespace jeden::base {
namespace {

constexpr std::string_view blanks = " \t\n\r";

// What a backslash quotes between double quotes; before anything else it is plain text there.
constexpr std::string_view quoted_in_double = "$`\"\\";

class Splitter {
 public:
  explicit Splitter(std::string_view text) : rest_{text} {}

  ShellWords split() {
    while (!rest_.empty() && result_.error.empty()) one();
    end_word();
    if (!result_.error.empty()) result_.words.clear();
    return std::move(result_);
  }

 private:
  void one() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (blanks.find(c) != std::string_view::npos) return end_word();
    in_word_ = c != '\\' || !rest_.starts_with('\n') || in_word_;
    if (c == '\'')
      single();
    else if (c == '"')
      double_quoted();
    else if (c == '\\')
      backslash();
    else
      word_ += c;
  }

  void single() {
    const std::size_t end = rest_.find('\'');
    if (end == std::string_view::npos) return fail("a ' is not closed");
    word_ += rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
  }

  void double_quoted() {
    while (!rest_.empty() && rest_.front() != '"') {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\\' && rest_.starts_with('\n')) {
        rest_.remove_prefix(1);
        continue;
      }
      if (c == '\\' && !rest_.empty() && quoted_in_double.find(rest_.front()) != std::string_view::npos) {
        c = rest_.front();
        rest_.remove_prefix(1);
      }
      word_ += c;
    }
    if (rest_.empty()) return fail("a \" is not closed");
    rest_.remove_prefix(1);
  }

  void backslash() {
    if (rest_.empty()) return fail("a backslash stands at the end");
    if (rest_.front() != '\n') word_ += rest_.front();
    rest_.remove_prefix(1);
  }

  void end_word() {
    if (in_word_) result_.words.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  void fail(std::string_view why) {
    result_.error = why;
    rest_ = {};
  }

  std::string_view rest_;
  ShellWords result_;
  std::string word_;
  bool in_word_ = false;
};

}  // namespace

ShellWords split_shell(std::string_view text) {
  return Splitter{text}.split();
}

std::string quote_shell(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + '\'';
}

}  // namespace jeden::base
