// One dependency and the attempts at it, one after the other.
#pragma once

#include <uv.h>

#include <functional>
#include <memory>
#include <string>

#include "base/duration.hpp"
#include "probe/target.hpp"
#include "probe/verdict.hpp"

namespace jeden::probe {

struct Limits {
  base::Millis attempt{5000};     // for the whole attempt
  base::Millis connection{5000};  // for a connection to stand
};

class Prober {
 public:
  using Done = std::function<void(Verdict)>;

  virtual ~Prober() = default;
  // May call back at once. Not to be called while an attempt is under way.
  virtual void begin(Limits limits, Done done) = 0;
  // Ends the attempt without a verdict.
  virtual void cancel() = 0;
  // Where the attempt under way hangs, for a wait that ends before it.
  virtual Verdict interrupted() const { return pending(Reason::timeout, "no answer"); }
  // The file whose change is worth an attempt at once; empty: none.
  virtual std::string watched_path() const { return {}; }
};

std::unique_ptr<Prober> make_prober(uv_loop_t& loop, std::shared_ptr<const Target> target);

std::unique_ptr<Prober> make_stream_prober(uv_loop_t& loop, std::shared_ptr<const Target> target);
std::unique_ptr<Prober> make_file_prober(std::shared_ptr<const Target> target);
std::unique_ptr<Prober> make_log_prober(std::shared_ptr<const Target> target);
std::unique_ptr<Prober> make_command_prober(uv_loop_t& loop, std::shared_ptr<const Target> target);
std::unique_ptr<Prober> make_names_prober(uv_loop_t& loop, std::shared_ptr<const Target> target);

// What is wrong with the parameters of a target that has no conversation; empty: nothing.
std::string check_file_parameters(const Target& target);
std::string check_log_parameters(const Target& target);
std::string check_names_parameters(const Target& target);

}  // namespace jeden::probe
