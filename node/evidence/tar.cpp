#include "node/evidence/tar.hpp"

#include <array>
#include <memory>

#include <archive.h>
#include <archive_entry.h>

namespace sb::node {
namespace {

la_ssize_t append(archive* /*writer*/, void* to, const void* octets, std::size_t size) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(octets), size);
  return static_cast<la_ssize_t>(size);
}

struct FreeWriter {
  void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeReader {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

std::string write_tar(const std::vector<TarMember>& members) {
  std::string out;
  const std::unique_ptr<archive, FreeWriter> writer(archive_write_new());
  archive_write_set_format_ustar(writer.get());
  archive_write_set_bytes_in_last_block(writer.get(), 1);
  archive_write_open(writer.get(), &out, nullptr, append, nullptr);
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  for (const auto& member : members) {
    archive_entry_clear(entry.get());
    archive_entry_set_pathname(entry.get(), member.name.c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.content.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_write_header(writer.get(), entry.get());
    archive_write_data(writer.get(), member.content.data(), member.content.size());
  }
  archive_write_close(writer.get());
  return out;
}

Result<std::map<std::string, std::string>> read_tar(std::string_view octets, std::size_t most) {
  const auto unreadable = [](const char* what) {
    return fail(ErrorCode::kUnreadable, std::string("evidence: ") + what);
  };
  const std::unique_ptr<archive, FreeReader> reader(archive_read_new());
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_memory(reader.get(), octets.data(), octets.size()) != ARCHIVE_OK)
    return unreadable("not an archive");
  std::map<std::string, std::string> members;
  archive_entry* entry = nullptr;
  std::size_t total = 0;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK) {
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr || archive_entry_filetype(entry) != AE_IFREG)
      return unreadable("holds something that is no file");
    std::string content;
    std::array<char, 65536> piece{};
    la_ssize_t got = 0;
    while ((got = archive_read_data(reader.get(), piece.data(), piece.size())) > 0) {
      total += static_cast<std::size_t>(got);
      if (total > most) return unreadable("is too large");
      content.append(piece.data(), static_cast<std::size_t>(got));
    }
    if (got < 0) return unreadable("is cut short");
    if (!members.emplace(name, std::move(content)).second) return unreadable("holds a name twice");
  }
  if (status != ARCHIVE_EOF) return unreadable("is damaged");
  return members;
}

}  // namespace sb::node
