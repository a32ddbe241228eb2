#include "tools/tail.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>

#include "config/diagnostic.hpp"
#include "tools/tools.hpp"

namespace jeden::tools {
namespace {

constexpr std::size_t block_size = 65536;
constexpr int pause_ms = 100;

base::Fd open_to_read(const std::string& path) {
  return base::Fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
}

std::string read_at(int file, off_t from, std::size_t most) {
  std::string block(most, '\0');
  const ssize_t count = ::pread(file, block.data(), most, from);
  block.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return block;
}

// Where the last lines begin; takes from `lacking` those that are there.
off_t start_of_last(int file, off_t end, std::uint64_t& lacking) {
  if (end == 0 || lacking == 0) return end;
  bool at_end = true;  // the newline that ends the last line is not the end of another
  while (end > 0) {
    const auto size = static_cast<std::size_t>(std::min<off_t>(end, block_size));
    end -= static_cast<off_t>(size);
    const std::string block = read_at(file, end, size);
    for (std::size_t i = block.size(); i > 0; --i) {
      if (block[i - 1] == '\n' && !at_end && --lacking == 0) return end + static_cast<off_t>(i);
      at_end = false;
    }
  }
  --lacking;  // the first line of the file
  return 0;
}

void read_range(int file, off_t from, off_t to, const std::function<void(std::string_view)>& piece) {
  while (from < to) {
    const std::string block = read_at(file, from, std::min(block_size, static_cast<std::size_t>(to - from)));
    if (block.empty()) return;  // it has been cut
    piece(block);
    from += static_cast<off_t>(block.size());
  }
}

bool somebody_reads() {
  pollfd output{1, 0, 0};
  return ::poll(&output, 1, pause_ms) <= 0 || (output.revents & (POLLERR | POLLHUP | POLLNVAL)) == 0;
}

class Printer {
 public:
  Printer(std::size_t files, TailForm form) : several_{files > 1}, form_{form} {}

  void turn_to(const Tail& tail) {
    if (form_ == TailForm::text && several_ && last_ != &tail)
      print(1, (last_ != nullptr ? "\n==> " : "==> ") + tail.path() + " <==\n");
    last_ = &tail;
  }
  void write(std::string_view text) {
    if (form_ == TailForm::text) return print(1, text);
    std::string& line = unfinished_[last_];
    for (std::size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
      print_line(*last_, line.append(text.substr(0, end)));
      line.clear();
    }
    line += text;
  }
  // Last lines that lack their newline.
  void finish() {
    for (const auto& [tail, line] : unfinished_)
      if (!line.empty()) print_line(*tail, line);
  }

 private:
  static void print_line(const Tail& tail, const std::string& line) {
    print(1, "{\"file\":" + config::json_text(tail.path()) + ",\"line\":" + config::json_text(line) + "}\n");
  }

  bool several_;
  TailForm form_;
  const Tail* last_ = nullptr;
  std::map<const Tail*, std::string> unfinished_;
};

}  // namespace

std::string Tail::open() {
  file_ = open_to_read(path_);
  struct stat status {
  }, output{};
  if (!file_ || ::fstat(file_.get(), &status) != 0)
    return "cannot open " + path_ + ": " + ::strerrordesc_np(errno);
  if (!S_ISREG(status.st_mode)) return path_ + " is no regular file, so that nothing is left there to show";
  const bool circle =
      ::fstat(1, &output) == 0 && output.st_dev == status.st_dev && output.st_ino == status.st_ino;
  return circle ? path_ + " is where this would be printed to" : std::string{};
}

void Tail::read_last(std::uint64_t count, const std::function<void(std::string_view)>& piece) {
  struct Part {
    base::Fd file;
    off_t from, to;
  };
  struct stat status {};
  ::fstat(file_.get(), &status);
  position_ = status.st_size;
  const off_t start = start_of_last(file_.get(), position_, count);
  std::vector<Part> older;
  for (unsigned number = 1; count > 0; ++number) {
    base::Fd file = open_to_read(path_ + "." + std::to_string(number));
    if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) break;
    const off_t from = start_of_last(file.get(), status.st_size, count);
    older.push_back({std::move(file), from, status.st_size});
  }
  std::for_each(older.rbegin(), older.rend(),
                [&](const Part& part) { read_range(part.file.get(), part.from, part.to, piece); });
  read_range(file_.get(), start, position_, piece);
}

std::string Tail::next() {
  struct stat status {};
  if (file_ && ::fstat(file_.get(), &status) == 0 && status.st_size < position_) position_ = 0;  // truncated
  std::string text;
  if (file_) text = read_at(file_.get(), position_, block_size);
  if (text.empty() && is_another_file()) {
    base::Fd file = open_to_read(path_);
    if (!file) return {};
    file_ = std::move(file);
    position_ = 0;
    text = read_at(file_.get(), position_, block_size);
  }
  position_ += static_cast<off_t>(text.size());
  return text;
}

bool Tail::is_another_file() const {
  struct stat named {
  }, opened{};
  if (::stat(path_.c_str(), &named) != 0 || !S_ISREG(named.st_mode)) return false;
  return !file_ || ::fstat(file_.get(), &opened) != 0 || named.st_dev != opened.st_dev ||
         named.st_ino != opened.st_ino;
}

void print_tails(std::vector<Tail>& tails, std::uint64_t count, Follow follow, TailForm form) {
  Printer printer{tails.size(), form};
  for (Tail& tail : tails) {
    printer.turn_to(tail);
    tail.read_last(count, [&](std::string_view piece) { printer.write(piece); });
  }
  while (follow == Follow::yes && somebody_reads())
    for (Tail& tail : tails)
      for (std::string text = tail.next(); !text.empty(); text = tail.next()) {
        printer.turn_to(tail);
        printer.write(text);
      }
  printer.finish();
}

}  // namespace jeden::tools
