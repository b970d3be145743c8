// The program itself on inputs that lie or are damaged: a clear line on stderr, the contract's exit status,
// clean JSON.
#include "tests/integration/node/scan_program.hpp"

namespace sb::test {
namespace {

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
