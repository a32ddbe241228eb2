// What a wait is for: a URL taken apart, checked, and completed from the environment.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jeden::probe {

struct Kind;

enum class Verify : std::uint8_t { none, authority, full };

struct TlsSettings {
  Verify verify = Verify::full;
  std::string authority;    // a PEM file; empty: the machine's own
  std::string certificate;  // PEM files of the client; empty: none
  std::string key;
  std::string name;      // for SNI and the check of the certificate; empty: the host
  std::string protocol;  // ALPN, such as "h2"; empty: none
};

struct Target {
  const Kind* kind = nullptr;
  std::string shown;  // the URL as it may appear in logs: without secrets
  std::string host;   // without brackets
  std::uint16_t port = 0;
  std::string socket;  // a unix socket instead of host and port; a leading @ is the abstract name space
  std::optional<std::string> user;
  std::optional<std::string> password;
  std::string path;   // hierarchical: with the leading slash, still encoded; file, unix, log: the file's name
  std::string query;  // what of an HTTP query goes to the server
  std::vector<std::string> words;  // exec: the command
  std::vector<std::pair<std::string, std::string>> parameters;
  enum class Opening : std::uint8_t { plain, tls } opening = Opening::plain;
  TlsSettings tls;

  std::string_view parameter(std::string_view name, std::string_view otherwise = {}) const;
  // Named with "1", "true", "yes", "on" or nothing behind it.
  bool flag(std::string_view name) const;
  // The address names this machine, so that a failed attempt costs nobody else anything.
  bool is_local() const;
};

struct Parsed {
  std::shared_ptr<const Target> target;  // null when there is an error
  std::string error;  // "unknown scheme "postgress", did you mean postgres?"; it does not repeat the URL
};

// Where a URL is completed from: users and passwords, when the URL or the kind says so.
struct Sources {
  enum class Files : std::uint8_t { read, assume };  // assume: they hold something, and are not looked at

  std::function<std::optional<std::string>(const std::string& name)> variable;  // none: getenv(3)
  Files files = Files::read;
};

Parsed parse_target(std::string_view url, const Sources& sources = {});

// A URL, well-formed or not, without user and password.
std::string redact(std::string_view url);

}  // namespace jeden::probe
