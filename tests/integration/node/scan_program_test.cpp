// The program itself on inputs that lie or are damaged: a clear line on stderr, the contract's exit status,
// clean JSON.
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include "tests/support/recording.hpp"

namespace sb::test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

struct Outcome {
  int status = -1;
  std::string out, err;
  std::vector<json> objects() const {
    std::vector<json> all;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) all.push_back(json::parse(line));
    return all;
  }
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ScanProgram : public ::testing::Test {
 protected:
  Outcome run(const std::string& arguments) {
    const std::string command =
        fmt::format("'{}/node/songbien-node' {} >'{}' 2>'{}' </dev/null", SB_BINARY_DIR, arguments,
                    (folder_ / "out").string(), (folder_ / "err").string());
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of(folder_ / "out"), text_of(folder_ / "err")};
  }
  Outcome scan(const std::filesystem::path& input, const std::string& more = "--format json") {
    return run(fmt::format("scan '{}' {}", input.string(), more));
  }
  /// Damaged: status 3, one line that says what and where, and nothing on stdout but JSON.
  void expect_damage(const Outcome& result, const std::string& says, std::size_t samples_before = 0) {
    EXPECT_EQ(result.status, 3);
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_THAT(result.err, HasSubstr(says));
    const auto objects = result.objects();
    if (samples_before == 0) {
      EXPECT_TRUE(objects.empty());
    } else {
      ASSERT_FALSE(objects.empty());
      EXPECT_EQ(objects.back()["samples"], samples_before);
    }
  }
  TempDir folder_;
  std::vector<float> noise_ = noise(40'000, 1);
};

TEST_F(ScanProgram, NoiseHoldsNoCell) {
  const Outcome result = scan(write_recording(folder_, "a", meta_text("cf32_le"), noise_));
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.err, "");
  const auto objects = result.objects();
  ASSERT_EQ(objects.size(), 1U);
  EXPECT_EQ(objects[0]["type"], "summary");
  EXPECT_EQ(objects[0]["samples"], 40'000);
  EXPECT_EQ(objects[0]["sample_rate_hz"], 1.92e6);
  EXPECT_EQ(objects[0]["centre_hz"], 1815e6);
}

TEST_F(ScanProgram, MetadataWithoutAFrequencyIsGood) {
  const Outcome result = scan(
      write_recording(folder_, "a", meta_text("cf32_le", "1920000", R"([{"core:sample_start":0}])"), noise_));
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.objects().back()["centre_hz"], 0.0);
}

TEST_F(ScanProgram, EveryDatatypeOfTheContract) {
  std::vector<std::int8_t> bytes(80'000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::int8_t>(noise_[i] * 128.0F);
  const std::vector<std::int16_t> words(bytes.begin(), bytes.end());
  EXPECT_EQ(scan(write_recording(folder_, "a", meta_text("ci8"), bytes)).status, 0);
  EXPECT_EQ(scan(write_recording(folder_, "b", meta_text("cu8"), bytes)).status, 0);
  EXPECT_EQ(scan(write_recording(folder_, "c", meta_text("ci16_le"), words)).status, 0);
}

TEST_F(ScanProgram, ShortestCaptureIsScanned) {
  EXPECT_EQ(scan(write_recording(folder_, "a", meta_text("ci8"), std::vector<char>{1, 2})).status, 0);
}

TEST_F(ScanProgram, TruncatedCapture) {
  expect_damage(scan(write_recording(folder_, "a", meta_text("cf32_le"), noise_, 5)),
                "5 bytes into sample 40000", 40'000);
  expect_damage(scan(write_recording(folder_, "b", meta_text("cf32_le"), std::vector<float>())),
                "holds no samples");
  const auto late = meta_text("cf32_le", "1e6", R"([{"core:sample_start":0},{"core:sample_start":40000}])");
  expect_damage(scan(write_recording(folder_, "c", late, noise_)), "truncated");
}

TEST_F(ScanProgram, WrongDatatype) {
  for (const char* datatype : {"ci12_le", "cf32_be", "rf32_le", "", "ci8_le"}) {
    expect_damage(scan(write_recording(folder_, "a", meta_text(datatype), noise_)), "core:datatype");
  }
}

TEST_F(ScanProgram, MetadataThatLiesAboutTheRate) {
  for (const char* rate : {"0", "-19200000", "1e15", "\"19200000\"", "null", "[]", "1e-9"}) {
    expect_damage(scan(write_recording(folder_, "a", meta_text("ci8", rate), noise_)), "core:sample_rate");
  }
}

TEST_F(ScanProgram, MetadataThatIsNoMetadata) {
  expect_damage(scan(write_recording(folder_, "a", "{\"global\":", noise_)), "not JSON");
  expect_damage(scan(write_recording(folder_, "a", "", noise_)), "not JSON");
  expect_damage(scan(write_recording(folder_, "a", "[1,2]", noise_)), "a.sigmf-meta");
}

TEST_F(ScanProgram, SamplesThatAreNoNumbers) {
  noise_[2 * 30'000 + 1] = std::nanf("");
  expect_damage(scan(write_recording(folder_, "a", meta_text("cf32_le"), noise_)), "sample 30000", 30'000);
  noise_[0] = std::numeric_limits<float>::infinity();
  const Outcome nothing_good = scan(write_recording(folder_, "b", meta_text("cf32_le"), noise_));
  EXPECT_EQ(nothing_good.status, 3);
  EXPECT_THAT(nothing_good.err, HasSubstr("sample 0 "));
  EXPECT_EQ(nothing_good.objects().back()["samples"], 0);
}

TEST_F(ScanProgram, NothingThereToRead) {
  expect_damage(scan(folder_ / "none.sigmf-meta"), "no such file");
  expect_damage(scan(folder_ / "none.sigmf-data"), "no such file");
  expect_damage(scan(folder_.path()), "directory");
  write_text(folder_ / "alone.sigmf-meta", meta_text("ci8"));
  expect_damage(scan(folder_ / "alone.sigmf-meta"), "alone.sigmf-data");
  std::filesystem::create_directory(folder_ / "d.sigmf-data");
  write_text(folder_ / "d.sigmf-meta", meta_text("ci8"));
  expect_damage(scan(folder_ / "d.sigmf-meta"), "d.sigmf-data");
}

TEST_F(ScanProgram, UnknownDevice) {
  expect_damage(scan("soapy:driver=nosuchradio", "--frequency 1815e6 --format json"), "no such device");
}

TEST_F(ScanProgram, WrongUsage) {
  const auto path = write_recording(folder_, "a", meta_text("cf32_le"), noise_);
  for (const char* more : {"--format xml", "--rat wimax", "--rat gsm --detect cells", "--detect nothing",
                           "--duration 0", "--duration x", "--gain 10", "--frequency 1e9",
                           "--sample-rate 5e6", "--no-such-option", "second-input"}) {
    const Outcome result = scan(path, more);
    EXPECT_EQ(result.status, 2) << more;
    EXPECT_EQ(result.out, "") << more;
    EXPECT_NE(result.err, "") << more;
  }
  EXPECT_EQ(run("").status, 2);
  EXPECT_EQ(run("scan").status, 2);
  EXPECT_EQ(run("nonsense").status, 2);
  EXPECT_EQ(scan("soapy:driver=nosuchradio").status, 2);  // no --frequency
}

TEST_F(ScanProgram, HelpAndVersion) {
  EXPECT_EQ(run("--help").status, 0);
  EXPECT_THAT(run("scan --help").out, HasSubstr("--sample-rate"));
  EXPECT_THAT(run("--version").out, HasSubstr("songbien-node "));
}

}  // namespace
}  // namespace sb::test
