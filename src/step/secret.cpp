#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "base/base64.hpp"
#include "base/number.hpp"
#include "step/owner.hpp"
#include "step/texts.hpp"
#include "step/write.hpp"

namespace jeden::step {
namespace {

constexpr mode_t private_mode = 0600;

// Every character is as likely as any other: bytes beyond the last whole multiple are thrown away.
int random_text(std::size_t length, std::string_view alphabet, std::string& text) {
  const std::size_t usable = 256 - 256 % alphabet.size();
  std::array<unsigned char, 256> bytes{};
  while (text.size() < length) {
    const ssize_t count = ::getrandom(bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count) && text.size() < length; ++i)
      if (bytes[i] < usable) text += alphabet[bytes[i] % alphabet.size()];
  }
  return 0;
}

// Also of a file that was readable to others before.
Target private_target(const base::Record& action, std::string path) {
  Target target = target_of(action, std::move(path), private_mode);
  target.mode = target.mode.value_or(private_mode);
  return target;
}

}  // namespace

Outcome write_secret(const base::Record& action, Run run) {
  const std::string name{action.get("path")};
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0')
    return failed(name + (value == nullptr ? " is not set" : " is empty") + ", and " +
                  std::string{action.get("to")} + " should hold it: set it, or make this optional");
  std::string content = value;
  if (action.find("base64")) {
    auto decoded = base::decode_base64(content);
    if (!decoded)
      return failed(name + " is not base64, and " + std::string{action.get("to")} +
                    " should hold what it encodes: encode it, or leave base64 out");
    content = std::move(*decoded);
  }
  return write_file(private_target(action, std::string{action.get("to")}), content, run);
}

Outcome generate_secret(const base::Record& action, Run run) {
  const std::string path{action.get("path")};
  const std::string_view alphabet = action.get("alphabet");
  const auto length = base::parse_number<std::size_t>(action.get("length")).value_or(0);
  if (length == 0 || alphabet.empty() || alphabet.size() > 256)
    return failed("no length or alphabet for " + path);
  struct stat status {};
  const bool found = ::stat(path.c_str(), &status) == 0;
  if (!found && errno != ENOENT) return failed(refusal("look at", path, errno));
  if (found && status.st_size > 0) return unchanged(path + " has been made before");
  if (run == Run::dry) return changed(run, "made", "make", path + " at random");
  std::string text;
  if (const int error = random_text(length, alphabet, text)) return failed(refusal("make", path, error));
  const Target target = private_target(action, path);
  return found ? write_file(target, text, run) : create_file(target, text);
}

}  // namespace jeden::step
