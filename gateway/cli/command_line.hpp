#pragma once
namespace sb::gateway {

/// songbien-gateway SUBCOMMAND ... Returns the exit status: 0 done, 1 failed, 2 wrong usage or configuration.
int run_command_line(int argc, char** argv);

}  // namespace sb::gateway
