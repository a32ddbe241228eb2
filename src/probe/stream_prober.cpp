// Asks every address of a name, IPv6 and IPv4 in turn, each a moment after the one before it (RFC 8305), and
// lets the whole conversation race: an address that accepts and says nothing does not hide a good one.
#include <algorithm>
#include <deque>
#include <vector>

#include "probe/connection.hpp"
#include "probe/kind.hpp"
#include "probe/prober.hpp"
#include "probe/resolver.hpp"

namespace jeden::probe {
namespace {

using base::Millis;

constexpr Millis head_start{150};
constexpr std::size_t most_addresses = 16;
constexpr int most_redirects = 5;

class StreamProber final : public Prober {
 public:
  StreamProber(uv_loop_t& loop, std::shared_ptr<const Target> target)
      : loop_{loop}, original_{std::move(target)}, limit_{loop}, head_start_{loop} {}

  void begin(Limits limits, Done done) override {
    cancel();
    limits_ = limits;
    done_ = std::move(done);
    redirects_ = 0;
    limit_.start(limits.attempt, [this] { overrun(); });
    visit(original_);
  }

  void cancel() override {
    limit_.stop();
    head_start_.stop();
    resolver_.reset();
    connections_.clear();
    running_ = false;
  }

  Verdict interrupted() const override {
    if (questions_ > 0 && tried_ == 0)
      return pending(Reason::dns, "no name server answered for \"" + target_->host + "\"");
    std::string where = "no answer";
    for (const auto& one : connections_)
      if (!one->is_finished()) where = one->complaint();
    return pending(Reason::timeout, where);
  }

  std::string watched_path() const override {
    return original_->socket.starts_with('@') ? std::string{} : original_->socket;
  }

 private:
  void visit(std::shared_ptr<const Target> target) {
    target_ = std::move(target);
    running_ = true;
    waiting_.clear();
    tried_ = 0;
    best_ = {};
    questions_ = 0;
    if (!target_->socket.empty()) {
      Address address;
      address.path = address.text = target_->socket;
      waiting_.push_back(std::move(address));
      return launch();
    }
    if (auto address = numeric_address(target_->host, target_->port)) {
      waiting_.push_back(std::move(*address));
      return launch();
    }
    questions_ = 2;
    resolver_ = std::make_unique<Resolver>(loop_, "");
    resolver_->find(target_->host, target_->port,
                    [this](Family family, auto addresses, const std::string& error) {
                      found(family, std::move(addresses), error);
                    });
  }

  void found(Family family, std::vector<Address> addresses, const std::string& error) {
    --questions_;
    if (!running_) return;
    if (!error.empty()) name_error_ = error;
    // The families take turns.
    std::size_t place = family == Family::v6 ? 0 : 1;
    for (Address& address : addresses) {
      waiting_.insert(waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(place, waiting_.size())),
                      std::move(address));
      place += 2;
    }
    if (!head_start_.is_running()) launch();
  }

  void launch() {
    while (running_ && !waiting_.empty() && tried_ < most_addresses) {
      Address address = std::move(waiting_.front());
      waiting_.pop_front();
      ++tried_;
      const std::size_t before = ended_;
      connections_.push_back(std::make_unique<Connection>(loop_, *target_, std::move(address),
                                                          [this](Step step) { answered(std::move(step)); }));
      connections_.back()->start(std::min(limits_.connection, limits_.attempt));
      if (ended_ != before) continue;
      head_start_.start(head_start, [this] { launch(); });
      return;
    }
    if (!running_ || questions_ > 0 || !is_idle()) return;
    finish(tried_ > 0 ? best_ : pending(Reason::dns, name_error_));
  }

  bool is_idle() const {
    return std::all_of(connections_.begin(), connections_.end(),
                       [](const auto& one) { return one->is_finished(); });
  }

  // Called from within a connection, which therefore stays in the list.
  void answered(Step step) {
    ++ended_;
    if (!running_) return;
    if (step.kind == Step::Kind::redirect) return follow(step.location);
    const bool decided = step.verdict.outcome != Outcome::pending;
    if (decided) return finish(std::move(step.verdict));
    consider(std::move(step.verdict));
    if (!connections_.empty() && is_idle()) {
      head_start_.stop();
      launch();
    }
  }

  void follow(const std::string& location) {
    if (++redirects_ > most_redirects) return finish(pending(Reason::protocol, "too many redirects"));
    std::string url = location;
    if (location.starts_with('/'))
      url = std::string{target_->kind->scheme} + "://" +
            (target_->host.find(':') == std::string::npos ? target_->host : "[" + target_->host + "]") + ":" +
            std::to_string(target_->port) + location;
    const Parsed parsed = parse_target(url);
    if (!parsed.target)
      return finish(pending(Reason::protocol, "cannot follow the redirect: " + parsed.error));
    auto next = std::make_shared<Target>(*parsed.target);
    if (target_->kind->make == make_http) {
      next->parameters = target_->parameters;  // What is expected stays the same; credentials do not travel.
    } else {
      next->user = target_->user;
      next->password = target_->password;
    }
    next->tls = target_->tls;
    if (next->host == target_->host) next->socket = target_->socket;
    for (const auto& one : connections_) one->stop();
    // The present connection is the caller: it has to return before its target goes.
    retired_ = target_;
    head_start_.start(Millis{0}, [this, next] {
      connections_.clear();
      visit(next);
    });
  }

  void consider(Verdict verdict) {
    if (best_.reason < verdict.reason) best_ = std::move(verdict);
  }

  void overrun() {
    consider(interrupted());
    finish(best_);
  }

  void finish(Verdict verdict) {
    running_ = false;
    limit_.stop();
    head_start_.stop();
    for (const auto& one : connections_) one->stop();
    const Done done = std::move(done_);
    done(std::move(verdict));
  }

  uv_loop_t& loop_;
  std::shared_ptr<const Target> original_;
  std::shared_ptr<const Target> target_;  // where redirects have led
  std::shared_ptr<const Target> retired_;
  Timer limit_;
  Timer head_start_;
  Limits limits_;
  Done done_;
  std::unique_ptr<Resolver> resolver_;
  std::deque<Address> waiting_;
  std::vector<std::unique_ptr<Connection>> connections_;
  Verdict best_;
  std::string name_error_;
  int questions_ = 0;
  int redirects_ = 0;
  std::size_t tried_ = 0;
  std::size_t ended_ = 0;
  bool running_ = false;
};

}  // namespace

std::unique_ptr<Prober> make_stream_prober(uv_loop_t& loop, std::shared_ptr<const Target> target) {
  return std::make_unique<StreamProber>(loop, std::move(target));
}

}  // namespace jeden::probe
