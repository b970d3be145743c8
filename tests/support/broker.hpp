#pragma once
// A real Mosquitto on a free loopback port, as it is deployed: the certificates and the configuration come
// from gateway/deploy.
#include <cstdint>
#include <filesystem>
#include <string>

#include <sys/types.h>

namespace sb::tests {

/// Files of one identity; the broker's ACL goes by the common name.
struct Identity {
  std::filesystem::path ca;
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// A new folder below the system's temporary one; removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Throws std::runtime_error when something cannot be set up: a test can do nothing else.
class Broker {
 public:
  explicit Broker(std::string province = "laocai");
  ~Broker();  ///< kills the process and removes the folder
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  void start();  ///< returns when the port accepts connections
  void stop();   ///< SIGTERM: persistence is written
  void kill();   ///< SIGKILL: what it had queued is lost, as after a power cut
  bool running() const { return pid_ > 0; }

  /// "gateway" may read reports and write commands of the province; any other name is a node's and sees its
  /// own subtree.
  Identity identity(const std::string& common_name);
  /// Of an authority that the broker does not know; `ca` is still the right one.
  Identity stranger(const std::string& common_name);

  std::string host() const { return "localhost"; }
  std::uint16_t port() const { return port_; }
  const std::string& province() const { return province_; }
  std::filesystem::path folder() const { return folder_.path(); }
  std::string log() const;

 private:
  void end(int signal);
  TemporaryFolder folder_;
  std::string province_;
  std::uint16_t port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace sb::tests
