#pragma once
// ZIP archives in memory (libzip): OpenDocument and evidence bundles are ones.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "models/core/result.hpp"

namespace sb::gateway {

struct ZipEntry {
  std::string name, content;
  bool stored = false;  ///< not compressed
};

/// Entries in this order, dates fixed, so that the same content is the same archive.
Result<std::string> zip_archive(const std::vector<ZipEntry>& entries);

/// At most `most_bytes` unpacked in all and 10 000 entries: a small file must not become a large one.
Result<std::vector<ZipEntry>> unzip_archive(std::string_view archive, std::size_t most_bytes);

}  // namespace sb::gateway
