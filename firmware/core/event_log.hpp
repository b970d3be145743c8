#pragma once
// What happened to the box, in flash, whatever the supply does: a ring of pages, each record whole or absent
// (firmware/core/EVENT_LOG.md has the octets).
#include <cstdint>
#include <optional>

#include "firmware/core/hal.hpp"

namespace sb::fw {

struct Event {
  std::uint32_t seq = 0;  ///< given by the log, from 1
  std::uint32_t boot = 0;
  std::uint32_t uptime_s = 0;
  std::uint32_t utc_s = 0;  ///< 0: the clock was not set
  std::uint16_t kind = 0;   ///< number of McuEventKind
  std::uint32_t value = 0;
};

/// Of `boot` only the low 16 bits are kept.
class EventLog {
 public:
  static constexpr std::uint32_t kRecordBytes = 32;
  static constexpr std::uint32_t kHeaderBytes = 32;
  static constexpr std::uint32_t kRecordsPerPage = (Flash::kPageBytes - kHeaderBytes) / kRecordBytes;

  /// Pages [first, first + pages) of `flash`, at least 2. open() before anything else.
  EventLog(Flash& flash, std::uint32_t first_address, std::uint32_t pages)
      : flash_(flash), first_address_(first_address), pages_(pages) {}

  /// Finds the end of the ring. Reads every page's header and one page in full.
  void open();
  /// Durable when it returns true. Wears every page alike; erases at most one page (some 20 ms).
  bool append(Event event);
  /// Nothing when it was overwritten, never written, or damaged.
  std::optional<Event> read(std::uint32_t seq) const;

  std::uint32_t next_seq() const { return next_seq_; }
  std::uint32_t oldest_seq() const;  ///< next_seq() when empty
  /// Number of this boot: one more than that of the last record.
  std::uint32_t boot() const { return boot_; }
  std::uint32_t erasures() const { return erasures_; }  ///< of the page that is written now

 private:
  struct Header {
    std::uint32_t turn = 0;       ///< rises by one from page to page, for ever
    std::uint32_t first_seq = 0;  ///< of its first record
    std::uint32_t erasures = 0;
  };
  std::uint32_t address(std::uint32_t page) const { return first_address_ + page * Flash::kPageBytes; }
  std::optional<Header> read_header(std::uint32_t page) const;
  std::optional<Event> read_record(std::uint32_t page, std::uint32_t place) const;
  bool is_blank(std::uint32_t page, std::uint32_t place) const;
  bool start_page(std::uint32_t page);
  void scan_page(std::uint32_t page);

  Flash& flash_;
  std::uint32_t first_address_;
  std::uint32_t pages_;
  std::uint32_t page_ = 0;                 ///< that is written now
  std::uint32_t place_ = kRecordsPerPage;  ///< next free record in it; full: the next append starts a page
  std::uint32_t turn_ = 0;
  std::uint32_t erasures_ = 0;
  std::uint32_t next_seq_ = 1;
  std::uint32_t boot_ = 1;
};

}  // namespace sb::fw
