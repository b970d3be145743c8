// What the program knows of its receiver and keeps of what it heard: spur maps, levels, rows of spectrum and
// their replay.
#include <numbers>

#include "tests/integration/node/scan_program.hpp"

namespace sb::test {
namespace {

constexpr double kRate = 250e3;
constexpr const char* kCaptures =
    R"([{"core:sample_start":0,"core:frequency":150000000,"core:datetime":"2026-11-24T08:00:00Z"}])";

/// Eight-bit air: noise, and what a test adds to it from a moment on.
class Air {
 public:
  explicit Air(double seconds) : numbers_(noise(static_cast<std::size_t>(seconds * kRate), 3, 0.08F)) {}
  void add_tone(double hz, double amplitude, double from_s) {
    for (auto n = static_cast<std::size_t>(from_s * kRate); 2 * n < numbers_.size(); ++n) {
      const double phase = 2.0 * std::numbers::pi * std::fmod(hz / kRate * static_cast<double>(n), 1.0);
      numbers_[2 * n] += static_cast<float>(amplitude * std::cos(phase));
      numbers_[2 * n + 1] += static_cast<float>(amplitude * std::sin(phase));
    }
  }
  /// More noise, over an eighth of the band about `hz`.
  void add_rise(double hz, float rms, double from_s) {
    const auto more = noise(numbers_.size() / 2, 4, rms);
    float i = 0.0F;
    float q = 0.0F;
    constexpr float kPole = 0.7F;  // one pole: some 30 kHz wide
    for (auto n = static_cast<std::size_t>(from_s * kRate); 2 * n < numbers_.size(); ++n) {
      i = kPole * i + (1.0F - kPole) * more[2 * n];
      q = kPole * q + (1.0F - kPole) * more[2 * n + 1];
      const double phase = 2.0 * std::numbers::pi * std::fmod(hz / kRate * static_cast<double>(n), 1.0);
      const auto c = static_cast<float>(std::cos(phase));
      const auto s = static_cast<float>(std::sin(phase));
      numbers_[2 * n] += i * c - q * s;
      numbers_[2 * n + 1] += i * s + q * c;
    }
  }
  std::vector<std::int8_t> octets() const {
    std::vector<std::int8_t> octets(numbers_.size());
    for (std::size_t i = 0; i < octets.size(); ++i)
      octets[i] = static_cast<std::int8_t>(std::lround(std::clamp(numbers_[i] * 127.0F, -127.0F, 127.0F)));
    return octets;
  }

 private:
  std::vector<float> numbers_;
};

class SpectrumProgram : public ScanProgram {
 protected:
  std::filesystem::path record(const std::string& name, const Air& air) {
    return write_recording(folder_, name, meta_text("ci8", "250000", kCaptures), air.octets());
  }
  std::string memory() const { return (folder_ / "memory").string(); }
  Outcome emissions(const std::filesystem::path& input, bool with_memory) {
    const std::string more = with_memory ? fmt::format(" --memory '{}'", memory()) : "";
    return scan(input, "--format json --windows 0 --detect emissions" + more);
  }
  static std::size_t count(const Outcome& outcome, const std::string& label, double near_hz) {
    std::size_t found = 0;
    for (const auto& object : outcome.objects()) {
      if (object["type"] != "emission" || object["label"] != label) continue;
      found += static_cast<std::size_t>(std::abs(object["centre_hz"].get<double>() - near_hz) < 20e3);
    }
    return found;
  }
  static std::size_t all_emissions(const Outcome& outcome) {
    std::size_t found = 0;
    for (const auto& object : outcome.objects())
      found += static_cast<std::size_t>(object["type"] == "emission");
    return found;
  }
};

TEST_F(SpectrumProgram, TheReceiversOwnLineIsLearnedAndNoLongerReported) {
  Air terminated(17.0);  // a thousand transforms of 4096
  terminated.add_tone(40e3, 0.02, 0.0);
  const auto input = record("terminated", terminated);
  EXPECT_GT(all_emissions(emissions(input, false)), 0U);
  const Outcome learned =
      run(fmt::format("spurs '{}' --memory '{}' --duration 17", input.string(), memory()));
  ASSERT_EQ(learned.status, 0) << learned.err;
  EXPECT_THAT(learned.out, HasSubstr("spurs_150000000_250000.txt: 1 lines"));
  EXPECT_EQ(all_emissions(emissions(input, true)), 0U);
  // An emitter elsewhere, or far stronger at that place, is still one.
  Air with_emitter(1.0);
  with_emitter.add_tone(-60e3, 0.02, 0.0);
  EXPECT_EQ(all_emissions(emissions(record("emitter", with_emitter), true)), 1U);
}

TEST_F(SpectrumProgram, TooLittleToLearnFromIsSaid) {
  const auto input = record("short", Air(1.0));
  const Outcome learned = run(fmt::format("spurs '{}' --memory '{}'", input.string(), memory()));
  EXPECT_EQ(learned.status, 3);
  EXPECT_THAT(learned.err, HasSubstr("1000 transforms"));
  EXPECT_FALSE(std::filesystem::exists(memory()));
}

TEST_F(SpectrumProgram, ARiseOfLevelIsFoundByItsOwnPast) {
  Air air(20.0);
  air.add_rise(-70e3, 0.12F, 13.0);
  const Outcome found = emissions(record("rise", air), false);
  EXPECT_EQ(found.status, 0) << found.err;
  EXPECT_GE(count(found, "level_rise", 150e6 - 70e3), 1U) << found.out;
  EXPECT_EQ(all_emissions(emissions(record("quiet", Air(20.0)), false)), 0U);
}

TEST_F(SpectrumProgram, KeptRowsAreJudgedAgainByTheRules) {
  Air air(12.0);
  air.add_tone(40e3, 0.01, 6.0);
  ASSERT_EQ(emissions(record("tone", air), true).status, 0);
  const std::string rows = memory() + "/rows";
  const Outcome replayed = run(fmt::format("replay '{}' --format json", rows));
  ASSERT_EQ(replayed.status, 0) << replayed.err;
  const auto objects = replayed.objects();
  ASSERT_EQ(objects.size(), 2U) << replayed.out;
  EXPECT_NEAR(objects[0]["centre_hz"].get<double>(), 150e6 + 40e3, 500.0);
  EXPECT_THAT(objects[0]["first_utc"].get<std::string>(), HasSubstr("2026-11-24T08:00:0"));
  EXPECT_NEAR(objects[1]["rows"].get<int>(), 12, 1);
  EXPECT_EQ(run(fmt::format("replay '{}' --format json --from 2026-11-25", rows)).objects().back()["rows"],
            0);
  EXPECT_EQ(run(fmt::format("replay '{}' --until 2026-13-25", rows)).status, 2);
  EXPECT_EQ(run(fmt::format("replay '{}/none'", rows)).status, 3);

  const std::filesystem::path file = *std::filesystem::directory_iterator(rows);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 3);
  const Outcome torn = run(fmt::format("replay '{}'", rows));
  EXPECT_EQ(torn.status, 3);
  EXPECT_THAT(torn.err, HasSubstr("damaged"));
}

}  // namespace
}  // namespace sb::test
