#include "firmware/port/mps2_an385/semihosting.hpp"

#include <array>
#include <cstring>

namespace sb::fw::semihosting {

namespace {

constexpr std::uint32_t kOpen = 0x01;
constexpr std::uint32_t kWrite = 0x05;
constexpr std::uint32_t kRead = 0x06;
constexpr std::uint32_t kSeek = 0x0A;
constexpr std::uint32_t kExitExtended = 0x20;
constexpr std::uint32_t kReadWriteBinary = 3;  // "r+b"
constexpr std::uint32_t kApplicationExit = 0x20026;

std::int32_t ask(std::uint32_t operation, const void* arguments) {
  register std::uint32_t r0 asm("r0") = operation;
  register const void* r1 asm("r1") = arguments;
  asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return static_cast<std::int32_t>(r0);
}

std::uint32_t address(const void* pointer) {
  return reinterpret_cast<std::uint32_t>(pointer);
}

bool seek(std::int32_t file, std::uint32_t offset) {
  const std::array<std::uint32_t, 2> arguments = {static_cast<std::uint32_t>(file), offset};
  return ask(kSeek, arguments.data()) == 0;
}

}  // namespace

std::int32_t open(const char* name) {
  const std::array<std::uint32_t, 3> arguments = {address(name), kReadWriteBinary,
                                                  static_cast<std::uint32_t>(std::strlen(name))};
  return ask(kOpen, arguments.data());
}

bool read(std::int32_t file, std::uint32_t offset, std::span<std::uint8_t> out) {
  const std::array<std::uint32_t, 3> arguments = {static_cast<std::uint32_t>(file), address(out.data()),
                                                  out.size()};
  return seek(file, offset) && ask(kRead, arguments.data()) == 0;
}

bool write(std::int32_t file, std::uint32_t offset, std::span<const std::uint8_t> octets) {
  const std::array<std::uint32_t, 3> arguments = {static_cast<std::uint32_t>(file), address(octets.data()),
                                                  octets.size()};
  return seek(file, offset) && ask(kWrite, arguments.data()) == 0;
}

void exit(std::uint32_t status) {
  const std::array<std::uint32_t, 2> arguments = {kApplicationExit, status};
  ask(kExitExtended, arguments.data());
}

}  // namespace sb::fw::semihosting
