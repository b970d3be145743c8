#pragma once
// Which findings are worth a report. The same cell saying the same thing is reported once an
// interval; anything new about it (another level, another identity, other broadcast content) at once. Two
// cells on one frequency with one physical identity but different content are kept apart: that is what a fake
// base station looks like. Energy without a name (emission, jamming) is the same while its kind and place in
// the spectrum are.
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "dsp/core/detection.hpp"

namespace sb::node {

class NewsFilter {
 public:
  /// Distinct things remembered; beyond that the one reported longest ago is forgotten, and would be reported
  /// again.
  static constexpr std::size_t kMaxRemembered = 8192;

  /// 0: every sighting is due.
  explicit NewsFilter(std::int64_t interval_ns) : interval_ns_(interval_ns) {}

  bool is_due(const dsp::Detection& detection, std::int64_t now_ns) const;
  /// Never reported, as far as it is remembered.
  bool is_new(const dsp::Detection& detection) const;
  /// Call when the report is safe: a sighting that could not be kept stays due.
  void reported(const dsp::Detection& detection, std::int64_t now_ns);
  std::size_t remembered() const { return reported_at_ns_.size(); }

 private:
  /// Everything a report says that is not a measurement.
  using Content = std::string;
  static Content content_of(const dsp::Detection& detection);

  std::int64_t interval_ns_;
  std::map<Content, std::int64_t> reported_at_ns_;
};

}  // namespace sb::node
