#pragma once
// Unaligned packed encoding as broadcast messages use it: fields in so many bits, extensions that are skipped
// bit by bit. ITU-T X.691.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace sb::dsp::lte {

/// Reads fields; the first that is missing or impossible is remembered by name and all later reads give zero.
class UperReader {
 public:
  /// `message` names the message in errors. Both are borrowed.
  UperReader(std::span<const std::uint8_t> octets, const char* message)
      : octets_(octets), message_(message) {}

  /// 0..32 bits, most significant first.
  unsigned bits(int count, const char* field);
  bool flag(const char* field) { return bits(1, field) != 0; }
  /// A value 0 .. last in as many bits as that range needs.
  unsigned up_to(unsigned last, int count, const char* field);
  void skip(std::size_t count, const char* field);
  /// Octets of an open type or string, X.691 §11.9; fragments of 16384 and more are refused: no transport
  /// block of system information is so long.
  std::size_t length(const char* field);
  /// A "normally small" number, X.691 §11.6; 64 and more are refused.
  unsigned small_number(const char* field);
  void skip_octet_string(const char* field) { skip(8 * length(field), field); }
  /// What follows a sequence's root whose extension bit was set, X.691 §19.7-9.
  void skip_extensions(const char* field);

  void refuse(const char* field);
  /// What is left must be zeros.
  void expect_padding();
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }

 private:
  std::span<const std::uint8_t> octets_;
  const char* message_;
  std::size_t at_ = 0;
  std::string error_;
};

}  // namespace sb::dsp::lte
