#pragma once
// An MBTiles archive of raster tiles (MBTiles 1.3: SQLite, rows counted from the south), for provinces that
// have a richer map than outlines. Read only; nothing is fetched from anywhere.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "models/core/result.hpp"

namespace sb::gateway {

struct TileDescription {
  std::string media_type;   ///< "image/png" "image/jpeg" "image/webp"
  std::string attribution;  ///< plain text, perhaps empty
  int min_zoom = 0, max_zoom = 0;
};

/// Thread-safe.
class TileArchive {
 public:
  /// Errors: absent, not an MBTiles file, vector tiles ("pbf": the page draws pictures only).
  static Result<TileArchive> open(const std::filesystem::path& file);
  TileArchive(TileArchive&&) noexcept;
  TileArchive& operator=(TileArchive&&) noexcept;
  ~TileArchive();

  const TileDescription& description() const;
  /// Web map numbering: y from the north. Nothing when there is no such tile, or it is over 1 MiB.
  std::optional<std::string> tile(int zoom, std::int64_t x, std::int64_t y) const;

 private:
  struct State;
  explicit TileArchive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sb::gateway
