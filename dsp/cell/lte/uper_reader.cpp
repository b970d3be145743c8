#include "dsp/cell/lte/uper_reader.hpp"

#include <cassert>

namespace sb::dsp::lte {

unsigned UperReader::bits(int count, const char* field) {
  assert(count >= 0 && count <= 32);
  const std::size_t begin = at_;
  skip(static_cast<std::size_t>(count), field);
  if (failed()) return 0;
  unsigned value = 0;
  for (std::size_t i = begin; i < at_; ++i) value = value << 1U | (octets_[i / 8] >> (7 - i % 8) & 1U);
  return value;
}

unsigned UperReader::up_to(unsigned last, int count, const char* field) {
  const unsigned value = bits(count, field);
  if (value > last) refuse(field);
  return failed() ? 0 : value;
}

void UperReader::skip(std::size_t count, const char* field) {
  if (failed()) return;
  if (count > 8 * octets_.size() - at_) {
    error_ = std::string(message_) + " is cut short in " + field;
    return;
  }
  at_ += count;
}

std::size_t UperReader::length(const char* field) {
  if (!flag(field)) return bits(7, field);
  if (flag(field)) refuse(field);
  return bits(14, field);
}

unsigned UperReader::small_number(const char* field) {
  if (flag(field)) refuse(field);
  return bits(6, field);
}

void UperReader::skip_extensions(const char* field) {
  const unsigned additions = small_number(field) + 1;
  unsigned present = 0;
  for (unsigned i = 0; i < additions && !failed(); ++i) present += flag(field) ? 1 : 0;
  for (unsigned i = 0; i < present && !failed(); ++i) skip_octet_string(field);
}

void UperReader::refuse(const char* field) {
  if (!failed()) error_ = std::string(message_) + " has an impossible " + field;
}

void UperReader::expect_padding() {
  while (!failed() && at_ < 8 * octets_.size()) {
    if (flag("padding")) error_ = std::string(message_) + " is followed by octets that are not padding";
  }
}

}  // namespace sb::dsp::lte
