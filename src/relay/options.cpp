#include "relay/options.hpp"

#include "base/number.hpp"
#include "base/size.hpp"

namespace jeden::relay {
namespace {

constexpr unsigned most_kept = 1000;

std::string quoted(std::string_view name, std::string_view wants, std::string_view value) {
  std::string text{name};
  return ((text += " wants ") += wants) += ", not \"" + std::string{value} + "\"";
}

std::string read_keep(std::string_view value, Options& options) {
  const auto number = base::parse_number<unsigned>(value);
  if (!number || *number > most_kept) return quoted("--keep", "a number up to 1000", value);
  options.limits.keep = *number;
  return {};
}

std::string read_max_line(std::string_view value, Options& options) {
  const auto size = base::parse_size(value);
  if (!size || *size < shortest_max_line || *size > longest_max_line)
    return quoted("--max-line", "a size from 256 to 16MiB", value);
  options.max_line = static_cast<std::size_t>(*size);
  options.cut_lines = true;
  return {};
}

std::string read_value(std::string_view name, std::string_view value, Options& options) {
  if (name == "--name") {
    options.dress.name = value;
  } else if (name == "--stdout-file") {
    options.paths[0] = value.data();
  } else if (name == "--stderr-file") {
    options.paths[1] = value.data();
  } else if (name == "--ready-pattern") {
    options.ready_pattern = value.data();
  } else if (name == "--format") {
    if (value != "text" && value != "json") return quoted(name, "text or json", value);
    options.dress.format = value == "json" ? Format::json : Format::text;
  } else if (name == "--max-line") {
    return read_max_line(value, options);
  } else if (name == "--max-size") {
    const auto size = base::parse_size(value);
    if (!size) return quoted(name, "a size such as 10MiB", value);
    options.limits.max_size = *size;
  } else if (name == "--keep") {
    return read_keep(value, options);
  } else if (name == "--streams") {
    if (value != "1" && value != "2") return quoted(name, "1 or 2", value);
    options.streams = value == "2" ? 2 : 1;
  } else if (name == "--log-format") {
    const auto format = log::parse_format(value, 2);
    if (!format) return quoted(name, "auto, text, logfmt or json", value);
    options.log_format = *format;
  } else {
    return "unknown option \"" + std::string{name} + "\"";
  }
  return {};
}

}  // namespace

std::string read_options(std::span<const std::string_view> words, Options& options) {
  options.log_format = *log::parse_format("auto", 2);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--prefix") {
      options.dress.prefix = true;
    } else if (word == "--timestamps") {
      options.dress.timestamps = true;
    } else if (!word.starts_with("--")) {
      options.paths[0] = word.data();
    } else if (i + 1 == words.size()) {
      return std::string{word} + " wants a value";
    } else if (std::string error = read_value(word, words[++i], options); !error.empty()) {
      return error;
    }
  }
  return {};
}

}  // namespace jeden::relay
