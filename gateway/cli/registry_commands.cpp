#include "gateway/cli/registry_commands.hpp"

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "gateway/registry/import.hpp"
#include "gateway/registry/table.hpp"
#include "gateway/store/open.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr int kDone = 0, kStoreFailed = 1, kRefused = 2;

UtcNs utc_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

int refuse(const std::string& text) {
  fmt::print(std::cerr, "import-registry: {}\n", text);
  return kRefused;
}

std::string name_of(const RegistryCell& cell) {
  return fmt::format("{} {} {} ({})", models::to_string(cell.plmn), cell.rat, cell.cell_id, cell.site_id);
}

void print(const RegistryDifference& difference, const std::string& operator_name, bool dry_run) {
  for (const auto& cell : difference.added) fmt::print(std::cout, "+ {}\n", name_of(cell));
  for (const auto& [stands, written] : difference.changed) fmt::print(std::cout, "~ {}\n", name_of(written));
  for (const auto& cell : difference.ended) fmt::print(std::cout, "- {}\n", name_of(cell));
  fmt::print(std::cout,
             "{}: thêm {}, đổi {}, kết thúc {}, giữ nguyên {} (added, changed, ended, unchanged){}\n",
             operator_name, difference.added.size(), difference.changed.size(), difference.ended.size(),
             difference.unchanged, dry_run ? " — thử, chưa ghi (dry run, nothing written)" : "");
}

std::string hash_of(std::string_view text) {
  const auto digest = wire::sha256(text);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

void import(const ImportRegistryArguments& arguments, const RegistryTable& table,
            const std::string& file_hash) {
  const auto store = open_store(arguments.database);
  RegistryDifference change;
  store->write([&](Transaction& tx) {
    change = difference(tx.registry(arguments.operator_name), table.cells, arguments.partial);
    if (!arguments.dry_run) apply(tx, change, arguments.operator_name, file_hash, "cli", utc_now());
  });
  print(change, arguments.operator_name, arguments.dry_run);
}

}  // namespace

int import_registry_command(const ImportRegistryArguments& arguments) {
  if (!is_operator(arguments.operator_name)) {
    return refuse(
        fmt::format("{} is none of viettel vnpt mobifone vietnamobile gmobile", arguments.operator_name));
  }
  RegistryProfile profile;
  if (!arguments.profile.empty()) {
    auto loaded = load_profile(arguments.profile);
    if (!loaded) return refuse(loaded.error().text);
    profile = std::move(*loaded);
  }
  std::ifstream in(arguments.file, std::ios::binary);
  if (!in) return refuse(fmt::format("cannot read {}", arguments.file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto table = read_registry(text, arguments.operator_name, profile);
  if (!table) return refuse(fmt::format("{}: {}", arguments.file.string(), table.error().text));
  for (const auto& problem : table->problems) {
    fmt::print(std::cerr, "{}: line {}: {}\n", arguments.file.string(), problem.line, problem.text);
  }
  if (!table->problems.empty()) {
    return refuse(fmt::format("{} bad rows, nothing was imported", table->problems.size()));
  }
  try {
    import(arguments, *table, hash_of(text));
  } catch (const StoreError& error) {
    fmt::print(std::cerr, "import-registry: {}\n", error.what());
    return kStoreFailed;
  }
  return kDone;
}

void add_registry_commands(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("import-registry",
                                     "Nhập danh sách trạm của nhà mạng (a carrier's cell registry, CSV)");
  const auto arguments = std::make_shared<ImportRegistryArguments>();
  command->add_option("file", arguments->file, "CSV")->required();
  command->add_option("--operator", arguments->operator_name, "viettel vnpt mobifone vietnamobile gmobile")
      ->required();
  command->add_option("--database", arguments->database, "the gateway's database")->required();
  command->add_option("--profile", arguments->profile, "TOML that maps the operator's column names");
  command->add_flag("--dry-run", arguments->dry_run, "print the difference, write nothing");
  command->add_flag("--partial", arguments->partial, "cells that the file does not hold stay as they are");
  command->callback([arguments, &status] { status = import_registry_command(*arguments); });
}

}  // namespace sb::gateway
