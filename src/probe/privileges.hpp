// What a wait does not need, it gives up.
#pragma once

namespace jeden::probe {

// For waits without commands: no new privileges, no capability but those that let root open sockets and files
// of others, no core dump and no look into the memory, which may hold passwords. Best effort.
void drop_privileges() noexcept;

}  // namespace jeden::probe
