#pragma once
// songbien-gateway import-registry FILE.csv --operator NAME [--dry-run] [--partial] [--profile p.toml]
// --database PATH songbien-gateway enrol-node --id ID --name NAME --public-key FILE --latitude D --longitude
// D --database PATH Each adds its subcommand to `app`; when it was chosen, its exit status is left in
// `status` (0 done, 2 wrong usage or a refused file, 1 the database failed).
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

namespace sb::gateway {

void add_registry_commands(CLI::App& app, int& status);
void add_node_commands(CLI::App& app, int& status);

struct ImportRegistryArguments {
  std::filesystem::path file, profile, database;
  std::string operator_name;
  bool dry_run = false;
  bool partial = false;  ///< rows that the file does not hold stay as they are
};
int import_registry_command(const ImportRegistryArguments& arguments);

struct EnrolNodeArguments {
  std::string id, name;
  std::filesystem::path public_key, database;
  double latitude_deg = 0.0, longitude_deg = 0.0;
  bool replace_key = false;  ///< otherwise a known node with another key is refused
};
/// Enrolling again with the same key brings name and position up to date and lifts a revocation.
int enrol_node_command(const EnrolNodeArguments& arguments);
int revoke_node_command(const std::string& id, const std::filesystem::path& database);

}  // namespace sb::gateway
