#include "gateway/store/audit_chain.hpp"

#include <array>
#include <cstdint>

#include "wire/signing.hpp"

namespace sb::gateway {
namespace {

void append(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>((value >> shift) & 0xff));
}

}  // namespace

std::string audit_hash(std::string_view previous_hash, const AuditRow& row) {
  std::string content(previous_hash);
  append(content, static_cast<std::uint64_t>(row.at));
  const std::array<const std::string*, 4> texts{&row.actor, &row.action, &row.subject, &row.detail_json};
  for (const std::string* text : texts) {
    append(content, text->size());
    content += *text;
  }
  const auto digest = wire::sha256(content);
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace sb::gateway
