#include "gateway/report/zip.hpp"

#include <memory>

#include <fmt/format.h>
#include <zip.h>

namespace sb::gateway {
namespace {

constexpr zip_int64_t kMostEntries = 10'000;

struct Close {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};

tl::unexpected<Error> bad(const char* what) {
  return fail(ErrorCode::kUnreadable, fmt::format("archive: {}", what));
}

Result<void> add(zip_t* archive, const ZipEntry& entry) {
  zip_source_t* content = zip_source_buffer(archive, entry.content.data(), entry.content.size(), 0);
  if (content == nullptr) return bad("no memory");
  const auto index = zip_file_add(archive, entry.name.c_str(), content, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(content);
    return bad(zip_strerror(archive));
  }
  const auto place = static_cast<zip_uint64_t>(index);
  zip_file_set_dostime(archive, place, 0, 0x21, 0);  // 1980-01-01
  if (entry.stored) zip_set_file_compression(archive, place, ZIP_CM_STORE, 0);
  return {};
}

Result<std::string> content_of(zip_t* archive, zip_uint64_t index, std::uint64_t size) {
  const std::unique_ptr<zip_file_t, Close> file(zip_fopen_index(archive, index, 0));
  if (!file) return bad("an entry cannot be opened");
  std::string content(size, '\0');
  if (zip_fread(file.get(), content.data(), size) != static_cast<zip_int64_t>(size))
    return bad("an entry is damaged");
  char beyond = 0;
  if (zip_fread(file.get(), &beyond, 1) != 0) return bad("an entry is longer than it says, or damaged");
  return content;
}

}  // namespace

Result<std::string> zip_archive(const std::vector<ZipEntry>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  const std::unique_ptr<zip_source_t, Close> buffer(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!buffer) return bad("no memory");
  zip_source_keep(buffer.get());  // zip_close gives up one reference
  zip_t* archive = zip_open_from_source(buffer.get(), ZIP_TRUNCATE, &error);
  if (archive == nullptr) {
    zip_source_free(buffer.get());
    return bad("cannot be begun");
  }
  for (const auto& entry : entries) {
    if (auto added = add(archive, entry); !added) {
      zip_discard(archive);
      return tl::unexpected(added.error());
    }
  }
  if (zip_close(archive) != 0) {
    zip_discard(archive);
    return bad("cannot be written");
  }
  if (zip_source_open(buffer.get()) != 0) return bad("cannot be read back");
  std::string bytes;
  std::string piece(65'536, '\0');
  for (zip_int64_t read = 0; (read = zip_source_read(buffer.get(), piece.data(), piece.size())) > 0;)
    bytes.append(piece, 0, static_cast<std::size_t>(read));
  zip_source_close(buffer.get());
  return bytes;
}

Result<std::vector<ZipEntry>> unzip_archive(std::string_view archive_bytes, std::size_t most_bytes) {
  if (archive_bytes.size() < 22)
    return bad("not a ZIP archive");  // the end record alone; libzip takes nothing for an empty one
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* buffer = zip_source_buffer_create(archive_bytes.data(), archive_bytes.size(), 0, &error);
  if (buffer == nullptr) return bad("no memory");
  const std::unique_ptr<zip_t, Close> archive(
      zip_open_from_source(buffer, ZIP_RDONLY | ZIP_CHECKCONS, &error));
  if (!archive) {
    zip_source_free(buffer);
    return bad("not a ZIP archive, or a damaged one");
  }
  const auto count = zip_get_num_entries(archive.get(), 0);
  if (count > kMostEntries) return bad("too many entries");
  std::vector<ZipEntry> entries;
  std::size_t total = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t status;
    zip_stat_init(&status);
    if (zip_stat_index(archive.get(), static_cast<zip_uint64_t>(i), 0, &status) != 0 ||
        status.name == nullptr || (status.valid & ZIP_STAT_SIZE) == 0) {
      return bad("an entry without a name or size");
    }
    if (status.size > most_bytes - total) return bad("too large when unpacked");
    total += status.size;
    auto content = content_of(archive.get(), static_cast<zip_uint64_t>(i), status.size);
    if (!content) return tl::unexpected(content.error());
    entries.push_back({status.name, std::move(*content), status.comp_method == ZIP_CM_STORE});
  }
  return entries;
}

}  // namespace sb::gateway
