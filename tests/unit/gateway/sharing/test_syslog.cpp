// rsyslog itself takes our messages over TLS, where it is installed.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/sharing/courier.hpp"
#include "gateway/sharing/forms.hpp"
#include "tests/unit/gateway/sharing/line_server.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::uint16_t free_port() {
  return LineServer("", [](std::string&) { return std::string(); }).port();
}

bool make_certificates(const fs::path& folder) {
  const auto in = "cd '" + folder.string() + "' && ";
  return std::system((in + "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
                           "-keyout ca.key -out ca.crt -days 2 -subj /CN=test-ca >/dev/null 2>&1 && "
                           "openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "
                           "s.key -out s.csr -subj /CN=localhost >/dev/null 2>&1 && "
                           "printf 'subjectAltName=DNS:localhost' > ext && "
                           "openssl x509 -req -in s.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 "
                           "-extfile ext -out s.crt >/dev/null 2>&1")
                         .c_str()) == 0;
}

/// rsyslogd of the test's own, ended with it.
class Rsyslog {
 public:
  Rsyslog(const fs::path& folder, std::uint16_t port) {
    std::ofstream(folder / "rsyslog.conf")
        << "global(workDirectory=\"" << folder.string()
        << "\" defaultNetstreamDriver=\"gtls\" defaultNetstreamDriverCAFile=\""
        << (folder / "ca.crt").string() << "\" defaultNetstreamDriverCertFile=\""
        << (folder / "s.crt").string() << "\" defaultNetstreamDriverKeyFile=\"" << (folder / "s.key").string()
        << "\")\nmodule(load=\"imtcp\" StreamDriver.Name=\"gtls\" StreamDriver.Mode=\"1\" "
           "StreamDriver.AuthMode=\"anon\")\n"
           "template(name=\"parsed\" type=\"string\" "
           "string=\"%syslogfacility%|%syslogseverity%|%hostname%|%app-name%|%msgid%|%structured-data%|%msg%"
           "\\n\")\n"
           "input(type=\"imtcp\" port=\""
        << port << "\")\naction(type=\"omfile\" file=\"" << (folder / "out.log").string()
        << "\" template=\"parsed\")\n";
    child_ = ::fork();
    if (child_ == 0) {
      ::execl("/usr/sbin/rsyslogd", "rsyslogd", "-n", "-f", (folder / "rsyslog.conf").c_str(), "-i",
              (folder / "pid").c_str(), nullptr);
      ::_exit(127);
    }
  }
  ~Rsyslog() {
    ::kill(child_, SIGTERM);
    ::waitpid(child_, nullptr, 0);
  }
  Rsyslog(const Rsyslog&) = delete;
  Rsyslog& operator=(const Rsyslog&) = delete;

 private:
  pid_t child_ = -1;
};

TEST(Syslog, RsyslogTakesItOverTlsAndReadsTheSameFields) {
  if (!fs::exists("/usr/sbin/rsyslogd") || !fs::exists("/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_gtls.so"))
    GTEST_SKIP() << "rsyslog and rsyslog-gnutls are not installed";
  ScratchFolder folder;
  ASSERT_TRUE(make_certificates(folder / ""));
  const auto port = free_port();
  const Rsyslog receiver(folder / "", port);
  auto incident = incident_row("x");
  incident.id = 12;
  Delivery delivery;
  delivery.payload = to_syslog(incident, {"kind", "commune", "plmn", "severity"}, "gw.laocai", kNoon);
  const auto courier = syslog_courier({"localhost", port, folder / "ca.crt", "", "", 5});
  Result<void> sent;
  for (int i = 0; i < 100; ++i) {
    sent = courier->deliver(delivery, kNoon);
    if (sent) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ASSERT_TRUE(sent) << sent.error().text;
  std::string got;
  for (int i = 0; i < 100 && got.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    got = read(folder / "out.log");
  }
  EXPECT_TRUE(got.starts_with("13|4|gw.laocai|songbien-gateway|INCIDENT|[songbien@32473 ")) << got;
  EXPECT_NE(got.find("kind=\"spillover\""), std::string::npos) << got;
  EXPECT_NE(got.find("commune=\"Phường Lào Cai\""), std::string::npos) << got;
  const auto stranger =
      syslog_courier({"127.0.0.1", port, folder / "ca.crt", "", "", 5})->deliver(delivery, kNoon);
  EXPECT_FALSE(stranger) << "a certificate of another name";
}

TEST(Syslog, NobodyThereIsLaterNotNever) {
  const auto sent = syslog_courier({"localhost", free_port(), "", "", "", 2})->deliver({}, kNoon);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace sb::gateway::testing
