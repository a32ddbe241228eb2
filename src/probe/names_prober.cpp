// dns: a name resolves, to at least so many addresses.

#include "base/number.hpp"
#include "probe/handle.hpp"
#include "probe/kind.hpp"
#include "probe/prober.hpp"
#include "probe/resolver.hpp"

namespace jeden::probe {
namespace {

// dns://name, or dns://server/name as in RFC 4501.
std::string name_of(const Target& target) {
  return target.path.size() > 1 ? target.path.substr(1) : target.host;
}
std::string server_of(const Target& target) {
  if (target.path.size() <= 1) return {};
  const std::string host = target.host.find(':') == std::string::npos ? target.host : "[" + target.host + "]";
  return host + ":" + std::to_string(target.port);
}

std::size_t count_of(const Target& target) {
  return base::parse_number<std::size_t>(target.parameter("count", "1")).value_or(0);
}

class NamesProber final : public Prober {
 public:
  NamesProber(uv_loop_t& loop, std::shared_ptr<const Target> target)
      : loop_{loop}, target_{std::move(target)}, limit_{loop}, count_{count_of(*target_)} {}

  void begin(Limits limits, Done done) override {
    done_ = std::move(done);
    found_ = 0;
    error_.clear();
    const std::string name = name_of(*target_);
    const auto type = target_->parameter("type");
    questions_ = type.empty() ? 2 : 1;
    limit_.start(limits.attempt, [this] { finish(interrupted()); });
    resolver_ = std::make_unique<Resolver>(loop_, server_of(*target_));
    const auto answer = [this](Family, const std::vector<Address>& addresses, const std::string& error) {
      found_ += addresses.size();
      if (!error.empty()) error_ = error;
      if (--questions_ == 0) judge();
    };
    if (type.empty()) return resolver_->find(name, 0, answer);
    resolver_->find(name, 0, type == "AAAA" ? Family::v6 : Family::v4, answer);
  }

  void cancel() override {
    limit_.stop();
    resolver_.reset();
  }

  Verdict interrupted() const override {
    return pending(Reason::dns, "no name server answered for \"" + name_of(*target_) + "\"");
  }

 private:
  void judge() {
    if (found_ >= count_) return finish(ready());
    if (found_ == 0) return finish(pending(Reason::dns, error_));
    finish(pending(Reason::dns, std::to_string(found_) + " of " + std::to_string(count_) +
                                    " addresses for \"" + name_of(*target_) + "\""));
  }

  // The resolver may be the caller: it stays until the next attempt.
  void finish(Verdict verdict) {
    if (!done_) return;
    limit_.stop();
    const Done done = std::exchange(done_, nullptr);
    done(std::move(verdict));
  }

  uv_loop_t& loop_;
  std::shared_ptr<const Target> target_;
  Timer limit_;
  std::size_t count_;
  std::unique_ptr<Resolver> resolver_;
  Done done_;
  std::size_t found_ = 0;
  int questions_ = 0;
  std::string error_;
};

}  // namespace

std::unique_ptr<Prober> make_names_prober(uv_loop_t& loop, std::shared_ptr<const Target> target) {
  return std::make_unique<NamesProber>(loop, std::move(target));
}

std::string check_names_parameters(const Target& target) {
  const auto type = target.parameter("type", "A");
  if (type != "A" && type != "AAAA") return "type is A or AAAA, not \"" + std::string{type} + "\"";
  if (count_of(target) == 0)
    return "count is a number from 1, not \"" + std::string{target.parameter("count")} + "\"";
  return {};
}

}  // namespace jeden::probe
