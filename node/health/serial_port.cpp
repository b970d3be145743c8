#include "node/health/serial_port.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace sb::node {

namespace {

constexpr int kWriteWaitMs = 1'000;

tl::unexpected<Error> line_error(const char* what) {
  return fail(ErrorCode::kUnavailable, std::string("serial line: ") + what + ": " + std::strerror(errno));
}

}  // namespace

Result<SerialPort> SerialPort::open(const std::filesystem::path& device) {
  const int fd = ::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return fail(ErrorCode::kUnavailable, device.string() + ": " + std::strerror(errno));
  SerialPort port(fd);
  termios settings{};
  if (::tcgetattr(fd, &settings) != 0) return line_error(device.c_str());
  ::cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  ::cfsetspeed(&settings, B115200);
  if (::tcsetattr(fd, TCSANOW, &settings) != 0) return line_error(device.c_str());
  return port;
}

SerialPort::~SerialPort() {
  if (fd_ >= 0) ::close(fd_);
}
SerialPort::SerialPort(SerialPort&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
SerialPort& SerialPort::operator=(SerialPort&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Result<std::size_t> SerialPort::read(std::span<std::uint8_t> out, std::chrono::milliseconds wait) {
  pollfd ready{fd_, POLLIN, 0};
  if (::poll(&ready, 1, static_cast<int>(wait.count())) <= 0) return 0U;
  const ssize_t size = ::read(fd_, out.data(), out.size());
  if (size > 0) return static_cast<std::size_t>(size);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return 0U;
  return line_error("read");
}

Result<void> SerialPort::write(std::span<const std::uint8_t> octets) {
  while (!octets.empty()) {
    const ssize_t size = ::write(fd_, octets.data(), octets.size());
    if (size > 0) {
      octets = octets.subspan(static_cast<std::size_t>(size));
      continue;
    }
    if (size < 0 && errno != EAGAIN && errno != EINTR) return line_error("write");
    pollfd ready{fd_, POLLOUT, 0};
    if (::poll(&ready, 1, kWriteWaitMs) == 0) {
      errno = ETIMEDOUT;
      return line_error("write");
    }
  }
  return {};
}

}  // namespace sb::node
