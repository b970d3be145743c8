#include "wire/codec.hpp"

#include <gtest/gtest.h>

#include "tests/unit/wire/samples.hpp"

namespace sb::wire {
namespace {

class Envelope : public ::testing::Test {
 protected:
  Envelope() : key_(*SigningKey::generate()), verifying_(*VerifyingKey::from_pem(key_.public_pem())) {}
  SigningKey key_;
  VerifyingKey verifying_;
};

TEST_F(Envelope, GivesBackTheBodyOctetForOctet) {
  const std::string body("\x00\xFF not protobuf \x01", 17);
  const auto opened = open(seal(pb::BODY_KIND_REPORT, body, key_), pb::BODY_KIND_REPORT, verifying_);
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(opened->body, body);
  EXPECT_EQ(opened->key_id, key_.id());
}

TEST_F(Envelope, ASignatureOverOneKindIsNoneOverAnother) {
  pb::Envelope forged;
  ASSERT_TRUE(forged.ParseFromString(seal(pb::BODY_KIND_REPLY, "body", key_)));
  forged.set_kind(pb::BODY_KIND_COMMAND);
  const auto opened = open(forged.SerializeAsString(), pb::BODY_KIND_COMMAND, verifying_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kRefused);
  EXPECT_NE(opened.error().text.find("signatures.value"), std::string::npos);
}

TEST_F(Envelope, AnotherKindThanExpectedIsRefused) {
  const auto opened = open(seal(pb::BODY_KIND_STATUS, "body", key_), pb::BODY_KIND_REPORT, verifying_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kRefused);
  EXPECT_NE(opened.error().text.find("kind"), std::string::npos);
}

TEST_F(Envelope, AnotherKeyIsRefusedByName) {
  const auto other = SigningKey::generate();
  const auto opened = open(seal(pb::BODY_KIND_REPORT, "body", *other), pb::BODY_KIND_REPORT, verifying_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kRefused);
  EXPECT_NE(opened.error().text.find("key_id"), std::string::npos);
}

TEST_F(Envelope, ASecondSignatureOfAnUnknownAlgorithmDoesNotDisturb) {
  pb::Envelope envelope;
  ASSERT_TRUE(envelope.ParseFromString(seal(pb::BODY_KIND_REPORT, "body", key_)));
  auto* later = envelope.add_signatures();
  later->set_algorithm(static_cast<pb::SignatureAlgorithm>(9));
  later->set_value("post-quantum");
  EXPECT_TRUE(open(envelope.SerializeAsString(), pb::BODY_KIND_REPORT, verifying_));
  envelope.mutable_signatures()->DeleteSubrange(0, 1);
  const auto only_later = open(envelope.SerializeAsString(), pb::BODY_KIND_REPORT, verifying_);
  ASSERT_FALSE(only_later);
  EXPECT_EQ(only_later.error().code, ErrorCode::kUnsupported);
}

TEST_F(Envelope, UnsignedEmptyOversizedAndDamagedAreRefused) {
  pb::Envelope envelope;
  envelope.set_kind(pb::BODY_KIND_REPORT);
  envelope.set_body("body");
  EXPECT_EQ(open(envelope.SerializeAsString(), pb::BODY_KIND_REPORT, verifying_).error().code,
            ErrorCode::kRefused);
  for (int i = 0; i < 5; ++i) envelope.add_signatures();
  EXPECT_EQ(open(envelope.SerializeAsString(), pb::BODY_KIND_REPORT, verifying_).error().code,
            ErrorCode::kUnreadable);
  EXPECT_EQ(open("", pb::BODY_KIND_REPORT, verifying_).error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(open("\xFF\xFF\xFF", pb::BODY_KIND_REPORT, verifying_).error().code, ErrorCode::kUnreadable);
  const std::string huge = std::string(kMaxEnvelopeBytes + 1, '\0');
  EXPECT_EQ(open(huge, pb::BODY_KIND_REPORT, verifying_).error().code, ErrorCode::kUnreadable);
}

TEST_F(Envelope, EveryChangedOctetIsNoticed) {
  const std::string good = seal(pb::BODY_KIND_REPORT, encode(samples::cell_report()), key_);
  ASSERT_TRUE(open(good, pb::BODY_KIND_REPORT, verifying_));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x01);
    EXPECT_FALSE(open(bad, pb::BODY_KIND_REPORT, verifying_)) << "octet " << i;
  }
}

TEST(Codec, EveryKindComesBackAsItWas) {
  EXPECT_EQ(decode_report(encode(samples::cell_report()))->SerializeAsString(),
            encode(samples::cell_report()));
  EXPECT_EQ(decode_report(encode(samples::event_report()))->event().text(), "no samples for 5 s");
  EXPECT_EQ(decode_status(encode(samples::status()))->faults(0), "receiver silent");
  EXPECT_EQ(decode_command(encode(samples::command()))->acknowledge().through_seq(), 12U);
  EXPECT_TRUE(decode_reply(encode(samples::reply()))->done());
  EXPECT_EQ(decode_spectrum(encode(samples::row()))->mean().size(), 64U);
}

TEST(Codec, AFieldOfALaterVersionIsNoError) {
  std::string body = encode(samples::cell_report());
  body += std::string("\xA2\x06\x03new", 6);  // field 100, length 3
  ASSERT_TRUE(decode_report(body)) << decode_report(body).error().text;
}

TEST(Codec, AFindingOfALaterVersionIsUnsupportedAndNotDamage) {
  pb::Report report = samples::cell_report();
  report.clear_cell();
  std::string body = report.SerializeAsString();
  body += std::string("\xEA\x01\x02\x08\x01", 5);  // field 29: reserved for a finding to come
  const auto decoded = decode_report(body);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(decoded.error().text.find("report.finding"), std::string::npos);
}

TEST(Codec, DamagedBytesAreUnreadable) {
  const std::string body = encode(samples::cell_report());
  EXPECT_EQ(decode_report(body.substr(0, body.size() - 1)).error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(decode_report("\xFF").error().code, ErrorCode::kUnreadable);
  EXPECT_EQ(decode_status(std::string(kMaxEnvelopeBytes + 1, '\0')).error().code, ErrorCode::kUnreadable);
}

}  // namespace
}  // namespace sb::wire
