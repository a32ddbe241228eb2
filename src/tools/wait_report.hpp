// How `jeden wait` tells what it does: log lines, a live line on a terminal, a result in JSON.
#pragma once

#include <string>

#include "log/log.hpp"
#include "probe/waiter.hpp"
#include "tools/wait_options.hpp"

namespace jeden::tools {

class WaitReport final : public probe::WaitObserver {
 public:
  explicit WaitReport(const WaitCommand& command);
  ~WaitReport() override { clear(); }

  void started(const probe::Progress& progress) override;
  void pending(const probe::Progress& progress) override;
  void succeeded(const probe::Progress& progress) override;
  void failed(const probe::Progress& progress) override;
  void ticked(std::span<const probe::Progress> all, base::Millis elapsed) override;
  bool wants_ticks() const override { return live_; }

 private:
  void line(log::Level level, std::string_view event, const probe::Progress& progress);
  void clear();

  const WaitCommand& command_;
  log::Log log_;
  log::Level usual_;
  bool live_;
  bool shown_ = false;
};

// Who has not answered, and why, for the line that PID 1 ends with.
void tell_cause(const WaitCommand& command, const probe::WaitResult& result);
// {"ready":true,"after_ms":12,"waits":[{"url":...,"ready":true,"attempts":3,"after_ms":12}]} and a line end.
std::string to_json(const probe::WaitResult& result);

}  // namespace jeden::tools
