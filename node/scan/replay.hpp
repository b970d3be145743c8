#pragma once
// `songbien-node replay`: today's rules over rows of spectrum that were kept.
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <limits>

#include "node/scan/scan_options.hpp"

namespace sb::node {

struct ReplayOptions {
  std::filesystem::path rows;  ///< the folder
  std::int64_t from_utc_ns = 0, until_utc_ns = std::numeric_limits<std::int64_t>::max();
  ScanFormat format = ScanFormat::kTable;
  Language language = Language::kVietnamese;
};

/// One finding per thing and place, its times in UTC; then what was read. Exit status as run_scan's: 3 where
/// there is no such folder or some of it was damaged (what was good is still judged).
int replay(const ReplayOptions& options, std::ostream& out, std::ostream& err);

}  // namespace sb::node
