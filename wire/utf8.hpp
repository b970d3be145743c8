#pragma once
// Is this text well-formed UTF-8 (Unicode 15 table 3-7: no overlong forms, no surrogates, nothing past
// U+10FFFF)?
#include <string_view>

namespace sb::wire {

bool is_utf8(std::string_view text);

}  // namespace sb::wire
