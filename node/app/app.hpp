#pragma once
// The node as a program that runs for months: receiver -> findings -> spool -> uplink.
#include <filesystem>

namespace sb::node {

/// Runs until SIGINT or SIGTERM (then ends within two seconds), or until a recording ends that is not to be
/// repeated. Logs to stderr. Exit status: 0 ended as asked; 1 cannot work here (state folder, keys, spool); 2
/// the configuration is wrong; 3 the recording or scene cannot be read.
int run_node(const std::filesystem::path& config);

}  // namespace sb::node
