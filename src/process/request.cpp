#include "process/request.hpp"

#include <array>

#include "base/suggest.hpp"
#include "process/request_options.hpp"

namespace jeden::process {
namespace {

const Option* find_option(std::string_view name) {
  for (const Option& option : exec_options())
    if (option.name == name) return &option;
  return nullptr;
}

std::string unknown_option(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Option& option : exec_options()) names.push_back(option.name);
  std::string text = "unknown option " + std::string{name};
  if (const std::string_view near = base::suggest(name, names); !near.empty())
    text.append(" (did you mean ").append(near).append("?)");
  return text;
}

class Parser {
 public:
  explicit Parser(std::span<const std::string_view> words) : words_{words} {}

  // Empty, or what is wrong.
  std::string parse(Request& request) {
    while (!words_.empty() && words_.front().starts_with('-') && words_.front() != "-") {
      const std::string_view word = take();
      if (word == "--") break;
      if (std::string error = parse_option(word, request); !error.empty()) return error;
    }
    request.program = words_;
    if (request.user && request.settings.identity) return "--user and --identity exclude each other";
    if (request.groups && request.settings.identity) return "--groups and --identity exclude each other";
    return request.program.empty() && !request.help ? "no program given" : "";
  }

 private:
  std::string_view take() {
    const std::string_view word = words_.front();
    words_ = words_.subspan(1);
    return word;
  }

  std::string parse_option(std::string_view word, Request& request) {
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const Option* const option = find_option(name);
    if (option == nullptr) return unknown_option(name);
    const bool has_value = equals != std::string_view::npos;
    if (option->value.empty()) {
      if (has_value) return std::string{name} + " takes no value";
      option->read(request, {});
      return {};
    }
    if (!has_value && words_.empty())
      return std::string{name} + " needs a value: " + std::string{option->value};
    const std::string_view value = has_value ? word.substr(equals + 1) : take();
    if (option->read(request, value)) return {};
    return std::string{name} + ' ' + std::string{value} + ": expected " + std::string{option->value};
  }

  std::span<const std::string_view> words_;
};

}  // namespace

std::optional<Request> parse_request(std::span<const std::string_view> words, std::string& error) {
  Request request;
  error = Parser{words}.parse(request);
  if (!error.empty()) return std::nullopt;
  return request;
}

}  // namespace jeden::process
