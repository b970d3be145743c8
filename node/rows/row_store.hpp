#pragma once
// A folder of kept rows: one file a day, chunks behind each other, the oldest day given up when there is no
// more room. What is damaged is skipped and counted; what stands around it is still read.
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "node/rows/row_chunk.hpp"

namespace sb::node {

struct RowStoreOptions {
  std::filesystem::path directory;
  std::uint64_t max_bytes = std::uint64_t{2} << 30U;
  std::size_t rows_in_chunk = 64;  ///< of one place, kept in memory until then
  double row_s = 1.0;              ///< of one place: what comes sooner after the last is left out
};

/// One thread. What is not yet written when the program dies (rows_in_chunk of a place) is lost.
class RowStore {
 public:
  /// Makes the folder where it is absent; kUnavailable with the system's reason.
  static Result<RowStore> open(RowStoreOptions options);

  /// A row without a time is not kept. Errors (no room, a broken disk) are remembered, not thrown.
  void add(const dsp::SpectrumFrame& frame);
  /// Writes what waits.
  void flush();
  /// Why the last write failed; empty when all is well.
  const std::string& fault() const { return fault_; }

 private:
  explicit RowStore(RowStoreOptions options) : options_(std::move(options)) {}
  void write(RowChunk& chunk);
  void give_way();

  RowStoreOptions options_;
  std::map<std::pair<double, double>, RowChunk> waiting_;  // by place
  std::map<std::pair<double, double>, std::int64_t> last_utc_ns_;
  std::string fault_;
};

struct RowsRead {
  std::uint64_t rows = 0, files = 0, damaged = 0;  ///< damaged: places in the files that were skipped
};

/// Gives every row with from_utc_ns <= time < until_utc_ns to `take`, file by file, chunk by chunk. Within a
/// place rows come in order. kNotFound where there is no such folder.
Result<RowsRead> read_rows(const std::filesystem::path& directory, std::int64_t from_utc_ns,
                           std::int64_t until_utc_ns,
                           const std::function<void(const dsp::SpectrumFrame&)>& take);

}  // namespace sb::node
