#include "node/spool/replace_file.hpp"

namespace sb::node {

Result<void> replace_file(FileSystem& files, const std::filesystem::path& file, std::string_view bytes) {
  auto temporary = file;
  temporary += ".new";
  static_cast<void>(files.remove(temporary));  // of an attempt that failed
  auto out = files.open_append(temporary);
  if (!out) return tl::unexpected(std::move(out.error()));
  auto done = (*out)->append(bytes);
  if (done) done = (*out)->sync();
  if (done) done = files.rename(temporary, file);
  if (done) done = files.sync_directory(file.parent_path());
  return done;
}

}  // namespace sb::node
