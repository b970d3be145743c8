// Delivered once and in order over a line that loses, damages and repeats.
#include "wire/mcu/link.hpp"

#include <deque>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sb::wire::mcu {
namespace {

using Octets = std::vector<std::uint8_t>;
using ::testing::ElementsAre;

struct End final : LinkEnds {
  explicit End(std::uint16_t session) : link(*this, session) {}
  void write(std::span<const std::uint8_t> octets) override {
    out.emplace_back(octets.begin(), octets.end());
  }
  void on_message(std::span<const std::uint8_t> message) override {
    messages.emplace_back(message.begin(), message.end());
  }
  void on_new_peer() override { ++new_peers; }

  std::deque<Octets> out;
  std::vector<Octets> messages;
  int new_peers = 0;
  Link link;
};

void carry(End& from, End& to) {
  while (!from.out.empty()) {
    to.link.receive(from.out.front());
    from.out.pop_front();
  }
}

TEST(Link, DeliversAndAcknowledges) {
  End a(1), b(2);
  EXPECT_TRUE(a.link.send(Octets{5, 0, 6}, 0));
  EXPECT_TRUE(a.link.busy());
  EXPECT_FALSE(a.link.send(Octets{7}, 0)) << "one at a time";
  carry(a, b);
  EXPECT_THAT(b.messages, ElementsAre(Octets{5, 0, 6}));
  EXPECT_EQ(b.new_peers, 1);
  carry(b, a);
  EXPECT_FALSE(a.link.busy());
  EXPECT_EQ(a.link.counters().repeated, 0U);
}

TEST(Link, ALostAcknowledgementDeliversOnce) {
  End a(1), b(2);
  a.link.send(Octets{1}, 0);
  carry(a, b);
  b.out.clear();  // the acknowledgement is lost
  a.link.tick(Link::kRetryMs - 1);
  EXPECT_TRUE(a.out.empty());
  a.link.tick(Link::kRetryMs);
  carry(a, b);
  carry(b, a);
  EXPECT_FALSE(a.link.busy());
  EXPECT_EQ(b.messages.size(), 1U);
  EXPECT_EQ(b.link.counters().duplicates, 1U);
  EXPECT_EQ(a.link.counters().repeated, 1U);
}

TEST(Link, GivesUpAndGoesOn) {
  End a(1), b(2);
  a.link.send(Octets{1}, 0);
  std::uint32_t now = 0;
  for (unsigned i = 0; i < Link::kMaxTries; ++i) a.link.tick(now += Link::kRetryMs);
  EXPECT_EQ(a.out.size(), Link::kMaxTries);
  EXPECT_FALSE(a.link.busy());
  EXPECT_EQ(a.link.counters().given_up, 1U);
  a.out.clear();
  EXPECT_TRUE(a.link.send(Octets{2}, now));
  carry(a, b);
  EXPECT_THAT(b.messages, ElementsAre(Octets{2}));
}

TEST(Link, ARestartedPeerIsHeardFromItsFirstMessage) {
  End b(2);
  {
    End a(1);
    a.link.send(Octets{1}, 0);
    carry(a, b);
  }
  End again(77);  // the same seq 1, another session
  again.link.send(Octets{9}, 0);
  carry(again, b);
  EXPECT_THAT(b.messages, ElementsAre(Octets{1}, Octets{9}));
  EXPECT_EQ(b.new_peers, 2);
}

TEST(Link, AnAcknowledgementOfSomethingElseDoesNotCount) {
  End a(1), stranger(1);
  a.link.send(Octets{1}, 0);
  StuffedFrame out;
  for (const Frame& wrong :
       {Frame{FrameKind::kAcknowledge, 9, 1, {}}, Frame{FrameKind::kAcknowledge, 1, 2, {}}}) {
    a.link.receive(std::span(out).first(encode_frame(wrong, out)));
    EXPECT_TRUE(a.link.busy());
  }
  a.link.receive(std::span(out).first(encode_frame({FrameKind::kAcknowledge, 1, 1, {}}, out)));
  EXPECT_FALSE(a.link.busy());
  a.link.receive(std::span(out).first(encode_frame({FrameKind::kAcknowledge, 1, 1, {}}, out)));
  EXPECT_FALSE(a.link.busy());
}

TEST(Link, DatagramsAreNeitherKeptNorAcknowledged) {
  End a(1), b(2);
  EXPECT_TRUE(a.link.send_datagram(Octets{3}));
  EXPECT_FALSE(a.link.busy());
  carry(a, b);
  EXPECT_THAT(b.messages, ElementsAre(Octets{3}));
  EXPECT_TRUE(b.out.empty());
  EXPECT_EQ(b.new_peers, 0);
}

TEST(Link, TooLongIsRefused) {
  End a(1);
  const Octets too_long(kMaxMessageBytes + 1, 1);
  EXPECT_FALSE(a.link.send(too_long, 0));
  EXPECT_FALSE(a.link.busy());
  EXPECT_FALSE(a.link.send_datagram(too_long));
}

TEST(Link, KeepsItsOrderOverABadLine) {
  // A third of all frames lost, a third of the rest damaged, both ways: nothing twice, nothing out of order.
  std::mt19937 random(7);
  End a(1), b(2);
  const auto carry_badly = [&random](End& from, End& to) {
    while (!from.out.empty()) {
      Octets frame = from.out.front();
      from.out.pop_front();
      if (random() % 3 == 0) continue;
      if (random() % 3 == 0)
        frame[random() % frame.size()] ^= static_cast<std::uint8_t>(1U << (random() % 8));
      to.link.receive(frame);
    }
  };
  std::uint32_t now = 0;
  std::uint32_t next = 0;
  while (next < 2000) {
    now += 50;
    if (!a.link.busy()) {
      const Octets message = {static_cast<std::uint8_t>(next & 0xFFU), static_cast<std::uint8_t>(next >> 8U)};
      a.link.send(message, now);
      ++next;
    }
    a.link.tick(now);
    carry_badly(a, b);
    carry_badly(b, a);
  }
  ASSERT_GT(b.messages.size(), 1900U);
  int before = -1;
  for (const auto& message : b.messages) {
    const int value = message.at(0) | (message.at(1) << 8);
    EXPECT_GT(value, before);
    before = value;
  }
  EXPECT_GE(b.messages.size() + a.link.counters().given_up + 1, next) << "what is missing was given up";
  EXPECT_GT(b.link.counters().duplicates, 100U);
}

}  // namespace
}  // namespace sb::wire::mcu
