#pragma once
// Ed25519 keys and SHA-256 (OpenSSL 3). Private keys live in PEM files of mode 0600 and never leave the
// machine.
#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "models/core/result.hpp"

namespace sb::wire {

using Sha256 = std::array<std::uint8_t, 32>;
using KeyId = std::array<std::uint8_t, 8>;

Sha256 sha256(std::string_view bytes);
std::string to_hex(std::string_view bytes);
/// Nothing when it is not pairs of hexadecimal digits.
std::optional<std::string> from_hex(std::string_view hex);

class VerifyingKey {
 public:
  static Result<VerifyingKey> from_pem(std::string_view pem);
  static Result<VerifyingKey> load(const std::filesystem::path& pem_file);
  ~VerifyingKey();
  VerifyingKey(VerifyingKey&&) noexcept;
  VerifyingKey& operator=(VerifyingKey&&) noexcept;

  bool verify(std::string_view message, std::string_view signature) const;
  KeyId id() const;
  std::string pem() const;

 private:
  struct State;
  explicit VerifyingKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class SigningKey {
 public:
  static Result<SigningKey> generate();
  /// Refuses a file that others can read.
  static Result<SigningKey> load(const std::filesystem::path& pem_file);
  /// Loads, or makes and stores (mode 0600, fsync) when there is none.
  static Result<SigningKey> load_or_create(const std::filesystem::path& pem_file);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  std::string sign(std::string_view message) const;  ///< 64 octets
  KeyId id() const;
  std::string public_pem() const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sb::wire
