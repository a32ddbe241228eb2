#include "probe/url.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace jeden::probe {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && base::is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_name_character(c) || c == '+' || c == '-' || c == '.';
  });
}

void split_parameters(Url& url, std::string_view query) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view raw = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (raw.empty()) continue;
    const auto equals = raw.find('=');
    const std::string_view name = raw.substr(0, equals);
    std::string value{equals == std::string_view::npos ? std::string_view{} : raw.substr(equals + 1)};
    std::replace(value.begin(), value.end(), '+', ' ');
    url.parameters.push_back({std::string{raw}, decode(name).value_or(std::string{name}),
                              decode(value).value_or(value), name.find('%') != std::string_view::npos});
  }
}

std::string split_host(Url& url, std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return "the bracket of the IPv6 address is not closed";
    url.host = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    if (text.empty()) return {};
    if (text.front() != ':') return "only a port can follow the IPv6 address";
    url.port = text.substr(1);
    return url.port.empty() ? "the port is missing behind the colon" : "";
  }
  const auto colon = text.find(':');
  if (colon != text.rfind(':')) return "an IPv6 address is written in brackets, as in [::1]:80";
  const auto host = decode(text.substr(0, colon));
  if (!host) return "the host is not well-formed";
  url.host = *host;
  if (colon == std::string_view::npos) return {};
  url.port = text.substr(colon + 1);
  return url.port.empty() ? "the port is missing behind the colon" : "";
}

}  // namespace

std::optional<Url> split_scheme(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) return std::nullopt;
  Url url;
  url.scheme = base::lower(text.substr(0, colon));
  url.rest = text.substr(colon + 1);
  return url;
}

std::string split_authority(Url& url) {
  std::string_view rest = url.rest;
  if (!rest.starts_with("//")) return "\"//\" is missing behind \"" + url.scheme + ":\"";
  rest.remove_prefix(2);
  if (const auto fragment = rest.find('#'); fragment != std::string_view::npos) {
    if (rest.find('@', fragment) != std::string_view::npos) return "a # in a password is written %23";
    rest = rest.substr(0, fragment);
  }
  const auto query = rest.find('?');
  if (query != std::string_view::npos) {
    split_parameters(url, rest.substr(query + 1));
    rest = rest.substr(0, query);
  }
  const auto slash = rest.find('/');
  std::string_view authority = rest.substr(0, slash);
  if (slash != std::string_view::npos) url.path = rest.substr(slash);
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view credentials = authority.substr(0, at);
    authority.remove_prefix(at + 1);
    const auto colon = credentials.find(':');
    const auto user = decode(credentials.substr(0, colon));
    if (!user) return "a % in the user's name is written %25";
    if (!user->empty()) url.user = *user;
    if (colon != std::string_view::npos) {
      const auto password = decode(credentials.substr(colon + 1));
      if (!password) return "a % in a password is written %25";
      url.password = *password;
    }
  } else if (url.path.find('@') != std::string::npos && authority.find(':') != std::string_view::npos &&
             url.path.find('@') < url.path.find('/', 1)) {
    return "a / in a password is written %2F";
  }
  return split_host(url, authority);
}

void split_file(Url& url) {
  std::string_view rest = url.rest;
  if (rest.starts_with("//")) rest.remove_prefix(2);
  const auto query = rest.find('?');
  if (query != std::string_view::npos) split_parameters(url, rest.substr(query + 1));
  url.path = rest.substr(0, query);
}

std::optional<std::string> decode(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0 || high + low == 0) return std::nullopt;
    result.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return result;
}

}  // namespace jeden::probe
