#include "config/posix_zone.hpp"

#include <charconv>

#include "base/text.hpp"

namespace jeden::config {
namespace {

using base::is_digit;
using base::is_letter;

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  bool zone() {
    if (!name() || !time(24)) return false;
    if (rest_.empty()) return true;
    if (!name()) return false;
    if (!rest_.empty() && rest_.front() != ',' && !time(24)) return false;
    return rest_.empty() || (rule() && rule() && rest_.empty());
  }

 private:
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Three letters or more, or anything of letters, digits and signs in angle brackets.
  bool name() {
    const bool quoted = take('<');
    std::size_t length = 0;
    while (length < rest_.size() &&
           (is_letter(rest_[length]) ||
            (quoted && (is_digit(rest_[length]) || rest_[length] == '+' || rest_[length] == '-'))))
      ++length;
    rest_.remove_prefix(length);
    return length >= 3 && (!quoted || take('>'));
  }

  bool number(int least, int most) {
    int value = 0;
    if (rest_.empty() || !is_digit(rest_.front())) return false;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{} || value < least || value > most) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

  // [+-]hh[:mm[:ss]]
  bool time(int most_hours) {
    if (!take('+')) take('-');
    if (!number(0, most_hours)) return false;
    for (int part = 0; part < 2 && take(':'); ++part)
      if (!number(0, 59)) return false;
    return true;
  }

  // ,date[/time] where a date is Mm.w.d, Jn or n
  bool rule() {
    if (!take(',')) return false;
    const bool date = take('M')   ? number(1, 12) && take('.') && number(1, 5) && take('.') && number(0, 6)
                      : take('J') ? number(1, 365)
                                  : number(0, 365);
    constexpr int widest_hours = 167;  // RFC 8536 allows a week
    return date && (!take('/') || time(widest_hours));
  }

  std::string_view rest_;
};

}  // namespace

bool is_posix_zone(std::string_view text) {
  return Reader{text}.zone();
}

}  // namespace jeden::config
