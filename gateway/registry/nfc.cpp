#include "gateway/registry/nfc.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include "wire/utf8.hpp"

namespace sb::gateway {

std::optional<std::string> to_nfc(std::string_view text) {
  if (!wire::is_utf8(text)) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return std::nullopt;
  const auto normal = nfc->normalize(
      icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}), status);
  if (U_FAILURE(status)) return std::nullopt;
  std::string result;
  normal.toUTF8String(result);
  return result;
}

}  // namespace sb::gateway
