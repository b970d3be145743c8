#include "node/spool/acknowledgements.hpp"

#include "node/spool/octets.hpp"
#include "node/spool/record.hpp"

namespace sb::node {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "SBSPACK\0"sv;
constexpr std::size_t kHeaderBytes = 16;  ///< magic, version, count
constexpr std::size_t kEntryBytes = 16;
constexpr std::size_t kCrcBytes = 4;

}  // namespace

std::string encode_acknowledged(const Acknowledged& acknowledged) {
  std::string bytes(kMagic);
  put(bytes, kSpoolVersion);
  put(bytes, static_cast<std::uint32_t>(acknowledged.size()));
  for (const auto& [boot_id, seq] : acknowledged) {
    put(bytes, boot_id);
    put(bytes, seq);
  }
  put(bytes, crc32c(bytes));
  return bytes;
}

std::optional<Acknowledged> decode_acknowledged(std::string_view bytes) {
  if (bytes.size() < kHeaderBytes + kCrcBytes || !bytes.starts_with(kMagic)) return std::nullopt;
  const std::size_t end = bytes.size() - kCrcBytes;
  if (get<std::uint32_t>(bytes, end) != crc32c(bytes.substr(0, end))) return std::nullopt;
  if (get<std::uint32_t>(bytes, 8) != kSpoolVersion) return std::nullopt;
  if (end - kHeaderBytes != std::size_t{get<std::uint32_t>(bytes, 12)} * kEntryBytes) return std::nullopt;
  Acknowledged acknowledged;
  for (std::size_t at = kHeaderBytes; at < end; at += kEntryBytes) {
    acknowledged[get<std::uint64_t>(bytes, at)] = get<std::uint64_t>(bytes, at + 8);
  }
  return acknowledged;
}

}  // namespace sb::node
