#pragma once
// Threads that no prediction waits for.

#include <string_view>

namespace ontos {

/// The calling thread is shown by this name, cut at 15 bytes, and has a tenth of the weight of
/// those that serve where a core is full.
void become_background_thread(std::string_view name);

/// Between two pieces of work of some 50 microseconds: a background thread gives its core to one
/// that waits for it, which the kernel alone would do only after milliseconds. On a core that is
/// always full it does so less often, and keeps a tenth of the time. Under a microsecond where none
/// waits, nothing on other threads. Any thread.
void let_others_run() noexcept;

}  // namespace ontos
