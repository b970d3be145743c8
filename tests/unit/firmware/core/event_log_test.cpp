// The log against flash that loses its supply at any double word.
#include "firmware/core/event_log.hpp"

#include <cstdlib>
#include <map>

#include <gtest/gtest.h>

#include "firmware/port/host/sim_flash.hpp"

namespace sb::fw {
namespace {

constexpr std::uint32_t kPages = 4;

struct Pole {
  SimFlash flash;
  EventLog log{flash, board::kLogAt, kPages};
};

Event event_of(std::uint32_t value) {
  Event event;
  event.kind = static_cast<std::uint16_t>(1 + value % 13);
  event.value = value * 2'654'435'761U;
  event.uptime_s = value;
  event.utc_s = 1'700'000'000 + value;
  return event;
}

void expect_same(const Event& read, const Event& written) {
  EXPECT_EQ(read.kind, written.kind);
  EXPECT_EQ(read.value, written.value);
  EXPECT_EQ(read.uptime_s, written.uptime_s);
  EXPECT_EQ(read.utc_s, written.utc_s);
}

TEST(EventLog, BeginsEmpty) {
  Pole pole;
  pole.log.open();
  EXPECT_EQ(pole.log.next_seq(), 1U);
  EXPECT_EQ(pole.log.oldest_seq(), 1U);
  EXPECT_EQ(pole.log.boot(), 1U);
  EXPECT_FALSE(pole.log.read(1).has_value());
}

TEST(EventLog, KeepsTheNewestOverManyTurnsAndStarts) {
  SimFlash flash;
  std::uint32_t written = 0;
  for (std::uint32_t boot = 1; boot <= 30; ++boot) {
    EventLog log(flash, board::kLogAt, kPages);
    log.open();
    ASSERT_EQ(log.boot(), boot);
    ASSERT_EQ(log.next_seq(), written + 1);
    for (std::uint32_t i = 0; i < 41; ++i) {
      Event event = event_of(++written);
      event.boot = log.boot();
      ASSERT_TRUE(log.append(event));
    }
    EXPECT_EQ(log.read(written)->boot, boot);
    const std::uint32_t oldest = log.oldest_seq();
    EXPECT_GE(written + 1 - oldest, std::min(written, (kPages - 1) * EventLog::kRecordsPerPage));
    for (std::uint32_t seq = oldest; seq <= written; ++seq) {
      const auto read = log.read(seq);
      ASSERT_TRUE(read.has_value()) << seq;
      EXPECT_EQ(read->seq, seq);
      expect_same(*read, event_of(seq));
    }
    EXPECT_FALSE(log.read(oldest - 1).has_value());
    EXPECT_FALSE(log.read(written + 1).has_value());
  }
  EXPECT_EQ(flash.double_programmed(), 0U);
}

TEST(EventLog, WearsEveryPageAlike) {
  Pole pole;
  pole.log.open();
  for (std::uint32_t i = 0; i < 100 * kPages * EventLog::kRecordsPerPage; ++i) pole.log.append(event_of(i));
  std::uint32_t least = UINT32_MAX, most = 0;
  for (std::uint32_t page = 0; page < kPages; ++page) {
    const auto erasures = pole.flash.erasures(board::kLogAt + page * Flash::kPageBytes);
    least = std::min(least, erasures);
    most = std::max(most, erasures);
  }
  EXPECT_GE(least, 99U);
  EXPECT_LE(most - least, 1U);
  EXPECT_EQ(pole.log.erasures(), most);
}

TEST(EventLog, APageThatCannotBeErasedLosesEventsAndNotTheLog) {
  Pole pole;
  pole.log.open();
  for (std::uint32_t i = 0; i < EventLog::kRecordsPerPage; ++i) ASSERT_TRUE(pole.log.append(event_of(i)));
  pole.flash.break_page(board::kLogAt + Flash::kPageBytes);
  EXPECT_FALSE(pole.log.append(event_of(99)));
  EXPECT_EQ(pole.log.next_seq(), EventLog::kRecordsPerPage + 1);
  EXPECT_TRUE(pole.log.read(1).has_value());
  pole.flash.break_page(0);
  EXPECT_TRUE(pole.log.append(event_of(100)));
  EXPECT_TRUE(pole.log.read(EventLog::kRecordsPerPage + 1).has_value());
}

TEST(EventLog, TheBootIsKnownWhenOnlyAPageWasBegun) {
  SimFlash flash;
  EventLog log(flash, board::kLogAt, kPages);
  log.open();
  Event event;
  event.boot = 1;
  for (std::uint32_t i = 0; i < EventLog::kRecordsPerPage; ++i) log.append(event);
  flash.cut_after(32 + 4 + 1, 3);  // erasure and header stand, the record does not
  EXPECT_FALSE(log.append(event));
  flash.restore();
  EventLog after(flash, board::kLogAt, kPages);
  after.open();
  EXPECT_EQ(after.boot(), 2U);
  EXPECT_EQ(after.next_seq(), EventLog::kRecordsPerPage + 1);
}

/// Long form: SB_POWER_CUTS=10000.
std::uint32_t power_cuts() {
  const char* asked = std::getenv("SB_POWER_CUTS");
  return asked == nullptr ? 1'500 : static_cast<std::uint32_t>(std::strtoul(asked, nullptr, 10));
}

TEST(EventLog, NoPowerCutLosesAnAcceptedRecordOrMakesAFalseOne) {
  SimFlash flash;
  std::mt19937_64 random(20261124);
  std::map<std::uint32_t, Event> accepted;  // by seq
  std::uint32_t value = 0;
  std::uint32_t torn = 0;
  const std::uint32_t cuts = power_cuts();
  for (std::uint32_t cut = 0; cut < cuts; ++cut) {
    EventLog log(flash, board::kLogAt, kPages);
    log.open();
    flash.cut_after(static_cast<std::uint32_t>(random() % 300), random());
    std::optional<Event> in_flight;
    while (!flash.is_cut()) {
      Event event = event_of(++value);
      event.boot = log.boot();
      event.seq = log.next_seq();
      if (log.append(event)) {
        accepted[event.seq] = event;
      } else {
        in_flight = event;
        ++torn;
      }
    }
    flash.restore();
    EventLog after(flash, board::kLogAt, kPages);
    after.open();
    for (std::uint32_t seq = after.oldest_seq(); seq < after.next_seq(); ++seq) {
      const auto read = after.read(seq);
      const auto known = accepted.find(seq);
      // A record that was cut at its last word may stand whole: then it is the one that was being written.
      const bool is_in_flight = known == accepted.end() && in_flight && in_flight->seq == seq;
      ASSERT_TRUE(read.has_value()) << "cut " << cut << " lost " << seq;
      ASSERT_TRUE(known != accepted.end() || is_in_flight) << "cut " << cut << " made up " << seq;
      expect_same(*read, is_in_flight ? *in_flight : known->second);
      if (is_in_flight) accepted[seq] = *in_flight;
    }
    // What was accepted last is there, whatever happened behind it.
    if (accepted.empty()) continue;
    ASSERT_TRUE(after.read(accepted.rbegin()->first).has_value()) << "cut " << cut;
    ASSERT_GE(after.next_seq() - after.oldest_seq(), std::min<std::size_t>(accepted.size(), 100));
    while (accepted.size() > 1000) accepted.erase(accepted.begin());
  }
  std::printf("%u power cuts, %u records torn, %u accepted in all, none lost, none false\n", cuts, torn,
              value - torn);
  EXPECT_GT(torn, cuts / 2);
}

}  // namespace
}  // namespace sb::fw
