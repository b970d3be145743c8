// A bundle of evidence from anywhere: one clear error, or members that hash as they are said to.
#include <cstdint>
#include <string_view>

#include "node/evidence/bundle.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto key = sb::wire::SigningKey::generate();
  static const auto verifying = sb::wire::VerifyingKey::from_pem(key->public_pem());
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  if (sb::node::verify_bundle(octets, *verifying)) __builtin_trap();  // nobody has signed it
  static_cast<void>(sb::node::statement_hash(octets));
  return 0;
}
