#include "tests/support/broker.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sb::tests {
namespace {

using namespace std::chrono_literals;

const std::string kDeploy = SB_SOURCE_DIR "/gateway/deploy/";

void run(const std::string& command) {
  if (std::system((command + " >/dev/null 2>&1").c_str()) != 0)
    throw std::runtime_error("failed: " + command);
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  if (!bound) throw std::runtime_error("no free port on loopback");
  return ntohs(address.sin_port);
}

bool accepts(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "songbien-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Broker::Broker(std::string province) : province_(std::move(province)), port_(free_port()) {
  const std::string pki = (folder() / "pki").string();
  run("bash " + kDeploy + "authority.sh " + pki + " init");
  run("bash " + kDeploy + "authority.sh " + pki + " server broker");
  run("bash " + kDeploy + "broker.sh " + (folder() / "broker").string() + " " + pki + " " +
      std::to_string(port_) + " " + province_);
}

Broker::~Broker() {
  end(SIGKILL);
}

void Broker::start() {
  if (running()) return;
  const std::string log_file = (folder() / "broker.log").string();
  const std::string configuration = (folder() / "broker" / "mosquitto.conf").string();
  pid_ = ::fork();
  if (pid_ == 0) {
    const int log_fd = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log_fd, STDERR_FILENO);
    ::execlp("/usr/sbin/mosquitto", "mosquitto", "-c", configuration.c_str(), nullptr);
    ::_exit(127);
  }
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!accepts(port_)) {
    if (::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    if (!running() || std::chrono::steady_clock::now() > deadline) {
      throw std::runtime_error("mosquitto does not start: " + log());
    }
    std::this_thread::sleep_for(20ms);
  }
}

void Broker::end(int signal) {
  if (!running()) return;
  ::kill(pid_, signal);
  ::waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

void Broker::stop() {
  end(SIGTERM);
}
void Broker::kill() {
  end(SIGKILL);
}

Identity Broker::identity(const std::string& common_name) {
  const auto pki = folder() / "pki";
  run("bash " + kDeploy + "authority.sh " + pki.string() + " client " + common_name);
  return {pki / "ca.crt", pki / (common_name + ".crt"), pki / (common_name + ".key")};
}

Identity Broker::stranger(const std::string& common_name) {
  const auto pki = folder() / "stranger";
  run("bash " + kDeploy + "authority.sh " + pki.string() + " init");
  run("bash " + kDeploy + "authority.sh " + pki.string() + " client " + common_name);
  return {folder() / "pki" / "ca.crt", pki / (common_name + ".crt"), pki / (common_name + ".key")};
}

std::string Broker::log() const {
  std::ifstream in(folder() / "broker.log");
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace sb::tests
