#pragma once
// songbien-gateway import-communes FILE.geojson --database PATH [--grid-m 10] [--partial] [--dry-run]
// Exit status in `status`: 0 done, 2 wrong usage or a refused file, 1 the database failed.
#include <filesystem>

#include <CLI/CLI.hpp>

namespace sb::gateway {

void add_place_commands(CLI::App& app, int& status);

struct ImportCommunesArguments {
  std::filesystem::path file, database;
  double grid_m = 10.0;  ///< the outlines' vertices are moved to this grid
  bool partial = false;  ///< communes that the file does not hold keep their outline
  bool dry_run = false;
};
int import_communes_command(const ImportCommunesArguments& arguments);

}  // namespace sb::gateway
