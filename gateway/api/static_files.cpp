#include "gateway/api/static_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "wire/signing.hpp"

namespace sb::gateway::api {
namespace {

namespace fs = std::filesystem;

struct ContentType {
  std::string_view extension, type;
};
constexpr ContentType kContentTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".geojson", "application/geo+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".map", "application/json"},
};

std::string_view content_type_of(const fs::path& name) {
  const auto extension = name.extension().string();
  for (const auto& [known, type] : kContentTypes) {
    if (known == extension) return type;
  }
  return "application/octet-stream";
}

/// "name-XXXXXXXX.ext" with at least eight characters of hash, one of them a digit or a capital ("date-fns"
/// is no hash).
bool has_content_hash(const fs::path& name) {
  const auto stem = name.stem().string();
  const auto mark = stem.find_last_of("-.");
  if (mark == std::string::npos || stem.size() - mark - 1 < 8) return false;
  const auto hash = std::string_view(stem).substr(mark + 1);
  const bool word =
      std::all_of(hash.begin(), hash.end(), [](unsigned char c) { return std::isalnum(c) || c == '_'; });
  const bool mixed = std::any_of(hash.begin(), hash.end(),
                                 [](unsigned char c) { return std::isdigit(c) || std::isupper(c); });
  return word && mixed;
}

std::string etag_of(std::string_view bytes) {
  const auto digest = wire::sha256(bytes);
  return wire::to_hex({reinterpret_cast<const char*>(digest.data()), 16});
}

/// Whether a comma-separated header names `token` and does not refuse it with q=0.
bool accepts(std::string_view header, std::string_view token) {
  const auto at = header.find(token);
  if (at == std::string_view::npos) return false;
  const auto rest = header.substr(at + token.size());
  return !rest.starts_with(";q=0") || rest.starts_with(";q=0.");
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const fs::path& root) {
  StaticFiles files;
  std::error_code error;
  std::size_t total = 0;
  for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
    if (it->path().filename().string().starts_with('.')) {
      it.disable_recursion_pending();
      continue;
    }
    if (it->is_symlink(error) || !it->is_regular_file(error)) continue;
    total += it->file_size(error);
    if (total > kMaxTotalBytes) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{}: holds more than {} MiB", root.string(), kMaxTotalBytes >> 20U));
    }
    std::ifstream in(it->path(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (in.bad()) return fail(ErrorCode::kUnreadable, it->path().string() + ": cannot be read");
    auto name = it->path().lexically_relative(root);
    const auto form = name.extension();
    if (form == ".br" || form == ".gz") {
      auto& file = files.files_["/" + name.replace_extension().generic_string()];
      (form == ".br" ? file.brotli : file.gzip) = std::move(bytes);
      continue;
    }
    auto& file = files.files_["/" + name.generic_string()];
    file.etag = etag_of(bytes);
    file.content_type = content_type_of(name);
    file.immutable = has_content_hash(name);
    file.plain = std::move(bytes);
  }
  if (error) return fail(ErrorCode::kUnreadable, fmt::format("{}: {}", root.string(), error.message()));
  std::erase_if(files.files_, [](const auto& entry) { return entry.second.etag.empty(); });
  return files;
}

Response StaticFiles::serve(const Request& request) const {
  const auto& path = request.target.path;
  if (request.method != Method::kGet) {
    auto response = error_response(405, "only GET and HEAD here");
    response.headers.emplace_back("Allow", "GET, HEAD");
    return response;
  }
  auto found = files_.find(path);
  if (found == files_.end() && path.find('.', path.rfind('/') + 1) == std::string::npos) {
    found = files_.find("/index.html");
  }
  if (found == files_.end()) return error_response(404, "no such file");
  return answer(found->second, request);
}

Response StaticFiles::answer(const File& file, const Request& request) {
  Response response;
  response.content_type = file.content_type;
  response.file = file.plain;
  std::string_view suffix;
  if (!file.brotli.empty() && accepts(request.accept_encoding, "br")) {
    response.file = file.brotli;
    response.headers.emplace_back("Content-Encoding", "br");
    suffix = "-br";
  } else if (!file.gzip.empty() && accepts(request.accept_encoding, "gzip")) {
    response.file = file.gzip;
    response.headers.emplace_back("Content-Encoding", "gzip");
    suffix = "-gz";
  }
  if (!file.brotli.empty() || !file.gzip.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  const auto etag = fmt::format("\"{}{}\"", file.etag, suffix);
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control",
                                file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.if_none_match.find(etag) != std::string::npos) {
    response.status = 304;
    response.file = {};
  }
  return response;
}

}  // namespace sb::gateway::api
