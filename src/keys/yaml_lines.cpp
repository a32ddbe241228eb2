#include "keys/yaml_lines.hpp"

#include <algorithm>

#include "keys/scalar.hpp"

namespace jeden::keys {
namespace {

bool ends_word(std::string_view line, std::size_t at) {
  return at >= line.size() || is_blank(line[at]);
}

// A value in quotes or brackets, followed to its end.
class Follow {
 public:
  bool open() const { return quote_ != 0 || depth_ != 0; }

  // From `at`; where it ended, or the end of the line.
  std::size_t take(std::string_view line, std::size_t at) {
    for (; at < line.size(); ++at) {
      const char c = line[at];
      if (is_escape(line, at)) {
        ++at;
      } else if (quote_ != 0) {
        if (c == quote_) quote_ = 0;
      } else if ((c == '"' || c == '\'') && (depth_ == 0 || starts_scalar(line, at))) {
        quote_ = c;
      } else if (c == '[' || c == '{') {
        ++depth_;
      } else if (c == ']' || c == '}') {
        --depth_;
      } else if (c == '#' && (at == 0 || is_blank(line[at - 1]))) {
        return line.size();
      }
      if (!open()) return std::min(at + 1, line.size());
    }
    return line.size();
  }

 private:
  // A backslash between double quotes, a doubled quote between single ones.
  bool is_escape(std::string_view line, std::size_t at) const {
    if (quote_ == '"') return line[at] == '\\';
    return quote_ == '\'' && line[at] == '\'' && at + 1 < line.size() && line[at + 1] == '\'';
  }

  // In brackets a quote within a word is a letter.
  static bool starts_scalar(std::string_view line, std::size_t at) {
    while (at > 0 && is_blank(line[at - 1])) --at;
    return at == 0 || std::string_view{"[{,:"}.find(line[at - 1]) != std::string_view::npos;
  }

  char quote_ = 0;
  int depth_ = 0;
};

class Reader {
 public:
  explicit Reader(const Lines& lines) : lines_{lines} {}

  YamlText read() {
    text_.lines.resize(lines_.size());
    text_.end = lines_.size();
    for (number_ = 0; number_ < lines_.size() && text_.error.empty(); ++number_) line();
    if (text_.error.empty() && follow_.open()) fail("a quote or bracket before this is not closed");
    return std::move(text_);
  }

 private:
  void fail(std::string_view what) { text_.error = at_line(std::min(number_, lines_.size() - 1), what); }

  void line() {
    YamlLine& line = text_.lines[number_];
    const std::string_view text = lines_[number_];
    line.indent = indent_of(text);
    if (follow_.open()) {
      line.kind = YamlLine::Kind::inside;
      const std::size_t end = follow_.take(text, 0);
      if (!follow_.open()) check_rest(text, end);
      return;
    }
    const bool empty = line.indent == text.size();
    if (block_ != YamlLine::none) {
      if (empty || line.indent > block_) {
        line.kind = YamlLine::Kind::inside;
        return;
      }
      block_ = YamlLine::none;
    }
    if (empty || text[line.indent] == '#') return;
    if (marker(text)) {
      line.kind = YamlLine::Kind::marker;
      return;
    }
    if (ended_) return fail("there is more than one document");
    seen_ = true;
    line.kind = YamlLine::Kind::content;
    if (text.substr(0, line.indent).find('\t') != std::string_view::npos)
      return fail("a tab indents this line");
    content(text, line);
  }

  bool marker(std::string_view text) {
    if (text[0] == '%' && !seen_) return true;
    const bool start = text.starts_with("---") && ends_word(text, 3);
    if (!start && !(text.starts_with("...") && ends_word(text, 3))) return false;
    const std::string_view rest = trimmed(text.substr(3));
    if (start && !rest.empty() && rest[0] != '#') fail("there is more than \"---\" in this line");
    if (start && (seen_ || started_)) fail("there is more than one document");
    if (start) {
      started_ = true;
      text_.begin = number_ + 1;
    } else if (!ended_) {
      ended_ = true;
      text_.end = number_;
    }
    return true;
  }

  void content(std::string_view text, YamlLine& line) {
    std::size_t at = line.indent;
    std::size_t column = at;
    while (text[at] == '-' && ends_word(text, at + 1)) {
      line.item = true;
      column = at++;
      at += indent_of(text.substr(at));
      if (at >= text.size() || text[at] == '#') return;
    }
    if (line.item) line.value = at;
    const std::size_t colon = key(text, at, line);
    if (colon != YamlLine::none) {
      column = at;
      line.colon = colon;
      at = colon + indent_of(text.substr(colon));
      if (at >= text.size() || (text[at] == '#' && at > colon)) return finish_item(text, line);
    }
    if (!line.item) line.value = at;
    value(text, at, column, line);
  }

  // "- key:" has content although the key has no value.
  static void finish_item(std::string_view text, YamlLine& line) {
    if (line.item) line.value_end = std::min(text.find(" #"), text.size());
  }

  // Behind the colon of a key; none when there is no key.
  std::size_t key(std::string_view text, std::size_t at, YamlLine& line) {
    std::size_t end = YamlLine::none;
    if (text[at] == '"' || text[at] == '\'') {
      Follow follow;
      const std::size_t close = follow.take(text, at);
      if (follow.open()) return YamlLine::none;
      end = close + indent_of(text.substr(close));
      if (end >= text.size() || text[end] != ':' || !ends_word(text, end + 1)) return YamlLine::none;
      const auto plain = unquoted(text.substr(at, close - at));
      if (!plain) fail("the escapes of this key are not known here");
      line.key = plain.value_or("");
    } else {
      if (std::string_view{"[{?&*!|>%@`"}.find(text[at]) != std::string_view::npos) return YamlLine::none;
      for (std::size_t i = at; i < text.size() && end == YamlLine::none; ++i) {
        if (text[i] == ':' && ends_word(text, i + 1)) end = i;
        if (text[i] == '#' && i > at && is_blank(text[i - 1])) return YamlLine::none;
      }
      if (end == YamlLine::none) return end;
      line.key = trimmed(text.substr(at, end - at));
    }
    line.has_key = true;
    return end + 1;
  }

  void value(std::string_view text, std::size_t at, std::size_t column, YamlLine& line) {
    std::size_t start = at;  // behind anchors and tags
    while (start < text.size() && (text[start] == '&' || text[start] == '!')) {
      start = std::min(text.find_first_of(" \t", start), text.size());
      start += indent_of(text.substr(start));
    }
    line.value_end = text.size();
    if (start >= text.size()) return;
    const char first = text[start];
    if (first == '|' || first == '>') {
      block_ = column;
      line.several = true;
    } else if (first == '"' || first == '\'' || first == '[' || first == '{') {
      line.value_end = follow_.take(text, start);
      line.several = follow_.open();
      if (!line.several) check_rest(text, line.value_end);
    } else {
      std::size_t end = start;
      while (end < text.size() && !(text[end] == '#' && end > 0 && is_blank(text[end - 1]))) ++end;
      while (end > at && is_blank(text[end - 1])) --end;
      line.value_end = end;
    }
  }

  // Behind a value there may be a comment and nothing else.
  void check_rest(std::string_view text, std::size_t end) {
    const std::string_view rest = trimmed(text.substr(end));
    if (!rest.empty() && (rest[0] != '#' || !is_blank(text[end])))
      fail("there is something behind a value that is complete");
  }

  const Lines& lines_;
  YamlText text_;
  std::size_t number_ = 0;
  Follow follow_;
  std::size_t block_ = YamlLine::none;  // within a block scalar: the column of what it belongs to
  bool seen_ = false, started_ = false, ended_ = false;
};

}  // namespace

YamlText read_yaml(const Lines& lines) {
  return Reader{lines}.read();
}

}  // namespace jeden::keys
