// The program: everything is in the command line.
#include "app/command_line.hpp"

int main(int argc, char** argv) { return ontos::run_command_line(argc, argv); }
