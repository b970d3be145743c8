// Every octet string of wire v1 that was ever sent must be read for ever. The octets were written once by
// write_v1.py, which knows nothing of our code; what they mean stands in expect.json, written by hand in
// protobuf's JSON mapping.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "wire/codec.hpp"

namespace sb::wire {
namespace {

const std::filesystem::path kFolder = SB_SOURCE_DIR "/tests/golden/wire/v1";

std::string read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

template <typename Message>
void expect_means(const std::string& name, Result<Message> (*decode)(std::string_view)) {
  const std::string octets = read(kFolder / (name + ".bin"));
  const auto message = decode(octets);
  ASSERT_TRUE(message) << name << ": " << message.error().text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string text;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(*message, &text, options).ok());
  const auto expected = nlohmann::json::parse(read(kFolder / "expect.json"));
  EXPECT_EQ(nlohmann::json::parse(text), expected.at(name));
  EXPECT_EQ(encode(*message), octets) << name << ": we would send other octets today";
}

TEST(WireGolden, Version1IsRead) {
  expect_means("report_cell", &decode_report);
  expect_means("report_event", &decode_report);
  expect_means("report_measured", &decode_report);
  expect_means("report_reselection", &decode_report);
  expect_means("report_emission", &decode_report);
  expect_means("report_jamming", &decode_report);
  expect_means("report_coverage", &decode_report);
  expect_means("status", &decode_status);
  expect_means("status_full", &decode_status);
  expect_means("command_acknowledge", &decode_command);
  expect_means("reply", &decode_reply);
  expect_means("spectrum", &decode_spectrum);
}

TEST(WireGolden, TheSecondReportHoldsTheHashOfTheFirst) {
  const Sha256 hash = sha256(read(kFolder / "report_cell.bin"));
  EXPECT_EQ(decode_report(read(kFolder / "report_event.bin"))->prev_hash(),
            std::string(reinterpret_cast<const char*>(hash.data()), hash.size()));
}

// RFC 8032 §7.1 test 2; the signature in the file was made by the openssl command.
TEST(WireGolden, Version1EnvelopeOpensAndIsSealedTheSameWay) {
  const auto file =
      std::filesystem::temp_directory_path() / ("sb-golden-" + std::to_string(::getpid()) + ".pem");
  std::ofstream(file)
      << "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
         "-----END PRIVATE KEY-----\n";
  ::chmod(file.c_str(), 0600);
  const auto key = SigningKey::load(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(key) << key.error().text;
  const std::string envelope = read(kFolder / "envelope_report.bin");
  const auto opened = open(envelope, pb::BODY_KIND_REPORT, *VerifyingKey::from_pem(key->public_pem()));
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(opened->body, read(kFolder / "report_cell.bin"));
  EXPECT_FALSE(opened->historical);
  EXPECT_EQ(seal(pb::BODY_KIND_REPORT, opened->body, *key), envelope);
  const auto again = open(read(kFolder / "envelope_historical.bin"), pb::BODY_KIND_REPORT,
                          *VerifyingKey::from_pem(key->public_pem()));
  ASSERT_TRUE(again) << again.error().text;
  EXPECT_TRUE(again->historical) << "about the sending: the signature is the same";
  EXPECT_EQ(again->body, opened->body);
}

}  // namespace
}  // namespace sb::wire
