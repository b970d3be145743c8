#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/http_client.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr const char* kProgram = SB_BINARY_DIR "/gateway/songbien-gateway";

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t length = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
  ::close(socket);
  return ntohs(address.sin_port);
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A child process with its output in files.
class Program {
 public:
  Program(const ScratchFolder& folder, std::vector<std::string> arguments)
      : out_(folder / "out"), err_(folder / "err") {
    arguments.insert(arguments.begin(), kProgram);
    std::vector<char*> words;
    for (auto& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
      ::dup2(::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
      ::execv(kProgram, words.data());
      ::_exit(127);
    }
  }
  ~Program() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void signal(int number) const { ::kill(pid_, number); }
  int wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string out() const { return text_of(out_); }
  std::string err() const { return text_of(err_); }

 private:
  fs::path out_, err_;
  pid_t pid_ = -1;
};

struct GatewayProgram : ::testing::Test {
  void write_config(const std::string& more = {}) {
    std::ofstream(folder / "gateway.toml") << "[gateway]\nprovince = \"laocai\"\nprovince_code = \"15\"\n"
                                           << "database = \"gateway.sqlite\"\nkey = \"gateway.key\"\n"
                                           << more;
  }
  std::string http(const std::string& more = {}) const {
    return "[http]\nport = " + std::to_string(port) + "\n" + more;
  }
  std::string config() const { return (folder / "gateway.toml").string(); }
  bool comes_up() const {
    for (int i = 0; i < 300; ++i) {
      if (sb::testing::HttpClient(port).get("/readyz").status == 200) return true;
      std::this_thread::sleep_for(50ms);
    }
    return false;
  }

  ScratchFolder folder;
  std::uint16_t port = free_port();
};

TEST_F(GatewayProgram, FirstStartToFirstSignInToStop) {
  fs::create_directories(folder / "web");
  std::ofstream(folder / "web/index.html") << "<title>page</title>";
  write_config("one_time_password_file = \"first\"\n" + http("web_root = \"web\"\n"));
  Program program(folder, {"serve", "--config", config()});
  ASSERT_TRUE(comes_up()) << program.err();
  struct stat status {};
  ASSERT_EQ(::stat((folder / "first").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat((folder / "gateway.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);

  sb::testing::HttpClient client(port);
  const auto password = text_of(folder / "first");
  ASSERT_EQ(client.sign_in("admin", password).status, 200U);
  EXPECT_EQ(client.get("/api/v1/incidents").status, 403U);
  EXPECT_EQ(client
                .post("/api/v1/session/password",
                      {{"old_password", password}, {"new_password", "mot-mat-khau-du-dai"}})
                .status,
            204U);
  EXPECT_FALSE(fs::exists(folder / "first")) << "it has nothing to say any more";
  EXPECT_EQ(client.get("/api/v1/incidents").json()["incidents"].size(), 0U);
  EXPECT_EQ(client.get("/").body, "<title>page</title>");
  sb::testing::EventReader stream(port, client.cookie);
  EXPECT_NE(stream.head().find("200"), std::string::npos);

  const auto before = std::chrono::steady_clock::now();
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0) << program.err();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 2s);
}

TEST_F(GatewayProgram, PrintsTheFirstPasswordOnceWhenNoFileIsGiven) {
  write_config(http());
  {
    Program program(folder, {"serve", "--config", config()});
    ASSERT_TRUE(comes_up()) << program.err();
    const auto out = program.out();
    const std::string mark = "one-time password for admin: ";
    ASSERT_TRUE(out.starts_with(mark)) << out;
    EXPECT_EQ(sb::testing::HttpClient(port).sign_in("admin", out.substr(mark.size(), 20)).status, 200U);
    program.signal(SIGINT);
    EXPECT_EQ(program.wait(), 0);
  }
  Program again(folder, {"serve", "--config", config()});
  ASSERT_TRUE(comes_up());
  EXPECT_EQ(again.out(), "");
}

TEST_F(GatewayProgram, RefusesPlainHttpOnTheNetworkAndSaysWhy) {
  write_config(http("address = \"0.0.0.0\"\n"));
  Program program(folder, {"serve", "--config", config()});
  EXPECT_EQ(program.wait(), 2);
  EXPECT_NE(program.err().find("TLS certificate"), std::string::npos) << program.err();
  EXPECT_EQ(program.out(), "") << "no password for a gateway that does not serve";
}

TEST_F(GatewayProgram, MistakesInTheConfigurationEndWithStatusTwo) {
  write_config("colour = \"red\"\n");
  Program program(folder, {"serve", "--config", config()});
  EXPECT_EQ(program.wait(), 2);
  EXPECT_NE(program.err().find("gateway.toml:6: [gateway] colour"), std::string::npos) << program.err();
  Program none(folder, {"serve"});
  EXPECT_EQ(none.wait(), 2);
  Program unknown(folder, {"fly"});
  EXPECT_EQ(unknown.wait(), 2);
}

TEST_F(GatewayProgram, PublicKeyIsThePemAndNothingElse) {
  write_config();
  std::string first;
  for (int i = 0; i < 2; ++i) {
    Program program(folder, {"public-key", "--config", config()});
    EXPECT_EQ(program.wait(), 0) << program.err();
    EXPECT_TRUE(program.out().starts_with("-----BEGIN PUBLIC KEY-----\n")) << program.out();
    EXPECT_TRUE(program.out().ends_with("-----END PUBLIC KEY-----\n"));
    if (i == 0) first = program.out();
    EXPECT_EQ(program.out(), first);
  }
}

TEST_F(GatewayProgram, AccountsAreMadeFromTheCommandLine) {
  write_config(http());
  Program create(folder, {"create-user", "--config", config(), "--user", "lan", "--role", "operator"});
  EXPECT_EQ(create.wait(), 0) << create.err();
  EXPECT_TRUE(create.out().starts_with("one-time password for lan: ")) << create.out();
  Program twice(folder, {"create-user", "--config", config(), "--user", "lan", "--role", "operator"});
  EXPECT_EQ(twice.wait(), 2);
  Program reset(folder, {"set-password", "--config", config(), "--user", "lan"});
  EXPECT_EQ(reset.wait(), 0);
  const auto password = reset.out().substr(std::string("one-time password for lan: ").size(), 20);
  Program serve(folder, {"serve", "--config", config()});
  ASSERT_TRUE(comes_up()) << serve.err();
  EXPECT_EQ(serve.out(), "") << "there is an account";
  const auto answer = sb::testing::HttpClient(port).sign_in("lan", password);
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.json()["must_change_password"], true);
}

TEST_F(GatewayProgram, SpeaksTlsWithACertificate) {
  const auto run = [](const std::string& command) { return std::system((command + " 2>/dev/null").c_str()); };
  const auto key = (folder / "page.key").string();
  const auto certificate = (folder / "page.crt").string();
  if (run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
          "-addext "
          "subjectAltName=IP:127.0.0.1 -keyout " +
          key + " -out " + certificate) != 0 ||
      run("curl --version >/dev/null") != 0) {
    GTEST_SKIP() << "needs openssl and curl";
  }
  write_config(http("address = \"0.0.0.0\"\ntls_certificate = \"page.crt\"\ntls_key = \"page.key\"\n"));
  Program program(folder, {"serve", "--config", config()});
  const auto url = "https://127.0.0.1:" + std::to_string(port);
  const auto ask = "curl -sS --cacert " + certificate + " -o " + (folder / "answer").string() + " -D " +
                   (folder / "headers").string() + " ";
  int status = 1;
  for (int i = 0; i < 200 && status != 0; ++i) {
    status = run(ask + url + "/healthz");
    if (status != 0) std::this_thread::sleep_for(50ms);
  }
  ASSERT_EQ(status, 0) << program.err();
  EXPECT_EQ(text_of(folder / "answer"), "ok\n");
  EXPECT_NE(text_of(folder / "headers").find("Strict-Transport-Security"), std::string::npos);
  EXPECT_NE(run(ask + "--tls-max 1.1 " + url + "/healthz"), 0) << "TLS 1.2 and up";
  const std::string mark = "one-time password for admin: ";
  const auto password = program.out().substr(mark.size(), 20);
  ASSERT_EQ(run(ask + "-H 'Content-Type: application/json' -d '{\"user\":\"admin\",\"password\":\"" +
                password + "\"}' " + url + "/api/v1/session"),
            0);
  EXPECT_NE(text_of(folder / "headers").find("; Secure"), std::string::npos) << text_of(folder / "headers");
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

}  // namespace
}  // namespace sb::gateway::testing
