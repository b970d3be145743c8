#pragma once
// The file "acknowledged" (FORMAT.md): through which seq of each boot the gateway has everything on disk.
#include <optional>
#include <string>
#include <string_view>

#include "node/spool/segment.hpp"

namespace sb::node {

std::string encode_acknowledged(const Acknowledged& acknowledged);
/// Nothing for octets that are not a whole file of ours; the spool then sends again, which is harmless.
std::optional<Acknowledged> decode_acknowledged(std::string_view bytes);

}  // namespace sb::node
