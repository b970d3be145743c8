#include "tests/firmware/qemu_box.hpp"

#include <array>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "firmware/board/layout.hpp"

namespace sb::fw::tests {

std::filesystem::path image_folder() {
  return SB_SOURCE_DIR "/build/firmware-arm/firmware/arm";
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("no " + file.string() + ": run cmake --build --preset firmware-arm");
  return {std::istreambuf_iterator<char>(in), {}};
}

bool wait_until(const std::function<bool()>& condition, double limit_s) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(limit_s);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

QemuBox::QemuBox(const std::string& image) {
  std::string pattern = (std::filesystem::temp_directory_path() / "sb-qemu-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp");
  folder_ = pattern;
  std::string flash(board::kFlashBytes, '\xFF');
  flash.replace(board::kSlotAt[0], image.size(), image);
  std::ofstream(folder_ / "flash.bin", std::ios::binary) << flash;
}

QemuBox::~QemuBox() {
  kill();
  std::filesystem::remove_all(folder_);
}

void QemuBox::start() {
  const std::string kernel = (image_folder() / "mps2_an385_boot").string();
  std::filesystem::remove(folder_ / "bench.sock");
  const std::vector<std::string> words = {"qemu-system-arm",
                                          "-M",
                                          "mps2-an385",
                                          "-display",
                                          "none",
                                          "-monitor",
                                          "none",
                                          "-semihosting-config",
                                          "enable=on,target=native",
                                          "-kernel",
                                          kernel,
                                          "-chardev",
                                          "pty,id=host",
                                          "-serial",
                                          "chardev:host",
                                          "-chardev",
                                          "socket,path=bench.sock,server=on,wait=off,id=bench",
                                          "-serial",
                                          "chardev:bench"};
  std::array<int, 2> said{};
  if (::pipe(said.data()) != 0) throw std::runtime_error("pipe");
  process_ = ::fork();
  if (process_ == 0) {
    std::vector<char*> argv;
    for (const auto& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    ::dup2(said[1], 1);
    ::dup2(said[1], 2);
    if (::chdir(folder_.c_str()) == 0) ::execvp(argv[0], argv.data());
    ::_exit(127);
  }
  ::close(said[1]);
  // "char device redirected to /dev/pts/7 (label host)"
  std::string text;
  char letter = 0;
  while (text.find("(label host)") == std::string::npos && ::read(said[0], &letter, 1) == 1) text += letter;
  ::close(said[0]);
  const auto at = text.find("/dev/pts/");
  if (at == std::string::npos) throw std::runtime_error("QEMU did not start: " + text);
  host_line_ = text.substr(at, text.find(' ', at) - at);

  bench_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, (folder_ / "bench.sock").c_str(), sizeof address.sun_path - 1);
  // A QEMU that ends at once (a blank chip) has closed its bench again: that is no error here.
  wait_until(
      [&] { return ::connect(bench_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0; }, 3);
  reader_ = std::thread([this] { read_bench(); });
}

void QemuBox::kill() {
  if (process_ < 0) return;
  ::kill(process_, SIGKILL);
  wait_for_exit();
}

int QemuBox::wait_for_exit() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  ::shutdown(bench_, SHUT_RDWR);
  reader_.join();
  ::close(bench_);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void QemuBox::bench(const std::string& order) {
  if (::send(bench_, order.data(), order.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(order.size())) {
    throw std::runtime_error("the bench is gone");
  }
}

void QemuBox::read_bench() {
  std::array<unsigned char, 3> said{};
  while (::recv(bench_, said.data(), said.size(), MSG_WAITALL) == 3) {
    const std::lock_guard lock(mutex_);
    const bool on = said[2] != 0;
    if (on && !outputs_.at(said[1])) ++rises_.at(said[1]);
    outputs_.at(said[1]) = on;
  }
}

bool QemuBox::output(std::size_t which) {
  const std::lock_guard lock(mutex_);
  return outputs_.at(which);
}

int QemuBox::rises(std::size_t which) {
  const std::lock_guard lock(mutex_);
  return rises_.at(which);
}

QemuHost::QemuHost(const QemuBox& box)
    : link_(box.host_line(), clock_, *this),
      thread_([this](const std::stop_token& stop) { link_.run(stop); }) {}

void QemuHost::hang() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void QemuHost::on_mcu_event(const node::McuLogEntry& entry) noexcept {
  const std::lock_guard lock(mutex_);
  events_.push_back(entry);
}

void QemuHost::on_stop_host(std::uint32_t cut_after_s) noexcept {
  const std::lock_guard lock(mutex_);
  stop_asked_s_ = cut_after_s;
}

std::uint32_t QemuHost::stop_asked_s() const {
  const std::lock_guard lock(mutex_);
  return stop_asked_s_;
}

std::size_t QemuHost::count(std::uint32_t kind) const {
  std::size_t n = 0;
  for (const auto& event : events()) n += event.kind == kind ? 1 : 0;
  return n;
}

std::vector<node::McuLogEntry> QemuHost::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}

}  // namespace sb::fw::tests
