// A node without a radio for the browser test and for looking at the page: prints the label's URL and serves
// until its input ends. Its site is a good one whose antenna port carries a 50 Ω load for the first
// measurement.
#include <cmath>
#include <iostream>
#include <thread>

#include "node/technician/technician_server.hpp"
#include "tests/unit/node/technician/fake_site.hpp"

namespace {

using namespace sb::node;

/// A floor with three carriers that breathe.
SpectrumSnapshot row_at(int tick) {
  SpectrumSnapshot row{0, 1805e6, 20e6 / 1024, std::vector<float>(1024)};
  for (int i = 0; i < 1024; ++i) {
    const double noise_db = 2.0 * std::sin(i * 12.9898 + tick * 78.233) + 2.0 * std::sin(i * 3.7 + tick);
    double level = -96.0 + noise_db;
    for (const int centre : {200, 520, 830}) {
      if (std::abs(i - centre) < 90) level = -62.0 + noise_db + 3.0 * std::sin(tick * 0.3 + centre);
    }
    row.dbfs[static_cast<std::size_t>(i)] = static_cast<float>(level);
  }
  return row;
}

}  // namespace

int main() {
  testing::Scratch scratch;
  testing::FakeSite site;
  const SystemClock clock;
  site.floor_dbfs_ = -86.0;
  const auto key = sb::wire::SigningKey::generate();
  const auto identity = load_or_make_tls_identity(scratch.path, "127.0.0.1");
  const auto code = load_or_make_access_code(scratch.path / "code");
  if (!key || !identity || !code) return 1;
  WizardLimits limits;
  limits.loss_window_s = 4.0;  // the browser test does not wait a minute
  auto page = TechnicianPage::open(
      scratch.path, {"lc-07", "Bát Xát 1", "laocai", "0.1.0", 22.51927, 103.87841, identity->fingerprint},
      site, clock, *key, limits);
  if (!page) return 1;
  Access access(*code);
  auto server = TechnicianServer::bind({"127.0.0.1", 0}, *identity, **page, access, clock);
  if (!server) return 1;
  std::jthread serving([&] { (*server)->run(); });
  std::jthread receiving([&](const std::stop_token& stop) {
    for (int tick = 0; !stop.stop_requested(); ++tick) {
      site.tap.publish(row_at(tick));
      site.change([](testing::FakeSite& s) {
        auto& receiver = *s.status_.mutable_receiver();
        receiver.set_samples(receiver.samples() + 480'000);
      });
      std::this_thread::sleep_for(std::chrono::milliseconds(250));
    }
  });
  std::cout << label_url("127.0.0.1", (*server)->port(), *code, identity->fingerprint) << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    if (line == "antenna") site.change([](testing::FakeSite& s) { s.floor_dbfs_ = -78.0; });
    if (line == "offline") site.connected_ = false;
  }
  (*server)->stop();
}
