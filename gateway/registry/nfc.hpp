#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace sb::gateway {

/// The text in Unicode normalisation form C, as every name is stored; nothing when it is not UTF-8.
std::optional<std::string> to_nfc(std::string_view text);

}  // namespace sb::gateway
