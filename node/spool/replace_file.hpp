#pragma once
// A small file that is there whole or as it was before, whatever happens in between.
#include <filesystem>
#include <string_view>

#include "node/spool/file_system.hpp"

namespace sb::node {

/// Writes a new one beside it, flushes, renames over it, flushes the folder.
Result<void> replace_file(FileSystem& files, const std::filesystem::path& file, std::string_view bytes);

}  // namespace sb::node
