#include <filesystem>
#include <string>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "gateway/place/tiles.hpp"

namespace sb::gateway {
namespace {

namespace fs = std::filesystem;

class Tiles : public ::testing::Test {
 protected:
  Tiles()
      : file_(fs::temp_directory_path() / ("songbien-tiles-" + std::to_string(::getpid()) + ".mbtiles")) {}
  ~Tiles() override { fs::remove(file_); }
  void write(const std::string& format) {
    fs::remove(file_);
    SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE metadata(name TEXT, value TEXT)");
    database.exec(
        "CREATE TABLE tiles(zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)");
    SQLite::Statement row(database,
                          "INSERT INTO metadata VALUES ('format', ?), ('minzoom', '2'), ('maxzoom', '9')");
    row.bind(1, format);
    row.exec();
    database.exec(
        "INSERT INTO tiles VALUES (2, 3, 3, 'north-east'), (2, 3, 0, 'south-east'), (0, 0, 0, x'')");
  }
  fs::path file_;
};

TEST_F(Tiles, RowsAreCountedFromTheSouthInTheFileAndFromTheNorthOnTheWeb) {
  write("png");
  const auto tiles = TileArchive::open(file_);
  ASSERT_TRUE(tiles) << tiles.error().text;
  EXPECT_EQ(tiles->tile(2, 3, 0), "north-east");
  EXPECT_EQ(tiles->tile(2, 3, 3), "south-east");
  EXPECT_EQ(tiles->description().media_type, "image/png");
  EXPECT_EQ(tiles->description().min_zoom, 2);
  EXPECT_EQ(tiles->description().max_zoom, 9);
}

TEST_F(Tiles, WhatIsNotThereIsNothing) {
  write("jpg");
  const auto tiles = TileArchive::open(file_);
  ASSERT_TRUE(tiles);
  for (const auto& [z, x, y] :
       {std::tuple{2, 1, 1}, {2, -1, 0}, {2, 4, 0}, {2, 0, 4}, {-1, 0, 0}, {60, 0, 0}, {0, 0, 0}})
    EXPECT_FALSE(tiles->tile(z, x, y)) << z << ' ' << x << ' ' << y;
}

TEST_F(Tiles, AFileThatCannotBeDrawnIsRefusedAtTheStart) {
  write("pbf");
  EXPECT_EQ(TileArchive::open(file_).error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(TileArchive::open(file_.string() + ".absent"));
  fs::resize_file(file_, 100);
  EXPECT_FALSE(TileArchive::open(file_));
}

}  // namespace
}  // namespace sb::gateway
