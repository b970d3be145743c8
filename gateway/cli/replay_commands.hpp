#pragma once
// songbien-gateway replay --config FILE --since 2026-11-01 [--until DATE] [--apply]: without --apply it only
// tells.
#include <CLI/CLI.hpp>

namespace sb::gateway {

void add_replay_commands(CLI::App& app, int& status);

}  // namespace sb::gateway
