#pragma once
// The page's files, read once at the start: a request looks its path up in a table and never touches the file
// system, so there is nothing to walk out of. Costs memory as large as the folder (at most kMaxTotalBytes).
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "gateway/api/message.hpp"
#include "models/core/result.hpp"

namespace sb::gateway::api {

class StaticFiles {
 public:
  static constexpr std::size_t kMaxTotalBytes = 64U << 20U;

  /// Reads every regular file below `root`; "x.br" and "x.gz" beside "x" are its precompressed forms.
  /// Symbolic links and hidden files are left out.
  static Result<StaticFiles> load(const std::filesystem::path& root);

  /// The file at the path, "/" being index.html. A path whose last part has no dot is a place within the
  /// page: index.html. 404 otherwise. Names with a content hash ("app-3fK9aQ2x.js") may be kept for ever,
  /// others are asked again by ETag.
  Response serve(const Request& request) const;
  std::size_t size() const { return files_.size(); }

 private:
  struct File {
    std::string plain, brotli, gzip;  ///< empty: no such form
    std::string etag;
    std::string_view content_type;
    bool immutable = false;
  };
  static Response answer(const File& file, const Request& request);

  std::map<std::string, File, std::less<>> files_;
};

}  // namespace sb::gateway::api
