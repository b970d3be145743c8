#pragma once
// A box in QEMU: the signed images of the build, a flash that is a file, the host's line as a pty, and the
// bench.
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "node/health/mcu_link.hpp"

namespace sb::fw::tests {

/// Where firmware.images puts its images.
std::filesystem::path image_folder();
std::string read_file(const std::filesystem::path& file);
/// Waits in steps of 20 ms; false when `limit_s` is over.
bool wait_until(const std::function<bool()>& condition, double limit_s);

class QemuBox {
 public:
  /// A new flash with `image` in slot 0 (empty: a blank chip).
  explicit QemuBox(const std::string& image);
  ~QemuBox();
  QemuBox(const QemuBox&) = delete;
  QemuBox& operator=(const QemuBox&) = delete;

  void start();
  /// As a power cut: no warning.
  void kill();
  /// QEMU's exit status, when it ends by itself.
  int wait_for_exit();
  std::string host_line() const { return host_line_; }

  void bench(const std::string& order);
  /// The last level that the bench was told; low before.
  bool output(std::size_t which);
  /// How often it went high since the start.
  int rises(std::size_t which);

 private:
  void read_bench();

  std::filesystem::path folder_;
  std::string host_line_;
  int process_ = -1;
  int bench_ = -1;
  std::thread reader_;
  std::mutex mutex_;
  std::vector<bool> outputs_ = std::vector<bool>(64, false);
  std::vector<int> rises_ = std::vector<int>(64, 0);
};

/// The node's own end of the line, on a thread as the node runs it.
class QemuHost final : public node::McuListener {
 public:
  explicit QemuHost(const QemuBox& box);
  ~QemuHost() override { hang(); }

  /// The process stops in its tracks: no heartbeat, no goodbye.
  void hang();
  node::McuLink& link() { return link_; }
  std::size_t count(std::uint32_t kind) const;
  std::vector<node::McuLogEntry> events() const;

  void on_mcu_event(const node::McuLogEntry& entry) noexcept override;
  void on_stop_host(std::uint32_t cut_after_s) noexcept override;
  std::uint32_t stop_asked_s() const;

 private:
  node::SystemClock clock_;
  node::McuLink link_;
  mutable std::mutex mutex_;
  std::vector<node::McuLogEntry> events_;
  std::uint32_t stop_asked_s_ = 0;
  std::jthread thread_;
};

}  // namespace sb::fw::tests
