#include "tests/layering/schema_lint.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace sb::layering {
namespace {

namespace gp = google::protobuf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// The files as protoc sees them, with their comments.
std::vector<std::string> lint_files(const std::filesystem::path& root,
                                    const std::vector<std::string>& names) {
  const auto out =
      std::filesystem::temp_directory_path() / ("sb-schema-" + std::to_string(::getpid()) + ".bin");
  std::string command = SB_PROTOC " --include_imports --include_source_info -I '" + root.string() +
                        "' --descriptor_set_out='" + out.string() + "'";
  for (const auto& name : names) command += " '" + name + "'";
  if (std::system(command.c_str()) != 0) return {"does not compile"};
  gp::FileDescriptorSet set;
  std::ifstream in(out, std::ios::binary);
  EXPECT_TRUE(set.ParseFromIstream(&in));
  std::filesystem::remove(out);
  gp::DescriptorPool pool;
  std::vector<std::string> wrong;
  for (const auto& file : set.file()) {
    const auto* built = pool.BuildFile(file);
    EXPECT_NE(built, nullptr) << file.name();
    if (built == nullptr) continue;
    const auto lines = lint(*built);
    wrong.insert(wrong.end(), lines.begin(), lines.end());
  }
  return wrong;
}

TEST(SchemaLint, EveryMessageOfOursPasses) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SB_SOURCE_DIR "/wire")) {
    if (entry.path().extension() != ".proto") continue;
    names.push_back(std::filesystem::relative(entry.path(), SB_SOURCE_DIR).string());
  }
  EXPECT_GE(names.size(), 6U);
  EXPECT_THAT(lint_files(SB_SOURCE_DIR, names), IsEmpty());
}

/// A schema given as text.
std::vector<std::string> lint_text(const std::string& body) {
  const auto root = std::filesystem::temp_directory_path() / ("sb-schema-" + std::to_string(::getpid()));
  std::filesystem::create_directories(root);
  std::ofstream(root / "bad.proto") << "syntax = \"proto3\";\npackage songbien.wire.v1;\n" << body;
  auto wrong = lint_files(root, {"bad.proto"});
  std::filesystem::remove_all(root);
  return wrong;
}

TEST(SchemaLint, AGoodSchemaPasses) {
  EXPECT_THAT(lint_text("message Good { float power_dbm = 1; uint64 seq = 2; int64 first_utc_ns = 3; }"),
              IsEmpty());
}

TEST(SchemaLint, IdentitiesOfPeopleAreRefusedByName) {
  for (const char* name :
       {"imsi", "last_imei", "ueimsi", "s_tmsi", "guti", "msisdn", "suci", "c_rnti", "crnti", "phone",
        "user_id", "nas", "subscriber_key", "sms_count", "payload", "ue_id"}) {
    EXPECT_THAT(lint_text("message Bad { uint64 " + std::string(name) + " = 1; }"), Not(IsEmpty())) << name;
  }
  EXPECT_THAT(lint_text("message ImsiSeen { uint64 count = 1; }"), Not(IsEmpty()));
  EXPECT_THAT(lint_text("enum What { WHAT_UNSPECIFIED = 0; WHAT_PAGING = 1; }"), Not(IsEmpty()));
  EXPECT_THAT(lint_text("message Outer { message Inner { uint64 tmsi = 1; } }"), Not(IsEmpty()));
}

TEST(SchemaLint, IdentitiesOfPeopleAreRefusedByComment) {
  EXPECT_THAT(lint_text("message Bad {\n  uint64 key = 1;  // the IMSI, hashed\n}"),
              ElementsAre(HasSubstr("comment says 'imsi'")));
  EXPECT_THAT(lint_text("message Bad {\n  // of the subscriber\n  uint64 key = 1;\n}"),
              ElementsAre(HasSubstr("comment says 'subscriber'")));
}

TEST(SchemaLint, FreeContentIsADecision) {
  EXPECT_THAT(lint_text("message Bad { bytes extra = 1; }"),
              ElementsAre(HasSubstr("Bad.extra: free content")));
  EXPECT_THAT(lint_text("message Bad { repeated string notes = 1; }"),
              ElementsAre(HasSubstr("Bad.notes: free content")));
  EXPECT_THAT(lint_text("message Bad { map<uint32, uint32> table = 1; }"),
              ::testing::Contains(HasSubstr("maps and groups")));
}

TEST(SchemaLint, QuantitiesNameTheirUnit) {
  EXPECT_THAT(lint_text("message Bad { float power = 1; }"), ElementsAre(HasSubstr("without a unit")));
  EXPECT_THAT(lint_text("message Bad { int64 made_at = 1; }"), ElementsAre(HasSubstr("without a unit")));
}

TEST(SchemaLint, EnumsBeginUnsaid) {
  EXPECT_THAT(lint_text("enum Bad { BAD_FIRST = 0; }"), ElementsAre(HasSubstr("zero is not _UNSPECIFIED")));
}

}  // namespace
}  // namespace sb::layering
