#include "tools/secrets.hpp"

#include "base/base64.hpp"

namespace jeden::tools {
namespace {

// A pipe holds so much before anybody reads (pipe(7)); the second is for a user who has too many of them.
constexpr std::size_t usual_pipe = 60'000, small_pipe = 4'096;
constexpr std::string_view kind = "secrets_of_the_log";

}  // namespace

void pass_secrets(const std::vector<std::string>& secrets, core::Program& program) {
  if (secrets.empty() || !program.own_binary || program.words.size() < 2) return;
  const bool wait = program.words[1] == "wait";
  std::string lines;
  std::size_t count = 0, size = program.input.size();
  base::Record record{std::string{kind}, {}};
  const auto add = [&](const std::string& secret, std::size_t room) {
    const std::string line = base::encode_base64(secret) + '\n';
    if (secret.size() < base::Mask::shortest || size + line.size() > room) return;
    size += line.size();
    ++count;
    lines += line;
    record.fields.emplace_back("value", secret);
  };
  const auto is_used = [&](const std::string& secret) {
    return program.input.find(secret) != std::string::npos;
  };
  for (const std::string& secret : secrets)
    if (is_used(secret)) add(secret, usual_pipe);
  for (const std::string& secret : secrets)
    if (!is_used(secret)) add(secret, small_pipe);
  if (count == 0) return;
  if (wait) {
    program.words.emplace_back("--secrets");
    program.words.push_back(std::to_string(count));
    program.input.insert(0, lines);
  } else if (program.words[1] == "step") {
    program.input.insert(0, base::encode({record}));
  }
}

bool take_secrets(std::size_t count, std::string& input, base::Mask& mask) {
  std::vector<std::string> secrets;
  for (std::size_t at = 0; at < count; ++at) {
    const std::size_t end = input.find('\n');
    auto secret = base::decode_base64(std::string_view{input}.substr(0, end));
    if (end == std::string::npos || !secret) return false;
    secrets.push_back(std::move(*secret));
    input.erase(0, end + 1);
  }
  mask = base::Mask{secrets};
  return true;
}

base::Mask take_secrets(std::vector<base::Record>& actions) {
  std::vector<std::string> secrets;
  if (actions.empty() || actions.front().kind != kind) return {};
  for (auto& [name, value] : actions.front().fields) secrets.push_back(std::move(value));
  actions.erase(actions.begin());
  return base::Mask{secrets};
}

}  // namespace jeden::tools
