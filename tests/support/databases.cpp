#include "tests/support/databases.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

namespace sb::gateway::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

/// The server refuses to run as root: then it runs as the package's user.
bool shell(const std::string& command) {
  const auto line = escaped(fmt::format("cd / && PATH={}:$PATH {} >/dev/null 2>&1", kPrograms, command));
  const auto whole = fmt::format("{}sh -c \"{}\"", ::getuid() == 0 ? "runuser -u postgres -- " : "", line);
  return std::system(whole.c_str()) == 0;
}

/// A cluster of the program's own, in a folder of its own, reached by a socket in it; gone with the program.
class Cluster {
 public:
  static Cluster& get() {
    static Cluster cluster;
    return cluster;
  }
  ~Cluster() {
    if (running_) stop("immediate");
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  fs::path fresh() {
    const auto name = fmt::format("t{}", ++count_);
    if (!running_ || !shell("createdb -h '" + folder_.string() + "' -U sb " + name)) return {};
    return fmt::format("postgresql:///{}?user=sb&host={}", name, folder_.string());
  }
  void start() {
    running_ = shell("pg_ctl -D '" + data() + "' -w -l '" + (folder_ / "log").string() +
                     "' -o \"-c listen_addresses='' -k '" + folder_.string() + "'\" start");
  }
  void stop(const std::string& how) {
    shell("pg_ctl -D '" + data() + "' -m " + how + " -w stop");
    running_ = false;
  }

 private:
  Cluster() {
    if (!fs::exists(std::string(kPrograms) + "/initdb")) return;
    folder_ = fs::temp_directory_path() / ("songbien-pg-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    if (::getuid() == 0 && std::system(("chown postgres '" + folder_.string() + "'").c_str()) != 0) return;
    if (shell("initdb -D '" + data() + "' -U sb -A trust -E UTF8 --no-locale -N")) start();
  }
  std::string data() const { return (folder_ / "data").string(); }

  fs::path folder_;
  bool running_ = false;
  int count_ = 0;
};

}  // namespace

fs::path fresh_database(Database kind, const fs::path& folder) {
  static int count = 0;
  if (kind == Database::kSqlite) return folder / (fmt::format("gateway-{}.db", ++count));
  return Cluster::get().fresh();
}

void crash_postgres() {
  Cluster::get().stop("immediate");
  Cluster::get().start();
}

void stop_postgres() {
  Cluster::get().stop("fast");
}

void start_postgres() {
  Cluster::get().start();
}

}  // namespace sb::gateway::testing
