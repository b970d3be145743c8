#pragma once
// QEMU's files and exit status, by semihosting calls (Arm's "Semihosting for AArch32 and AArch64", §7).
#include <cstdint>
#include <span>

namespace sb::fw::semihosting {

/// A file of QEMU's working folder, for reading and writing; negative when it is not there.
std::int32_t open(const char* name);
bool read(std::int32_t file, std::uint32_t offset, std::span<std::uint8_t> out);
bool write(std::int32_t file, std::uint32_t offset, std::span<const std::uint8_t> octets);
/// Ends QEMU with this status.
void exit(std::uint32_t status);

}  // namespace sb::fw::semihosting
