#pragma once
// The words a person types: songbien-node scan | devices | run | start | identity | enrol | label |
// spurs | replay.
#include <CLI/App.hpp>

namespace sb::node {

/// The program's exit status: that of the subcommand, 0 after --help and --version, 2 for wrong usage.
int run_cli(int argc, const char* const* argv);

/// Each adds its subcommand; `status` receives the exit status when it has run.
void add_scan_command(CLI::App& app, int& status);
void add_devices_command(CLI::App& app, int& status);
void add_run_command(CLI::App& app, int& status);
void add_identity_command(CLI::App& app, int& status);
void add_enrol_command(CLI::App& app, int& status);
void add_label_command(CLI::App& app, int& status);
void add_spurs_command(CLI::App& app, int& status);
void add_replay_command(CLI::App& app, int& status);
void add_start_command(CLI::App& app, int& status);

}  // namespace sb::node
