// exec: a command that ends with 0. Never two at once: an attempt ends when its command has been reaped.
#include <sys/wait.h>

#include <csignal>
#include <system_error>

#include "probe/command.hpp"
#include "probe/handle.hpp"
#include "probe/prober.hpp"

namespace jeden::probe {
namespace {

constexpr base::Millis drain_interval{100};

class CommandProber final : public Prober {
 public:
  CommandProber(uv_loop_t& loop, std::shared_ptr<const Target> target)
      : target_{std::move(target)}, limit_{loop}, drain_{loop}, children_{this, [&](uv_signal_t* handle) {
                                                                            return ::uv_signal_init(&loop,
                                                                                                    handle);
                                                                          }} {}

  void begin(Limits limits, Done done) override {
    done_ = std::move(done);
    overrun_ = false;
    ::uv_signal_start(
        children_.get(),
        [](uv_signal_t* handle, int) {
          if (handle->data != nullptr) static_cast<CommandProber*>(handle->data)->look();
        },
        SIGCHLD);
    if (const int error = command_.start(target_->words); error != 0) {
      const int code = error == ENOENT || error == ENOTDIR ? 127 : 126;
      const std::string why = code == 127 ? "no such program" : std::generic_category().message(error);
      return finish(pending(Reason::exit_code, "cannot run " + target_->words.front() + ": " + why, code));
    }
    limit_.start(limits.attempt, [this, limits] {
      overrun_ = true;
      text_ = "did not end within " + base::to_text(limits.attempt);
      command_.kill();
    });
    keep_drained();
  }

  void cancel() override {
    command_.kill();
    limit_.stop();
    drain_.stop();
    ::uv_signal_stop(children_.get());
  }

 private:
  // A talkative command must not hang on a full pipe.
  void keep_drained() {
    drain_.start(drain_interval, [this] {
      look();
      if (command_.is_running()) keep_drained();
    });
  }

  void look() {
    int status = 0;
    if (!command_.reap(status)) return;
    if (overrun_) return finish(pending(Reason::timeout, text_));
    if (WIFSIGNALED(status)) return finish(pending(Reason::killed, command_.last_line(), WTERMSIG(status)));
    if (WEXITSTATUS(status) != 0)
      return finish(pending(Reason::exit_code, command_.last_line(), WEXITSTATUS(status)));
    finish(ready());
  }

  void finish(Verdict verdict) {
    limit_.stop();
    drain_.stop();
    ::uv_signal_stop(children_.get());
    const Done done = std::move(done_);
    done(std::move(verdict));
  }

  std::shared_ptr<const Target> target_;
  Command command_;
  Timer limit_;
  Timer drain_;
  Handle<uv_signal_t> children_;
  Done done_;
  bool overrun_ = false;
  std::string text_;
};

}  // namespace

std::unique_ptr<Prober> make_command_prober(uv_loop_t& loop, std::shared_ptr<const Target> target) {
  return std::make_unique<CommandProber>(loop, std::move(target));
}

}  // namespace jeden::probe
