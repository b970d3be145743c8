#pragma once
// songbien-gateway enrolment-code | revocation-list | send-update, each with --config gateway.toml. Exit
// statuses as the other commands: 0 done, 2 wrong usage or refused, 1 the database failed.
#include <CLI/CLI.hpp>

namespace sb::gateway {

void add_enrolment_commands(CLI::App& app, int& status);

}  // namespace sb::gateway
