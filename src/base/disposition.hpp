// What a process does about a signal, by the system call itself: the C library's sigaction(3) refuses 32 and
// 33, which it keeps for threads (nptl(7)). jeden has one thread, and whoever sends them means its programs.
#pragma once

namespace jeden::base {

enum class Disposition { standard, ignored };

// All of these can be called between fork and exec. They return 0 or errno.
int set_disposition(int signal, Disposition disposition) noexcept;

// `to` gets the handler of `from`, and its flags and mask, whoever has installed that.
int copy_disposition(int from, int to) noexcept;

bool is_ignored(int signal) noexcept;

// No signal arrives any more; 32 and 33, which sigfillset(3) leaves out, are among them.
void block_every_signal() noexcept;

}  // namespace jeden::base
