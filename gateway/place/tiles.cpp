#include "gateway/place/tiles.hpp"

#include <charconv>
#include <map>
#include <mutex>
#include <utility>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>

namespace sb::gateway {
namespace {

constexpr std::size_t kMostTileOctets = 1U << 20U;
constexpr std::size_t kMostAttributionOctets = 200;
constexpr int kDeepestZoom = 22;

std::optional<std::string> media_type_of(const std::string& format) {
  if (format == "png") return "image/png";
  if (format == "jpg" || format == "jpeg") return "image/jpeg";
  if (format == "webp") return "image/webp";
  return std::nullopt;
}

int zoom_of(const std::map<std::string, std::string>& metadata, const char* name, int otherwise) {
  const auto found = metadata.find(name);
  if (found == metadata.end()) return otherwise;
  int zoom = otherwise;
  const auto& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), zoom);
  return std::min(std::max(zoom, 0), kDeepestZoom);
}

}  // namespace

struct TileArchive::State {
  explicit State(const std::filesystem::path& file)
      : database(file.string(), SQLite::OPEN_READONLY),
        select(database,
               "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?") {}

  std::mutex mutex;
  SQLite::Database database;
  SQLite::Statement select;
  TileDescription description;
};

TileArchive::TileArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
TileArchive::TileArchive(TileArchive&&) noexcept = default;
TileArchive& TileArchive::operator=(TileArchive&&) noexcept = default;
TileArchive::~TileArchive() = default;

Result<TileArchive> TileArchive::open(const std::filesystem::path& file) {
  try {
    auto state = std::make_unique<State>(file);
    std::map<std::string, std::string> metadata;
    SQLite::Statement rows(state->database, "SELECT name, value FROM metadata");
    while (rows.executeStep()) metadata[rows.getColumn(0).getString()] = rows.getColumn(1).getString();
    const auto type = media_type_of(metadata["format"]);
    if (!type) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{}: tiles of format '{}'; the page draws png, jpg and webp", file.string(),
                              metadata["format"]));
    }
    state->description = {*type, metadata["attribution"].substr(0, kMostAttributionOctets),
                          zoom_of(metadata, "minzoom", 0), zoom_of(metadata, "maxzoom", kDeepestZoom)};
    return TileArchive(std::move(state));
  } catch (const std::exception& error) {
    return fail(ErrorCode::kUnreadable,
                fmt::format("{}: no MBTiles archive: {}", file.string(), error.what()));
  }
}

const TileDescription& TileArchive::description() const {
  return state_->description;
}

std::optional<std::string> TileArchive::tile(int zoom, std::int64_t x, std::int64_t y) const {
  if (zoom < 0 || zoom > kDeepestZoom) return std::nullopt;
  const std::int64_t across = std::int64_t{1} << zoom;
  if (x < 0 || y < 0 || x >= across || y >= across) return std::nullopt;
  const std::scoped_lock lock(state_->mutex);
  auto& select = state_->select;
  select.reset();
  select.bind(1, zoom);
  select.bind(2, x);
  select.bind(3, across - 1 - y);
  if (!select.executeStep()) return std::nullopt;
  auto octets = select.getColumn(0).getString();
  if (octets.empty() || octets.size() > kMostTileOctets) return std::nullopt;
  return octets;
}

}  // namespace sb::gateway
