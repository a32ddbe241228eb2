#include "process/words.hpp"

#include <sys/resource.h>

#include <random>

#include "catch.hpp"
#include "process/request.hpp"

using namespace jeden;
using namespace jeden::process;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_{seed} {}
  long between(long least, long most) { return std::uniform_int_distribution<long>{least, most}(engine_); }
  bool coin() { return between(0, 1) == 1; }
  std::uint64_t bits() { return engine_(); }
  std::string bytes() {
    std::string text;
    for (long length = between(1, 12); length > 0; --length) text += static_cast<char>(between(1, 255));
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

unsigned any_id(Random& random) {
  return static_cast<unsigned>(random.between(0, 0xFFFFFFFEL));
}

core::Settings any_settings(Random& random) {
  core::Settings settings;
  if (random.coin()) {
    settings.identity.emplace(core::Identity{any_id(random), any_id(random), {}});
    for (long count = random.between(0, 4); count > 0; --count)
      settings.identity->groups.push_back(any_id(random));
  }
  if (random.coin()) settings.working_directory = random.bytes();
  if (random.coin()) settings.umask = static_cast<mode_t>(random.between(0, 0777));
  for (long count = random.between(0, 3); count > 0; --count) {
    std::uint64_t soft = random.bits(), hard = random.coin() ? RLIM_INFINITY : random.bits();
    if (soft > hard) std::swap(soft, hard);
    settings.limits.push_back({static_cast<int>(random.between(0, RLIM_NLIMITS - 1)), soft, hard});
  }
  if (random.coin()) settings.nice = static_cast<int>(random.between(-20, 19));
  if (random.coin()) settings.oom_score_adjust = static_cast<int>(random.between(-1000, 1000));
  settings.no_new_privileges = random.coin();
  if (random.coin()) settings.capabilities.keep = random.bits() & 0x1FFFFFFFFFFU;
  return settings;
}

TrampolineOptions any_options(Random& random) {
  TrampolineOptions options;
  if (random.coin()) options.signals = FoundSignals{random.bits(), random.coin() ? random.bits() : 0};
  options.place = static_cast<TrampolineOptions::Place>(random.between(0, 2));
  options.foreground = random.coin();
  options.parent_death_signal = static_cast<int>(random.between(0, 64));
  for (long count = random.between(0, 3); count > 0; --count)
    options.keep_descriptors.push_back(static_cast<int>(random.between(3, 1000)));
  const std::vector<std::string> formats{"", "text", "logfmt", "json"};
  options.log_format = formats[static_cast<std::size_t>(random.between(0, 3))];
  if (random.coin()) options.log_unit = "web";
  return options;
}

bool equal(const core::Settings& a, const core::Settings& b) {
  const auto same_limit = [](const core::Limit& x, const core::Limit& y) {
    return x.resource == y.resource && x.soft == y.soft && x.hard == y.hard;
  };
  const bool same_identity =
      a.identity.has_value() == b.identity.has_value() &&
      (!a.identity || (a.identity->uid == b.identity->uid && a.identity->gid == b.identity->gid &&
                       a.identity->groups == b.identity->groups));
  return same_identity && a.working_directory == b.working_directory && a.umask == b.umask &&
         a.nice == b.nice &&
         std::equal(a.limits.begin(), a.limits.end(), b.limits.begin(), b.limits.end(), same_limit) &&
         a.oom_score_adjust == b.oom_score_adjust && a.no_new_privileges == b.no_new_privileges &&
         a.capabilities.keep == b.capabilities.keep;
}

}  // namespace

TEST_CASE("settings and options survive the way to the trampoline") {
  Random random{20240501};
  for (int round = 0; round < 5000; ++round) {
    const core::Settings settings = any_settings(random);
    const TrampolineOptions options = any_options(random);
    const std::vector<std::string> words = to_words(settings, options);
    std::vector<std::string_view> line(words.begin(), words.end());
    line.insert(line.end(), {"--", "--program", "--", "argument"});
    std::string error;
    const auto request = parse_request(line, error);
    CAPTURE(round, words);
    REQUIRE(error.empty());
    REQUIRE(request);
    REQUIRE(equal(request->settings, settings));
    REQUIRE(request->options == options);
    REQUIRE(request->program.size() == 3);
    REQUIRE(request->program.front() == "--program");
  }
}

TEST_CASE("settings that ask for nothing give no words") {
  CHECK(to_words({}, {}).empty());
}
