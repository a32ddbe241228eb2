// Anonymous memory straight from the kernel: a page costs nothing before it is touched, so that a buffer can
// be as large as the worst case and as small as what really comes.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <new>

namespace jeden::relay {

class Pages {
 public:
  explicit Pages(std::size_t size) : size_{size} {
    void* const memory =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc{};
    memory_ = static_cast<char*>(memory);
  }
  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages() { ::munmap(memory_, size_); }

  char* data() const noexcept { return memory_; }
  std::size_t size() const noexcept { return size_; }

  // The content from `kept` on is not needed any more: gives back what a rare large line has touched.
  // `kept` is a multiple of the page size.
  void give_back(std::size_t kept) const noexcept {
    if (kept < size_) ::madvise(memory_ + kept, size_ - kept, MADV_DONTNEED);
  }

 private:
  char* memory_ = nullptr;
  std::size_t size_;
};

}  // namespace jeden::relay
