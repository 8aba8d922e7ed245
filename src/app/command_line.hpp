#pragma once
// `ontos <command>`: what the user typed, told to what does it.

namespace ontos {

/// The exit code: 0 ok, 1 failure, 2 usage, 3 not found, 4 conflict, 5 timeout.
int run_command_line(int argc, char** argv);

}  // namespace ontos
