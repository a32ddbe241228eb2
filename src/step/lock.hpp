// A lock that containers with one volume share: flock(2), which goes with its owner, however that ends.
#pragma once

#include <functional>
#include <string>

#include "base/fd.hpp"

namespace jeden::step {

struct Locked {
  base::Fd lock;  // held as long as it is open
  bool timed_out = false;
  std::string error;  // a sentence
};
// Waits for so many seconds at most; `tell` gets a sentence at once when there is somebody to wait for, and
// now and then after. A directory is locked as it is; a file is made. Uses SIGALRM.
Locked take_lock(const std::string& path, unsigned seconds,
                 const std::function<void(const std::string&)>& tell);

}  // namespace jeden::step
