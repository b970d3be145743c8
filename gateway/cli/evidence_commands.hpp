#pragma once
// songbien-gateway verify-evidence FILE [--gateway-key PEM]      needs nothing else: no configuration, no
// database songbien-gateway export-evidence --config C --incident N --output FILE [--purpose TEXT]
// songbien-gateway backup --config C --output FILE --key FILE
// songbien-gateway restore --input FILE --key FILE --database PATH
// songbien-gateway verify-audit --config C
// songbien-gateway retire --config C --yes     destroys the keys at the end of the system's life (R28)
#include <CLI/CLI.hpp>

namespace sb::gateway {

void add_evidence_commands(CLI::App& app, int& status);

}  // namespace sb::gateway
