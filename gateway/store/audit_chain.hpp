#pragma once
// How audit rows are bound to one another: a row taken out, put in or changed breaks every hash after it.
#include <string>
#include <string_view>

#include "gateway/store/records.hpp"

namespace sb::gateway {

/// The hash before the first row: 32 zero octets.
inline const std::string kAuditGenesis(32, '\0');
/// SHA-256 over the previous hash and the row's time and texts, each text preceded by its length (8 octets,
/// big-endian). The id is not part of it. 32 octets.
std::string audit_hash(std::string_view previous_hash, const AuditRow& row);

}  // namespace sb::gateway
