#include "gateway/cli/place_commands.hpp"

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include "gateway/place/outlines.hpp"
#include "gateway/store/open.hpp"
#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

constexpr int kDone = 0, kStoreFailed = 1, kRefused = 2;
constexpr const char* kCollection = "commune";
constexpr std::uintmax_t kMostFileOctets = 256U << 20U;

UtcNs utc_now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

int refuse(const std::string& text) {
  fmt::print(std::cerr, "import-communes: {}\n", text);
  return kRefused;
}

struct Change {
  std::size_t added = 0, changed = 0, withdrawn = 0, unchanged = 0;
};

/// What the file makes of the outlines that stand; written when `dry_run` is false.
Change bring_in(Store& store, const std::vector<CommuneOutline>& outlines, const std::string& file_hash,
                const ImportCommunesArguments& arguments) {
  Change change;
  const UtcNs now = utc_now();
  store.write([&](Transaction& tx) {
    std::map<std::string, std::string> standing;
    for (const auto& document : tx.documents(kCollection)) standing[document.key] = document.json;
    const auto put = [&](const std::string& key, const std::string& json) {
      if (!arguments.dry_run) tx.put_document({kCollection, key, json, now, "cli"});
    };
    for (const auto& outline : outlines) {
      const auto json = to_feature_json(outline);
      const auto found = standing.find(outline.code);
      if (found == standing.end())
        ++change.added;
      else if (found->second == json)
        ++change.unchanged;
      else
        ++change.changed;
      if (found == standing.end() || found->second != json) put(outline.code, json);
      standing.erase(outline.code);
    }
    for (const auto& [code, json] : standing) {
      if (arguments.partial) continue;
      ++change.withdrawn;
      put(code, "");
    }
    if (arguments.dry_run || change.added + change.changed + change.withdrawn == 0) return;
    tx.audit({0, now, "cli", "communes.import", "communes",
              nlohmann::json{{"file_sha256", file_hash},
                             {"grid_m", arguments.grid_m},
                             {"added", change.added},
                             {"changed", change.changed},
                             {"withdrawn", change.withdrawn}}
                  .dump()});
  });
  return change;
}

}  // namespace

int import_communes_command(const ImportCommunesArguments& arguments) {
  if (arguments.grid_m < kFinestGridM || arguments.grid_m > kCoarsestGridM)
    return refuse(fmt::format("--grid-m must be {} to {}", kFinestGridM, kCoarsestGridM));
  std::error_code error;
  if (const auto octets = std::filesystem::file_size(arguments.file, error);
      error || octets > kMostFileOctets)
    return refuse(fmt::format("{}: cannot be read, or is over 256 MiB", arguments.file.string()));
  std::ifstream in(arguments.file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in.is_open() || in.bad()) return refuse(fmt::format("cannot read {}", arguments.file.string()));
  const auto read = read_outlines(text);
  if (!read) return refuse(fmt::format("{}: {}", arguments.file.string(), read.error().text));
  std::vector<CommuneOutline> outlines;
  std::size_t before = 0, after = 0;
  for (const auto& outline : *read) {
    outlines.push_back(snapped(outline, arguments.grid_m));
    before += points_of(outline);
    after += points_of(outlines.back());
  }
  try {
    const auto digest = wire::sha256(text);
    const auto store = open_store(arguments.database);
    const auto change =
        bring_in(*store, outlines,
                 wire::to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()}), arguments);
    fmt::print(
        std::cout,
        "{} xã, phường: thêm {}, đổi {}, rút {}, giữ nguyên {} (added, changed, withdrawn, unchanged); {} -> "
        "{} điểm (points) trên lưới {} m{}\n",
        outlines.size(), change.added, change.changed, change.withdrawn, change.unchanged, before, after,
        arguments.grid_m, arguments.dry_run ? " — thử, chưa ghi (dry run, nothing written)" : "");
  } catch (const StoreError& failure) {
    fmt::print(std::cerr, "import-communes: {}\n", failure.what());
    return kStoreFailed;
  }
  return kDone;
}

void add_place_commands(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("import-communes",
                                     "Nhập ranh giới xã, phường (outlines of communes, GeoJSON in degrees)");
  const auto arguments = std::make_shared<ImportCommunesArguments>();
  command->add_option("file", arguments->file, "GeoJSON FeatureCollection")->required();
  command->add_option("--database", arguments->database, "the gateway's database")->required();
  command->add_option("--grid-m", arguments->grid_m, "metres; vertices are moved to a grid of this step");
  command->add_flag("--partial", arguments->partial,
                    "communes that the file does not hold keep their outline");
  command->add_flag("--dry-run", arguments->dry_run, "print the difference, write nothing");
  command->callback([arguments, &status] { status = import_communes_command(*arguments); });
}

}  // namespace sb::gateway
