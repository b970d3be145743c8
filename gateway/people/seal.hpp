#pragma once
// Secrets and files at rest: XChaCha20-Poly1305 (libsodium) under a key that lies in a file of mode 0600.
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "models/core/result.hpp"

namespace sb::gateway {

using SealKey = std::array<unsigned char, 32>;

/// Reads the key, or makes and stores one (mode 0600, fsync) when there is none. kRefused: others can read
/// it.
Result<SealKey> load_or_create_seal_key(const std::filesystem::path& file);

/// Nonce, then authenticated ciphertext: 40 octets longer than what is sealed. For secrets.
std::string seal(std::string_view secret, const SealKey& key);
/// kUnreadable: another key, or changed octets.
Result<std::string> unseal(std::string_view sealed, const SealKey& key);

/// Files of any size, in chunks (crypto_secretstream): "SBSEAL01", header, chunks of 64 KiB; the last is
/// marked, so that a cut file is noticed. A target that fails is removed.
Result<void> seal_file(const std::filesystem::path& from, const std::filesystem::path& to,
                       const SealKey& key);
Result<void> unseal_file(const std::filesystem::path& from, const std::filesystem::path& to,
                         const SealKey& key);

}  // namespace sb::gateway
