#pragma once
// A serial line, raw, 115 200 baud, eight bits, no parity, no flow control.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>

#include "models/core/result.hpp"

namespace sb::node {

class SerialPort {
 public:
  /// kUnavailable: no such device, or it is no terminal.
  static Result<SerialPort> open(const std::filesystem::path& device);
  ~SerialPort();
  SerialPort(SerialPort&& other) noexcept;
  SerialPort& operator=(SerialPort&& other) noexcept;
  SerialPort(const SerialPort&) = delete;
  SerialPort& operator=(const SerialPort&) = delete;

  /// Number of octets, 0 when none came in time. kUnavailable: the line is gone.
  Result<std::size_t> read(std::span<std::uint8_t> out, std::chrono::milliseconds wait);
  /// All of them, or kUnavailable after a second of a line that takes nothing.
  Result<void> write(std::span<const std::uint8_t> octets);

 private:
  explicit SerialPort(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace sb::node
