// A URL in its pieces (RFC 3986), before anybody asks what they mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jeden::probe {

struct Parameter {
  std::string raw;  // as written, "name=value"
  std::string name;
  std::string value;
  bool escaped_name = false;  // the name was written with a percent escape
};

struct Url {
  std::string scheme;  // lower case
  std::string rest;    // everything behind the colon, as written
  std::optional<std::string> user;
  std::optional<std::string> password;
  std::string host;
  std::string port;  // as written
  std::string path;  // as written
  std::vector<Parameter> parameters;
};

// The scheme in lower case and the rest; nullopt without a scheme.
std::optional<Url> split_scheme(std::string_view text);
// Authority, path and parameters of a hierarchical URL; gives the error, or nothing.
std::string split_authority(Url& url);
// "//path", "path" and parameters of a URL about a file.
void split_file(Url& url);

// nullopt for a broken escape or an escaped NUL.
std::optional<std::string> decode(std::string_view text);

}  // namespace jeden::probe
